"""Effect of a choice on what scale leaves, over all models that state the choice.

Out-of-family residuals are regressed on the choice, log parameters and log tokens, so
that a choice that came with scale is not credited with what scale did. Every family
weighs the same, shared among its models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.explain.choices import sides
from nsl_db.analysis.explain.inference import MIN_FAMILIES, effective_families

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nsl_db.analysis.honest.bootstrap import FamilyBootstrap

    Array = NDArray[np.float64]

SINGULAR = 1e-8
"""Draws whose determinant is below this cannot tell the choice from scale."""


@dataclass(frozen=True, slots=True)
class Side:
    """Who stands on one side of a comparison."""

    num_models: int
    num_families: int


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects of one contrast on all targets.

    Attributes:
        values: Effects (t,) [score]; NaN where a side has too few families.
        draws: Effects of draws of families (draws, t), NaN where undefined.
        effective: Effective families (t,).
        first: Models on the first side by target (t,).
        second: Models on the second side by target (t,).
    """

    values: Array
    draws: Array
    effective: Array
    first: tuple[Side, ...]
    second: tuple[Side, ...]

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Which targets have an effect (t,)."""
        return np.isfinite(self.values)


def measure_effects(
    values: Array, scale: Array, residuals: Array, bootstrap: FamilyBootstrap
) -> Effects:
    """Measure one contrast on all targets.

    Args:
        values: The regressor of the contrast (n,), NaN for models outside.
        scale: Log parameters and log tokens (n, 2).
        residuals: Out-of-family residuals, more is better (n, t).
        bootstrap: Draws of families.
    """
    parts = [_one_target(values, scale, column, bootstrap) for column in residuals.T]
    return Effects(
        values=np.array([part[0] for part in parts]),
        draws=np.array([part[1] for part in parts])
        .reshape(len(parts), len(bootstrap.weights))
        .T,
        effective=np.array([part[2] for part in parts]),
        first=tuple(part[3] for part in parts),
        second=tuple(part[4] for part in parts),
    )


def averaged(effects: Effects, weights: Array) -> tuple[float, Array, float]:
    """Average over the targets that have an effect.

    Args:
        effects: Effects by target.
        weights: Weight of each target (t,).

    Returns:
        Mean, mean of each draw (draws,) and effective families.
    """
    chosen = effects.is_known & (weights > 0)
    if not chosen.any():
        return np.nan, np.array([]), 0.0
    share = weights[chosen] / weights[chosen].sum()
    draws = effects.draws[:, chosen]
    known = np.isfinite(draws)
    with np.errstate(invalid="ignore"):
        means = np.where(known, draws, 0) @ share / (known @ share)
    return (
        float(effects.values[chosen] @ share),
        means,
        float(effects.effective[chosen] @ share),
    )


def _one_target(
    values: Array, scale: Array, residual: Array, bootstrap: FamilyBootstrap
) -> tuple[float, Array, float, Side, Side]:
    """Effect, draws, effective families and sides on one target."""
    rows = np.isfinite(values) & np.isfinite(residual)
    members = bootstrap.members[:, rows]
    labels = members.argmax(axis=0)
    is_first = sides(values[rows], labels)
    first, second = _side(labels[is_first]), _side(labels[~is_first])
    missing = np.full(len(bootstrap.weights), np.nan)
    if min(first.num_families, second.num_families) < MIN_FAMILIES:
        return np.nan, missing, 0.0, first, second
    weight = 1 / np.bincount(labels)[labels]
    matrix = _regressors(values[rows], scale[rows])
    products = (
        weight[:, None, None] * matrix[:, :, None] * matrix[:, None, :]
    ).reshape(len(weight), -1)
    grams = members @ products
    pulls = members @ (weight[:, None] * matrix * residual[rows, None])
    draws = np.vstack([np.ones(len(members)), bootstrap.weights])
    slopes = _solve(draws @ grams, draws @ pulls) / _unit(values[rows])
    influence = weight * _partialled(matrix, weight)
    return (
        float(slopes[0]),
        slopes[1:],
        effective_families(influence, members),
        first,
        second,
    )


def _regressors(values: Array, scale: Array) -> Array:
    """Constant, standardised scale and standardised choice (m, 4)."""
    spread = np.where(scale.std(axis=0) > 0, scale.std(axis=0), 1.0)
    choice = (values - values.mean()) / _unit(values)
    return np.column_stack(
        [np.ones(len(values)), (scale - scale.mean(axis=0)) / spread, choice]
    )


def _unit(values: Array) -> float:
    """Standard deviation of a choice."""
    return float(values.std())


def _solve(grams: Array, pulls: Array) -> Array:
    """Slope of the choice in each draw (draws,), NaN where it cannot be told."""
    size = pulls.shape[1]
    squares: NDArray[np.floating] = grams.reshape(-1, size, size)
    total = squares[:, :1, :1]
    scaled = squares / np.where(total > 0, total, 1.0)
    is_singular = np.abs(np.linalg.det(scaled)) < SINGULAR
    squares = np.where(is_singular[:, None, None], np.eye(size), squares)
    slopes: Array = np.linalg.solve(squares, pulls[:, :, None])[:, -1, 0]
    slopes[is_singular] = np.nan
    return slopes


def _partialled(matrix: Array, weight: Array) -> Array:
    """The choice after constant and scale (m,)."""
    root = np.sqrt(weight)[:, None]
    others, choice = matrix[:, :-1], matrix[:, -1]
    line = np.linalg.lstsq(root * others, root[:, 0] * choice, rcond=None)[0]
    left: Array = np.asarray(choice - others @ line)
    return left


def _side(labels: NDArray[np.intp]) -> Side:
    """Count a side."""
    return Side(len(labels), len(np.unique(labels)))


__all__ = ["Effects", "Side", "averaged", "measure_effects"]
