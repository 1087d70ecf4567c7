"""Values that stand for one family are named, others are not."""

from __future__ import annotations

import polars as pl

from nsl_db.analysis.explain.markers import family_markers
from tests.support.analysis_frames import design_frame

FAMILIES = ("a", "a", "a", "b", "c", "d")


def _markers(field: str, values: list[object]) -> dict[str, str]:
    """Family that each value of a field marks."""
    design = design_frame(6)
    column = pl.Series(field, values, dtype=design.schema[field], strict=False)
    found = family_markers(design.with_columns(column), FAMILIES, [field])
    return {marker.value: marker.family for marker in found}


def test_a_word_or_number_of_one_family_is_named() -> None:
    words = ["learned"] * 3 + ["rope"] * 3
    assert _markers("position_embedding_type", words) == {"learned": "a"}
    shares = [0.08, 0.08, 0.08, 0.1, 0.2, 0.3]
    assert _markers("code_share", shares) == {"0.08": "a"}


def test_a_field_that_only_one_family_states_is_named() -> None:
    shares = [0.1, 0.2, 0.3, None, None, None]
    assert _markers("code_share", shares) == {"known": "a"}


def test_a_gap_of_one_family_is_named() -> None:
    shares = [None, None, None, 0.1, 0.2, 0.3]
    assert _markers("code_share", shares) == {"unknown": "a"}


def test_values_of_few_models_or_of_many_families_are_not() -> None:
    assert _markers("norm_type", ["rmsnorm"] * 2 + ["layernorm"] * 4) == {}
    assert _markers("norm_type", ["rmsnorm"] * 6) == {}


def test_scale_is_no_marker() -> None:
    assert _markers("num_parameters", [1, 1, 1, 2, 3, 4]) == {}
