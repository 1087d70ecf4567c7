"""Bootstrap over families: how much a figure rests on the families that it has.

Whole families are drawn with replacement and the predictions stay as they are:
nothing is fitted again. The draws are the same for all methods and targets, so that
differences are paired.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.intervals import BOOTSTRAP_SEED, LEVEL, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FamilyBootstrap:
    """Fixed draws of families.

    Attributes:
        members: Which models a family has (families, n), 0 or 1.
        weights: How often a draw holds a family (draws, families).
    """

    members: NDArray[np.float64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, families: Sequence[str], draws: int) -> FamilyBootstrap:
        """Draw families.

        Args:
            families: Family of each model (n,).
            draws: Number of draws.
        """
        names, rows = np.unique(np.asarray(families, dtype=object), return_inverse=True)
        members = np.zeros((len(names), len(rows)))
        members[rows, np.arange(len(rows))] = 1
        generator = np.random.default_rng(BOOTSTRAP_SEED)
        shares = np.full(len(names), 1 / len(names))
        weights = generator.multinomial(len(names), shares, size=draws)
        return cls(members, weights.astype(np.float64))

    def means(self, errors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean error over the models of each draw.

        Args:
            errors: Errors (n, t), NaN where there is none.

        Returns:
            Means (draws, t), NaN where a draw holds no model with an error.
        """
        is_known = np.isfinite(errors)
        sums = self.members @ np.where(is_known, errors, 0.0)
        counts = self.members @ is_known.astype(np.float64)
        with np.errstate(invalid="ignore"):
            means: NDArray[np.float64] = (self.weights @ sums) / (self.weights @ counts)
        return means


def interval(draws: NDArray[np.float64]) -> Interval:
    """Central part of the draws that are numbers (draws,)."""
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(draws, (tail, 1 - tail))
    return float(low), float(high)


def chance_of_no_gain(gains: NDArray[np.float64]) -> float:
    """Share of draws without a gain: a one-sided p-value that is never zero.

    Source: Davison and Hinkley 1997, section 4.2: (1 + count) / (1 + draws).
    """
    known = gains[np.isfinite(gains)]
    return float((1 + (known <= 0).sum()) / (1 + len(known)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values so that any false finding is as rare as the level says.

    Source: Holm 1979.
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    factors = len(values) - np.arange(len(values))
    adjusted = np.empty_like(values)
    adjusted[order] = np.maximum.accumulate(values[order] * factors)
    return [min(1.0, float(value)) for value in adjusted]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values so that false findings are the level's share of findings.

    Source: Benjamini and Hochberg 1995.
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")[::-1]
    factors = len(values) / np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum.accumulate(values[order] * factors)
    return [min(1.0, float(value)) for value in adjusted]


__all__ = [
    "FamilyBootstrap",
    "benjamini_hochberg",
    "chance_of_no_gain",
    "holm",
    "interval",
]
