"""`nsl-db errata`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from nsl_db.cli import _output
from nsl_db.cli._options import CatalogueFile, DataDir, Debug, Format, Quiet

if TYPE_CHECKING:
    from nsl_db.pipeline.errata import Errata

app = typer.Typer()


class ErrataFormat(StrEnum):
    """How errata are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


@app.command()
def errata(
    source: Annotated[str, typer.Argument(help="Name of a source.")],
    field: Annotated[
        str | None, typer.Option("--field", help="Compare this field alone.")
    ] = None,
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    form: Annotated[
        ErrataFormat, typer.Option("--format", "-f", help="How to print the data.")
    ] = ErrataFormat.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Compare what a source claims with what the catalogue publishes."""
    from nsl_db.config import settings
    from nsl_db.pipeline.errata import find_errata

    found = find_errata(catalogue or settings(data_dir).catalogue_path, source, field)
    if form is ErrataFormat.MARKDOWN:
        from nsl_db.pipeline.errata_page import errata_page

        _output.emit_text(errata_page(found))
    else:
        _output.emit_frame(found.rows, Format(form.value))
    _output.note(_summary(found))


def _summary(found: Errata) -> str:
    counts = ", ".join(f"{number} {kind}" for kind, number in found.counts.items())
    return f"{found.num_claims} claims of {found.source} compared: {counts or 'none'}."
