"""`nsl-db review` and `nsl-db curate`."""

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

_curate = typer.Typer(
    name="curate", help="Look after the curation files.", no_args_is_help=True
)
app.add_typer(_curate)


class _Kind(StrEnum):
    """Why a cell is listed."""

    CONFLICT = "conflict"
    GAP = "gap"
    QUARANTINE = "quarantine"
    OVERRIDE = "override"


@app.command()
def review(
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help="List so many at most.")
    ] = 30,
    field: Annotated[
        str | None, typer.Option("--field", help="Only cells of this field.")
    ] = None,
    organization: Annotated[
        str | None, typer.Option("--organization", help="Only its models.")
    ] = None,
    kind: Annotated[
        _Kind | None, typer.Option("--kind", help="Only what is listed for this.")
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write",
            metavar="DIR",
            help="Also write stubs of override files there, to be filled in.",
            file_okay=False,
        ),
    ] = None,
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """List what a curator should look at, by how many analyses it feeds."""
    from nsl_db.config import settings
    from nsl_db.pipeline.review import ReviewFilter, item_frame
    from nsl_db.pipeline.review import review as run

    path = catalogue or settings(data_dir).catalogue_path
    chosen = None if kind is None else kind.value
    found = run(path, ReviewFilter(field, organization, chosen, limit))
    _output.emit_frame(item_frame(found.items), form)
    _output.note(found.summary)
    if write is not None:
        _output.note(found.write(write).summary)


@_curate.command()
def check(
    overrides: Annotated[
        Path | None,
        typer.Option(
            "--overrides",
            metavar="DIR",
            help="Check the override files of this folder, not the packaged ones.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check that the curation files are sound and that no override is outdated."""
    from nsl_db.config import settings
    from nsl_db.pipeline.curation_check import check_curation, require_clean

    path = catalogue or settings(data_dir).catalogue_path
    report = check_curation(overrides, path)
    for warning in report.warnings:
        _output.note(f"warning: {warning}")
    require_clean(report)
    _output.emit_text(report.summary)
