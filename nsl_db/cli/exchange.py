"""`nsl-db export` and `nsl-db restore`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nsl_db.cli import _output
from nsl_db.cli._options import (
    CatalogueFile,
    DataDir,
    Debug,
    Format,
    FormatOption,
    Quiet,
)

app = typer.Typer()


class Kind(StrEnum):
    """Formats of an export."""

    PARQUET = "parquet"
    CSV = "csv"
    DATAPACKAGE = "datapackage"
    SQLITE = "sqlite"
    HUGGINGFACE = "huggingface"


@app.command()
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="New folder.", file_okay=False)
    ],
    kind: Annotated[
        Kind,
        typer.Option("--kind", help="huggingface: a dataset folder with Croissant."),
    ] = Kind.PARQUET,
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write all tables and the data dictionary for other programs."""
    import polars as pl

    from nsl_db.config import settings
    from nsl_db.db.exchange.exporting import export_catalogue

    path = catalogue or settings(data_dir).catalogue_path
    files = export_catalogue(path, folder, kind.value)
    rows = [(str(file), file.stat().st_size) for file in files]
    _output.emit_frame(
        pl.DataFrame(rows, schema={"file": pl.String, "bytes": pl.Int64}, orient="row"),
        form,
    )


@app.command()
def restore(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="An export.", exists=True, file_okay=False),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write instead of catalog.duckdb."),
    ] = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Make a catalogue from an export; it has the same content hash."""
    from nsl_db.config import settings
    from nsl_db.db.exchange.restoring import restore_catalogue

    path = output or settings(data_dir).catalogue_path
    content_hash = restore_catalogue(folder, path)
    _output.emit_record({"catalogue": path, "content_hash": content_hash}, form)
