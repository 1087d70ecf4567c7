"""Where the floor and the ceiling of a score may lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BELOW_CHANCE = 0.1
"""How far below chance a floor may lie [score]: answers can be worse than guesses."""

FLOOR_QUANTILE = 0.3
"""Share of models that may lie below a floor."""


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """Bounds of a score turned so that higher is better.

    Attributes:
        sign: 1, or -1 where less is better.
        offset: Added after the sign.
        floor: Lowest and highest floor.
        ceiling: Lowest and highest ceiling.
    """

    sign: float
    offset: float
    floor: tuple[float, float]
    ceiling: tuple[float, float]

    def turn(self, score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn scores so that higher is better, or back: it is its own inverse."""
        return np.asarray(self.offset + self.sign * score)


def score_range(
    target: NDArray[np.float64], chance: float | None, best: float
) -> ScoreRange:
    """Derive bounds from training scores.

    A floor lies between chance - 0.1 and the 30 % quantile. Where chance is unknown,
    or that quantile is lower still, the lower bound is 0.1 below the worst score. So
    it is where less is better: weak models that are sure of themselves get Brier
    scores far worse than a uniform guess. A ceiling lies between the best score seen
    and a perfect one.

    Args:
        target: Training scores (n,), n > 0.
        chance: Score of uniform guessing, None where there is none.
        best: Score of a perfect model; 0 where less is better.
    """
    is_lower_better = best == 0.0
    sign, offset = (-1.0, 1.0) if is_lower_better else (1.0, 0.0)
    turned = offset + sign * target
    high = float(np.quantile(turned, FLOOR_QUANTILE))
    low = float(turned.min()) - BELOW_CHANCE
    if not (chance is None or is_lower_better) and chance - BELOW_CHANCE < high:
        low = chance - BELOW_CHANCE
    top = float(turned.max())
    return ScoreRange(sign, offset, (low, high), (top, max(top, offset + sign * best)))


__all__ = ["ScoreRange", "score_range"]
