"""Entry points: run a protocol on a catalogue, write what it found."""

from __future__ import annotations

import time
from dataclasses import astuple, replace
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.analysis.honest.cache import analysis_cache
from nsl_db.analysis.manifest import (
    Manifest,
    TaskCount,
    code_version,
    dependency_versions,
    python_version,
)
from nsl_db.analysis.options import AnalysisOptions
from nsl_db.analysis.outputs import OutputPaths, write_outputs
from nsl_db.analysis.paper.problems import ALL, SELECTED, Problem, build_problems
from nsl_db.analysis.paper.selection import with_selection
from nsl_db.analysis.paper.summary import summarise
from nsl_db.analysis.paper.tasks import select_tasks
from nsl_db.analysis.paper.trials import Outcome, Progress, plan_trials, run_trials
from nsl_db.analysis.population import Population, eligible_population
from nsl_db.analysis.results import AnalysisResult
from nsl_db.analysis.study import USUAL_HARNESS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nsl_db.analysis.data import AnalysisData


def run_paper_protocol(
    data: AnalysisData,
    options: AnalysisOptions | None = None,
    progress: Progress | None = None,
    cache_folder: Path | None = None,
) -> AnalysisResult:
    """Repeat the evaluation of Liu et al. 2025 on a catalogue.

    Scores that another harness measured are left out: the paper has none.

    Args:
        data: The catalogue.
        options: Choices; by default everything that the paper reports.
        progress: Called with the number of finished trials and their total.
        cache_folder: Where outcomes are kept between runs; None keeps nothing.

    Returns:
        Rows and manifest. Except for their `seconds`, rows depend on the catalogue
        and the options only; they are the same for any number of jobs.

    Raises:
        UsageError: A benchmark is not part of the protocol.
        NotEnoughDataError: A task has too few models, or nobody has a feature.
    """
    started = time.perf_counter()
    options = options or AnalysisOptions()
    is_usual = pl.col("harness").fill_null(USUAL_HARNESS) == USUAL_HARNESS
    data = replace(data, scores=data.scores.filter(is_usual))
    population = eligible_population(data.design)
    problems = build_problems(
        data,
        population.models,
        select_tasks(options.benchmarks),
        _feature_sets(options),
    )
    cache = analysis_cache(cache_folder, data.catalogue_hash)
    if SELECTED in options.features:
        problems = with_selection(problems, options.jobs, cache, progress)
    trials = plan_trials(
        len(problems), options.estimators, options.features, options.run_seeds
    )
    cached = cache.frame(
        lambda: pl.DataFrame(
            run_trials(problems, trials, options.jobs, progress),
            schema=list(Outcome._fields),
            orient="row",
        ),
        "trials",
        [[problems[trial.problem].task.label, *astuple(trial)] for trial in trials],
    )
    outcomes = [Outcome(*row) for row in cached.iter_rows()]
    return AnalysisResult(
        rows=summarise(problems, trials, outcomes, options.bootstrap_draws),
        manifest=_manifest(
            data,
            options,
            population,
            problems,
            num_trials=len(trials),
            wall_seconds=time.perf_counter() - started,
        ),
    )


def _feature_sets(options: AnalysisOptions) -> tuple[str, ...]:
    """Feature sets that some estimator will see."""
    has_baseline = options.estimators != ("xgboost",)
    scale: tuple[str, ...] = ("scale",) if has_baseline else ()
    wanted = options.features if "xgboost" in options.estimators else ()
    if SELECTED in wanted:
        scale += (ALL,)
    return tuple(dict.fromkeys(scale + wanted))


def _manifest(
    data: AnalysisData,
    options: AnalysisOptions,
    population: Population,
    problems: Sequence[Problem],
    *,
    num_trials: int,
    wall_seconds: float,
) -> Manifest:
    """Describe the run."""
    scored = data.scores["model_id"].unique()
    known = data.design["model_id"].implode()
    return Manifest(
        protocol="paper",
        catalogue_hash=data.catalogue_hash,
        code_version=code_version(),
        python_version=python_version(),
        dependencies=dependency_versions(),
        benchmarks=options.benchmarks,
        estimators=options.estimators,
        features=options.features,
        seeds=options.run_seeds,
        bootstrap_draws=options.bootstrap_draws,
        jobs=options.jobs,
        quick=options.quick,
        num_trials=num_trials,
        wall_seconds=wall_seconds,
        num_catalogue_models=len(data.design),
        num_eligible_models=len(population.models),
        drops=population.drops,
        num_unknown_scored_models=int((~scored.is_in(known)).sum()),
        tasks=tuple(_task_count(problem) for problem in problems),
    )


def _task_count(problem: Problem) -> TaskCount:
    """Count the models of one task."""
    return TaskCount(
        benchmark=problem.task.benchmark,
        num_shots=problem.task.num_shots,
        metric=problem.task.metric,
        num_models=len(problem.model_ids),
        paper_num_models=problem.task.paper_num_models,
        drop=problem.drop,
    )


__all__ = [
    "AnalysisOptions",
    "AnalysisResult",
    "OutputPaths",
    "run_paper_protocol",
    "write_outputs",
]
