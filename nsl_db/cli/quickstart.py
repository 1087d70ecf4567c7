"""`nsl-db quickstart`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nsl_db.cli import _output
from nsl_db.cli._options import DataDir, Debug, Jobs, Quiet

app = typer.Typer()


@app.command()
def quickstart(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder to write.", file_okay=False)
    ] = Path("nsl-quickstart"),
    data_dir: DataDir = None,
    jobs: Jobs = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Offline tour: packaged corpus, catalogue, short analysis, HTML report."""
    from nsl_db.cli._honest import print_honest
    from nsl_db.config import num_cores, settings
    from nsl_db.pipeline.quickstart import quickstart as run

    with _output.progress_bar("Analysing") as update:
        tour = run(settings(data_dir), output, jobs or num_cores(), update)
    print_honest(tour.analysis.result)
    _output.note(
        f"Catalogue  {tour.catalogue}\n"
        f"Results    {tour.analysis.paths.results_json}\n"
        "Try next:\n"
        '  nsl-db query "select model_id, num_parameters from catalogue limit 5"\n'
        "  nsl-db why EleutherAI/pythia-1.4b training_tokens\n"
        "  nsl-db analyze --protocol paper --seeds 0-9"
    )
    _output.emit_text(f"Report     {tour.analysis.paths.report}")
