r"""Intervals over families, and what they allow to be said.

An interval is

.. math:: \hat\beta \pm t_{df} \, \frac{w}{2 z} \sqrt{(df + 1) / df}

where w is the width of the central 95 % of the bootstrap draws of families, z the
normal quantile of 97.5 % and df the effective number of families less one. The plain
percentile interval is too short where few families stand on one side.

Source: Hesterberg 2015, "What teachers should know about the bootstrap", section 3.2
(narrowness bias of percentile intervals).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, t

from nsl_db.analysis.honest.bootstrap import benjamini_hochberg
from nsl_db.analysis.intervals import LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MIN_FAMILIES = 3
"""Fewest families on each side of a comparison for anything to be said about it."""

ALPHA = 0.05
"""Largest adjusted p-value of a finding."""

MIN_DRAWS_SHARE = 0.5
"""A comparison counts if at least this share of the draws can be compared."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect with its interval over families.

    Attributes:
        value: The effect [score]; more is better.
        low: Lower end of the 95 % interval.
        high: Upper end.
        p_value: Two-sided p-value; below 0.05 exactly where the interval leaves out 0.
        p_adjusted: The same after Benjamini-Hochberg over all that is asked, None
            before.
        effective_families: Families that the effect rests on, counted by weight.
    """

    value: float
    low: float
    high: float
    p_value: float
    p_adjusted: float | None
    effective_families: float

    @property
    def half_width(self) -> float:
        """Half of the interval [score]."""
        return (self.high - self.low) / 2


def estimate_of(value: float, draws: Array, effective: float) -> Estimate | None:
    """Form an interval from bootstrap draws.

    Args:
        value: The effect.
        draws: Effects of the draws, NaN where a draw cannot be compared (draws,).
        effective: Effective number of families.

    Returns:
        None where too few draws can be compared.
    """
    known = draws[np.isfinite(draws)]
    if not np.isfinite(value) or len(known) < max(2, MIN_DRAWS_SHARE * len(draws)):
        return None
    tail = (1 - LEVEL) / 2
    width = float(np.subtract(*np.quantile(known, (1 - tail, tail))))
    error = width / (2 * float(norm.isf(tail)))
    half = error * widening(effective)
    freedom, factor = _student(effective)
    distance = abs(value) / (error * factor) if error > 0 else 0.0
    p_value = 2 * float(t.sf(distance, freedom))
    return Estimate(value, value - half, value + half, p_value, None, effective)


def widening(effective: float) -> float:
    """Half of a 95 % interval over the spread of the draws.

    Args:
        effective: Effective number of families.
    """
    freedom, factor = _student(effective)
    return float(t.isf((1 - LEVEL) / 2, freedom)) * factor


def _student(effective: float) -> tuple[float, float]:
    """Degrees of freedom, and what the spread of the draws falls short by."""
    freedom = max(effective - 1, 1.0)
    return freedom, float(np.sqrt((freedom + 1) / freedom))


def effective_families(influence: Array, members: Array) -> float:
    """Families behind a weighted sum of residuals, counted by their share of variance.

    Half of the variance of a residual is taken to be its family's. The count is
    (sum v)^2 / sum v^2 over the variances v that families bring.

    Args:
        influence: Weight of each residual in the effect (n,).
        members: Which models a family has (families, n), 0 or 1.
    """
    variance = (members @ influence) ** 2 + members @ influence**2
    total = float(variance.sum())
    return total**2 / float((variance**2).sum()) if total > 0 else 0.0


def adjusted(estimates: Mapping[str, Estimate | None]) -> dict[str, Estimate | None]:
    """Adjust p-values over all estimates that there are.

    Source: Benjamini and Hochberg 1995.
    """
    found = {key: item for key, item in estimates.items() if item is not None}
    values = benjamini_hochberg([item.p_value for item in found.values()])
    settled = {
        key: replace(item, p_adjusted=value)
        for (key, item), value in zip(found.items(), values, strict=True)
    }
    return {key: settled.get(key) for key in estimates}


__all__ = [
    "ALPHA",
    "MIN_FAMILIES",
    "Estimate",
    "adjusted",
    "effective_families",
    "estimate_of",
    "widening",
]
