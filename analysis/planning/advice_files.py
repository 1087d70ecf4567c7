"""A plan as tables, sentences, plain data and files."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import polars as pl
from matplotlib.figure import Figure

from nsl_db.analysis.figures import FAINT, NO_METADATA, STYLE
from nsl_db.analysis.planning.advice import SCALE_UP_SHARE, TRIAL_SHARE
from nsl_db.analysis.planning.power import LEVEL, WANTED_POWER, value_of_information
from nsl_db.analysis.planning.quantities import short_number
from nsl_db.analysis.planning.whatif_files import SCHEMA_VERSION, write_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nsl_db.analysis.planning.advice import Advice
    from nsl_db.analysis.planning.effects import Prior
    from nsl_db.analysis.planning.trials import Trial

POINTS = 100
"""Points in a score of 1."""


def trial_row(advice: Advice, trial: Trial) -> dict[str, Any]:
    """One trial as plain data; differences in points, shares in 0..1."""
    place = trial.place
    used = [
        target.label
        for target, weight in zip(advice.targets, place.weights, strict=True)
        if weight > 0
    ]
    return {
        "question": trial.prior.question.label,
        "num_parameters": place.parameters,
        "training_tokens": place.tokens,
        "seeds_per_option": trial.seeds,
        "flop": trial.flop,
        "gpu_hours": trial.flop / advice.options.flop_per_gpu_hour,
        "budget_share": trial.flop / advice.options.budget,
        "expected_points": POINTS * trial.expected,
        "threshold_points": POINTS * trial.threshold,
        "detectable_points": POINTS * trial.detectable,
        "power": trial.power,
        "value_points": POINTS * trial.value,
        "value_points_per_1e18_flop": POINTS * trial.value / trial.flop * 1e18,
        "decides": trial.decides,
        "is_inside_data": place.is_inside,
        "num_benchmarks": len(used),
        "benchmarks": used,
    }


def trial_frame(advice: Advice, trials: Sequence[Trial]) -> pl.DataFrame:
    """Trials as a table, one row each, without the names of the benchmarks."""
    rows = [trial_row(advice, trial) for trial in trials]
    return pl.DataFrame(rows).drop("benchmarks")


def prior_row(advice: Advice, prior: Prior) -> dict[str, Any]:
    """What is known about a question, in points of the planned model's mean score."""
    by_target = {
        target.key: POINTS * float(value)
        for target, value in zip(advice.targets, prior.by_target, strict=True)
    }
    return {
        "question": prior.question.label,
        "basis": prior.basis,
        "families_first": prior.families[0],
        "families_second": prior.families[1],
        "gain_of_first_points": POINTS * prior.mean,
        "uncertainty_points": POINTS * prior.deviation,
        "expected_size_points": POINTS * prior.expected,
        "value_of_knowing_points": POINTS
        * value_of_information(prior.mean, prior.deviation, 0.0),
        "by_target_points": by_target,
    }


def prior_frame(advice: Advice) -> pl.DataFrame:
    """What is known about all questions, without the estimates by benchmark."""
    rows = [prior_row(advice, prior) for prior in advice.priors]
    return pl.DataFrame(rows).drop("by_target_points")


def plan_lines(advice: Advice) -> list[str]:
    """The staged plan in sentences."""
    budget = advice.options.budget
    lines = [f"Stage 1, trials: at most {100 * TRIAL_SHARE:.0f} % of the budget."]
    lines += [f"  {_run(advice, trial)}" for trial in advice.trials]
    if not advice.trials:
        lines.append(
            "  None fits: the share pays for no comparison that tells anything."
        )
    if not advice.trials or not all(trial.decides for trial in advice.trials):
        lines.append(f"  {_warning(advice)}")
    if advice.trials:
        lines.append("Check point: compare the mean scores of the two options, d.")
    lines += [f"  {_rule(trial)}" for trial in advice.trials]
    unasked = [
        prior.question.label
        for prior in advice.priors
        if all(trial.prior is not prior for trial in advice.trials)
    ]
    if unasked:
        lines.append(f"  Not in stage 1, for want of budget: {'; '.join(unasked)}.")
    lines.append(
        f"Stage 2, scale-up: at most {100 * SCALE_UP_SHARE:.0f} % of the budget, for "
        "what the check point does not stop."
    )
    lines += [f"  {_run(advice, trial)}" for trial in advice.scale_ups]
    if not advice.scale_ups:
        lines.append("  No larger scale inside the data fits; go from the trials.")
    else:
        lines.append(
            "  Take an option if it leads by its threshold here ("
            + ", ".join(f"{POINTS * trial.threshold:.2f}" for trial in advice.scale_ups)
            + " points); else the cheaper."
        )
    return [*lines, _last_stage(advice, budget)]


