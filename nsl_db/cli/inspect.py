"""`nsl-db query`, `show`, `why` and `status`."""

from __future__ import annotations

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

ModelId = Annotated[str, typer.Argument(metavar="MODEL_ID", help="organization/name")]


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One reading statement.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write .parquet, .csv or .json instead."),
    ] = None,
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Run read-only SQL on the catalogue."""
    from nsl_db.config import settings
    from nsl_db.db.queries import run_query

    frame = run_query(catalogue or settings(data_dir).catalogue_path, sql)
    if output is None:
        _output.emit_frame(frame, form)
    else:
        _output.write_frame(frame, output)
        _output.note(f"{frame.height} rows written to {output}")


@app.command()
def show(
    model_id: ModelId,
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Print everything the catalogue knows about one model."""
    from nsl_db.config import settings
    from nsl_db.db.explain import describe_model

    path = catalogue or settings(data_dir).catalogue_path
    record = describe_model(path, model_id)
    if form is Format.TABLE:
        record = {name: value for name, value in record.items() if value is not None}
    _output.emit_record(record, form)


@app.command()
def why(
    model_id: ModelId,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="num_parameters, ...")],
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Print the way from the source to one cell."""
    from nsl_db.cli._explained import explanation_record, explanation_text
    from nsl_db.config import settings
    from nsl_db.db.explain import explain_cell

    path = catalogue or settings(data_dir).catalogue_path
    explanation = explain_cell(path, model_id, field)
    if form is Format.TABLE:
        _output.emit_text(explanation_text(explanation))
    else:
        _output.emit_record(explanation_record(explanation), form)


@app.command()
def status(
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Print what the catalogue holds, and how fresh it is."""
    from nsl_db.cli._status import print_overview
    from nsl_db.config import settings
    from nsl_db.crawler.crawl import utc_now
    from nsl_db.db.overview import overview

    home = settings(data_dir)
    raw_path = home.raw_path if catalogue is None else None
    found = overview(catalogue or home.catalogue_path, raw_path)
    print_overview(found, form, utc_now())
