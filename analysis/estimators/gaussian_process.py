"""A Gaussian process that knows families: for families already seen."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from nsl_db.analysis.estimators.base import NUM_SCALE, ScoreEstimator, group_labels
from nsl_db.analysis.estimators.family_kernel import (
    BOUNDS,
    START,
    evidence_loss,
    prior_covariance,
)
from nsl_db.analysis.estimators.standard_scale import standard_scale

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


class FamilyGaussianProcess(ScoreEstimator):
    """A smooth surface over scale plus an effect that a family's models share.

    Told the family of a model, it uses what that family's other models scored: this
    is a forecast for the next model of a known family, not for a new recipe, and its
    errors must not be compared with those on unseen families.

    Attributes:
        parameters_: Logarithms of the parameters of the kernel (6,), in the order of
            `family_kernel.BOUNDS`.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Find the kernel of greatest evidence.

        Args:
            X: Features (n, k).
            y: Scores (n,).
            groups: Family of each row (n,); without them no two rows are related.
        """
        features, target = self._read_one(X, y)
        self._scale = standard_scale(features[:, :NUM_SCALE])
        self._rows = self._scale.of(features)
        self._families = _names(groups, len(target))
        self._mean = float(target.mean())
        self._spread = float(target.std()) or 1.0
        residual = (target - self._mean) / self._spread
        is_sibling = self._families[:, None] == self._families
        end = minimize(
            evidence_loss,
            START,
            args=(self._rows, is_sibling, residual),
            jac=True,
            method="L-BFGS-B",
            bounds=BOUNDS,
        )
        self.parameters_: Array = end.x
        covariance = prior_covariance(end.x, self._rows, self._rows, is_sibling)
        noise = np.exp(2 * end.x[-1]) * np.eye(len(residual))
        self._weights: Array = cho_solve(cho_factor(covariance + noise), residual)
        return self

    def predict(self, X: ArrayLike, groups: ArrayLike | None = None) -> Array:
        """Return scores (n,).

        Args:
            X: Features (n, k).
            groups: Family of each row (n,); without them every family is new.
        """
        features = self._read(X)
        rows = self._scale.of(features)
        if groups is None:
            is_sibling = np.zeros((len(rows), len(self._rows)), dtype=bool)
        else:
            is_sibling = _names(groups, len(rows))[:, None] == self._families
        covariance = prior_covariance(self.parameters_, rows, self._rows, is_sibling)
        return np.asarray(self._mean + self._spread * (covariance @ self._weights))


def _names(groups: ArrayLike | None, num_rows: int) -> NDArray[np.str_]:
    """Name the family of each row; without groups each row is one of its own."""
    labels = group_labels(groups, num_rows)
    return (labels if groups is None else np.asarray(groups).ravel()).astype(np.str_)


__all__ = ["FamilyGaussianProcess"]
