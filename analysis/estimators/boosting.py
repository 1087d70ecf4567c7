"""Gradient boosted trees, tuned over the paper's grid on folds of whole families."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Self

import numpy as np
import xgboost as xgb
from sklearn.model_selection import KFold, train_test_split

from nsl_db.analysis.estimators.base import NUM_SCALE, ScoreEstimator, group_labels
from nsl_db.analysis.estimators.inner_folds import NUM_FOLDS, Split, grouped_folds
from nsl_db.analysis.estimators.scale_terms import with_products
from nsl_db.analysis.paper.boosting import (
    LEARNING_RATES,
    MAX_DEPTHS,
    NUM_TREES,
    Setting,
)
from nsl_db.analysis.paper.folds import HELD_OUT_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


TERMS = ("scale", "products", "all")
"""Sets of columns that trees can be given."""


class BoostedTrees(ScoreEstimator):
    """XGBoost with a grid search inside the training part.

    An ensemble of few trees is the beginning of the one of many, so one fit serves
    all sizes of the grid.

    Args:
        terms: `scale` (log N, log D), `products` (also log ND and log D/N) or `all`
            (every column).
        learning_rates: Step sizes of the grid.
        max_depths: Tree depths of the grid.
        nums_trees: Ensemble sizes of the grid, rising.
        seed: Seed of the inner folds and of XGBoost.

    Attributes:
        setting_: The cell of the grid with the smallest mean absolute error.
    """

    def __init__(
        self,
        terms: str = "scale",
        learning_rates: Sequence[float] = LEARNING_RATES,
        max_depths: Sequence[int] = MAX_DEPTHS,
        nums_trees: Sequence[int] = NUM_TREES,
        seed: int = 0,
    ) -> None:
        self.terms = terms
        self.learning_rates = learning_rates
        self.max_depths = max_depths
        self.nums_trees = nums_trees
        self.seed = seed

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Tune on folds of whole groups, then fit all rows."""
        if self.terms not in TERMS:
            raise ValueError(f"terms={self.terms!r} is not one of {', '.join(TERMS)}.")
        features, target = self._read_one(X, y)
        matrix = self._matrix(features)
        labels = group_labels(groups, len(target))
        self._train(matrix, target, grouped_folds(labels, seed=self.seed))
        return self

    def predict(self, X: ArrayLike) -> Array:
        """Return scores (n,)."""
        matrix = self._matrix(self._read(X))
        return _predict(self._booster, matrix, self.setting_.num_trees)

    def _train(self, matrix: Array, target: Array, inner: Sequence[Split]) -> None:
        """Tune and fit."""
        with xgb.config_context(nthread=1):
            self.setting_ = self._search(matrix, target, inner)
            train = xgb.QuantileDMatrix(matrix, target, nthread=1)
            self._booster = _grow(train, self.setting_, self.seed)

    def _matrix(self, features: Array) -> Array:
        """Columns that the trees see."""
        if self.terms == "all":
            return features
        scale = features[:, :NUM_SCALE]
        return with_products(scale) if self.terms == "products" else scale

    def _search(self, matrix: Array, target: Array, inner: Iterable[Split]) -> Setting:
        """Find the best cell; of equally good ones the first."""
        pairs = tuple(product(self.learning_rates, self.max_depths))
        grid = [Setting(*pair, size) for pair in pairs for size in self.nums_trees]
        errors = dict.fromkeys(grid, 0.0)
        if len(grid) == 1:
            return grid[0]
        for fit, validate in inner:
            train = xgb.QuantileDMatrix(matrix[fit], target[fit], nthread=1)
            for rate, depth in pairs:
                largest = Setting(rate, depth, self.nums_trees[-1])
                booster = _grow(train, largest, self.seed)
                for size in self.nums_trees:
                    predicted = _predict(booster, matrix[validate], size)
                    error = float(np.abs(predicted - target[validate]).mean())
                    errors[Setting(rate, depth, size)] += error
        return min(grid, key=errors.__getitem__)


class PaperBoostedTrees(BoostedTrees):
    """The recipe of the paper, with its quirk.

    A fifth of the training part is thrown away, and the grid is searched on random
    folds, so that siblings stand on both sides.

    Source: Liu et al. 2025 (arXiv 2503.03862), published code.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Tune on random folds and fit four fifths of the rows; groups are not used."""
        del groups
        features, target = self._read_one(X, y)
        kept, _ = train_test_split(
            np.arange(len(target)), test_size=HELD_OUT_SHARE, random_state=self.seed
        )
        matrix = self._matrix(features)[kept]
        splitter = KFold(NUM_FOLDS, shuffle=True, random_state=self.seed)
        self._train(matrix, target[kept], tuple(splitter.split(matrix)))
        return self


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


def _predict(booster: xgb.Booster, matrix: Array, num_trees: int) -> Array:
    """Predict with the first trees of an ensemble."""
    predicted = booster.inplace_predict(
        matrix, iteration_range=(0, num_trees), validate_features=False
    )
    return np.asarray(predicted, dtype=np.float64)


__all__ = ["BoostedTrees", "PaperBoostedTrees"]
