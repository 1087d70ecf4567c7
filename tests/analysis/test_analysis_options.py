"""Choices of the user, and how seeds are read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.analysis.options import AnalysisOptions, parse_seeds
from nsl_db.analysis.wording import ranges
from nsl_db.errors import UsageError


@pytest.mark.parametrize(
    ("text", "seeds"),
    [("0-3", (0, 1, 2, 3)), ("7", (7,)), ("0,3, 7-9", (0, 3, 7, 8, 9)), ("5-5", (5,))],
)
def test_seeds_are_read(text: str, seeds: tuple[int, ...]) -> None:
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize("text", ["", "a", "3-1", "1,,2", "-1", "1.5", "0-99999999"])
def test_what_is_no_list_of_seeds_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--seeds"):
        parse_seeds(text)


@given(st.sets(st.integers(0, 200), min_size=1))
def test_seeds_survive_being_written_as_ranges(seeds: set[int]) -> None:
    assert parse_seeds(ranges(tuple(seeds))) == tuple(sorted(seeds))


@pytest.mark.parametrize(
    "wrong",
    [
        {"estimators": ("forest",)},
        {"estimators": ()},
        {"features": ("some",)},
        {"features": ("scale", "scale")},
        {"seeds": ()},
        {"seeds": (1, 1)},
        {"seeds": (-1,)},
        {"seeds": (2**32,)},
        {"jobs": 0},
    ],
)
def test_an_impossible_choice_is_refused(wrong: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(UsageError, match="--"):
        AnalysisOptions(**wrong)


def test_the_default_is_what_the_paper_reports() -> None:
    options = AnalysisOptions()
    assert options.run_seeds == tuple(range(50))
    assert options.estimators == ("median", "log_linear", "xgboost")
    assert options.features == ("scale", "published")


def test_a_quick_run_has_fewer_seeds_and_draws() -> None:
    options, quick = AnalysisOptions(), AnalysisOptions(quick=True)
    assert quick.run_seeds == options.run_seeds[: len(quick.run_seeds)]
    assert 1 < len(quick.run_seeds) < len(options.run_seeds)
    assert quick.bootstrap_draws < options.bootstrap_draws
