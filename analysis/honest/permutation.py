"""What a method gains from design features that have nothing to do with the models."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.honest.matrices import FeatureMatrix

NUM_SCALE = 2
"""Leading columns that are never permuted: parameters and tokens."""


def permute_design(
    matrix: FeatureMatrix, families: Sequence[str], seed: int
) -> FeatureMatrix:
    """Hand the design of whole families to other families.

    The design columns move together, so that they stay a possible design; rows of a
    family stay next to each other, so that a design is still shared by siblings.
    Families differ in size, so some blocks are cut or joined.

    Args:
        matrix: Features (n, k), scale first.
        families: Family of each model (n,).
        seed: Seed of the permutation.
    """
    values = matrix.values.copy()
    values[:, NUM_SCALE:] = values[permuted_rows(families, seed), NUM_SCALE:]
    return replace(matrix, values=values)


def permuted_rows(families: Sequence[str], seed: int) -> NDArray[np.intp]:
    """For each model the model whose design it is handed (n,): a permutation."""
    names, codes = np.unique(np.asarray(families, dtype=object), return_inverse=True)
    generator = np.random.default_rng(seed)
    blocks = [np.flatnonzero(codes == code) for code in range(len(names))]
    order = generator.permutation(len(names))
    givers = np.concatenate([generator.permutation(blocks[code]) for code in order])
    receivers = np.concatenate(blocks)
    rows = np.empty(len(codes), dtype=np.intp)
    rows[receivers] = givers
    return rows


__all__ = ["permute_design", "permuted_rows"]
