"""Time of the paper protocol beside the way its published code goes about it.

The published code hands data frames to scikit-learn's grid search over XGBoost, in as
many processes as there are cores, has every fit follow its error on the fifth of the
training rows that it holds back, and fits the best setting again. A call is one task,
feature set and seed: three outer folds. Its SHAP values are left out on both sides.
Run it from the root of the checkout:

    python -m benchmarks.paper_speed [--seeds 4] [--reference-calls 8]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.model_selection import GridSearchCV, KFold, train_test_split
from xgboost import XGBRegressor

from nsl_db.analysis.paper.boosting import LEARNING_RATES, MAX_DEPTHS, NUM_TREES
from nsl_db.analysis.paper.encoding import UNKNOWN
from nsl_db.analysis.paper.problems import Problem, build_problems
from nsl_db.analysis.paper.tasks import TASKS
from nsl_db.analysis.paper.trials import map_trials
from nsl_db.analysis.population import eligible_population
from nsl_db.config import num_cores, settings
from nsl_db.pipeline.analyze import load_data, published_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Call = tuple[NDArray[np.float64], NDArray[np.float64], str, int]

FEATURES = ("scale", "published")
WANTED = 6.0


def calls_of(problems: Iterable[Problem], seed: int) -> list[Call]:
    """One call for each task and feature set."""
    return [
        (problem.matrices[name], problem.target, "xgboost", seed)
        for problem in problems
        for name in FEATURES
    ]


def reference(
    matrix: NDArray[np.float64], target: NDArray[np.float64], seed: int
) -> float:
    """Mean error of one call, computed as the published code does."""
    errors = []
    features, scores = pd.DataFrame(matrix), pd.Series(target)
    for train, test in KFold(3, shuffle=True, random_state=seed).split(matrix):
        fit, held = train_test_split(train, test_size=0.2, random_state=seed)
        watched = [(features.iloc[held], scores.iloc[held])]
        search = GridSearchCV(
            XGBRegressor(
                objective="reg:squarederror", random_state=seed, missing=UNKNOWN
            ),
            {
                "max_depth": MAX_DEPTHS,
                "learning_rate": LEARNING_RATES,
                "n_estimators": NUM_TREES,
            },
            scoring="neg_mean_absolute_error",
            cv=KFold(3, shuffle=True, random_state=seed),
            n_jobs=-1,
        )
        search.fit(
            features.iloc[fit], scores.iloc[fit], eval_set=watched, verbose=False
        )
        again = XGBRegressor(
            objective="reg:squarederror",
            random_state=seed,
            missing=UNKNOWN,
            **search.best_params_,
        )
        again.fit(features.iloc[fit], scores.iloc[fit])
        errors.append(np.abs(again.predict(features.iloc[test]) - target[test]).mean())
    return float(np.mean(errors))


def main() -> None:
    """Print seconds per call of both, and their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--reference-calls", type=int, default=8)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        published_catalogue(settings(Path(folder))) as path,
    ):
        data = load_data(path)
    models = eligible_population(data.design).models
    problems = build_problems(data, models, TASKS, FEATURES)

    few = calls_of(problems, 0)[:: max(1, 26 // arguments.reference_calls)]
    reference(few[0][0], few[0][1], 0)
    started = time.perf_counter()
    theirs = [reference(matrix, target, seed) for matrix, target, _, seed in few]
    slow = (time.perf_counter() - started) / len(few)

    many = [
        call for seed in range(arguments.seeds) for call in calls_of(problems, seed)
    ]
    list(map_trials(many[:2], num_cores()))
    started = time.perf_counter()
    list(map_trials(many, num_cores()))
    fast = (time.perf_counter() - started) / len(many)
    ours = [outcome.mae for outcome in map_trials(few, 1)]

    largest = max(abs(a - b) for a, b in zip(theirs, ours, strict=True))
    print(f"published way: {len(few)} calls, {slow:.3f} s per call")
    print(f"ours:          {len(many)} calls, {fast:.3f} s per call")
    print(f"ratio {slow / fast:.1f} (wanted {WANTED:.0f}) on {num_cores()} cores")
    print(f"largest difference of an error {largest:.1e}")


if __name__ == "__main__":
    main()
