"""What would settle a question: how many more families, or how many controlled runs."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

from scipy.stats import norm

from nsl_db.analysis.explain.inference import widening
from nsl_db.analysis.intervals import LEVEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.explain.choices import Level
    from nsl_db.analysis.explain.inference import Estimate

WORTHWHILE = 0.01
"""Smallest effect worth knowing, on the mean over benchmarks [score]."""

MAX_FAMILIES = 1000
"""More families than this are as good as never."""

_Z = float(norm.isf((1 - LEVEL) / 2))


@dataclass(frozen=True, slots=True)
class Settling:
    """What an interval of half-width `wanted_half_width` would take.

    Attributes:
        wanted_half_width: Half-width that would settle the question [score].
        half_width: Half-width as it is, None without an interval.
        further_first: Further families needed on the first side, None if unknown or
            more than `MAX_FAMILIES`.
        further_second: The same on the second side.
        further_by_level: Further families needed in each bin or word, so that any two
            can be compared at that width; empty if out of reach.
        controlled_pairs: Pairs of runs that differ in this choice alone, None where
            the catalogue has no twins to tell the noise from.
        twin_deviation: Spread of the mean score between twins [score].
    """

    wanted_half_width: float
    half_width: float | None
    further_first: int | None
    further_second: int | None
    further_by_level: tuple[tuple[str, int], ...]
    controlled_pairs: int | None
    twin_deviation: float | None


def settle(
    estimate: Estimate | None,
    sides: tuple[int, int],
    levels: Sequence[Level],
    twins: float | None,
) -> Settling:
    """Compute what it takes from the spread that was measured.

    Args:
        estimate: The effect with its interval, None without one.
        sides: Families on the first and second side.
        levels: Bins or words of the choice.
        twins: Spread of the mean score between twins.
    """
    pairs = None if twins is None else max(1, ceil((_Z * twins / WORTHWHILE) ** 2))
    if estimate is None or not all(sides):
        return Settling(WORTHWHILE, None, None, None, (), pairs, twins)
    needed = _more(estimate, sides)
    return Settling(
        wanted_half_width=WORTHWHILE,
        half_width=estimate.half_width,
        further_first=needed[0] if needed else None,
        further_second=needed[1] if needed else None,
        further_by_level=_by_level(estimate, sides, levels),
        controlled_pairs=pairs,
        twin_deviation=twins,
    )


def expected_half_width(
    estimate: Estimate, sides: tuple[int, int], wanted: tuple[int, int]
) -> float:
    """Half-width with other numbers of families, each as variable as those there are.

    The standard error of a difference of two means is s sqrt(1/a + 1/b); Student's
    factor falls as the effective number of families rises with the total.

    Args:
        estimate: The effect as it is.
        sides: Families on the two sides as they are.
        wanted: Families on the two sides as they might be.
    """
    known = widening(estimate.effective_families)
    then = widening(estimate.effective_families * sum(wanted) / sum(sides))
    shrunk = sqrt(_inverse(wanted) / _inverse(sides))
    return estimate.half_width * shrunk * then / known


def _inverse(sides: tuple[int, int]) -> float:
    """Variance of a difference of two means, in variances of one family."""
    return 1 / sides[0] + 1 / sides[1]


def _more(estimate: Estimate, sides: tuple[int, int]) -> tuple[int, int] | None:
    """Fewest further families, always added to the smaller side."""
    first, second = sides
    while expected_half_width(estimate, sides, (first, second)) > WORTHWHILE:
        if first + second > MAX_FAMILIES:
            return None
        if first <= second:
            first += 1
        else:
            second += 1
    return first - sides[0], second - sides[1]


def _by_level(
    estimate: Estimate, sides: tuple[int, int], levels: Sequence[Level]
) -> tuple[tuple[str, int], ...]:
    """Further families in each bin so that two bins can be compared as wanted."""
    needed = 1
    while expected_half_width(estimate, sides, (needed, needed)) > WORTHWHILE:
        if 2 * needed > MAX_FAMILIES:
            return ()
        needed += 1
    return tuple(
        (level.label, max(0, needed - level.num_families))
        for level in levels
        if level.label != "unknown"
    )


__all__ = ["WORTHWHILE", "Settling", "expected_half_width", "settle"]
