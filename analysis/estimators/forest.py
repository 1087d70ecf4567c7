"""Extremely randomised trees on parameters, tokens and their products."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor

from nsl_db.analysis.estimators.base import NUM_SCALE, ScoreEstimator
from nsl_db.analysis.estimators.scale_terms import with_products

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class ScaleForest(ScoreEstimator):
    """Extremely randomised trees on log N, log D, log ND and log D/N.

    Args:
        num_trees: Trees.
        min_leaf: Fewest training rows behind a prediction of one tree.
        seed: Seed of the trees.

    Source: Geurts et al. 2006.
    """

    def __init__(self, num_trees: int = 100, min_leaf: int = 2, seed: int = 0) -> None:
        self.num_trees = num_trees
        self.min_leaf = min_leaf
        self.seed = seed

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit the trees; groups are not used."""
        del groups
        features, target = self._read_one(X, y)
        self._forest = ExtraTreesRegressor(
            n_estimators=self.num_trees,
            min_samples_leaf=self.min_leaf,
            random_state=self.seed,
            n_jobs=1,
        ).fit(with_products(features[:, :NUM_SCALE]), target)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return scores (n,)."""
        matrix = with_products(self._read(X)[:, :NUM_SCALE])
        return np.asarray(self._forest.predict(matrix))


__all__ = ["ScaleForest"]
