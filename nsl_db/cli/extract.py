"""`nsl-db extract`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nsl_db.cli import _output
from nsl_db.cli._options import Debug, Format, FormatOption, Quiet

app = typer.Typer()


@app.command()
def extract(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Model folders, each with config.json, README.md or both.",
            exists=True,
            file_okay=False,
        ),
    ],
    model_id: Annotated[
        str | None,
        typer.Option("--model-id", help="Name to use instead of the last two parts."),
    ] = None,
    form: FormatOption = Format.JSON,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Read local model folders and print what they state; no network."""
    from nsl_db.pipeline.extract import extract_folders

    answers = extract_folders(paths, model_id)
    if form is Format.JSON:
        for answer in answers:
            _output.emit_json(answer.as_json())
    else:
        from nsl_db.cli._results import resolved_frame

        _output.emit_frame(resolved_frame(answers), form)
