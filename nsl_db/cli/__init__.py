"""The command line: options in, one call into the pipeline, output out."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated

import typer

import nsl_db
from nsl_db.cli import (
    analyze,
    build,
    crawl,
    curate,
    diff,
    errata,
    exchange,
    extract,
    inspect,
    plan,
    quickstart,
    schedule,
)
from nsl_db.cli._options import STATE
from nsl_db.errors import NslDbError

__all__ = ["app", "main"]

app = typer.Typer(
    name="nsl-db",
    help="Evidence from the Hugging Face Hub on how language models are designed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for _module in (
    quickstart,
    crawl,
    extract,
    build,
    inspect,
    curate,
    diff,
    errata,
    exchange,
    analyze,
    plan,
    schedule,
):
    app.add_typer(_module.app)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"nsl-db {nsl_db.__version__}")
        raise typer.Exit


@app.callback()
def _main_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    """Evidence from the Hugging Face Hub on how language models are designed."""


def main() -> None:
    """Run the command line; deliberate errors become a message and an exit code."""
    try:
        app()
    except NslDbError as error:
        if STATE.debug:
            traceback.print_exception(error)
        sys.stderr.write(f"error: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
