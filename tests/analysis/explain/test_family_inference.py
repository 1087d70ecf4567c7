"""Intervals over families and what they count as one piece of evidence."""

from __future__ import annotations

import numpy as np
import pytest

from nsl_db.analysis.explain.inference import (
    Estimate,
    adjusted,
    effective_families,
    estimate_of,
    widening,
)
from nsl_db.analysis.explain.observational import averaged, measure_effects
from nsl_db.analysis.explain.questions import Contrast
from nsl_db.analysis.explain.robust import (
    ridge_contrast,
    ridge_effects,
    typical_effect,
)
from nsl_db.analysis.explain.settling import expected_half_width, settle
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap

RANDOM = np.random.default_rng(5)
DRAWS = RANDOM.normal(0.02, 0.01, 2000)


def test_the_interval_is_the_spread_of_the_draws_widened() -> None:
    estimate = estimate_of(0.02, DRAWS, 1e6)
    assert estimate is not None
    assert estimate.half_width == pytest.approx(1.96 * 0.01, rel=0.06)
    few = estimate_of(0.02, DRAWS, 5.0)
    assert few is not None
    assert few.half_width / estimate.half_width == pytest.approx(
        widening(5.0) / widening(1e6)
    )


@pytest.mark.parametrize("value", [0.0, 0.015, 0.025, 0.04, -0.05])
def test_the_p_value_agrees_with_the_interval(value: float) -> None:
    estimate = estimate_of(value, DRAWS, 8.0)
    assert estimate is not None
    leaves_out_zero = not estimate.low <= 0 <= estimate.high
    assert leaves_out_zero == (estimate.p_value < 0.05)


def test_too_few_draws_that_can_be_compared_give_nothing() -> None:
    draws = np.where(np.arange(100) < 40, 0.1, np.nan)
    assert estimate_of(0.1, draws, 5.0) is None
    assert estimate_of(np.nan, DRAWS, 5.0) is None


def test_families_of_equal_weight_count_in_full_and_a_large_one_as_few() -> None:
    members = np.eye(6)
    assert effective_families(np.ones(6), members) == pytest.approx(6)
    lopsided = effective_families(np.array([10.0, 1, 1, 1, 1, 1]), members)
    assert 1 < lopsided < 1.2
    assert effective_families(np.zeros(6), members) == 0


def test_adjusting_counts_only_what_was_estimated() -> None:
    def estimate(p_value: float) -> Estimate:
        return Estimate(1.0, 0.5, 1.5, p_value, None, 5.0)

    found = adjusted({"a": estimate(0.01), "b": None, "c": estimate(0.04)})
    assert found["b"] is None
    assert found["a"] is not None
    assert found["c"] is not None
    assert found["a"].p_adjusted == pytest.approx(0.02)
    assert found["c"].p_adjusted == pytest.approx(0.04)


def _families(num: int, size: int) -> tuple[str, ...]:
    return tuple(f"f{one:02d}" for one in range(num) for _ in range(size))


def test_a_side_of_two_families_is_not_compared() -> None:
    families = _families(8, 2)
    values = np.repeat([1.0, 1, 0, 0, 0, 0, 0, 0], 2)
    scale = RANDOM.normal(size=(16, 2))
    residuals = RANDOM.normal(size=(16, 1))
    effects = measure_effects(
        values, scale, residuals, FamilyBootstrap.of(families, 50)
    )
    assert not effects.is_known[0]
    assert effects.first[0].num_families == 2
    value, draws, _ = averaged(effects, np.ones(1))
    assert np.isnan(value)
    assert estimate_of(value, draws, 3.0) is None


def test_an_exact_line_is_found_whatever_scale_does() -> None:
    families = _families(9, 3)
    values = np.repeat(np.arange(9.0), 3)
    scale = RANDOM.normal(size=(27, 2)) + 0.3 * values[:, None]
    residuals = (0.04 * values + 2 * scale[:, 0] - scale[:, 1])[:, None]
    effects = measure_effects(
        values, scale, residuals, FamilyBootstrap.of(families, 50)
    )
    assert effects.values[0] == pytest.approx(0.04)


