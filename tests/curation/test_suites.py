"""Benchmarks that are run in parts."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation.benchmarks import benchmark_items, benchmark_of
from nsl_db.curation.sources import read_packaged
from nsl_db.curation.suites import (
    binomial_error,
    is_suite,
    num_items_of,
    part_of,
    suite_mean,
    suites,
)


@pytest.mark.parametrize(
    ("task", "parts", "items"),
    [
        ("mmlu", 57, 14_042),
        ("xnli", 15, 37_350),
        ("anli", 3, 3_200),
        ("bbh", 27, 6_511),
        ("leaderboard_bbh", 24, 5_761),
        ("leaderboard_math_hard", 7, 1_324),
    ],
)
def test_suites_have_their_known_sizes(task: str, parts: int, items: int) -> None:
    (suite,) = [suite for suite in suites() if suite.task == task]
    assert (len(suite.parts), sum(suite.parts.values())) == (parts, items)
    assert is_suite(task)


def test_items_of_mmlu_and_anli_add_up_to_their_benchmark() -> None:
    for suite in suites():
        if suite.task in ("mmlu", "anli"):
            assert sum(suite.parts.values()) == benchmark_items(suite.task)


def test_every_part_belongs_to_a_known_benchmark() -> None:
    for suite in suites():
        owner = benchmark_of(suite.task)
        for prefix in suite.prefixes:
            for part in suite.parts:
                assert benchmark_of(prefix + part) == owner


def test_items_of_mmlu_agree_with_the_errors_of_the_paper() -> None:
    rows = read_packaged("liu2025").evaluation.filter(
        pl.col("task").str.starts_with("mmlu_"),
        pl.col("metric") == "accuracy",
        pl.col("score_stderr") > 0.005,
    )
    assert rows.height > 5_000
    for task, score, stderr in rows.select("task", "score", "score_stderr").iter_rows():
        items = num_items_of(task)
        assert items is not None, task
        found = score * (1 - score) / stderr**2 + 1
        assert found == pytest.approx(items, abs=2.5), task


def test_parts_are_told_by_their_prefix() -> None:
    part = part_of("hendrycksTest-anatomy")
    assert part is not None
    assert (part.suite.task, part.name) == ("mmlu", "anatomy")
    assert part_of("mmlu_pro") is None
    assert part_of("mmlu") is None


def test_mean_needs_every_part() -> None:
    whole = {f"anli_r{number}": (number / 10, 0.01) for number in (1, 2, 3)}
    mean, error = suite_mean(whole)["anli"]
    assert mean == pytest.approx(0.2)
    assert error == pytest.approx(0.01 * math.sqrt(3) / 3)
    assert suite_mean(dict(list(whole.items())[:2])) == {}
    assert suite_mean({**whole, "anli_r2": (None, None)}) == {}


def test_error_of_a_mean_needs_that_of_every_part() -> None:
    scores = {"anli_r1": (0.1, 0.01), "anli_r2": (0.2, None), "anli_r3": (0.3, 0.01)}
    assert suite_mean(scores)["anli"][1] is None


def test_two_spellings_are_not_mixed_into_one_mean() -> None:
    (mmlu,) = [suite for suite in suites() if suite.task == "mmlu"]
    names = list(mmlu.parts)
    mixed = {f"mmlu_{name}": (0.5, None) for name in names[:30]}
    mixed |= {f"hendrycksTest-{name}": (0.5, None) for name in names[30:]}
    assert suite_mean(mixed) == {}


def test_error_of_a_proportion() -> None:
    assert binomial_error("arc_challenge", "acc_norm", 0.5) == pytest.approx(
        math.sqrt(0.25 / 1172)
    )
    assert binomial_error("anli_r3", "accuracy", 0.5) == pytest.approx(
        math.sqrt(0.25 / 1200)
    )


@pytest.mark.parametrize(
    ("task", "metric", "score"),
    [
        ("mmlu", "accuracy", 0.5),
        ("truthfulqa_mc", "mc2", 0.5),
        ("arithmetic_2da", "accuracy", 0.5),
        ("arc_challenge", "accuracy", None),
        ("arc_challenge", "accuracy", 55.0),
    ],
)
def test_other_scores_have_no_such_error(
    task: str, metric: str, score: float | None
) -> None:
    assert binomial_error(task, metric, score) is None


@given(st.floats(0, 1))
def test_error_is_largest_in_the_middle(score: float) -> None:
    error = binomial_error("hellaswag", "acc_norm", score)
    assert error is not None
    assert 0 <= error <= math.sqrt(0.25 / 10_042)
