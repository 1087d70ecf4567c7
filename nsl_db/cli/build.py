"""`nsl-db build` and `nsl-db import`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from nsl_db.cli import _output
from nsl_db.cli._options import (
    DataDir,
    Debug,
    Format,
    FormatOption,
    Instant,
    Jobs,
    Quiet,
)

app = typer.Typer()


@app.command()
def build(
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="Read only this source; repeatable."),
    ] = None,
    as_of: Instant = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write instead of catalog.duckdb."),
    ] = None,
    jobs: Jobs = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="local|dask[://ADDRESS]",
            help="Where files are read: processes here, or a Dask cluster.",
        ),
    ] = "local",
    cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache",
            help="Read anew only what changed since the last build.",
        ),
    ] = True,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Build the catalogue from what was crawled, imported, packaged and curated."""
    from nsl_db.cli._built import print_build
    from nsl_db.config import settings
    from nsl_db.pipeline.build import build as run

    with _output.progress_bar("Extracting") as update:
        report = run(
            settings(data_dir),
            sources=source or (),
            as_of=as_of,
            output=output,
            progress=update,
            jobs=jobs,
            engine=engine,
            use_cache=cache,
        )
    print_build(report, form)


@app.command(name="import")
def import_(
    kind: Annotated[
        str,
        typer.Argument(
            help="Kind of files: liu2025, obsscaling, sloth, open-llm-leaderboard, "
            "lm-eval, every-eval-ever or csv."
        ),
    ],
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Files and folders.", exists=True),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write Parquet there; store nothing."),
    ] = None,
    retrieved: Annotated[
        datetime | None,
        typer.Option(
            "--retrieved",
            formats=["%Y-%m-%d"],
            help="Day on which the files were fetched, for --output.",
        ),
    ] = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Take over files made by others, as a source of its own."""
    from nsl_db.config import settings
    from nsl_db.pipeline.ingest import import_source, write_source

    if output is None:
        report = import_source(settings(data_dir), kind, paths)
    else:
        day = retrieved.date() if retrieved else date.today()
        report = write_source(kind, paths, output, day)
    _output.emit_record(report.as_record(), form)
    for fault in report.faults:
        _output.note(fault)
    if report.faults:
        raise typer.Exit(1)
