"""Folds inside a training part, made of whole families."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUM_FOLDS = 3
"""Inner folds wherever something is tuned."""

Split = tuple["NDArray[np.intp]", "NDArray[np.intp]"]
"""Rows to fit on and rows to validate on."""


def grouped_folds(
    labels: NDArray[np.intp], num_folds: int = NUM_FOLDS, seed: int = 0
) -> tuple[Split, ...]:
    """Split rows into folds of whole groups, nearly equal in rows.

    Groups come in random order, and each joins the fold with the fewest rows.

    Args:
        labels: Group of each row (n,).
        num_folds: Folds; fewer where there are fewer groups.
        seed: Seed of the order.

    Returns:
        One pair of rows per fold, or none where there is but one group.
    """
    random = np.random.default_rng(seed)
    found, sizes = np.unique(labels, return_counts=True)
    num_folds = min(num_folds, len(found))
    if num_folds < 2:
        return ()
    filled = np.zeros(num_folds)
    fold_of = np.empty(len(found), dtype=np.intp)
    for group in random.permutation(len(found)):
        fold_of[group] = np.argmin(filled)
        filled[fold_of[group]] += sizes[group]
    fold = fold_of[np.searchsorted(found, labels)]
    return tuple(
        (np.flatnonzero(fold != number), np.flatnonzero(fold == number))
        for number in range(num_folds)
    )


__all__ = ["NUM_FOLDS", "Split", "grouped_folds"]
