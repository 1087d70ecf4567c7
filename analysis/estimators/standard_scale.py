"""Log parameters and log tokens in standard deviations of a training part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class StandardScale:
    """Centre and spread of columns.

    Attributes:
        mean: Mean of each column (k,).
        std: Standard deviation of each (k,), 1 where all values are equal.
    """

    mean: NDArray[np.float64]
    std: NDArray[np.float64]

    def of(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Standardise the leading k columns of features (n, k or more)."""
        return np.asarray((features[:, : len(self.mean)] - self.mean) / self.std)


def standard_scale(columns: NDArray[np.float64]) -> StandardScale:
    """Learn centre and spread of columns (n, k) without gaps."""
    std = columns.std(axis=0)
    return StandardScale(columns.mean(axis=0), np.where(std > 0, std, 1.0))


__all__ = ["StandardScale", "standard_scale"]
