"""Sentences follow their figures, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from nsl_db.analysis.estimators.registry import ESTIMATORS
from nsl_db.analysis.explain.inference import Estimate
from nsl_db.analysis.explain.pages import ClaimEvidence, Evidence
from nsl_db.analysis.explain.questions import QUESTIONS
from nsl_db.analysis.explain.verdicts import verdict_of
from nsl_db.analysis.honest.result import PermutationRow
from nsl_db.analysis.pages import japanese
from nsl_db.analysis.pages.choice_conclusions import VERDICTS, choice_conclusions
from nsl_db.analysis.pages.conclusions import draw_conclusions
from nsl_db.analysis.pages.facts import Facts, Measured
from nsl_db.analysis.pages.sentences import Conclusion
from tests.support.honest_reports import made_up_explanation, made_up_facts

FIRST = "arc_challenge_25_accuracy"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return made_up_facts()


def said(
    facts: Facts, floors: Mapping[str, str] | None = None
) -> dict[str, Conclusion]:
    found = draw_conclusions(facts, floors)
    assert len({one.key for one in found}) == len(found)
    return {one.key: one for one in found}


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"[+\N{MINUS SIGN}]?\d[\d.,]*\d|\d", text))


def with_gain(facts: Facts, kind: str, gain: Measured | None) -> Facts:
    row = facts.gains["family"]
    row = replace(
        row,
        mean_gain=gain.value if gain else None,
        gain_low=gain.low if gain else None,
        gain_high=gain.high if gain else None,
    )
    return replace(facts, gains={**facts.gains, kind: row})


def test_both_languages_carry_the_same_numbers(facts: Facts) -> None:
    found = said(facts)
    assert {"gain", "error", "design", "coverage_80"} <= set(found)
    assert any(key.startswith("choice_") for key in found)
    for one in found.values():
        assert numbers(one.english) == numbers(one.japanese)
        assert numbers(one.english)
        assert "{" not in one.english + one.japanese
        assert re.search("[ぁ-ん]", one.japanese)
        assert not re.search("[ぁ-ん]", one.english)


def test_sentences_carry_figure_and_interval(facts: Facts) -> None:
    facts = with_gain(facts, "family", Measured(0.2, 0.1, 0.3))
    for text in (said(facts)["gain"].english, said(facts)["gain"].japanese):
        for number in ("20.0", "10.0", "30.0", "95"):
            assert number in text


@pytest.mark.parametrize("kind", ["family", "size", "time"])
@pytest.mark.parametrize(
    ("gain", "english", "japanese"),
    [
        (Measured(0.2, 0.1, 0.3), "20.0\N{NO-BREAK SPACE}% smaller", "小さい"),
        (Measured(-0.2, -0.3, -0.1), "20.0\N{NO-BREAK SPACE}% larger", "大きい"),
        (Measured(0.2, -0.1, 0.3), "shown", "示されていない"),
    ],
)
def test_a_gain_follows_its_interval(
    facts: Facts, kind: str, gain: Measured, english: str, japanese: str
) -> None:
    key = "gain" if kind == "family" else f"gain_{kind}"
    sentence = said(with_gain(facts, kind, gain))[key]
    assert english in sentence.english
    assert japanese in sentence.japanese
    for other in ("% smaller", "% larger", "shown"):
        assert (other in sentence.english) == (other in english)
    assert key not in said(with_gain(facts, kind, None))


@pytest.mark.parametrize(
    ("gain", "permuted", "english", "japanese"),
    [
        (Measured(0.1, 0.05, 0.2), 0.01, "lowers the error", "小さくなる"),
        (Measured(0.1, 0.05, 0.2), 0.11, "It is not shown", "示されていない"),
        (Measured(0.1, -0.05, 0.2), 0.01, "It is not shown", "示されていない"),
        (Measured(-0.1, -0.2, -0.05), 0.01, "raises the error", "大きくなる"),
    ],
)
def test_design_must_beat_chance(
    facts: Facts, gain: Measured, permuted: float, english: str, japanese: str
) -> None:
    real = PermutationRow(None, gain.value, gain.low, gain.high, 0.2)
    fake = PermutationRow(1, permuted, -0.1, 0.1, None)
    sentence = said(replace(facts, design=real, permuted=(fake,)))["design"]
    assert english in sentence.english
    assert japanese in sentence.japanese
    assert "design" not in said(replace(facts, design=real, permuted=()))
    assert "design" not in said(replace(facts, design=None))


def test_a_loss_and_its_interval_have_one_direction(facts: Facts) -> None:
    found = said(with_gain(facts, "family", Measured(-0.2, -0.3, -0.1)))["gain"]
    assert "10.0\N{NO-BREAK SPACE}% to 30.0" in found.english
    assert "10.0\N{NO-BREAK SPACE}% から 30.0" in found.japanese


def test_random_folds_flatter_only_where_it_is_shown(facts: Facts) -> None:
    shown = said(replace(facts, leak=Measured(0.3, 0.1, 0.5)))
    assert "30.0\N{NO-BREAK SPACE}% larger" in shown["leak"].english
    assert "大きくなる" in shown["leak"].japanese
    assert "leak" not in said(replace(facts, leak=Measured(0.3, -0.1, 0.5)))
    assert "leak" not in said(replace(facts, leak=None))


@pytest.mark.parametrize(
    ("measured", "english", "japanese"),
    [
        (Measured(0.82, 0.7, 0.9), "keep their promise", "約束どおり"),
        (Measured(0.6, 0.5, 0.7), "too narrow", "狭すぎる"),
        (Measured(0.95, 0.9, 0.99), "wider than they need", "必要以上に広い"),
    ],
)
def test_coverage_is_judged_by_its_interval(
    facts: Facts, measured: Measured, english: str, japanese: str
) -> None:
    found = said(replace(facts, coverage={0.8: measured}))
    assert english in found["coverage_80"].english
    assert japanese in found["coverage_80"].japanese
    row = facts.coverage_rows[0.8]
    assert row.worst_family is not None
    assert row.worst_family in found["coverage_80"].english
    assert "coverage_90" not in found
    assert "coverage_80" not in said(replace(facts, coverage={}))


def test_benchmarks_are_named_where_they_stand_alone(facts: Facts) -> None:
    row = facts.targets[FIRST]
    better = replace(row, gain_vs_scale=0.4, gain_low=0.3, gain_high=0.5, p_holm=0.01)
    found = said(replace(facts, targets={FIRST: better}))
    assert (
        "ARC Challenge (25\N{NON-BREAKING HYPHEN}shot) 40.0"
        in found["benchmarks_better"].english
    )
    assert (
        "ARC Challenge (25\N{NON-BREAKING HYPHEN}shot) 40.0"
        in found["benchmarks_better"].japanese
    )
    assert "benchmarks_worse" not in found
    worse = replace(row, gain_vs_scale=-0.4, gain_low=-0.5, gain_high=-0.3, p_holm=1.0)
    found = said(replace(facts, targets={FIRST: worse}))
    assert "worse" in found["benchmarks_worse"].english
    assert "劣る" in found["benchmarks_worse"].japanese
    assert "benchmarks_better" not in found


def test_little_is_left_only_near_a_stated_floor(facts: Facts) -> None:
    row = replace(
        facts.targets[FIRST], mae=0.015, mae_low=0.012, mae_high=0.018, noise_floor=0.01
    )
    near = replace(facts, targets={FIRST: row})
    assert "1.5 times" in said(near, {FIRST: "items"})["noise"].english
    assert "1.5 倍" in said(near, {FIRST: "items"})["noise"].japanese
    assert "noise" not in said(near, {FIRST: "assumed"})
    far = replace(facts, targets={FIRST: replace(row, mae_high=0.03)})
    assert "noise" not in said(far, {FIRST: "items"})


def test_the_error_is_said_in_points(facts: Facts) -> None:
    found = said(replace(facts, mean_error=Measured(0.05, 0.04, 0.061)))
    assert "5.0 points" in found["error"].english
    assert "4.0 to 6.1" in found["error"].english
    assert "error" not in said(replace(facts, mean_error=None))


def judged(claim: ClaimEvidence, estimate: Estimate | None) -> Evidence:
    """Evidence of one claim whose contrasts all came out the same."""
    contrasts = tuple(replace(item, mean=estimate) for item in claim.contrasts)
    directions = [item.contrast.direction for item in contrasts]
    verdict = verdict_of([estimate] * len(contrasts), directions)
    evidence = made_up_explanation().evidence
    page = replace(
        evidence.pages[0],
        claims=(replace(claim, contrasts=contrasts, verdict=verdict),),
    )
    return replace(evidence, pages=(page,))


@pytest.mark.parametrize(
    ("estimate", "verdict"),
    [
        (Estimate(0.02, 0.01, 0.03, 0.01, 0.02, 9.0), "supported"),
        (Estimate(-0.02, -0.03, -0.01, 0.01, 0.02, 9.0), "contradicted"),
        (Estimate(0.02, -0.01, 0.05, 0.2, 0.4, 9.0), "not shown"),
        (None, "no data"),
    ],
)
def test_a_claim_follows_its_verdict(estimate: Estimate | None, verdict: str) -> None:
    claim = made_up_explanation().evidence.pages[0].claims[0]
    assert claim.source
    (sentence,) = choice_conclusions(judged(claim, estimate))
    words = {name: pair for name, pair in VERDICTS.items() if name == verdict}
    ((english, japanese),) = words.values()
    assert english in sentence.english
    assert japanese in sentence.japanese
    if estimate is not None:
        assert f"{100 * abs(estimate.value):.1f} points" in sentence.english
    assert numbers(sentence.english) == numbers(sentence.japanese)
    silent = list(choice_conclusions(judged(replace(claim, source=""), estimate)))
    assert bool(silent) == (verdict in ("supported", "contradicted"))


def test_everything_that_can_be_named_has_a_japanese_name() -> None:
    claims = [claim for question in QUESTIONS for claim in question.claims]
    assert {claim.text for claim in claims} <= set(japanese.CLAIMS)
    keys = {contrast.key for claim in claims for contrast in claim.contrasts}
    assert keys <= set(japanese.CONTRASTS)
    assert {spec.name for spec in ESTIMATORS} == set(japanese.ESTIMATORS)
