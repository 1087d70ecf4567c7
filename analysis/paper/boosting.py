"""XGBoost with the protocol's grid search.

Results are bit for bit those of scikit-learn's `GridSearchCV` over XGBoost's own
wrapper, at a quarter of the cost: a fit of 50 trees is the beginning of the fit of
100, the quantised matrix of an inner fold serves the whole grid, and trees are
grown without the bookkeeping of `xgboost.train`.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import xgboost as xgb

from nsl_db.analysis.paper.encoding import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.paper.folds import Fold

LEARNING_RATES = (0.01, 0.1, 0.3)
"""Step sizes of the grid."""

MAX_DEPTHS = (2, 3, 5)
"""Tree depths of the grid."""

NUM_TREES = (50, 100)
"""Ensemble sizes of the grid, rising."""


class Setting(NamedTuple):
    """One cell of the grid."""

    learning_rate: float
    max_depth: int
    num_trees: int


GRID = tuple(Setting(*cell) for cell in product(LEARNING_RATES, MAX_DEPTHS, NUM_TREES))
"""The grid in the order of the search: of equally good settings the first wins.

Source: Liu et al. 2025 (arXiv 2503.03862), published code.
"""


SEARCH_ORDER = tuple(product((0.1, 0.3, 0.01), MAX_DEPTHS))
"""Rates and depths in the order in which they are tried: what is often best first."""

SLACK = 1 + 1e-9
"""Room for rounding before a setting is given up."""


def predict_xgboost(
    matrix: NDArray[np.float64], target: NDArray[np.float64], fold: Fold, seed: int
) -> NDArray[np.float64]:
    """Tune on the inner folds, fit the training rows, predict the test rows.

    Args:
        matrix: Encoded features of all models (n, k), unknown as -1.
        target: Scores of all models (n,).
        fold: Rows to tune, fit and predict.
        seed: Seed handed to XGBoost.

    Returns:
        Predictions for the test rows (n_test,).
    """
    with xgb.config_context(nthread=1):
        setting = search(matrix, target, fold.inner, seed)
        train = _quantise(matrix[fold.train], target[fold.train])
        booster = _grow(train, setting, seed)
        return _predict(booster, matrix[fold.test], setting.num_trees)


def search(
    matrix: NDArray[np.float64],
    target: NDArray[np.float64],
    inner: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]],
    seed: int,
) -> Setting:
    """Find the setting with the smallest mean absolute error over inner folds.

    Errors only add up, so a setting is given up as soon as its errors so far exceed
    the smallest sum of all folds: the answer is that of the whole grid.
    """
    trained = [_quantise(matrix[fit], target[fit]) for fit, _ in inner]
    held_out = [(matrix[validate], target[validate]) for _, validate in inner]
    sums: dict[Setting, float] = {}
    for shape in SEARCH_ORDER:
        cells = [cell for cell in GRID if cell[:2] == shape]
        errors = dict.fromkeys(cells, 0.0)
        limit = min(sums.values(), default=np.inf) * SLACK
        for train, (features, truth) in zip(trained, held_out, strict=True):
            booster = _grow(train, cells[-1], seed)
            for cell in cells:
                predicted = _predict(booster, features, cell.num_trees)
                errors[cell] += float(np.abs(predicted - truth).mean())
            if min(errors.values()) > limit:
                break
        else:
            sums.update(errors)
    return min((cell for cell in GRID if cell in sums), key=sums.__getitem__)


def grid_errors(
    matrix: NDArray[np.float64],
    target: NDArray[np.float64],
    inner: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]],
    seed: int,
    grid: Sequence[Setting] = GRID,
) -> dict[Setting, float]:
    """Mean absolute error over inner folds of each setting.

    Args:
        matrix: Encoded features of all models (n, k), unknown as -1.
        target: Scores of all models (n,).
        inner: Pairs of rows to fit and to validate on.
        seed: Seed handed to XGBoost.
        grid: Settings to try.
    """
    errors: dict[Setting, list[float]] = {setting: [] for setting in grid}
    shapes = dict.fromkeys((cell.learning_rate, cell.max_depth) for cell in grid)
    for fit, validate in inner:
        train = _quantise(matrix[fit], target[fit])
        features, truth = matrix[validate], target[validate]
        for rate, depth in shapes:
            sizes = [cell for cell in grid if cell[:2] == (rate, depth)]
            largest = max(cell.num_trees for cell in sizes)
            booster = _grow(train, Setting(rate, depth, largest), seed)
            for cell in sizes:
                predicted = _predict(booster, features, cell.num_trees)
                errors[cell].append(float(np.abs(predicted - truth).mean()))
    return {cell: float(np.mean(values)) for cell, values in errors.items()}


def _quantise(
    features: NDArray[np.float64], target: NDArray[np.float64]
) -> xgb.QuantileDMatrix:
    """Bin training rows once for all fits on them."""
    return xgb.QuantileDMatrix(features, target, missing=UNKNOWN, nthread=1)


def _grow(train: xgb.QuantileDMatrix, setting: Setting, seed: int) -> xgb.Booster:
    """Fit an ensemble of the setting's size."""
    booster = xgb.Booster(
        {
            "objective": "reg:squarederror",
            "learning_rate": setting.learning_rate,
            "max_depth": setting.max_depth,
            "nthread": 1,
            "seed": seed,
        },
        [train],
    )
    for iteration in range(setting.num_trees):
        booster.update(train, iteration)
    return booster


def _predict(
    booster: xgb.Booster, features: NDArray[np.float64], num_trees: int
) -> NDArray[np.float64]:
    """Predict with the first trees of an ensemble."""
    predicted = booster.inplace_predict(
        features,
        iteration_range=(0, num_trees),
        missing=UNKNOWN,
        validate_features=False,
    )
    return np.asarray(predicted, dtype=np.float64)


__all__ = ["GRID", "Setting", "grid_errors", "predict_xgboost", "search"]
