"""Choices in one spelling, sides of contrasts and support by bin."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nsl_db.analysis.data import DESIGN_COLUMNS
from nsl_db.analysis.explain.choices import (
    choice_frame,
    contrast_values,
    shown,
    sides,
    support,
)
from nsl_db.analysis.explain.questions import QUESTIONS, Contrast, Question

FAMILIES = ("a", "a", "b", "c", "d", "d")


def _design(**columns: list[object]) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    blank: dict[str, object] = {name: [None] * count for name in DESIGN_COLUMNS}
    return pl.DataFrame(blank | columns, schema=dict(DESIGN_COLUMNS))


CODE = choice_frame(_design(code_share=[0.0, 0.15, 0.25, 0.3, 1.0, None]))


def _question(key: str) -> Question:
    return next(question for question in QUESTIONS if question.key == key)


def test_spellings_of_one_activation_are_merged() -> None:
    words: list[object] = ["silu", "swiglu", "gelu_new", "gelu_fast", "relu", None]
    found = choice_frame(_design(hidden_act=words))["activation"].to_list()
    assert found == ["silu", "silu", "gelu", "gelu", "relu", None]


def test_width_for_each_layer_needs_both() -> None:
    frame = choice_frame(
        _design(hidden_size=[1024, 1024], num_hidden_layers=[16, None])
    )
    assert frame["log2_width_per_layer"].to_list() == [6.0, None]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("below", [0, 1, 1, None, None, None]), ("above", [None, 1, 1, 0, 0, None])],
)
def test_a_window_is_compared_with_one_side_only(
    kind: str, expected: list[float | None]
) -> None:
    contrast = Contrast("w", "w", "code_share", kind, window=(0.15, 0.25))  # type: ignore[arg-type]
    found = contrast_values(contrast, CODE)
    wanted = np.array([np.nan if value is None else value for value in expected])
    np.testing.assert_array_equal(found, wanted)


def test_a_slope_is_in_units_and_unknown_stays_unknown() -> None:
    contrast = Contrast("s", "s", "code_share", "slope", unit=0.1)
    found = contrast_values(contrast, CODE)
    np.testing.assert_allclose(found, [0, 1.5, 2.5, 3, 10, np.nan])


def test_words_outside_both_sides_do_not_take_part() -> None:
    words: list[object] = ["rope", "learned", "alibi", None]
    choices = choice_frame(_design(position_embedding_type=words))
    contrast = Contrast(
        "p", "p", "position_embedding_type", "levels", ("rope",), ("learned",)
    )
    np.testing.assert_array_equal(
        contrast_values(contrast, choices), [1, 0, np.nan, np.nan]
    )


def test_a_slope_is_cut_where_both_sides_have_most_families() -> None:
    values = np.array([0.1, 0.1, 0.1, 0.2, 0.9, np.nan])
    labels = np.array([0, 0, 1, 2, 3, 4])
    assert sides(values, labels).tolist() == [False, False, False, True, True, False]


def test_support_counts_models_and_families_by_bin() -> None:
    levels = support(_question("code_share"), CODE, FAMILIES)
    counts = {level.label: (level.num_models, level.num_families) for level in levels}
    assert counts["0-0.05"] == (1, 1)
    assert counts["0.15-0.25"] == (1, 1)
    assert counts["0.25-0.5"] == (2, 2)
    assert counts["0.5-1"] == (1, 1)
    assert counts["0.05-0.1"] == (0, 0)
    assert counts["unknown"] == (1, 1)
    assert sum(level.num_models for level in levels) == 6


def test_support_names_families_largest_first() -> None:
    words: list[object] = ["rope", "rope", "rope", None, "learned", "learned"]
    choices = choice_frame(_design(position_embedding_type=words))
    levels = support(_question("position_embedding_type"), choices, FAMILIES)
    assert [level.label for level in levels] == ["learned", "rope", "unknown"]
    assert levels[1].families == (("a", 2), ("b", 1))


def test_logarithms_are_shown_as_what_they_stand_for() -> None:
    assert shown("log2_sequence_length", 11.0) == "2048"
    assert shown("code_share", 0.385) == "0.385"
    assert shown("norm_type", "rmsnorm") == "rmsnorm"


def test_every_contrast_has_a_name_of_its_own_and_a_real_field() -> None:
    keys = [
        contrast.key
        for question in QUESTIONS
        for claim in question.claims
        for contrast in claim.contrasts
    ]
    assert len(keys) == len(set(keys))
    assert {question.field for question in QUESTIONS} <= set(CODE.columns)
