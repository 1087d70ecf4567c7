"""Unknown stays unknown on the way from a design frame to numbers."""

from __future__ import annotations

import math

import polars as pl
import pytest

from nsl_db.analysis.data import DESIGN_COLUMNS
from nsl_db.analysis.estimators.design_features import (
    CATEGORIES,
    SCALE_COLUMNS,
    design_features,
    scale_features,
)
from nsl_db.errors import AnalysisError
from tests.support.analysis_frames import design_frame

UNKNOWN = pl.DataFrame(
    {"model_id": ["org/unknown"], "num_parameters": [100], "training_tokens": [1000]},
    schema_overrides={"num_parameters": pl.Int64, "training_tokens": pl.Int64},
).select(
    pl.col(name)
    if name in {"model_id", "num_parameters", "training_tokens"}
    else pl.lit(None, dtype).alias(name)
    for name, dtype in DESIGN_COLUMNS.items()
)


def test_scale_is_in_natural_logarithms() -> None:
    assert scale_features(UNKNOWN).row(0) == (math.log(100), math.log(1000))


def test_unknown_scale_stays_null() -> None:
    nothing = UNKNOWN.with_columns(num_parameters=pl.lit(None, pl.Int64))
    assert scale_features(nothing).row(0) == (None, math.log(1000))


def test_an_unknown_design_is_null_or_marked_and_never_a_number() -> None:
    features = design_features(UNKNOWN).drop(SCALE_COLUMNS)
    marks = {f"{name}_is_unknown" for name in CATEGORIES}
    for name, value in features.row(0, named=True).items():
        if name in marks:
            assert value == 1
        elif "_is_" in name:
            assert value == 0
        else:
            assert value is None


def test_no_feature_of_a_frame_with_gaps_is_negative() -> None:
    features = design_features(design_frame(60)).drop(SCALE_COLUMNS)
    assert features.min().transpose().to_series().drop_nulls().min() == 0
    assert features.null_count().sum_horizontal().item() > 0


def test_a_word_is_marked_by_its_own_column() -> None:
    frame = UNKNOWN.with_columns(norm_type=pl.lit("rmsnorm"))
    row = design_features(frame).row(0, named=True)
    marked = {name for name in row if name.startswith("norm_type_is_") and row[name]}
    assert marked == {"norm_type_is_rmsnorm"}


@pytest.mark.parametrize(
    ("spelling", "kind"),
    [
        ("gelu_pytorch_tanh", "gelu"),
        ("GEGLU", "gelu"),
        ("swiglu", "silu"),
        ("silu", "silu"),
        ("relu2", "relu"),
        ("mish", "other"),
    ],
)
def test_spellings_of_an_activation_are_grouped(spelling: str, kind: str) -> None:
    frame = UNKNOWN.with_columns(hidden_act=pl.lit(spelling))
    row = design_features(frame).row(0, named=True)
    marked = {name for name in row if name.startswith("hidden_act_is_") and row[name]}
    assert marked == {f"hidden_act_is_{kind}"}


def test_any_two_frames_give_the_same_columns() -> None:
    columns = design_features(UNKNOWN).columns
    assert design_features(design_frame(12)).columns == columns
    assert tuple(columns[:2]) == SCALE_COLUMNS
    assert set(design_features(UNKNOWN).dtypes) == {pl.Float64}


def test_a_missing_column_is_named() -> None:
    with pytest.raises(AnalysisError, match="lacks code_share"):
        design_features(UNKNOWN.drop("code_share"))
