"""The error that a perfect model would still make, from the sampling of items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NORMAL_MEAN_ERROR = float(np.sqrt(2 / np.pi))
"""Mean absolute value of a normal variable of mean 0, in standard deviations."""


def expected_sampling_error(accuracy: NDArray[np.float64], num_items: int) -> float:
    """Mean absolute error of an observed accuracy around the true one.

    Each score is taken as the mean of independent right-or-wrong items, whose
    error is close to normal with variance p (1 - p) / num_items. It is computed
    only where a score is exactly that: not for means over several prompts of the
    same items, for scores that are no proportion, or for Brier scores. All models
    answer the same items, so their errors are related and this is no hard floor.

    Args:
        accuracy: Observed scores of the models (n,) in 0..1.
        num_items: Test items behind each score.

    Source: E|X| = sigma sqrt(2 / pi) for a normal X with mean 0.
    """
    deviation = np.sqrt(accuracy * (1 - accuracy) / num_items)
    return NORMAL_MEAN_ERROR * float(deviation.mean())


__all__ = ["NORMAL_MEAN_ERROR", "expected_sampling_error"]
