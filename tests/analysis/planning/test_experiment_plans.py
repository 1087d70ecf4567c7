"""Ranked experiments and the staged plan on a made-up study."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nsl_db.analysis.planning.advice import (
    SCALE_UP_SHARE,
    TRIAL_SHARE,
    Advice,
    AdviceOptions,
    advise,
)
from nsl_db.analysis.planning.advice_files import (
    advice_record,
    plan_lines,
    write_advice,
)
from nsl_db.analysis.planning.budget import budget_flop, flop_per_gpu_hour
from nsl_db.analysis.planning.law import Law, fit_law
from nsl_db.analysis.planning.questions import (
    parse_question,
    parse_weight,
    target_weights,
)
from nsl_db.analysis.planning.recipe import recipe_of
from nsl_db.analysis.planning.trials import Place, best_trial
from nsl_db.analysis.study import Study
from nsl_db.errors import AnalysisError, UsageError

OPTIONS = AdviceOptions(
    budget=1e22,
    questions=(
        parse_question("code_share=0.1,0.4"),
        parse_question("norm_type=rmsnorm,layernorm"),
    ),
    weights=(),
    effect=None,
    gpu="h100",
    flop_per_gpu_hour=flop_per_gpu_hour("h100", 0.4),
)


@pytest.fixture(scope="module")
def law(study: Study) -> Law:
    """The law of the made-up study."""
    return fit_law(study)


@pytest.fixture(scope="module")
def advice(study: Study) -> Advice:
    """A plan for two questions."""
    return advise(study, OPTIONS)


def test_budgets_are_read_in_flop_or_gpu_hours() -> None:
    assert budget_flop(1e21, "flop", "h100", 0.4) == 1e21
    assert budget_flop(10, "gpu-hours", "a100", 0.5) == 10 * 3600 * 312e12 * 0.5


@pytest.mark.parametrize(
    ("amount", "unit", "gpu", "mfu", "message"),
    [
        (0, "flop", "h100", 0.4, "above 0"),
        (1, "days", "h100", 0.4, "--unit"),
        (1, "flop", "tpu", 0.4, "--gpu"),
        (1, "flop", "h100", 1.4, "--mfu"),
    ],
)
def test_budgets_that_cannot_be_are_refused(
    amount: float, unit: str, gpu: str, mfu: float, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        budget_flop(amount, unit, gpu, mfu)


def test_small_models_are_at_chance_and_large_ones_are_not(law: Law) -> None:
    assert not law.is_telling(1e7, 1e9).any()
    assert law.is_telling(1e10, 2e12).all()


def test_stages_stay_within_their_shares(advice: Advice) -> None:
    spent = sum(trial.flop for trial in advice.trials)
    assert 0 < spent <= TRIAL_SHARE * OPTIONS.budget
    later = sum(trial.flop for trial in advice.scale_ups)
    assert later <= SCALE_UP_SHARE * OPTIONS.budget
    assert advice.left == pytest.approx(OPTIONS.budget - spent - later)
    for trial in (*advice.ranked, *advice.trials):
        assert trial.flop == pytest.approx(
            2 * trial.seeds * 6 * trial.place.parameters * trial.place.tokens
        )
        assert trial.place.run_flop < advice.planned.flop


def test_each_question_is_asked_once_in_stage_one(advice: Advice) -> None:
    labels = [trial.prior.question.label for trial in advice.trials]
    assert len(labels) == len(set(labels))


def test_ranking_puts_deciding_trials_first_then_value_per_flop(
    advice: Advice,
) -> None:
    keys = [(not trial.decides, -trial.value / trial.flop) for trial in advice.ranked]
    assert keys == sorted(keys)


def test_seeds_are_the_fewest_that_decide(advice: Advice) -> None:
    prior = replace(advice.priors[0], mean=0.0, deviation=0.02)
    place = Place(1e9, 2e10, np.ones(3) / 3, 1e-4, 1.0, is_inside=True)

    trial = best_trial(prior, place, 1e24)
    cramped = best_trial(prior, place, 6.5 * place.run_flop)

    assert trial is not None
    assert trial.decides
    assert trial.seeds > 3
    assert not replace(trial, seeds=trial.seeds - 1).decides
    assert cramped is not None
    assert (cramped.seeds, cramped.decides) == (3, False)
    assert best_trial(prior, place, 3.9 * place.run_flop) is None


def test_a_stated_effect_replaces_the_estimates(study: Study) -> None:
    advice = advise(study, replace(OPTIONS, effect=0.02))
    for prior in advice.priors:
        assert prior.basis == "stated"
        assert prior.expected == pytest.approx(0.02)


def test_a_larger_stated_effect_needs_fewer_runs(study: Study) -> None:
    small, large = (
        advise(study, replace(OPTIONS, effect=effect)).cheapest
        for effect in (0.015, 0.04)
    )
    assert small is not None
    assert large is not None
    assert large.flop < small.flop


def test_benchmarks_at_chance_do_not_count(advice: Advice, law: Law) -> None:
    for trial in advice.ranked:
        place = trial.place
        counted = place.weights > 0
        assert (law.is_telling(place.parameters, place.tokens) >= counted).all()
        assert place.weights.sum() == pytest.approx(1)
        assert 0 < place.ratio <= 1


def test_an_unseen_word_has_no_observational_effect(advice: Advice) -> None:
    code, norm = advice.priors
    assert norm.families == (0, 0)
    assert norm.mean == 0
    assert code.families[0] > 0
    assert norm.deviation > 0


def test_the_plan_states_its_rules(advice: Advice, tmp_path: Path) -> None:
    text = "\n".join(plan_lines(advice))
    for words in ("Stage 1", "Check point", "Stage 2", "Left: ", "scale, ", "continue"):
        assert words in text
    write_advice(advice, tmp_path)
    record = json.loads((tmp_path / "plan.json").read_text())
    assert record == json.loads(json.dumps(advice_record(advice)))
    assert record["stage_1"][0]["threshold_points"] == pytest.approx(
        100 * advice.trials[0].threshold
    )
    assert "</svg>" in (tmp_path / "plan.svg").read_text()


def test_a_given_recipe_is_what_decisions_are_for(study: Study) -> None:
    planned = recipe_of({"num_parameters": "7B", "training_tokens": "1T"}, "mine", "x")
    advice = advise(study, replace(OPTIONS, effect=0.03), planned)
    assert advice.is_given
    assert advice.planned is planned
    assert "the planned model takes 4.2e+22 FLOP" in plan_lines(advice)[-1]


def test_what_lies_outside_the_data_is_refused(study: Study) -> None:
    huge = recipe_of({"num_parameters": "10T", "training_tokens": "200T"}, "huge", "x")
    with pytest.raises(AnalysisError, match=r"huge .* is refused"):
        advise(study, OPTIONS, huge)
    with pytest.raises(AnalysisError, match=r"What the budget leaves .* is refused"):
        advise(study, replace(OPTIONS, budget=1.2e28))


def test_a_budget_for_no_experiment_is_refused(study: Study) -> None:
    planned = recipe_of({"num_parameters": "7B", "training_tokens": "1T"}, "mine", "x")
    with pytest.raises(AnalysisError, match="No experiment fits into 40 %"):
        advise(study, replace(OPTIONS, budget=1e18), planned)


def test_without_room_for_a_trial_one_comparison_is_left(study: Study) -> None:
    planned = recipe_of({"num_parameters": "7B", "training_tokens": "1T"}, "mine", "x")
    plenty = advise(study, OPTIONS, planned)
    cheapest = min(place.run_flop for place in plenty.ladder.places)
    tight = advise(study, replace(OPTIONS, budget=12 * cheapest), planned)
    assert tight.trials == ()
    assert len(tight.scale_ups) == 1
    text = "\n".join(plan_lines(tight))
    assert "None fits" in text
    assert "Check point: " not in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code=0,1", "Did you mean 'code_share'"),
        ("training_tokens=1B,2B", "a design field"),
        ("code_share=0.1", "two different values"),
        ("code_share=0.1,0.1", "two different values"),
        ("norm_type=rmsnorm,none", "norm_type is one of"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_question(text)


def test_weights_count_only_what_is_named(study: Study) -> None:
    assert target_weights(study.targets, ()) == pytest.approx(np.full(3, 1 / 3))
    weights = target_weights(
        study.targets, [parse_weight("winogrande=3"), parse_weight("hellaswag=1")]
    )
    assert weights == pytest.approx([0, 0.25, 0.75])
    with pytest.raises(UsageError, match="Did you mean 'winogrande'"):
        target_weights(study.targets, [("winogrand", 1.0)])
    with pytest.raises(UsageError, match="all weights are 0"):
        target_weights(study.targets, [("hellaswag", 0.0)])
    for text in ("mmlu", "mmlu=-1"):
        with pytest.raises(UsageError, match="--weight"):
            parse_weight(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"questions": ()}, "at least one"),
        ({"questions": OPTIONS.questions[:1] * 2}, "asked twice"),
        ({"effect": 2.0}, "between 0 and 1"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    change: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        replace(OPTIONS, **change)  # type: ignore[arg-type]
