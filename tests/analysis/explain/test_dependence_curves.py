"""Curves follow the predictor where models are, and break where none are."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nsl_db.analysis.explain.attributions import Columns
from nsl_db.analysis.explain.dependence import grids, local_effects

RANDOM = np.random.default_rng(3)
WITHOUT_GAP = np.linspace(0, 0.4, 60)
WITH_GAP = np.concatenate([np.linspace(0, 0.2, 30), np.linspace(0.6, 1.0, 30)])


def _columns(values: NDArray[np.float64]) -> Columns:
    matrix = np.column_stack([RANDOM.normal(size=(len(values), 2)), values])
    fields = ("num_parameters", "training_tokens", "code_share")
    return Columns(matrix, fields, np.arange(3))


def test_the_effect_of_a_line_is_its_slope_whatever_else_varies() -> None:
    columns = _columns(WITHOUT_GAP)
    columns.values[:, 0] += 5 * WITHOUT_GAP
    (grid,) = grids(columns, ("code_share",))
    (effects,) = local_effects(
        lambda m: 3 * m[:, 2] + 7 * m[:, 0], columns.values, [grid]
    )
    slopes = np.diff(effects) / np.diff(grid.points)
    np.testing.assert_allclose(slopes, 3)


def test_effects_are_centred_on_the_models() -> None:
    columns = _columns(np.repeat([0.0, 0.5, 1.0], [1, 1, 8]))
    (grid,) = grids(columns, ("code_share",))
    (effects,) = local_effects(lambda m: m[:, 2], columns.values, [grid])
    np.testing.assert_allclose(effects, np.array([0.0, 0.5, 1.0]) - 0.85)


def test_a_stretch_without_models_is_a_gap() -> None:
    (whole,) = grids(_columns(WITHOUT_GAP), ("code_share",))
    (broken,) = grids(_columns(WITH_GAP), ("code_share",))
    assert len(whole.segments) == 1
    assert len(broken.segments) == 2
    points = broken.points
    assert not ((points > 0.2) & (points < 0.6)).any()
    assert set(points) <= set(WITH_GAP)


def test_the_step_across_a_gap_is_that_of_the_models_at_its_ends() -> None:
    columns = _columns(WITH_GAP)
    columns.values[:, 0] = 0.0
    columns.values[29, 0] = columns.values[30, 0] = 1.0
    (grid,) = grids(columns, ("code_share",))
    (effects,) = local_effects(
        lambda m: m[:, 0] * (m[:, 2] > 0.4), columns.values, [grid]
    )
    last = len(grid.segments[0]) - 1
    assert effects[last + 1] - effects[last] == pytest.approx(1.0)


def test_unknown_values_take_no_part() -> None:
    values = WITHOUT_GAP.copy()
    values[::2] = np.nan
    columns = _columns(values)
    (grid,) = grids(columns, ("code_share",))
    (effects,) = local_effects(lambda m: m[:, 2], columns.values, [grid])
    assert np.isfinite(effects).all()


def test_a_number_that_never_varies_has_no_curve() -> None:
    assert grids(_columns(np.full(10, 0.3)), ("code_share", "mlp_ratio")) == ()


def test_effects_of_many_targets_come_at_once() -> None:
    columns = _columns(WITHOUT_GAP)
    (grid,) = grids(columns, ("code_share",))
    (both,) = local_effects(
        lambda m: np.column_stack([m[:, 2], -2 * m[:, 2]]), columns.values, [grid]
    )
    np.testing.assert_allclose(both[:, 1], -2 * both[:, 0])