def advice_record(advice: Advice) -> dict[str, Any]:
    """All of a plan as one JSON object."""
    options = advice.options
    return {
        "schema_version": SCHEMA_VERSION,
        "catalogue_hash": advice.catalogue_hash,
        "budget_flop": options.budget,
        "gpu": options.gpu,
        "flop_per_gpu_hour": options.flop_per_gpu_hour,
        "planned": {"name": advice.planned.name, **advice.planned.values},
        "is_planned_by_user": advice.is_given,
        "weights": {
            target.key: float(weight)
            for target, weight in zip(advice.targets, advice.weights, strict=True)
        },
        "questions": [prior_row(advice, prior) for prior in advice.priors],
        "ranked": [trial_row(advice, trial) for trial in advice.ranked],
        "stage_1": [
            {**trial_row(advice, trial), "rule": _rule(trial)}
            for trial in advice.trials
        ],
        "stage_2": [trial_row(advice, trial) for trial in advice.scale_ups],
        "left_flop": advice.left,
        "scales_outside_the_data": list(advice.ladder.outside),
        "scales_at_chance": list(advice.ladder.at_chance),
        "plan": plan_lines(advice),
    }


def write_advice(advice: Advice, folder: Path) -> list[Path]:
    """Write `plan.json` and `plan.svg` into a folder.

    Raises:
        UsageError: The folder cannot be written.
    """
    record = json.dumps(advice_record(advice), indent=1)
    return write_texts({"plan.json": record, "plan.svg": draw_plan(advice)}, folder)


def draw_plan(advice: Advice) -> str:
    """Draw power against cost, one line per question and ratio of tokens.

    Returns:
        A complete SVG document.
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7, 4.6), layout="constrained")
        axes = figure.add_subplot()
        for number, prior in enumerate(advice.priors):
            trials = [trial for trial in advice.ranked if trial.prior is prior]
            trials.sort(key=lambda trial: trial.flop)
            axes.plot(
                [trial.flop for trial in trials],
                [trial.power for trial in trials],
                marker="os^Dv<>ph*"[number % 10],
                linestyle="none",
                label=prior.question.label,
            )
        axes.axhline(WANTED_POWER, color=FAINT)
        axes.axvline(TRIAL_SHARE * advice.options.budget, color=FAINT)
        axes.set_xscale("log")
        axes.set_ylim(0, 1.02)
        axes.set_xlabel("Cost of the comparison in FLOP; line: limit of stage 1")
        axes.set_ylabel("Power at the expected difference")
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside upper left", ncols=2, frameon=False)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata=NO_METADATA)
    return buffer.getvalue()


def _run(advice: Advice, trial: Trial) -> str:
    """What to train."""
    place = trial.place
    names = ", ".join(trial_row(advice, trial)["benchmarks"])
    below = "" if place.is_inside else " Below the data: the law is extrapolated."
    return (
        f"{trial.prior.question.label}: {trial.seeds} seeds of each option, "
        f"{short_number(place.parameters)} parameters on {short_number(place.tokens)} "
        f"tokens; {_cost(advice, trial.flop)}; power {100 * trial.power:.0f} % for "
        f"{POINTS * trial.expected:.2f} points. Judge by the mean of what is clear of "
        f"chance: {names}.{below}"
    )


def _warning(advice: Advice) -> str:
    """Say that stage 1 is too small, and what would do."""
    start = f"A trial below {100 * WANTED_POWER:.0f} % power often decides nothing."
    trial = advice.cheapest
    if trial is None:
        return f"{start} No trial on the ladder reaches that for any question."
    return (
        f"{start} The cheapest that reaches it: {trial.prior.question.label}, "
        f"{trial.seeds} seeds of each option, {short_number(trial.place.parameters)} "
        f"parameters on {short_number(trial.place.tokens)} tokens; "
        f"{_cost(advice, trial.flop)}."
    )


def _rule(trial: Trial) -> str:
    """What to do after a trial."""
    threshold = POINTS * trial.threshold
    small = POINTS * (trial.expected - trial.threshold)
    scale = (
        f"{trial.prior.question.label}: |d| of {threshold:.2f} points or more: scale, "
        "the leader is found and goes to stage 2 first."
    )
    stop = (
        f" |d| of {small:.2f} points or less: stop, take the cheaper option; the "
        f"{100 * LEVEL:g} % interval leaves out the expected "
        f"{POINTS * trial.expected:.2f} points."
        if small > 0
        else " It cannot show that the difference is small: no stop."
    )
    return (
        f"{scale}{stop} Otherwise: continue with stage 2 if there is room, else take "
        "the leader as unproven."
    )


def _last_stage(advice: Advice, budget: float) -> str:
    """What is left and for what."""
    left = f"Left: {_cost(advice, advice.left)}"
    need = advice.planned.flop
    if not advice.is_given:
        return f"{left}, for the final run with the options chosen."
    word = "pays for it" if need <= advice.left else "does not pay for it"
    return f"{left}; the planned model takes {need:.3g} FLOP, so this {word}."


def _cost(advice: Advice, flop: float) -> str:
    """Compute in FLOP, hours and share of the budget."""
    hours = flop / advice.options.flop_per_gpu_hour
    share = 100 * flop / advice.options.budget
    name = advice.options.gpu.upper()
    return f"{flop:.3g} FLOP ({hours:,.1f} {name}-hours, {share:.1f} % of the budget)"


__all__ = [
    "advice_record",
    "draw_plan",
    "plan_lines",
    "prior_frame",
    "trial_frame",
    "write_advice",
]
