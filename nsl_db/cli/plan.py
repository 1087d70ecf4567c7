"""`nsl-db whatif` and `nsl-db advise`."""

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
    Jobs,
    Quiet,
)
from nsl_db.config import num_cores, settings

app = typer.Typer()

OutputFolder = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="Folder to write JSON and SVG into.", file_okay=False
    ),
]


@app.command()
def whatif(
    recipe: Annotated[
        Path | None,
        typer.Argument(
            metavar="RECIPE",
            help="YAML file with num_parameters, training_tokens and, if decided, "
            "design fields.",
            dir_okay=False,
        ),
    ] = None,
    benchmark: Annotated[
        list[str] | None,
        typer.Option(
            "--benchmark",
            help="Every protocol of this benchmark; repeatable (default: the 13 scores "
            "of Liu et al. 2025).",
        ),
    ] = None,
    sweep: Annotated[
        list[str] | None,
        typer.Option(
            "--sweep",
            metavar="FIELD=a:b:n[log]",
            help="Vary a field of the recipe, or list its values: FIELD=x,y. "
            "At most two.",
        ),
    ] = None,
    hold_out: Annotated[
        list[str] | None,
        typer.Option(
            "--hold-out",
            metavar="MODEL_ID",
            help="Predict this real model without its family; repeatable.",
        ),
    ] = None,
    output: OutputFolder = None,
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    jobs: Jobs = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Predict the scores of a planned model, with intervals, from real models.

    A recipe outside the data is refused.
    """
    from nsl_db.cli._planned import print_whatif
    from nsl_db.pipeline.analyze import default_catalogue
    from nsl_db.pipeline.planning import predict_models

    answer = predict_models(
        catalogue or default_catalogue(settings(data_dir)),
        recipe,
        tuple(hold_out or ()),
        tuple(sweep or ()),
        benchmarks=tuple(benchmark or ()),
        output=output,
        jobs=jobs or num_cores(),
    )
    print_whatif(answer, form)
    if output is not None:
        _output.note(f"Written: {output}")


@app.command()
def advise(
    budget: Annotated[
        str,
        typer.Option("--budget", metavar="AMOUNT", help="Compute, such as 1e21."),
    ],
    recipe: Annotated[
        Path | None,
        typer.Argument(
            metavar="RECIPE",
            help="The model that the decisions are for "
            "(default: what the budget leaves).",
            dir_okay=False,
        ),
    ] = None,
    unit: Annotated[
        str, typer.Option("--unit", help="Unit of the budget: flop or gpu-hours.")
    ] = "flop",
    gpu: Annotated[
        str, typer.Option("--gpu", help="Device that costs are told in: h100 or a100.")
    ] = "h100",
    mfu: Annotated[
        float, typer.Option("--mfu", help="Share of its peak that training reaches.")
    ] = 0.4,
    question: Annotated[
        list[str] | None,
        typer.Option(
            "--question",
            metavar="FIELD=a,b",
            help="A choice to decide; repeatable (default: six common ones).",
        ),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            "--weight",
            metavar="BENCHMARK=w",
            help="Weight of a benchmark; once one is given, only those named count.",
        ),
    ] = None,
    effect: Annotated[
        float | None,
        typer.Option(
            "--effect",
            help="Expected size of a difference as a share of 1 (0.01 is one point); "
            "by default estimated for each question.",
        ),
    ] = None,
    output: OutputFolder = None,
    catalogue: CatalogueFile = None,
    data_dir: DataDir = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Say which small controlled runs would tell most, and in what order."""
    from nsl_db.cli._planned import print_advice
    from nsl_db.pipeline.analyze import default_catalogue
    from nsl_db.pipeline.planning import advice_options, plan_experiments

    options = advice_options(
        budget, unit, gpu, mfu, questions=question, weights=weight, effect=effect
    )
    place = catalogue or default_catalogue(settings(data_dir))
    advice = plan_experiments(place, options, recipe, output)
    print_advice(advice, form)
    if output is not None:
        _output.note(f"Written: {output}")
