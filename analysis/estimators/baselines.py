"""Two estimators that need no tuning: the median and a plane in log scale."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from nsl_db.analysis.estimators.base import NUM_SCALE, ScoreEstimator

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Median(ScoreEstimator):
    """Predict the median of the training scores for every model."""

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Learn the median score; groups are not used."""
        del groups
        _, target = self._read_one(X, y)
        self.median_ = float(np.median(target))
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the median once per row (n,)."""
        return np.full(len(self._read(X)), self.median_)


class LogLinear(ScoreEstimator):
    """Least squares on log parameters and log tokens.

    Attributes:
        coef_: Score per unit of each logarithm (2,).
        intercept_: Score at one parameter and one token.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit the plane; groups are not used."""
        del groups
        features, target = self._read_one(X, y)
        scale = features[:, :NUM_SCALE]
        centre = scale.mean(axis=0)
        self.coef_: NDArray[np.float64] = np.linalg.lstsq(
            scale - centre, target - target.mean(), rcond=None
        )[0]
        self.intercept_ = float(target.mean() - centre @ self.coef_)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return scores (n,)."""
        scale = self._read(X)[:, :NUM_SCALE]
        return np.asarray(scale @ self.coef_ + self.intercept_)


__all__ = ["LogLinear", "Median"]