def test_the_mean_leaves_out_targets_without_an_effect() -> None:
    families = _families(8, 2)
    values = np.repeat([1.0, 1, 1, 1, 0, 0, 0, 0], 2)
    scale = RANDOM.normal(size=(16, 2))
    known = values * 0.1
    missing = np.where(np.arange(16) < 12, np.nan, known)
    effects = measure_effects(
        values,
        scale,
        np.column_stack([known, missing]),
        FamilyBootstrap.of(families, 50),
    )
    assert effects.is_known.tolist() == [True, False]
    assert averaged(effects, np.array([0.5, 0.5]))[0] == pytest.approx(0.1)


def test_one_broken_family_does_not_move_the_typical_effect() -> None:
    labels = np.arange(10)
    values = np.repeat([1.0, 0.0], 5)
    residual = 0.03 * values
    residual[0] = 5.0
    assert typical_effect(values, residual, labels) == pytest.approx(0.03)
    assert typical_effect(np.ones(10), residual, labels) is None


def test_more_families_narrow_the_interval_as_planned() -> None:
    estimate = Estimate(0.0, -0.04, 0.04, 0.9, 0.9, 6.0)
    assert expected_half_width(estimate, (4, 5), (4, 5)) == pytest.approx(0.04)
    plan = settle(estimate, (4, 5), (), 0.01)
    assert plan.further_first is not None
    assert plan.further_second is not None
    enough = (4 + plan.further_first, 5 + plan.further_second)
    assert expected_half_width(estimate, (4, 5), enough) <= 0.01
    fewer = (enough[0] - 1, enough[1] - 1)
    assert expected_half_width(estimate, (4, 5), fewer) > 0.01
    assert plan.controlled_pairs == 4


def test_ridge_shares_an_effect_between_features_that_come_together() -> None:
    labels = np.arange(40)
    first = RANDOM.normal(size=40)
    design = np.column_stack([first, first, RANDOM.normal(size=40)])
    (found,) = ridge_effects(design, ["a", "b", "c"], (0.1 * first)[:, None], labels)
    assert found["a"] == pytest.approx(found["b"])
    assert 0.02 < found["a"] < 0.05
    assert abs(found["c"]) < 0.01


def test_ridge_without_usable_features_finds_nothing() -> None:
    design = np.full((6, 1), np.nan)
    assert ridge_effects(design, ["a"], np.ones((6, 1)), np.arange(6)) == [{}]


@pytest.mark.parametrize(
    ("contrast", "effects", "expected"),
    [
        (Contrast("k", "", "code_share", "slope", unit=0.1), {"code_share": 0.5}, 0.05),
        (Contrast("k", "", "code_share", "slope"), {}, None),
        (Contrast("k", "", "code_share", "below"), {"code_share": 0.5}, None),
        (
            Contrast("k", "", "log2_sequence_length", "slope"),
            {"log_training_sequence_length": 1.0},
            np.log(2),
        ),
        (Contrast("k", "", "log2_sequence_length", "slope"), {}, None),
        (
            Contrast("k", "", "activation", "levels", ("silu",), ("gelu", "relu")),
            {"hidden_act_is_silu": 0.3, "hidden_act_is_gelu": 0.1},
            0.2,
        ),
        (
            Contrast("k", "", "activation", "levels", ("silu",), ("gelu",)),
            {"hidden_act_is_silu": 0.3},
            None,
        ),
        (
            Contrast("k", "", "activation", "levels", ("silu",), ("gelu",)),
            {"hidden_act_is_gelu": 0.3},
            None,
        ),
    ],
)
def test_ridge_effect_of_a_contrast(
    contrast: Contrast, effects: dict[str, float], expected: float | None
) -> None:
    found = ridge_contrast(contrast, effects)
    assert found == (None if expected is None else pytest.approx(expected))
