"""Features chosen one by one, inside the training part."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nsl_db.analysis.estimators.inner_folds import grouped_folds
from nsl_db.analysis.honest.selection import (
    NestedSelection,
    PublishedFeatures,
    forward_selection,
)
from nsl_db.analysis.paper.features import PUBLISHED, SCALE
from nsl_db.analysis.study import Target

NAMES = (*SCALE, "noise_a", "code_share", "noise_b")
ARC = Target("arc_challenge", 25, "accuracy")
OWN = Target("own", 0, "accuracy")


@pytest.fixture(scope="module")
def table() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Features, scores that depend on the fourth column, and families."""
    random = np.random.default_rng(0)
    matrix = random.uniform(0, 1, (60, len(NAMES)))
    scores = np.where(matrix[:, 3] > 0.5, 0.8, 0.2) + random.normal(0, 0.01, 60)
    return matrix, scores, np.repeat(np.arange(20), 3)


def test_the_feature_that_matters_is_chosen_first(
    table: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]],
) -> None:
    matrix, scores, families = table
    splits = [grouped_folds(families, seed=seed) for seed in (0, 1)]
    chosen = forward_selection(matrix, scores, splits, 0)
    assert chosen[:3] == (0, 1, 3)


def test_selection_helps_on_rows_that_it_did_not_see(
    table: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]],
) -> None:
    matrix, scores, families = table
    train, test = np.arange(45), np.arange(45, 60)
    fitted = NestedSelection(NAMES, num_seeds=1).fit(
        matrix[train], scores[train, None], families[train]
    )
    assert fitted.selected_[0][:3] == (*SCALE, "code_share")
    error = np.abs(fitted.predict(matrix[test])[:, 0] - scores[test]).mean()
    assert error < 0.1


def test_the_published_features_are_those_of_the_benchmark() -> None:
    random = np.random.default_rng(1)
    names = (*SCALE, *PUBLISHED["arc_challenge", 25])
    matrix = random.uniform(0, 1, (30, len(names)))
    scores = np.column_stack([matrix[:, 2], matrix[:, 3]])
    scores[:3, 1] = np.nan
    fitted = PublishedFeatures((ARC, OWN), names).fit(matrix, scores)
    assert fitted.selected_ == (names, SCALE)
    assert fitted.predict(matrix[:4]).shape == (4, 2)


def test_a_published_feature_that_nobody_has_is_left_out() -> None:
    random = np.random.default_rng(2)
    matrix = random.uniform(0, 1, (30, 3))
    fitted = PublishedFeatures((ARC,), (*SCALE, "web_share")).fit(
        matrix, matrix[:, :1], np.repeat(np.arange(10), 3)
    )
    assert fitted.selected_ == ((*SCALE, "web_share"),)
