"""Which design features a linear term may use, and in which unit."""

from __future__ import annotations

import numpy as np

from nsl_db.analysis.estimators.standard_design import standard_design

FAMILIES = np.repeat(np.arange(6), 2)


def test_a_number_is_standardised_and_bounded() -> None:
    column = np.arange(12.0)[:, None]
    design = standard_design(column, FAMILIES)
    values = design.of(column)
    np.testing.assert_allclose(values.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(values.std(), 1)
    assert design.of(np.array([[1e9], [-1e9]])).ravel().tolist() == [2, -2]


def test_an_indicator_keeps_its_size() -> None:
    column = np.repeat([1.0, 0.0, 0.0], 4)[:, None]
    rare = np.array([1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0.0])[:, None]
    for indicator in (rare, np.tile([1.0, 0.0], 6)[:, None]):
        assert np.ptp(standard_design(indicator, FAMILIES).of(indicator)) == 1
    assert standard_design(column, FAMILIES).columns.tolist() == []


def test_a_gap_is_the_mean_and_has_an_indicator() -> None:
    column = np.arange(12.0)
    column[::2] = np.nan
    design = standard_design(column[:, None], FAMILIES)
    values = design.of(column[:, None])
    np.testing.assert_allclose(values[::2, 0], 0, atol=1e-12)
    assert set(values[::2, 1]) == {0.5}
    assert set(values[1::2, 1]) == {-0.5}
    assert design.names(["code_share"]) == ["code_share", "code_share_is_unknown"]


def test_gaps_in_the_same_rows_share_one_indicator() -> None:
    columns = np.random.default_rng(0).random((12, 3))
    columns[::2, :2] = np.nan
    design = standard_design(columns, FAMILIES)
    assert design.gaps.tolist() == [0]
    assert design.of(columns).shape == (12, 4)


def test_what_two_families_share_cannot_be_told_from_them() -> None:
    columns = np.zeros((12, 3))
    columns[:4, 0] = 1
    columns[:, 1] = np.where(FAMILIES < 2, np.arange(12), np.nan)
    columns[:, 2] = 7
    assert standard_design(columns, FAMILIES).columns.tolist() == []


def test_nothing_usable_gives_no_columns() -> None:
    columns = np.full((12, 2), np.nan)
    design = standard_design(columns, FAMILIES)
    assert design.of(columns).shape == (12, 0)
