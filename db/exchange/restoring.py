"""Reading an export back: the same catalogue, with the same content hash."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nsl_db.db.catalogue import write_catalogue
from nsl_db.db.exchange.exporting import SQLITE_FILE
from nsl_db.db.exchange.sqlite_file import read_sqlite
from nsl_db.db.exchange.table_files import read_csv, read_parquet, read_table_files
from nsl_db.errors import SourceError
from nsl_db.schema.tables import BUILD_MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from nsl_db.schema.spec import Table

__all__ = ["restore_catalogue"]

COMPUTED = ("content_hash", "schema_version")
"""Entries of the manifest that are worked out anew."""


def restore_catalogue(export: Path, output: Path) -> str:
    """Build a catalogue from an export of any kind.

    Args:
        export: Folder that `export_catalogue` wrote.
        output: File to write; the old one stays if anything fails.

    Returns:
        The content hash.

    Raises:
        SourceError: The folder is no export, or its content was changed.
        ValidationError: The content breaks a rule.
    """
    frames = {item.name: frame for item, frame in _tables(export)}
    manifest = dict(frames.pop(BUILD_MANIFEST.name).iter_rows())
    kept = {name: text for name, text in manifest.items() if name not in COMPUTED}
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=output.parent) as folder:
        draft = Path(folder) / output.name
        content_hash = write_catalogue(draft, frames, kept)
        if content_hash != manifest.get("content_hash"):
            raise SourceError(
                f"{export} was changed since it was exported, or by another version: "
                f"its content hash is {content_hash}, not "
                f"{manifest.get('content_hash')}. Nothing was written."
            )
        draft.replace(output)
    return content_hash


def _tables(export: Path) -> Iterator[tuple[Table, pl.DataFrame]]:
    if (export / SQLITE_FILE).is_file():
        return read_sqlite(export / SQLITE_FILE)
    for folder in (export, export / "data"):
        if (folder / "model.parquet").is_file():
            return read_table_files(folder, ".parquet", read_parquet)
        if (folder / "model.csv").is_file():
            return read_table_files(folder, ".csv", read_csv)
    raise SourceError(
        f"{export} holds no exported catalogue: neither {SQLITE_FILE} nor "
        "model.parquet nor model.csv is there. Write one with `nsl-db export`."
    )
