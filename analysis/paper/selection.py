"""The forward selection of the paper, on all models and with its own seeds.

From the two scale features on, the candidate that lowers the mean error over the
seeds most is added, until none lowers it by the threshold. Models, folds and seeds
are those that the error is reported on: the choice is not nested, and flatters.

Source: Liu et al. 2025 (arXiv 2503.03862), published code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.paper.features import SCALE
from nsl_db.analysis.paper.problems import ALL, SELECTED
from nsl_db.analysis.paper.trials import map_trials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.honest.cache import FrameCache
    from nsl_db.analysis.paper.problems import Problem
    from nsl_db.analysis.paper.trials import Progress

THRESHOLD = 1e-4
"""Smallest fall of the mean absolute error that a feature is added for."""

SELECTION_SEEDS = tuple(range(10))
"""Seeds that the error of a candidate is averaged over."""


def with_selection(
    problems: Sequence[Problem],
    jobs: int,
    cache: FrameCache,
    progress: Progress | None = None,
) -> tuple[Problem, ...]:
    """Give each problem the features that the selection finds, as set `selected`.

    Args:
        problems: Problems that hold all features.
        jobs: Processes.
        cache: Where selections of earlier runs are.
        progress: Called with the number of judged candidates and how many the next
            step will have judged.
    """
    return tuple(
        _chosen(problem, _selected(problem, jobs, cache, progress))
        for problem in problems
    )


def _selected(
    problem: Problem, jobs: int, cache: FrameCache, progress: Progress | None
) -> list[str]:
    """The features of one problem, from the cache where they are known."""

    def make() -> pl.DataFrame:
        names = forward_selection(problem, jobs, progress)
        return pl.DataFrame({"feature": names}, schema={"feature": pl.String})

    key = [problem.task.label, list(SELECTION_SEEDS)]
    names: list[str] = cache.frame(make, "selection", key)["feature"].to_list()
    return names


def _chosen(problem: Problem, names: Sequence[str]) -> Problem:
    """The problem with one feature set more."""
    places = [problem.feature_names[ALL].index(name) for name in names]
    matrix = np.ascontiguousarray(problem.matrices[ALL][:, places])
    return replace(
        problem,
        feature_names={**problem.feature_names, SELECTED: tuple(names)},
        matrices={**problem.matrices, SELECTED: matrix},
    )


def forward_selection(
    problem: Problem,
    jobs: int,
    progress: Progress | None = None,
    seeds: Sequence[int] = SELECTION_SEEDS,
) -> tuple[str, ...]:
    """Select features of one problem.

    Candidates without any value are never better than nothing and are not tried; of
    equally good ones the first counts.

    Args:
        problem: A problem that holds all features.
        jobs: Processes.
        progress: Told about each finished step.
        seeds: Seeds that errors are averaged over.

    Returns:
        The two scale features and those added, in the order of their choice.
    """
    names, matrix = problem.feature_names[ALL], problem.matrices[ALL]
    varied = [place for place in range(len(names)) if np.ptp(matrix[:, place]) > 0]
    chosen = [names.index(name) for name in SCALE]
    (error,) = _errors(problem, [chosen], seeds, jobs)
    judged = 1
    while True:
        options = [[*chosen, place] for place in varied if place not in chosen]
        if not options:
            break
        errors = _errors(problem, options, seeds, jobs)
        judged += len(options)
        if progress:
            progress(judged, judged + len(options) - 1)
        best = int(np.argmin(errors))
        if errors[best] > error - THRESHOLD:
            break
        chosen, error = options[best], errors[best]
    return tuple(names[place] for place in chosen)


def _errors(
    problem: Problem,
    options: Sequence[Sequence[int]],
    seeds: Sequence[int],
    jobs: int,
) -> list[float]:
    """Mean error over the seeds of XGBoost on each choice of columns."""
    matrices = [problem.matrices[ALL][:, list(columns)] for columns in options]
    calls = [
        (matrix, problem.target, "xgboost", seed)
        for matrix in matrices
        for seed in seeds
    ]
    errors = [outcome.mae for outcome in map_trials(calls, jobs)]
    return [float(part.mean()) for part in np.split(np.array(errors), len(options))]


__all__ = ["SELECTION_SEEDS", "THRESHOLD", "forward_selection", "with_selection"]
