"""The bounded sigmoid of scale and its fit to one score."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.estimators.score_range import ScoreRange

    Array = NDArray[np.float64]

STARTS = ((2.0, 2.0), (0.5, 2.0), (2.0, 0.5), (0.5, 0.5))
"""Slopes on parameters and tokens that searches start from, per standard deviation."""

START_LEVEL = -1.0
"""Level that searches start from: a model of average scale is near the floor."""

MAX_ITERATIONS = 200
"""Steps of one search."""


class LossShape(NamedTuple):
    """How errors and slopes count.

    Attributes:
        penalty: Weight of the sum of squared slopes.
        width: Error at which the loss turns from squared to absolute [score].
    """

    penalty: float = 1e-4
    width: float = 0.05


def fit_curve(
    scale: Array,
    target: Array,
    limits: ScoreRange,
    shape: LossShape,
    starts: Sequence[tuple[float, float]] = STARTS,
) -> Array:
    """Search from several starts and keep the best end.

    Slopes are not negative: more parameters or tokens never lower a score.

    Args:
        scale: Standardised log parameters and log tokens (n, 2).
        target: Scores, higher is better (n,).
        limits: Bounds of floor and ceiling.
        shape: Weights of the loss.
        starts: Slopes to start from.

    Returns:
        Floor, ceiling, level and two slopes (5,).
    """
    ends = [_descend(scale, target, limits, shape, slopes) for slopes in starts]
    return min(ends, key=lambda end: end[0])[1]


def curve_loss(
    parameters: Array, scale: Array, target: Array, shape: LossShape
) -> tuple[float, Array]:
    """Mean soft L1 loss of a curve, and its gradient (5,)."""
    floor, ceiling, level = parameters[:3]
    slopes = parameters[3:]
    share = expit(level + scale @ slopes)
    error = (floor + (ceiling - floor) * share - target) / shape.width
    root = np.sqrt(1 + error**2)
    pull = error / root / (shape.width * len(target))
    steep = pull * (ceiling - floor) * share * (1 - share)
    gradient = np.empty(5)
    gradient[0] = pull @ (1 - share)
    gradient[1] = pull @ share
    gradient[2] = steep.sum()
    gradient[3:] = steep @ scale + 2 * shape.penalty * slopes
    return float(root.mean() - 1 + shape.penalty * (slopes @ slopes)), gradient


def _descend(
    scale: Array,
    target: Array,
    limits: ScoreRange,
    shape: LossShape,
    slopes: tuple[float, float],
) -> tuple[float, Array]:
    """Minimise from one start; return the loss and the parameters."""
    end = minimize(
        curve_loss,
        [limits.floor[1], limits.ceiling[0], START_LEVEL, *slopes],
        args=(scale, target, shape),
        jac=True,
        method="L-BFGS-B",
        bounds=[limits.floor, limits.ceiling, (None, None), (0, None), (0, None)],
        options={"maxiter": MAX_ITERATIONS},
    )
    return float(end.fun), np.asarray(end.x)


__all__ = ["STARTS", "LossShape", "curve_loss", "fit_curve"]
