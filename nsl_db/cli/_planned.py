"""Printing predictions of planned models and plans of experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.analysis.planning.advice_files import (
    advice_record,
    plan_lines,
    prior_frame,
    trial_frame,
)
from nsl_db.analysis.planning.quantities import short_number
from nsl_db.analysis.planning.whatif_files import COVERAGE_NOTE, whatif_record
from nsl_db.cli import _output
from nsl_db.cli._options import Format

if TYPE_CHECKING:
    from nsl_db.analysis.planning.advice import Advice
    from nsl_db.analysis.planning.whatif import Planned, WhatIf

__all__ = ["print_advice", "print_whatif"]

MAX_TRIALS = 12
"""Trials that the table of a plan shows; the JSON holds all."""

SMALL = 0.001
"""Differences of scores below this are not told."""

SCORE = pl.selectors.float()
"""Numbers that are scores or differences of scores."""


def print_whatif(answer: WhatIf, form: Format) -> None:
    """Print an answer: a table for people, one object, or rows of predictions."""
    parts = [part for part in (answer.planned, *answer.held_out) if part is not None]
    if form is Format.JSON:
        _output.emit_json(whatif_record(answer))
    elif form is Format.CSV:
        _output.emit_frame(pl.concat([_rows(answer, part) for part in parts]), form)
    else:
        for part in parts:
            _print_planned(part)
    for reason in answer.refused:
        _output.note(reason)
    _output.note(COVERAGE_NOTE)


def print_advice(advice: Advice, form: Format) -> None:
    """Print a plan: tables and sentences for people, one object, or ranked trials."""
    if form is Format.JSON:
        _output.emit_json(advice_record(advice))
    elif form is Format.CSV:
        _output.emit_frame(trial_frame(advice, advice.ranked), form)
    else:
        _print_plan(advice)


def _rows(answer: WhatIf, part: Planned) -> pl.DataFrame:
    """Predictions of one recipe, or the points of its sweep."""
    frame = part.predictions if part.sweep is None else part.sweep
    if answer.planned is not None and answer.planned.sweep is not None:
        return frame
    return frame.select(pl.lit(part.recipe.name).alias("recipe"), pl.all())


def _print_planned(part: Planned) -> None:
    """Print one recipe."""
    _output.emit_text(part.recipe.label)
    learned = f"Learned from {part.num_models} models of {part.num_families} families"
    left = f", family {part.left_out} left out" if part.left_out else ""
    _output.emit_text(f"{learned}{left}. Training compute {part.recipe.flop:.3g} FLOP.")
    _output.emit_text("\nPredicted scores (Brier scores: lower is better)")
    _output.emit_frame(_predictions(part), Format.TABLE)
    if part.left_out:
        _output.emit_text(_hits(part))
    _output.emit_text("Nearest real models (distance in standard deviations)")
    _output.emit_frame(_nearest(part), Format.TABLE)
    _output.emit_text("Their scores")
    _output.emit_frame(_nearest_scores(part), Format.TABLE)
    _print_design(part)
    if part.sweep is not None:
        _output.emit_text("Sweep: predicted scores, empty outside the data")
        _output.emit_frame(_sweep(part.sweep), Format.TABLE)
        for reason in part.sweep["reason"].drop_nulls().unique(maintain_order=True):
            _output.emit_text(f"Outside the data: {reason}.")


def _predictions(part: Planned) -> pl.DataFrame:
    """Predictions, one line per benchmark."""
    frame = part.predictions.select(
        _benchmark(),
        "predicted",
        *([] if part.left_out is None else ["measured"]),
        _range("80"),
        _range("90"),
        "chance",
        "best_observed",
        "best_model",
    )
    return _rounded(frame)


def _hits(part: Planned) -> str:
    """How well a held-out model was predicted."""
    known = part.predictions.filter(pl.col("measured").is_not_null())
    error = float((known["predicted"] - known["measured"]).abs().to_numpy().mean())
    hits = [
        known.filter(
            pl.col("measured").is_between(f"low_{level}", f"high_{level}")
        ).height
        for level in ("80", "90")
    ]
    return (
        f"Mean absolute error {error:.4f}; of {known.height} measured scores "
        f"{hits[0]} lie in the 80 % and {hits[1]} in the 90 % interval.\n"
    )


def _nearest(part: Planned) -> pl.DataFrame:
    """The nearest models, one line each."""
    return part.nearest.select(
        pl.col("model_id").alias("model"),
        _short("num_parameters").alias("parameters"),
        _short("training_tokens").alias("tokens"),
        pl.col("distance").round(2),
        pl.col("design_alike").alias("design fields alike"),
    )


def _nearest_scores(part: Planned) -> pl.DataFrame:
    """Scores of the nearest models: benchmarks down, models across."""
    models = part.nearest["model_id"].to_list()
    keys = part.nearest.columns[part.nearest.columns.index("design_alike") + 1 :]
    scores = part.nearest.select(keys).transpose(column_names=models)
    named = part.predictions.select(_benchmark(), "predicted")
    return _rounded(pl.concat([named, scores], how="horizontal"))


def _print_design(part: Planned) -> None:
    """Say what the design fields rest on and what they add."""
    if part.design.is_empty():
        _output.emit_text("No design field is decided: only scale is used.")
    else:
        _output.emit_text("Design fields: real models with the same or a close value")
        _output.emit_frame(part.design.drop("is_supported"), Format.TABLE)
        _output.emit_text(_shift(part))
    if part.gain is not None:
        _output.emit_text(f"{part.gain.sentence}\n")


def _shift(part: Planned) -> str:
    """How far the design fields move the predictions."""
    row = part.predictions.with_columns(size=pl.col("design_shift").abs()).sort("size")
    largest = row.row(-1, named=True)
    if largest["size"] < SMALL:
        return f"They move every prediction by less than {SMALL} against scale alone."
    return (
        f"They move the predictions by {largest['design_shift']:+.3f} at most against "
        f"scale alone, on {largest['label']}."
    )


def _sweep(sweep: pl.DataFrame) -> pl.DataFrame:
    """Points down, benchmarks across."""
    fields = sweep.columns[: sweep.columns.index("benchmark")]
    wide = sweep.with_columns(_benchmark()).pivot(
        on="benchmark", index=fields, values="predicted"
    )
    shown = [
        _short(name).alias(name) if wide[name].dtype.is_numeric() else pl.col(name)
        for name in fields
    ]
    return _rounded(wide.with_columns(shown))


def _print_plan(advice: Advice) -> None:
    """Print a plan for people."""
    options, aim = advice.options, advice.planned
    hours = options.budget / options.flop_per_gpu_hour
    _output.emit_text(
        f"Budget {options.budget:.3g} FLOP ({hours:,.0f} {options.gpu.upper()}-hours). "
        f"Decisions are for: {aim.label}, {aim.flop:.3g} FLOP."
    )
    counted = [
        target.label
        for target, weight in zip(advice.targets, advice.weights, strict=True)
        if weight > 0
    ]
    _output.emit_text(
        f"Benchmarks that count and are clear of chance there: {', '.join(counted)}."
    )
    _output.emit_text(
        "\nWhat is known about each question, in points of the mean score"
    )
    known = prior_frame(advice).select(
        "question",
        pl.format("{} / {}", "families_first", "families_second").alias("families"),
        pl.col("gain_of_first_points").alias("gain of first"),
        pl.col("uncertainty_points").alias("uncertainty"),
        pl.col("expected_size_points").alias("expected size"),
        pl.col("value_of_knowing_points").alias("value of knowing"),
        "basis",
    )
    _output.emit_frame(known.with_columns(SCORE.round(2)), Format.TABLE)
    _output.emit_text(
        "Experiments, best first: those that decide, then by value per FLOP "
        "(differences and values in points)"
    )
    _output.emit_frame(_trials(advice), Format.TABLE)
    _output.emit_text(_left_out(advice))
    for line in plan_lines(advice):
        _output.emit_text(line)


def _trials(advice: Advice) -> pl.DataFrame:
    """Ranked trials, one line each."""
    return trial_frame(advice, advice.ranked[:MAX_TRIALS]).select(
        "question",
        _short("num_parameters").alias("params"),
        _short("training_tokens").alias("tokens"),
        pl.col("seeds_per_option").alias("seeds"),
        pl.format("{}", pl.col("flop").map_elements("{:.2e}".format, pl.String)).alias(
            "FLOP"
        ),
        (100 * pl.col("budget_share")).round(1).alias("% of budget"),
        (100 * pl.col("power")).round(0).cast(pl.Int64).alias("power %"),
        pl.col("expected_points").round(2).alias("expected"),
        pl.col("detectable_points").round(2).alias("detectable"),
        pl.col("value_points").round(3).alias("value"),
        pl.col("value_points_per_1e18_flop").round(5).alias("value per 1e18"),
        pl.col("num_benchmarks").alias("benchmarks"),
        pl.col("is_inside_data").alias("inside data"),
    )


def _left_out(advice: Advice) -> str:
    """Scales that no trial has."""
    ladder = advice.ladder
    chance = "; ".join(ladder.at_chance) or "none"
    outside = "; ".join(ladder.outside) or "none"
    return (
        f"Left out, every benchmark at chance: {chance}.\n"
        f"Left out, too far from real models: {outside}.\n"
    )


def _benchmark() -> pl.Expr:
    """Name of a protocol."""
    brier = pl.when(pl.col("metric") == "brier_score").then(pl.lit(" Brier"))
    return pl.format("{}{}", "label", brier.otherwise(pl.lit(""))).alias("benchmark")


def _range(level: str) -> pl.Expr:
    """An interval as text."""
    ends = (
        pl.col(f"{side}_{level}").map_elements("{:.3f}".format, pl.String)
        for side in ("low", "high")
    )
    return pl.format("{} - {}", *ends).alias(f"{level} % interval")


def _short(name: str) -> pl.Expr:
    """A large number as people write it."""
    return pl.col(name).map_elements(short_number, pl.String)


def _rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """Scores as text with three digits."""
    return frame.with_columns(SCORE.map_elements("{:.3f}".format, pl.String))
