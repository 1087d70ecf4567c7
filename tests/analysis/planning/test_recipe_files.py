"""Recipes are read strictly, and numbers as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.analysis.planning.quantities import parse_quantity, short_number
from nsl_db.analysis.planning.recipe import read_recipe, recipe_of
from nsl_db.analysis.planning.recipe_text import MAX_BYTES, fields_of
from nsl_db.errors import UsageError

SCALE = {"num_parameters": "1.4B", "training_tokens": "300B"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.4B", 1.4e9),
        ("1.4e9", 1.4e9),
        ("300 b", 3e11),
        ("2_048", 2048),
        ("10T", 1e13),
        ("512k", 512_000),
        ("15%", 0.15),
        (7, 7.0),
    ],
)
def test_numbers_are_read_as_people_write_them(text: object, number: float) -> None:
    assert parse_quantity(text, "x") == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize("text", ["", "many", "1.4X", "1e999", True, "nan", "1.2.3"])
def test_what_is_no_number_is_refused(text: object) -> None:
    with pytest.raises(UsageError, match="x: "):
        parse_quantity(text, "x")


@given(st.floats(min_value=1e6, max_value=1e14))
def test_a_short_number_says_the_same_to_three_digits(value: float) -> None:
    assert parse_quantity(short_number(value), "x") == pytest.approx(value, rel=6e-3)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        fields = fields_of(text, "recipe")
    except UsageError:
        return
    assert all(isinstance(value, str | None) for value in fields.values())


def test_a_file_gives_a_recipe_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(
        "num_parameters: 1.4B  # planned\ntraining_tokens: 3e11\nnorm_type: rmsnorm\n"
        "code_share: 15%\nhidden_size: null\n"
    )

    recipe = read_recipe(path)

    assert recipe.name == "small"
    assert recipe.values == {
        "num_parameters": 1.4e9,
        "training_tokens": 3e11,
        "norm_type": "rmsnorm",
        "code_share": pytest.approx(0.15),
    }
    assert recipe.flop == pytest.approx(2.52e21)
    assert recipe.design == ("norm_type", "code_share")


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"num_params": "1B"}, "Did you mean 'num_parameters'"),
        ({"norm_type": "rms_norm"}, "Did you mean 'rmsnorm'"),
        ({"code_share": "15"}, "between 0 and 1"),
        ({"hidden_size": "2048.5"}, "whole number"),
        ({"web_share": ".8", "code_share": ".3"}, "sum to 1.1"),
        ({"training_tokens": None}, "training_tokens must be given"),
        ({"hidden_act": " "}, "must be a word"),
    ],
)
def test_what_cannot_be_is_refused(extra: dict[str, str | None], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        recipe_of({**SCALE, **extra}, "planned", "recipe.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1\n- 2", "line 1"),
        ("num_parameters: [1, 2]", "line 1"),
        ("a: &x 1\nb: *x", "line 1"),
        ("a: 1\na: 2", "given twice"),
        ("a: 'open", "is not YAML"),
        ("", "field: value"),
        ("[" * 5000, "line 1"),
    ],
)
def test_only_flat_mappings_are_read(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        fields_of(text, "recipe.yaml")


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")

    for path, message in (
        (tmp_path / "absent.yaml", "No such file"),
        (large, "at most"),
        (binary, "not UTF-8"),
    ):
        with pytest.raises(UsageError, match=message):
            read_recipe(path)
