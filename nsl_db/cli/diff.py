"""`nsl-db diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nsl_db.cli import _output
from nsl_db.cli._options import Debug, Format, FormatOption, Quiet
from nsl_db.errors import UsageError

app = typer.Typer()

Side = Annotated[
    Path, typer.Argument(exists=True, help="A catalogue, or a folder of an analysis.")
]


@app.command()
def diff(
    a: Side,
    b: Side,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Print what differs between two catalogues, or between two analyses.

    Of two catalogues it prints the cells and scores that were added, removed or
    changed; of two folders of `nsl-db analyze`, the conclusions whose verdict changed
    and the models and cells that drove it.
    """
    if a.is_dir() != b.is_dir():
        raise UsageError(
            f"{a} and {b} are not of one kind: compare two catalogues, or two folders "
            "of `nsl-db analyze`."
        )
    if a.is_dir():
        _conclusions(a, b, form)
    else:
        _cells(a, b, form)


def _cells(a: Path, b: Path, form: Format) -> None:
    from nsl_db.db.exchange.differences import catalogue_differences

    found = catalogue_differences(a, b)
    _output.emit_frame(found, form)
    counts = dict(found["change"].value_counts(sort=True).sort("change").iter_rows())
    listed = ", ".join(f"{count} {change}" for change, count in counts.items())
    _output.note(f"Cells and scores: {listed or 'no difference'}.")


def _conclusions(a: Path, b: Path, form: Format) -> None:
    from nsl_db.analysis.conclusions import compare_conclusions

    found = compare_conclusions(a, b)
    if form is Format.JSON:
        _output.emit_json(
            {
                "compared": found.compared,
                "changes": found.changes.to_dicts(),
                "drivers": found.drivers.to_dicts(),
            }
        )
        return
    _output.emit_frame(found.changes, form)
    if form is Format.TABLE and not found.drivers.is_empty():
        _output.emit_frame(found.drivers, form)
    _output.note(
        f"{found.changes.height} of {found.compared} conclusions have another verdict."
    )
