"""Inner folds keep families whole."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.analysis.estimators.inner_folds import grouped_folds


@given(
    st.lists(st.integers(0, 8), min_size=1, max_size=60),
    st.integers(2, 5),
    st.integers(0, 9),
)
def test_each_row_is_validated_once_and_apart_from_its_family(
    families: list[int], num_folds: int, seed: int
) -> None:
    labels = np.array(families)
    folds = grouped_folds(labels, num_folds, seed)
    if len(set(families)) < 2:
        assert folds == ()
        return
    assert len(folds) == min(num_folds, len(set(families)))
    rows = np.concatenate([validate for _, validate in folds])
    assert sorted(rows.tolist()) == list(range(len(labels)))
    for fit, validate in folds:
        assert not set(labels[fit]) & set(labels[validate])
        assert len(fit) + len(validate) == len(labels)


def test_folds_of_small_families_are_nearly_equal() -> None:
    labels = np.repeat(np.arange(20), 2)
    for seed in range(5):
        sizes = [len(validate) for _, validate in grouped_folds(labels, 3, seed)]
        assert max(sizes) - min(sizes) <= 2


def test_the_seed_decides_the_folds() -> None:
    labels = np.repeat(np.arange(12), 3)
    first, again, other = (grouped_folds(labels, 3, seed)[0][1] for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()
