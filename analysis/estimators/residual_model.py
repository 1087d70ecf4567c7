"""A law of scale first, then design features for what it leaves."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from nsl_db.analysis.estimators.base import NUM_SCALE, ScoreEstimator, group_labels
from nsl_db.analysis.estimators.bounded_sigmoid import BoundedSigmoid
from nsl_db.analysis.estimators.corrections import (
    Correction,
    ridge_corrections,
    tree_corrections,
)
from nsl_db.analysis.estimators.inner_folds import Split, grouped_folds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

    Fit = Callable[
        [Array, Array, NDArray[np.intp], Sequence[float]], tuple[Correction, ...]
    ]

CORRECTIONS: Mapping[str, tuple[Fit, tuple[float, ...]]] = {
    "ridge": (ridge_corrections, (10.0, 3.0, 1.0, 0.3, 0.1)),
    "xgboost": (tree_corrections, (5.0,)),
}
"""How residuals are fitted, and the strengths of shrinkage to choose from."""


class ResidualModel(ScoreEstimator):
    """A bounded sigmoid of scale plus a shrunken correction by design features.

    The residuals that the correction learns from are those of families that the law
    did not see. The same folds tell how far the correction can be trusted: it is
    multiplied by the share, between 0 and 1, that fits families it did not see.

    Args:
        corrector: `ridge` (a line) or `xgboost` (small trees).
        chance: Score of uniform guessing, None where there is none.
        best: Score of a perfect model; 0 for scores where less is better.
        seed: Seed of the folds.

    Attributes:
        law_: The sigmoid, fitted to all rows.
        strength_: The chosen weight of the ridge term.
        share_: What the correction is multiplied by.
        design_effects_: Change of the score by design feature, after shrinkage. With
            `ridge`: per standard deviation of a number, or for having a property.
            With `xgboost`: mean contribution in the upper half minus the lower.
    """

    def __init__(
        self,
        corrector: str = "ridge",
        chance: float | None = None,
        best: float = 1.0,
        seed: int = 0,
    ) -> None:
        self.corrector = corrector
        self.chance = chance
        self.best = best
        self.seed = seed

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit the law, its residuals on unseen families, and how far to trust them.

        Args:
            X: Features (n, k).
            y: Scores (n,).
            groups: Family of each row (n,).

        Raises:
            ValueError: `corrector` is not known.
        """
        if self.corrector not in CORRECTIONS:
            raise ValueError(
                f"corrector={self.corrector!r} is not one of {', '.join(CORRECTIONS)}."
            )
        correct, strengths = CORRECTIONS[self.corrector]
        features, target = self._read_one(X, y)
        labels = group_labels(groups, len(target))
        folds = grouped_folds(labels, seed=self.seed)
        self.law_ = self._law().fit(features, target)
        residual = self._residuals(features, target, folds)
        trials = np.zeros((len(strengths), len(target)))
        for rows, others in folds:
            parts = correct(features[rows], residual[rows], labels[rows], strengths)
            trials[:, others] = [part.predict(features[others]) for part in parts]
        best = int(np.argmin(np.abs(residual - trials).mean(axis=1)))
        self.strength_ = strengths[best]
        self.share_ = _trusted_share(residual, trials[best])
        self._correction = correct(features, residual, labels, (self.strength_,))[0]
        self.design_effects_ = {
            name: self.share_ * effect
            for name, effect in self._correction.effects(self._names()).items()
        }
        return self

    def predict(self, X: ArrayLike) -> Array:
        """Return scores (n,)."""
        features = self._read(X)
        correction = self._correction.predict(features)
        return np.asarray(self.law_.predict(features) + self.share_ * correction)

    def _residuals(
        self, features: Array, target: Array, folds: Sequence[Split]
    ) -> Array:
        """What a law leaves of families that it did not see (n,)."""
        residual = target - self.law_.predict(features)
        for rows, others in folds:
            law = self._law().fit(features[rows], target[rows])
            residual[others] = target[others] - law.predict(features[others])
        return np.asarray(residual)

    def _law(self) -> BoundedSigmoid:
        """A law that is not fitted yet."""
        return BoundedSigmoid(self.chance, self.best)

    def _names(self) -> list[str]:
        """Names of the design features."""
        names = getattr(self, "feature_names_in_", None)
        if names is None:
            names = [f"x{number}" for number in range(self.n_features_in_)]
        return list(names[NUM_SCALE:])


def _trusted_share(residual: Array, predicted: Array) -> float:
    """Share of predicted residuals that fits the true ones best, within 0 and 1."""
    size = float(predicted @ predicted)
    if size == 0:
        return 0.0
    return float(np.clip(residual @ predicted / size, 0, 1))


__all__ = ["ResidualModel"]
