"""Running the protocol: one trial per problem, estimator, feature set and seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import joblib
import numpy as np
from numpy.typing import NDArray

from nsl_db.analysis.paper.baselines import predict_log_linear, predict_median
from nsl_db.analysis.paper.boosting import predict_xgboost
from nsl_db.analysis.paper.folds import Fold, random_folds
from nsl_db.analysis.paper.problems import Problem

Array = NDArray[np.float64]
"""A matrix of features (n, k) or a vector of scores (n,)."""

Predictor = Callable[[Array, Array, Fold, int], Array]
"""From features, scores, a fold and a seed to predictions for the test rows."""

PREDICTORS: Mapping[str, Predictor] = {
    "median": predict_median,
    "log_linear": predict_log_linear,
    "xgboost": predict_xgboost,
}
"""The estimators by name."""

Progress = Callable[[int, int], None]
"""Called with the number of finished trials and their total."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One error to measure.

    Attributes:
        problem: Position of the problem.
        estimator: Key of `PREDICTORS`.
        features: Name of the feature set.
        seed: Seed of folds and estimator.
    """

    problem: int
    estimator: str
    features: str
    seed: int


class Outcome(NamedTuple):
    """What a trial measured."""

    mae: float
    seconds: float


def plan_trials(
    num_problems: int,
    estimators: Sequence[str],
    features: Sequence[str],
    seeds: Sequence[int],
) -> tuple[Trial, ...]:
    """List all trials in the order of the results.

    The baselines know scale only, whatever feature sets are asked for.
    """
    return tuple(
        Trial(problem, estimator, name, seed)
        for problem in range(num_problems)
        for estimator in estimators
        for name in (features if estimator == "xgboost" else ("scale",))
        for seed in seeds
    )


def run_trials(
    problems: Sequence[Problem],
    trials: Sequence[Trial],
    jobs: int,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Run all trials; outcomes come in the order of the trials.

    Args:
        problems: The regression problems.
        trials: What to run.
        jobs: Processes; with one, everything runs in this process.
        progress: Told about each finished trial.
    """
    calls = [
        (
            problems[trial.problem].matrices[trial.features],
            problems[trial.problem].target,
            trial.estimator,
            trial.seed,
        )
        for trial in trials
    ]
    outcomes = []
    for outcome in map_trials(calls, jobs):
        outcomes.append(outcome)
        if progress:
            progress(len(outcomes), len(calls))
    return outcomes


def run_trial(matrix: Array, target: Array, estimator: str, seed: int) -> Outcome:
    """Measure the mean absolute error over the folds of one seed.

    Args:
        matrix: Encoded features (n, k).
        target: Scores (n,).
        estimator: Key of `PREDICTORS`.
        seed: Seed of folds and estimator.

    Returns:
        Mean over folds of the mean error on test rows, in score units, and the
        time it took.
    """
    started = time.perf_counter()
    errors = [
        np.abs(PREDICTORS[estimator](matrix, target, fold, seed) - target[fold.test])
        for fold in random_folds(len(target), seed)
    ]
    mae = float(np.mean([error.mean() for error in errors]))
    return Outcome(mae, time.perf_counter() - started)


def map_trials(
    calls: Sequence[tuple[Array, Array, str, int]], jobs: int
) -> Iterator[Outcome]:
    """Yield outcomes in order, computed here or in a pool of processes."""
    if jobs == 1:
        return (run_trial(*call) for call in calls)
    pool = joblib.Parallel(n_jobs=jobs, return_as="generator")
    pooled: Iterable[Outcome] = pool(joblib.delayed(run_trial)(*call) for call in calls)
    return iter(pooled)


__all__ = [
    "PREDICTORS",
    "Outcome",
    "Predictor",
    "Progress",
    "Trial",
    "map_trials",
    "plan_trials",
    "run_trial",
    "run_trials",
]
