"""Design features made fit for a penalised linear term.

Numbers are standardised, gaps filled with the mean and marked by an indicator of
their own; values more than two standard deviations out count as two, so that one odd
model does not bend a line. Words stay 0 or 1, centred: a rare word is no larger than
a common one. A column that fewer than three families tell apart is left out, since
its effect cannot be told from theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MIN_FAMILIES = 3
"""Fewest families that must know a number, or stand on each side of an indicator."""

MAX_DEVIATION = 2.0
"""Largest value of a standardised number [standard deviations]."""


@dataclass(frozen=True, slots=True)
class StandardDesign:
    """What a training part says about its design features.

    Attributes:
        columns: Positions of the features that are used (k,).
        gaps: Positions, among those, whose gaps have an indicator (g,).
        fill: Value for a gap in each feature (k,).
        centre: Mean of each feature and of each indicator (k + g,).
        spread: One unit of each (k + g,): a standard deviation for numbers, 1 for
            indicators.
    """

    columns: NDArray[np.intp]
    gaps: NDArray[np.intp]
    fill: Array
    centre: Array
    spread: Array

    def of(self, design: Array) -> Array:
        """Return centred, bounded columns without gaps (n, k + g).

        Args:
            design: Design features, NaN where unknown (n, all).
        """
        raw = _filled(design[:, self.columns], self.fill, self.gaps)
        deviation = (raw - self.centre) / self.spread
        return np.clip(deviation, -MAX_DEVIATION, MAX_DEVIATION)

    def names(self, names: list[str]) -> list[str]:
        """Name the columns of `of`, given the names of all design features."""
        used = [names[column] for column in self.columns]
        return [*used, *(f"{used[gap]}_is_unknown" for gap in self.gaps)]


def standard_design(design: Array, labels: NDArray[np.intp]) -> StandardDesign:
    """Learn which features can be used, and their centres and units.

    Args:
        design: Design features of the training part, NaN where unknown (n, all).
        labels: Family of each row (n,).
    """
    columns = np.array(
        [
            number
            for number, column in enumerate(design.T)
            if _is_supported(column, labels)
        ],
        dtype=np.intp,
    )
    used = design[:, columns]
    fill = np.array([column[np.isfinite(column)].mean() for column in used.T])
    gaps = _gap_positions(np.isnan(used), labels)
    raw = _filled(used, fill, gaps)
    is_indicator = ((raw == 0) | (raw == 1)).all(axis=0)
    spread = np.where(is_indicator, 1.0, raw.std(axis=0))
    return StandardDesign(columns, gaps, fill, raw.mean(axis=0), spread)


def _is_supported(column: Array, labels: NDArray[np.intp]) -> bool:
    """Whether enough families tell a feature's values apart."""
    known = np.isfinite(column)
    values = column[known]
    if ((values == 0) | (values == 1)).all():
        return _is_divided(column == 1, column == 0, labels)
    return len(np.unique(labels[known])) >= MIN_FAMILIES and bool(np.ptp(values) > 0)


def _gap_positions(
    is_gap: NDArray[np.bool_], labels: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Columns whose gaps deserve an indicator; equal gaps share the first one's."""
    first: dict[bytes, int] = {}
    for number, rows in enumerate(is_gap.T):
        if _is_divided(rows, ~rows, labels):
            first.setdefault(rows.tobytes(), number)
    return np.array(list(first.values()), dtype=np.intp)


def _is_divided(
    one: NDArray[np.bool_], other: NDArray[np.bool_], labels: NDArray[np.intp]
) -> bool:
    """Whether both sides have enough families."""
    sides = (len(np.unique(labels[side])) for side in (one, other))
    return min(sides) >= MIN_FAMILIES


def _filled(used: Array, fill: Array, gaps: NDArray[np.intp]) -> Array:
    """Fill gaps and append their indicators."""
    is_gap = np.isnan(used)
    return np.column_stack([np.where(is_gap, fill, used), is_gap[:, gaps]])


__all__ = ["MAX_DEVIATION", "MIN_FAMILIES", "StandardDesign", "standard_design"]
