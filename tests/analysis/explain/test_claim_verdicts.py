"""Verdicts follow from intervals, and sentences from verdicts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.analysis.explain.inference import Estimate
from nsl_db.analysis.explain.ladders import Ladder, Step
from nsl_db.analysis.explain.matched_pairs import Matching
from nsl_db.analysis.explain.pages import ContrastEvidence, TargetEffect
from nsl_db.analysis.explain.questions import Contrast
from nsl_db.analysis.explain.settling import settle
from nsl_db.analysis.explain.verdicts import (
    benchmarks_sentence,
    claim_sentence,
    ladder_sentence,
    pairs_sentence,
    points,
    settling_sentence,
    verdict_of,
)

ROPE = Contrast(
    "rope",
    "rotary rather than learned",
    "position_embedding_type",
    "levels",
    ("rope",),
    ("learned",),
)
ABOVE = Estimate(0.02, 0.01, 0.03, 0.001, 0.01, 9.0)
BELOW = Estimate(-0.02, -0.03, -0.01, 0.001, 0.01, 9.0)
ACROSS = Estimate(0.02, -0.01, 0.05, 0.2, 0.4, 9.0)
ADJUSTED_AWAY = Estimate(0.02, 0.001, 0.039, 0.04, 0.3, 9.0)


def _evidence(mean: Estimate | None) -> ContrastEvidence:
    families = ("a", "b", "c", "d")
    return ContrastEvidence(
        contrast=ROPE,
        num_first=20,
        num_first_families=4,
        num_second=5,
        num_second_families=1,
        first_families=families,
        second_families=("cerebras_gpt",),
        num_benchmarks=13,
        mean=mean,
        typical=None,
        ridge=None,
        by_target=(),
        matching=Matching((), 3, 0, None, None),
        settling=settle(mean, (4, 1), (), 0.012),
    )


@pytest.mark.parametrize(
    ("estimates", "verdict"),
    [
        ([ABOVE], "supported"),
        ([BELOW], "contradicted"),
        ([ACROSS], "not shown"),
        ([ADJUSTED_AWAY], "not shown"),
        ([None], "no data"),
        ([ABOVE, ABOVE], "supported"),
        ([ABOVE, ACROSS], "not shown"),
        ([ABOVE, None], "no data"),
        ([BELOW, None], "contradicted"),
        ([ABOVE, BELOW], "contradicted"),
    ],
)
def test_verdict_of_a_claim(estimates: list[Estimate | None], verdict: str) -> None:
    assert verdict_of(estimates, [1] * len(estimates)) == verdict


def test_a_claim_of_less_is_supported_from_below() -> None:
    assert verdict_of([BELOW], [-1]) == "supported"
    assert verdict_of([ABOVE], [-1]) == "contradicted"


@given(
    st.floats(-0.1, 0.1),
    st.floats(0.001, 0.1),
    st.floats(0, 1),
)
def test_no_claim_is_made_that_the_interval_does_not_support(
    value: float, half: float, p_adjusted: float
) -> None:
    estimate = Estimate(value, value - half, value + half, 0.5, p_adjusted, 5.0)
    verdict = verdict_of([estimate], [1])
    if estimate.low <= 0 <= estimate.high or p_adjusted > 0.05:
        assert verdict == "not shown"
    else:
        assert verdict == ("supported" if value > 0 else "contradicted")


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (ABOVE, "holds in this catalogue"),
        (BELOW, "is contradicted by this catalogue"),
        (ACROSS, "is not shown by this catalogue"),
        (None, "cannot be judged from this catalogue"),
    ],
)
def test_the_sentence_flips_with_the_interval(
    estimate: Estimate | None, words: str
) -> None:
    verdict = verdict_of([estimate], [1])
    sentence = claim_sentence("Rope is better", verdict, [_evidence(estimate)])
    assert words in sentence
    assert "5 models of 1 family (cerebras_gpt)" in sentence
    assert "20 models of 4 families" in sentence


def test_the_sentence_carries_figure_interval_and_p_value() -> None:
    sentence = claim_sentence("Rope is better", "supported", [_evidence(ABOVE)])
    assert "+2.0 points [+1.0, +3.0] on the mean of 13 benchmarks" in sentence
    assert "adjusted p 0.01" in sentence


def test_points_have_a_sign_and_a_true_minus() -> None:
    assert points(0.0123) == "+1.2"
    assert points(-0.0123) == "\N{MINUS SIGN}1.2"
    assert points(-0.0001) == "+0.0"


def test_pairs_are_counted_or_said_to_be_missing() -> None:
    assert "no matched pairs among 3 pairs" in pairs_sentence(_evidence(ABOVE))
    few = replace(_evidence(ABOVE), matching=Matching((), 3, 2, 0.01, None))
    assert "too few families for an interval" in pairs_sentence(few)
    more = replace(_evidence(ABOVE), matching=Matching((), 3, 4, 0.01, ABOVE))
    assert "+1.0 points [+1.0, +3.0]" in pairs_sentence(more)


def test_benchmarks_that_stand_out_are_named() -> None:
    effects = tuple(
        TargetEffect(name, 9, 4, 9, 4, estimate, None, None)
        for name, estimate in (("lambada", ABOVE), ("mmlu", ACROSS), ("anli", None))
    )
    sentence = benchmarks_sentence(replace(_evidence(ABOVE), by_target=effects))
    assert "1 of 2 scores stands out: lambada +2.0 [+1.0, +3.0] points." in sentence
    assert "mmlu" not in sentence
    rest = benchmarks_sentence(replace(_evidence(ABOVE), by_target=effects[1:]))
    assert "none of 1 score stands out" in rest


def test_what_would_settle_it_is_said_for_every_case() -> None:
    lacking = settling_sentence(_evidence(None))
    assert "each side needs at least 3 families; there are 4 and 1" in lacking
    assert "6 pairs of controlled runs" in lacking
    wide = settling_sentence(_evidence(ACROSS))
    assert "further families on the first side" in wide
    narrow = Estimate(0.02, 0.015, 0.025, 0.001, 0.01, 9.0)
    assert "within \N{PLUS-MINUS SIGN}1.0 points already" in settling_sentence(
        _evidence(narrow)
    )
    hopeless = Estimate(0.0, -5.0, 5.0, 0.9, 0.9, 2.0)
    assert "no number of families within reach" in settling_sentence(
        _evidence(hopeless)
    )


def _ladder(*changes: float | None) -> Ladder:
    steps = tuple(
        Step(f"{place}0 %", ("m",), None, change, None, None, change, 1, 13)
        for place, change in enumerate(changes)
    )
    return Ladder("k", "Mixes", ("code_share",), "f", steps, pl.DataFrame(), "", "s")


def test_a_ladder_names_its_best_step_only_beyond_what_twins_differ() -> None:
    assert "The best step is 10 %." in ladder_sentence(_ladder(0.0, 0.08, 0.01), 0.012)
    close = ladder_sentence(_ladder(0.0, 0.005, -0.007), 0.012)
    assert "The steps lie within 1.2 points" in close
    assert "best" not in close


def test_a_ladder_without_common_scores_says_nothing() -> None:
    assert ladder_sentence(_ladder(0.0, None), None) == ""
