"""Which small controlled runs tell most, and in what order to pay for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.analysis.planning.budget import scale_at
from nsl_db.analysis.planning.effects import Prior, priors
from nsl_db.analysis.planning.law import fit_law
from nsl_db.analysis.planning.questions import Question, target_weights
from nsl_db.analysis.planning.recipe import REQUIRED, Recipe
from nsl_db.analysis.planning.trials import (
    Ladder,
    Trial,
    best_trial,
    build_ladder,
    rank,
)
from nsl_db.analysis.planning.whatif import refusal
from nsl_db.errors import AnalysisError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from nsl_db.analysis.study import Study, Target

TRIAL_SHARE = 0.1
"""Largest share of the budget that the first stage may take."""

SCALE_UP_SHARE = 0.4
"""Largest share of the budget that the second stage may take."""

FINAL_RATIOS = (20.0, 40.0, 80.0, 160.0, 320.0)
"""Tokens per parameter of the model that the budget leaves, the first inside the data.

Source: 20 is compute-optimal (Hoffmann et al. 2022); more is over-trained.
"""

UNLIMITED = 1e6
"""Times the budget that no trial costs."""

MAX_SCALE_UPS = 2
"""Questions that the second stage has room for."""


@dataclass(frozen=True, slots=True)
class AdviceOptions:
    """What the user has and wants to know.

    Attributes:
        budget: Compute for all stages [FLOP].
        questions: Choices to decide.
        weights: Names and weights of benchmarks; none means all the same.
        effect: Expected size of a difference [score], None to estimate it.
        gpu: Device that costs are told in.
        flop_per_gpu_hour: Compute of that device in an hour [FLOP].

    Raises:
        UsageError: There is no question, one is asked twice, or the effect is not
            above 0.
    """

    budget: float
    questions: tuple[Question, ...]
    weights: tuple[tuple[str, float], ...]
    effect: float | None
    gpu: str
    flop_per_gpu_hour: float

    def __post_init__(self) -> None:
        if not self.questions:
            raise UsageError("--question: give at least one, such as code_share=0,0.2.")
        if len(set(self.questions)) < len(self.questions):
            raise UsageError("--question: the same question is asked twice.")
        if self.effect is not None and not 0 < self.effect < 1:
            raise UsageError(
                f"--effect: {self.effect:g} must lie between 0 and 1; "
                "one point is 0.01."
            )


@dataclass(frozen=True, slots=True)
class Advice:
    """Ranked experiments and a staged plan.

    Attributes:
        options: What was asked.
        catalogue_hash: Content hash of the catalogue.
        targets: The targets (t).
        weights: Their weights (t,), adding up to 1.
        planned: The model that the decisions are for.
        is_given: Whether the user planned it; else it is what the budget leaves.
        priors: What is known about each question.
        ladder: The scales of trials.
        ranked: Trials that the larger of both stages could pay for, best first.
        trials: First stage; none where its share of the budget pays for none.
        scale_ups: Second stage, at most; the check point decides which are run.
        cheapest: The cheapest trial that decides any question, whatever the budget;
            None if there is none.
    """

    options: AdviceOptions
    catalogue_hash: str
    targets: tuple[Target, ...]
    weights: NDArray[np.float64]
    planned: Recipe
    is_given: bool
    priors: tuple[Prior, ...]
    ladder: Ladder
    ranked: tuple[Trial, ...]
    trials: tuple[Trial, ...]
    scale_ups: tuple[Trial, ...]
    cheapest: Trial | None

    @property
    def left(self) -> float:
        """Compute left after both stages [FLOP]."""
        spent = sum(trial.flop for trial in (*self.trials, *self.scale_ups))
        return self.options.budget - spent


def advise(
    study: Study, options: AdviceOptions, planned: Recipe | None = None
) -> Advice:
    """Rank experiments by what they tell per FLOP, and stage them.

    Args:
        study: Models and targets.
        options: Budget, questions and weights.
        planned: The model that the decisions are for; without one, the
            compute-optimal model that the budget leaves after both stages.

    Raises:
        UsageError: A weight names no benchmark of the study.
        AnalysisError: The planned model lies outside the data, or the budget pays
            for no experiment that tells anything.
    """
    weights = target_weights(study.targets, options.weights)
    aim = planned or _affordable(study, options.budget)
    reason = refusal(study, aim)
    if reason:
        raise AnalysisError(reason)
    law = fit_law(study)
    telling = law.is_telling(aim.parameters, aim.tokens) * weights
    if telling.sum() == 0:
        raise AnalysisError(
            f"{aim.label}: every benchmark that counts is at chance at this scale, so "
            "no design choice can be told apart. Weigh easier benchmarks or plan a "
            "larger model."
        )
    weights = telling / telling.sum()
    known = priors(law, options.questions, aim, weights, options.effect)
    ladder = build_ladder(law, aim, weights)
    ranked = rank(_within(known, ladder, SCALE_UP_SHARE * options.budget))
    trials = _first_stage(known, ladder, TRIAL_SHARE * options.budget)
    largest = SCALE_UP_SHARE * options.budget
    scale_ups = (
        _second_stage(trials, ladder, largest)
        if trials
        else _first_stage(known, ladder, largest)[:1]
    )
    if not trials and not scale_ups:
        raise AnalysisError(_too_small(known, ladder, options.budget))
    return Advice(
        options=options,
        catalogue_hash=study.catalogue_hash,
        targets=study.targets,
        weights=weights,
        planned=aim,
        is_given=planned is not None,
        priors=known,
        ladder=ladder,
        ranked=ranked,
        trials=trials,
        scale_ups=scale_ups,
        cheapest=_cheapest(known, ladder, options.budget),
    )


def _affordable(study: Study, budget: float) -> Recipe:
    """The model nearest to compute-optimal, inside the data, that the budget leaves."""
    flop = budget * (1 - TRIAL_SHARE - SCALE_UP_SHARE)
    offers = [
        Recipe("What the budget leaves", dict(zip(REQUIRED, scale, strict=True)))
        for scale in (scale_at(flop, ratio) for ratio in FINAL_RATIOS)
    ]
    inside = [offer for offer in offers if not refusal(study, offer)]
    return (inside or offers)[0]


def _within(known: Sequence[Prior], ladder: Ladder, limit: float) -> list[Trial]:
    """The best trial of each question at each scale that a limit pays for."""
    found = [
        best_trial(prior, place, limit) for prior in known for place in ladder.places
    ]
    return [trial for trial in found if trial is not None]


def _first_stage(
    known: Sequence[Prior], ladder: Ladder, limit: float
) -> tuple[Trial, ...]:
    """One trial for each question, the best first, until the money is gone."""
    chosen: list[Trial] = []
    open_questions = list(known)
    while open_questions:
        spent = sum(trial.flop for trial in chosen)
        offers = rank(_within(open_questions, ladder, limit - spent))
        if not offers:
            break
        best = offers[0] if offers[0].decides else max(offers, key=lambda t: t.power)
        chosen.append(best)
        open_questions.remove(best.prior)
        if not best.decides:
            break
    return tuple(chosen)


def _cheapest(known: Sequence[Prior], ladder: Ladder, budget: float) -> Trial | None:
    """The cheapest trial that decides a question, whatever the budget."""
    offers = [t for t in _within(known, ladder, UNLIMITED * budget) if t.decides]
    return min(offers, key=lambda trial: trial.flop, default=None)


def _second_stage(
    trials: Sequence[Trial], ladder: Ladder, limit: float
) -> tuple[Trial, ...]:
    """A comparison at a larger scale for the most valuable questions."""
    first = sorted(trials, key=lambda trial: -trial.value)[:MAX_SCALE_UPS]
    share = limit / len(first)
    chosen = []
    for trial in first:
        larger = [
            best_trial(trial.prior, place, share)
            for place in ladder.places
            if place.run_flop > trial.place.run_flop
            and place.parameters >= trial.place.parameters
        ]
        offers = [offer for offer in larger if offer is not None]
        if offers:
            chosen.append(max(offers, key=_reach))
    return tuple(chosen)


def _reach(trial: Trial) -> tuple[bool, float, float]:
    """Order of scale-ups: those that decide, then the largest, then the surest."""
    if trial.decides:
        return True, trial.place.parameters, trial.power
    return False, trial.power, trial.place.parameters


def _too_small(known: Sequence[Prior], ladder: Ladder, budget: float) -> str:
    """Say why a budget pays for nothing."""
    offers = _within(known, ladder, UNLIMITED * budget)
    start = f"No experiment fits into {100 * SCALE_UP_SHARE:.0f} % of {budget:.3g} FLOP"
    if not offers:
        return (
            f"{start}: no scale below the planned model is inside the data with a "
            f"benchmark clear of chance ({len(ladder.outside)} scales are outside the "
            f"data, {len(ladder.at_chance)} at chance)."
        )
    runs = min(offer.place.run_flop for offer in offers)
    return (
        f"{start}: the cheapest comparison inside the data, two runs of each option, "
        f"takes {4 * runs:.3g} FLOP."
    )


__all__ = [
    "MAX_SCALE_UPS",
    "SCALE_UP_SHARE",
    "TRIAL_SHARE",
    "Advice",
    "AdviceOptions",
    "advise",
]
