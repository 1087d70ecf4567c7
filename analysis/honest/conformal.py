"""Intervals with a known chance of holding the score of an unseen family.

CV+ with folds of whole families: every model of the training part is predicted by a
fit that has not seen its family, and those errors are laid around the predictions
that the same fits make for a new model.

Two weightings of the errors: `model` counts every model the same, so large families
dominate; `family` counts every family the same, whatever its size, which is what a
new family is like, and gives wider intervals.

Source: Barber, Candes, Ramdas and Tibshirani 2021, "Predictive inference with the
jackknife+" (CV+); Dunn, Wasserman and Ramdas 2023 for weights by group.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from nsl_db.analysis.honest.folds import family_folds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.estimators.registry import MultiTargetEstimator
    from nsl_db.analysis.study import Target

LEVELS = (0.8, 0.9)
"""Nominal coverages."""

WEIGHTINGS = ("model", "family")
"""What counts the same: every model, or every family."""

INNER_FOLDS = 5
"""Family folds inside the training part."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals of one level and weighting.

    Attributes:
        level: Nominal coverage.
        weighting: One of `WEIGHTINGS`.
        low: Lower ends (n, t), inside the range of the metric.
        high: Upper ends (n, t).
    """

    level: float
    weighting: str
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class FamilyConformal:
    """An estimator with CV+ intervals for models of unseen families.

    Args:
        build: Makes an unfitted estimator of all targets.
        targets: The targets (t).
        num_folds: Inner family folds.
        seed: Seed of the inner folds.

    Attributes:
        fit_: The estimator fitted on all training rows.
        fold_fits_: One estimator per inner fold, fitted on the other folds.
        residuals_: Absolute errors of the training rows (n, t) by the fit that has
            not seen their family; NaN where there is no score.
        fold_of_: Inner fold of each training row (n,).
    """

    def __init__(
        self,
        build: Callable[[], MultiTargetEstimator],
        targets: tuple[Target, ...],
        num_folds: int = INNER_FOLDS,
        seed: int = 0,
    ) -> None:
        self.build = build
        self.targets = targets
        self.num_folds = num_folds
        self.seed = seed

    def fit(
        self,
        features: NDArray[np.float64],
        scores: NDArray[np.float64],
        families: Sequence[str],
    ) -> Self:
        """Fit the estimator on everything and on all but each inner fold.

        Args:
            features: Features (n, k).
            scores: Scores (n, t), NaN for unknown.
            families: Family of each row (n,).
        """
        self.fit_ = self.build().fit(features, scores, np.asarray(families))
        return self.calibrate(features, scores, families)

    def calibrate(
        self,
        features: NDArray[np.float64],
        scores: NDArray[np.float64],
        families: Sequence[str],
    ) -> Self:
        """Fit on all but each inner fold: all that intervals need."""
        groups = np.asarray(families)
        self.families_ = tuple(families)
        self.fold_fits_ = []
        self.residuals_ = np.full(scores.shape, np.nan)
        self.fold_of_ = np.empty(len(scores), dtype=np.intp)
        for fold in family_folds(families, self.seed, self.num_folds):
            part = self.build().fit(
                features[fold.train], scores[fold.train], groups[fold.train]
            )
            predicted = part.predict(features[fold.test])
            self.residuals_[fold.test] = np.abs(scores[fold.test] - predicted)
            self.fold_of_[fold.test] = fold.number
            self.fold_fits_.append(part)
        return self

    def predict(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Predict scores (n, t) with the fit on all training rows."""
        return np.asarray(self.fit_.predict(features))

    def intervals(
        self, features: NDArray[np.float64], level: float, weighting: str = "family"
    ) -> Intervals:
        """Lay intervals around the predictions of the inner fits.

        Args:
            features: Features (n, k).
            level: Nominal coverage.
            weighting: One of `WEIGHTINGS`.
        """
        return self.laid_around(self.centres(features), level, weighting)

    def centres(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Predictions of the inner fits (folds, n, t)."""
        return np.stack([part.predict(features) for part in self.fold_fits_])

    def laid_around(
        self, centres: NDArray[np.float64], level: float, weighting: str
    ) -> Intervals:
        """Intervals around given predictions of the inner fits (folds, n, t)."""
        low = np.empty(centres.shape[1:])
        high = np.empty(centres.shape[1:])
        for place, target in enumerate(self.targets):
            known = np.flatnonzero(np.isfinite(self.residuals_[:, place]))
            around = centres[self.fold_of_[known], :, place]
            errors = self.residuals_[known, place][:, None]
            share = _weights([self.families_[row] for row in known], weighting)
            floor, ceiling = score_range(target)
            high[:, place] = np.minimum(
                weighted_quantile(around + errors, share, level), ceiling
            )
            low[:, place] = np.maximum(
                -weighted_quantile(errors - around, share, level), floor
            )
        return Intervals(level, weighting, low, high)


def weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """Smallest value with at least `level` of the weight at or below it.

    The new case has the mean weight of a unit of exchange and lies at infinity: with
    equal weights this is the ceil(level (m + 1))-th smallest value.

    Args:
        values: Values (m, n), one column per new case.
        weights: Weights (m,) whose unit is one unit of exchange: 1 for each model,
            or adding up to 1 in each family.
        level: Share of the weight.

    Returns:
        Quantiles (n,), infinite where there are too few values.
    """
    order = np.argsort(values, axis=0, kind="stable")
    share = weights[order].cumsum(axis=0) / (weights.sum() + 1)
    reached = share >= level - 1e-12
    first = reached.argmax(axis=0)
    ordered = np.take_along_axis(values, order, axis=0)
    picked = np.take_along_axis(ordered, first[None], axis=0)[0]
    return np.where(reached.any(axis=0), picked, np.inf)


def score_range(target: Target) -> tuple[float, float]:
    """Smallest and largest possible score: Brier scores reach 2."""
    return (0.0, 2.0) if target.is_lower_better else (0.0, 1.0)


def _weights(families: Sequence[str], weighting: str) -> NDArray[np.float64]:
    """Weights of models (n,): 1 each, or adding up to 1 in each family."""
    if weighting == "model":
        return np.ones(len(families))
    sizes = Counter(families)
    return np.array([1 / sizes[family] for family in families])


__all__ = [
    "INNER_FOLDS",
    "LEVELS",
    "WEIGHTINGS",
    "FamilyConformal",
    "Intervals",
    "score_range",
    "weighted_quantile",
]
