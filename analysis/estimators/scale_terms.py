"""Combinations of parameters and tokens that trees split on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def with_products(scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Append log ND (compute) and log D/N (tokens per parameter).

    A tree splits on one column at a time; with these two it can follow lines of
    equal compute and of equal training length.

    Args:
        scale: Log parameters and log tokens (n, 2).

    Returns:
        log N, log D, log ND and log D/N (n, 4).
    """
    parameters, tokens = scale.T
    return np.column_stack([scale, parameters + tokens, tokens - parameters])


__all__ = ["with_products"]
