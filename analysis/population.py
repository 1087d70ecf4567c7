"""Which models an analysis may use, and why the others are left out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

REASONS = ("no_parameters", "no_tokens", "instruction_tuned")
"""Reasons for leaving models out, in the order in which they are looked for."""

NUM_EXAMPLES = 20
"""Model names kept per reason for leaving models out."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Models left out for one reason.

    Attributes:
        reason: Machine-readable reason.
        num_models: How many models.
        examples: The first of them by name, at most `NUM_EXAMPLES`.
    """

    reason: str
    num_models: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """The models of a catalogue that can be regressed on scale.

    Attributes:
        models: Their rows of the design frame, sorted by `model_id`.
        drops: The others; each model counts for the first reason that applies.
    """

    models: pl.DataFrame
    drops: tuple[Drop, ...]


def eligible_population(
    design: pl.DataFrame, *, with_exclusions: bool = False
) -> Population:
    """Keep models of known scale that are not known to be instruction tuned.

    A model whose tuning is unknown stays: a plain comparison with True would
    yield null for it and lose it without a word.

    Args:
        design: The design frame.
        with_exclusions: Leave out too what the curation excludes from analyses,
            by the kind of exclusion, and before anything else.
    """
    scale = (
        pl.when(pl.col("num_parameters").is_null())
        .then(pl.lit("no_parameters"))
        .when(pl.col("training_tokens").is_null())
        .then(pl.lit("no_tokens"))
        .when(pl.col("is_instruction_tuned").eq_missing(other=True))
        .then(pl.lit("instruction_tuned"))
    )
    reasons: tuple[str, ...] = REASONS
    reason: pl.Expr = scale
    if with_exclusions:
        kind = pl.col("exclusion_reason").str.split(":").list.first()
        excluded = pl.format("excluded: {}", kind)
        reason = pl.coalesce(excluded, scale)
        kinds = design.select(excluded.alias("kind"))["kind"].drop_nulls()
        reasons = (*kinds.unique().sort(), *REASONS)
    judged = design.with_columns(drop_reason=reason).sort("model_id")
    return Population(
        models=judged.filter(pl.col("drop_reason").is_null()).drop("drop_reason"),
        drops=tuple(
            drop_of(name, judged.filter(pl.col("drop_reason") == name)["model_id"])
            for name in reasons
        ),
    )


def drop_of(reason: str, model_ids: pl.Series) -> Drop:
    """Count models left out for a reason and keep a few of their names."""
    examples = model_ids.sort().head(NUM_EXAMPLES).to_list()
    return Drop(reason, len(model_ids), tuple(examples))


__all__ = ["NUM_EXAMPLES", "Drop", "Population", "drop_of", "eligible_population"]
