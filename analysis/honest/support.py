"""Which models lie inside the data that predictions are learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MARGIN = float(np.log(1.5))
"""How far beyond the data a value may lie, in natural logarithms: half as much again.

It is the step between neighbouring sizes of a typical model series, less than the
factor of two to four at which size folds show predictions to fail.
"""

REACH = 1.5
"""Distance to the nearest models that still counts as inside, in the median distance
of the data's own models to theirs at the widest 5 %."""

NUM_NEIGHBOURS = 3
"""Nearest models that must be within reach."""

TAIL = 0.95
"""Quantile of the data's own distances that `REACH` is a multiple of."""

AXES = ("parameters", "training tokens", "training FLOP")
"""What is compared: N, D and 6ND."""


@dataclass(frozen=True, slots=True)
class Support:
    """Range and density of the models that were learned from.

    Attributes:
        logs: Natural logarithms of parameters and tokens (n, 2).
        low: Smallest logarithm of N, D and 6ND (3,).
        high: Largest (3,).
        reach: Largest distance to the third nearest model that counts as inside.
    """

    logs: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    reach: float

    @classmethod
    def of(cls, logs: NDArray[np.float64]) -> Self:
        """Measure the support of models.

        Args:
            logs: Natural logarithms of parameters and training tokens (n, 2), n > 3.
        """
        axes = _axes(logs)
        own = _distances(logs, logs)
        np.fill_diagonal(own, np.inf)
        nearest = np.sort(own, axis=1)[:, NUM_NEIGHBOURS - 1]
        reach = REACH * float(np.quantile(nearest, TAIL))
        return cls(logs, axes.min(axis=0), axes.max(axis=0), reach)

    def is_inside(self, logs: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether models (m, 2) lie inside the support (m,)."""
        return np.array([not reasons for reasons in self.reasons(logs)], dtype=bool)

    def reasons(self, logs: NDArray[np.float64]) -> tuple[tuple[str, ...], ...]:
        """Say for each model (m, 2) why it is outside; nothing where it is inside."""
        axes = _axes(logs)
        distances = np.sort(_distances(logs, self.logs), axis=1)[:, NUM_NEIGHBOURS - 1]
        return tuple(
            (
                *self._beyond(row),
                *([_far(distance)] if distance > self.reach else []),
            )
            for row, distance in zip(axes, distances, strict=True)
        )

    def nearest(self, logs: NDArray[np.float64], count: int = 5) -> NDArray[np.intp]:
        """Rows of the nearest models of the data for each model (m, count)."""
        order: NDArray[np.intp] = np.argsort(
            _distances(logs, self.logs), axis=1, kind="stable"
        )
        return order[:, :count]

    def _beyond(self, row: NDArray[np.float64]) -> list[str]:
        """Axes on which a model is beyond the data."""
        limits = zip(AXES, row, self.low, self.high, strict=True)
        return [
            _outside(name, value, low, high)
            for name, value, low, high in limits
            if not low - MARGIN <= value <= high + MARGIN
        ]


def inside_support(
    logs: NDArray[np.float64], train: Sequence[int] | NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Whether each model (n,) is inside the support of the rows learned from."""
    return Support.of(logs[train]).is_inside(logs)


def _axes(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms of N, D and 6ND (n, 3). Source: Kaplan et al. 2020, 6ND FLOP."""
    return np.column_stack([logs, logs.sum(axis=1) + np.log(6)])


def _distances(
    left: NDArray[np.float64], right: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distances in natural logarithms (m, n)."""
    gaps = left[:, None, :] - right[None, :, :]
    distances: NDArray[np.float64] = np.sqrt((gaps**2).sum(axis=2))
    return distances


def _outside(name: str, value: float, low: float, high: float) -> str:
    """Say on which side of the data a value lies."""
    side = "above" if value > high else "below"
    edge = high if value > high else low
    return (
        f"{np.exp(value):.3g} {name} is {side} the data, "
        f"which ends at {np.exp(edge):.3g}"
    )


def _far(distance: float) -> str:
    """Say how far the nearest models are."""
    return (
        f"the {NUM_NEIGHBOURS} nearest models differ by a factor of "
        f"{np.exp(distance):.1f} or more in parameters and tokens together"
    )


__all__ = ["MARGIN", "Support", "inside_support"]
