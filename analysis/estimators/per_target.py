"""From one score to many: one estimator per target, gaps left out."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
import polars as pl
from sklearn.base import clone

from nsl_db.analysis.estimators.base import ManyScoreEstimator, ScoreEstimator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


class PerTarget(ManyScoreEstimator):
    """Fit one estimator per target on the models that have that score.

    Args:
        estimator: An estimator of one score, cloned for each target, or a tuple of
            one estimator per target.
        min_rows: Fewest scores to fit on; a target with fewer gets the median of
            what there is, and NaN where there is nothing.

    Attributes:
        estimators_: One fitted estimator per target, None where there is too little.
        fallbacks_: Median score per target (t,).
    """

    def __init__(
        self, estimator: ScoreEstimator | Sequence[ScoreEstimator], min_rows: int = 8
    ) -> None:
        self.estimator = estimator
        self.min_rows = min_rows

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit each target on its own rows.

        Args:
            X: Features (n, k).
            y: Scores (n, t), NaN where a model was not measured.
            groups: Family of each row (n,).

        Raises:
            ValueError: There are more or fewer estimators than targets.
        """
        features, targets = self._read_many(X, y)
        labels = None if groups is None else np.asarray(groups)
        known = np.isfinite(targets)
        self.fallbacks_ = np.array(
            [
                np.median(column[rows]) if rows.any() else np.nan
                for column, rows in zip(targets.T, known.T, strict=True)
            ]
        )
        self.estimators_ = [
            clone(template).fit(
                self._named(features[rows]),
                column[rows],
                None if labels is None else labels[rows],
            )
            if rows.sum() >= self.min_rows
            else None
            for template, column, rows in zip(
                self._templates(targets.shape[1]), targets.T, known.T, strict=True
            )
        ]
        return self

    def predict(
        self, X: ArrayLike, groups: ArrayLike | None = None
    ) -> NDArray[np.float64]:
        """Return scores (n, t).

        Args:
            X: Features (n, k).
            groups: Families of the rows, only for estimators that know families.
        """
        features = self._named(self._read(X))
        extra = {} if groups is None else {"groups": groups}
        columns = [
            np.full(len(features), fallback)
            if estimator is None
            else estimator.predict(features, **extra)
            for estimator, fallback in zip(
                self.estimators_, self.fallbacks_, strict=True
            )
        ]
        return self._shaped(np.column_stack(columns))

    def _named(
        self, features: NDArray[np.float64]
    ) -> NDArray[np.float64] | pl.DataFrame:
        """Give features (n, k) back the names that `fit` saw, if any."""
        names = getattr(self, "feature_names_in_", None)
        return features if names is None else pl.DataFrame(features, schema=list(names))

    def _templates(self, num_targets: int) -> Sequence[ScoreEstimator]:
        """One estimator to clone per target."""
        if isinstance(self.estimator, ScoreEstimator):
            return (self.estimator,) * num_targets
        if len(self.estimator) != num_targets:
            raise ValueError(
                f"y has {num_targets} targets and there are {len(self.estimator)} "
                "estimators; give one for each, or one for all."
            )
        return self.estimator


__all__ = ["PerTarget"]
