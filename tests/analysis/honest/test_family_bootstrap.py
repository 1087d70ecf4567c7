"""Intervals over families, and p-values over benchmarks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nsl_db.analysis.honest.bootstrap import (
    FamilyBootstrap,
    benjamini_hochberg,
    chance_of_no_gain,
    holm,
    interval,
)

DRAWS = 400


def errors_of(
    random: np.random.Generator, gain: float, num_families: int, size: int
) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    families = [f"f{number}" for number in range(num_families) for _ in range(size)]
    level = np.repeat(random.lognormal(-3, 0.4, num_families), size)
    shift = np.repeat(random.normal(gain, 0.3, num_families), size)
    reference = level * random.uniform(0.8, 1.2, len(level))
    return families, reference * (1 - shift), reference


def test_intervals_hold_the_true_gain_about_as_often_as_they_say() -> None:
    random = np.random.default_rng(0)
    hits = 0
    for _ in range(200):
        families, errors, reference = errors_of(random, 0.2, 30, 3)
        draws = FamilyBootstrap.of(families, DRAWS)
        both = draws.means(np.column_stack([errors, reference]))
        low, high = interval(1 - both[:, 0] / both[:, 1])
        hits += low <= 0.2 <= high
    assert 0.88 <= hits / 200 <= 0.99


def test_models_of_a_family_are_drawn_together() -> None:
    families = ["a"] * 5 + ["b"] * 5
    errors = np.array([[1.0]] * 5 + [[3.0]] * 5)
    means = FamilyBootstrap.of(families, 500).means(errors)[:, 0]
    assert set(np.round(means, 12)) == {1.0, 2.0, 3.0}


def test_missing_errors_weigh_nothing() -> None:
    errors = np.array([[1.0], [np.nan], [3.0], [3.0]])
    means = FamilyBootstrap.of(["a", "a", "b", "b"], 500).means(errors)[:, 0]
    assert set(np.round(means, 9)) == {1.0, round(7 / 3, 9), 3.0}


def test_a_draw_without_any_score_does_not_count() -> None:
    errors = np.array([[1.0], [np.nan]])
    means = FamilyBootstrap.of(["a", "b"], 200).means(errors)[:, 0]
    assert np.isnan(means).any()
    assert interval(means) == (1.0, 1.0)


def test_the_same_draws_serve_every_series() -> None:
    one, other = (FamilyBootstrap.of(["a", "b", "c"], 50) for _ in range(2))
    assert (one.weights == other.weights).all()


def test_a_p_value_counts_draws_without_a_gain() -> None:
    gains = np.array([0.1, 0.2, 0.0, -0.1, np.nan])
    assert chance_of_no_gain(gains) == pytest.approx(3 / 5)
    assert chance_of_no_gain(np.full(99, 0.5)) == pytest.approx(0.01)


def test_adjusted_p_values_can_be_computed_by_hand() -> None:
    values = [0.01, 0.04, 0.03, 0.005]
    assert holm(values) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert benjamini_hochberg(values) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert holm([]) == benjamini_hochberg([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusting_keeps_the_order_and_never_lowers(values: list[float]) -> None:
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(values)
        order = np.argsort(values, kind="stable")
        assert (np.diff(np.asarray(adjusted)[order]) >= -1e-12).all()
        pairs = zip(values, adjusted, strict=True)
        assert all(old <= new + 1e-12 <= 1 + 1e-12 for old, new in pairs)
