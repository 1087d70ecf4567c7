"""A sigmoid of scale between a free floor and a free ceiling, for one score."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from scipy.special import expit

from nsl_db.analysis.estimators.base import NUM_SCALE, ScoreEstimator
from nsl_db.analysis.estimators.score_range import score_range
from nsl_db.analysis.estimators.sigmoid_curve import LossShape, fit_curve
from nsl_db.analysis.estimators.standard_scale import standard_scale

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class BoundedSigmoid(ScoreEstimator):
    r"""Score as a bounded sigmoid of log parameters and log tokens.

    .. math:: y = f + (c - f) \sigma(a + b z_N + d z_D), \quad b, d \ge 0

    with standardised logarithms. The floor f lies between chance - 0.1 and the 30 %
    quantile of the training scores, the ceiling c between the best of them and a
    perfect score. Errors count by the soft L1 loss; slopes are lightly penalised.
    For scores where less is better the same holds upside down.

    Args:
        chance: Score of uniform guessing, None where there is none.
        best: Score of a perfect model; 0 for scores where less is better.
        penalty: Weight of the squared slopes.
        width: Error at which the loss turns from squared to absolute [score].

    Attributes:
        floor_: Score of a model that is far too small.
        ceiling_: Score of a model that is large enough.
        level_: Argument of the sigmoid at average scale.
        slopes_: Change of that argument per standard deviation of log parameters and
            log tokens (2,).
    """

    def __init__(
        self,
        chance: float | None = None,
        best: float = 1.0,
        penalty: float = 1e-4,
        width: float = 0.05,
    ) -> None:
        self.chance = chance
        self.best = best
        self.penalty = penalty
        self.width = width

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit the curve; groups are not used."""
        del groups
        features, target = self._read_one(X, y)
        self._scale = standard_scale(features[:, :NUM_SCALE])
        limits = score_range(target, self.chance, self.best)
        floor, ceiling, level, *slopes = fit_curve(
            self._scale.of(features),
            limits.turn(target),
            limits,
            LossShape(self.penalty, self.width),
        )
        self.floor_, self.ceiling_ = limits.turn(np.array([floor, ceiling])).tolist()
        self.level_ = float(level)
        self.slopes_: NDArray[np.float64] = np.array(slopes)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return scores (n,)."""
        features = self._read(X)
        share = expit(self.level_ + self._scale.of(features) @ self.slopes_)
        return np.asarray(self.floor_ + (self.ceiling_ - self.floor_) * share)


__all__ = ["BoundedSigmoid"]
