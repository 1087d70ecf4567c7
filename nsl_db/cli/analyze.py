"""`nsl-db analyze`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nsl_db.cli import _output
from nsl_db.cli._options import (
    DataDir,
    Debug,
    Format,
    FormatOption,
    Jobs,
    Quiet,
    Seeds,
)
from nsl_db.config import Settings, num_cores, settings
from nsl_db.errors import UsageError

app = typer.Typer()


class Protocol(StrEnum):
    """How an analysis is set up."""

    HONEST = "honest"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class _Choices:
    """Options that both protocols read."""

    benchmarks: tuple[str, ...]
    seeds: str
    folds: tuple[str, ...]
    estimators: tuple[str, ...]
    features: tuple[str, ...]
    jobs: int
    engine: str
    quick: bool


@app.command()
def analyze(
    protocol: Annotated[
        Protocol,
        typer.Option(
            "--protocol",
            help="honest: unseen families, every choice nested; "
            "paper: exactly as Liu et al. 2025 did it.",
        ),
    ] = Protocol.HONEST,
    benchmark: Annotated[
        list[str] | None,
        typer.Option(
            "--benchmark",
            help="Only this benchmark; repeatable. honest: headline (the paper's 13, "
            "the default) and all are names too.",
        ),
    ] = None,
    seeds: Seeds = "0-9",
    folds: Annotated[
        list[str] | None,
        typer.Option(
            "--folds", help="Only these folds: family, random, size, time; repeatable."
        ),
    ] = None,
    estimator: Annotated[
        list[str] | None,
        typer.Option("--estimator", help="Only this estimator; repeatable."),
    ] = None,
    features: Annotated[
        list[str] | None,
        typer.Option(
            "--features",
            help="Only this feature set: scale, all, published, selected; repeatable. "
            "selected (nested forward selection) takes about an hour and runs only "
            "when asked for.",
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer seeds and bootstrap draws.")
    ] = False,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder to write.", file_okay=False)
    ] = Path("nsl-analysis"),
    catalogue: Annotated[
        Path | None,
        typer.Option("--catalogue", help="Catalogue to analyse.", dir_okay=False),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine", help="Where to compute: local, dask or dask://HOST:PORT."
        ),
    ] = "local",
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Compute everything anew.")
    ] = False,
    data_dir: DataDir = None,
    jobs: Jobs = None,
    form: FormatOption = Format.TABLE,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Predict benchmark scores from the catalogue, and report how well it works.

    Without --catalogue, the honest protocol reads the catalogue of the data folder
    and the paper protocol the paper's own table as published.
    """
    chosen = _Choices(
        benchmarks=tuple(benchmark or ()),
        seeds=seeds,
        folds=tuple(folds or ()),
        estimators=tuple(estimator or ()),
        features=tuple(features or ()),
        jobs=jobs or num_cores(),
        engine=engine,
        quick=quick,
    )
    place = settings(data_dir)
    cache = None if no_cache else _cache_folder(place)
    run = _run_honest if protocol is Protocol.HONEST else _run_paper
    report = run(chosen, place, catalogue, output, cache, form)
    _output.note(f"Report: {report}")


def _run_honest(
    chosen: _Choices,
    place: Settings,
    catalogue: Path | None,
    output: Path,
    cache: Path | None,
    form: Format,
) -> Path:
    from nsl_db.analysis.honest.folds import KINDS
    from nsl_db.analysis.honest.options import HonestOptions
    from nsl_db.analysis.honest.study_of import HEADLINE
    from nsl_db.analysis.options import parse_seeds
    from nsl_db.cli._honest import print_honest
    from nsl_db.pipeline.analyze import analyze_honestly, default_catalogue

    options = HonestOptions(
        benchmarks=chosen.benchmarks or (HEADLINE,),
        folds=chosen.folds or KINDS,
        seeds=parse_seeds(chosen.seeds),
        estimators=chosen.estimators,
        features=chosen.features,
        jobs=chosen.jobs,
        engine=chosen.engine,
        quick=chosen.quick,
    )
    with _output.progress_bar("Analysing") as update:
        path = catalogue or default_catalogue(place)
        analysis = analyze_honestly(path, options, output, update, cache)
    print_honest(analysis.result, form)
    return analysis.paths.report


def _run_paper(
    chosen: _Choices,
    place: Settings,
    catalogue: Path | None,
    output: Path,
    cache: Path | None,
    form: Format,
) -> Path:
    from nsl_db.analysis.options import (
        ESTIMATORS,
        FEATURE_SETS,
        AnalysisOptions,
        parse_seeds,
    )
    from nsl_db.cli._results import print_results
    from nsl_db.pipeline.analyze import analyze as run_paper
    from nsl_db.pipeline.analyze import published_catalogue

    if chosen.folds not in ((), ("random",)) or chosen.engine != "local":
        raise UsageError(
            "--protocol paper has random folds and the local engine only; leave out "
            "--folds and --engine, or use --protocol honest."
        )
    options = AnalysisOptions(
        benchmarks=chosen.benchmarks,
        seeds=parse_seeds(chosen.seeds),
        estimators=chosen.estimators or ESTIMATORS,
        features=chosen.features or FEATURE_SETS,
        jobs=chosen.jobs,
        quick=chosen.quick,
    )
    with ExitStack() as stack:
        update = stack.enter_context(_output.progress_bar("Analysing"))
        path = catalogue or stack.enter_context(published_catalogue(place))
        analysis = run_paper(path, options, output, update, cache)
    print_results(analysis.result, form)
    return analysis.paths.report


def _cache_folder(place: Settings) -> Path:
    from nsl_db.pipeline.analyze import cache_folder

    return cache_folder(place)
