"""Writing a catalogue in the formats of other programs."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from nsl_db.db.connection import fetch, open_read_only
from nsl_db.db.exchange.datapackage import croissant, data_package
from nsl_db.db.exchange.dataset_card import dataset_card
from nsl_db.db.exchange.sqlite_file import write_sqlite
from nsl_db.db.exchange.table_files import write_csv, write_parquet
from nsl_db.db.queries import read_manifest, read_table
from nsl_db.db.views import VIEWS
from nsl_db.errors import UsageError
from nsl_db.schema.dictionary import data_dictionary
from nsl_db.schema.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from nsl_db.schema.spec import Table

__all__ = ["KINDS", "Kind", "export_catalogue"]

Kind = Literal["parquet", "csv", "datapackage", "sqlite", "huggingface"]
"""Formats of an export."""

KINDS: tuple[Kind, ...] = get_args(Kind)
"""Formats of an export, in the order of the help text."""

SQLITE_FILE = "catalog.sqlite"
"""The database of an export of kind `sqlite`."""

DICTIONARY_FILE = "DATA_DICTIONARY.md"
"""Stands beside every export."""


def export_catalogue(catalogue: Path, folder: Path, kind: Kind) -> list[Path]:
    """Write all tables of a catalogue; equal catalogues give equal bytes.

    The files are written elsewhere and put in place at the end, so that a failed
    export leaves nothing behind.

    Args:
        catalogue: The catalogue.
        folder: A folder that is absent or empty.
        kind: The format.

    Returns:
        The files written, the data dictionary among them.

    Raises:
        UsageError: The folder holds something already, or cannot be written.
        CatalogueError: The catalogue cannot be opened.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder} is not an empty folder; an export overwrites nothing. Name a "
            "new folder."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder.parent) as name:
            draft = Path(name) / folder.name
            draft.mkdir()
            _WRITERS[kind](catalogue, draft)
            (draft / DICTIONARY_FILE).write_text(data_dictionary(), "utf-8")
            if folder.exists():
                folder.rmdir()
            shutil.move(draft, folder)
    except OSError as error:
        raise UsageError(f"Cannot write {folder}: {error.strerror}.") from error
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _tables(catalogue: Path) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Every table, its rows in a fixed order."""
    with open_read_only(catalogue) as connection:
        for item in tables_of("catalogue"):
            columns = ", ".join(item.fields)
            order = ", ".join(item.primary_key or item.fields)
            yield (
                item,
                fetch(
                    connection, f"SELECT {columns} FROM {item.name} ORDER BY {order}"
                ),
            )


def _one_file_each(
    catalogue: Path,
    folder: Path,
    ending: str,
    write: Callable[[pl.DataFrame, Path], None],
) -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    files = {}
    for item, frame in _tables(catalogue):
        files[item.name] = folder / f"{item.name}{ending}"
        write(frame, files[item.name])
    return files


def _export_parquet(catalogue: Path, folder: Path) -> None:
    _one_file_each(catalogue, folder, ".parquet", write_parquet)


def _export_csv(catalogue: Path, folder: Path) -> None:
    _one_file_each(catalogue, folder, ".csv", write_csv)


def _export_datapackage(catalogue: Path, folder: Path) -> None:
    files = _one_file_each(catalogue, folder / "data", ".csv", write_csv)
    sources = read_table(catalogue, "source").sort("source").to_dicts()
    _write_json(folder / "datapackage.json", data_package(folder, files, sources))


def _export_sqlite(catalogue: Path, folder: Path) -> None:
    views = (f"CREATE VIEW {view.name} AS {view.sql}" for view in VIEWS)
    write_sqlite(_tables(catalogue), views, folder / SQLITE_FILE)


def _export_huggingface(catalogue: Path, folder: Path) -> None:
    files = _one_file_each(catalogue, folder / "data", ".parquet", write_parquet)
    manifest = read_manifest(catalogue)
    version = manifest["content_hash"][:16]
    _write_json(folder / "croissant.json", croissant(folder, files, version))
    sources = read_table(catalogue, "source").sort("source").to_dicts()
    sizes = {item.name: frame.height for item, frame in _tables(catalogue)}
    card = dataset_card(sizes, sources, version)
    (folder / "README.md").write_text(card, "utf-8")


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", "utf-8")


_WRITERS: dict[Kind, Callable[[Path, Path], None]] = {
    "parquet": _export_parquet,
    "csv": _export_csv,
    "datapackage": _export_datapackage,
    "sqlite": _export_sqlite,
    "huggingface": _export_huggingface,
}
