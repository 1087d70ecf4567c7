"""Rules on parameter counts and the names of their models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.counts import (
    CONTENT,
    COUNT,
    NAME_TOLERANCE,
    counted,
    doubtful,
    is_rounded,
)
from nsl_db.curation.rules.rule import Rule, flags

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["NAMED_SIZE_RULES"]

NAME_FACTOR = 2.0
"""Factor between a count from a model's own files and its name that no rounding
explains."""

TWIN_TOLERANCE = 0.05
"""Relative difference between the counts of models with one name and one size."""


def find_name_mismatches(view: View) -> pl.DataFrame:
    """Counts that the name contradicts; those read from files within a factor of 2."""
    ratio = COUNT / pl.col("name_size")
    is_far = (ratio > NAME_FACTOR) | (ratio < 1 / NAME_FACTOR)
    is_off = (ratio - 1).abs() > NAME_TOLERANCE
    read = doubtful(view)["model_id"].implode()
    rows = view.models.filter(
        ~pl.col("is_mixture"), is_far | (is_off & pl.col("model_id").is_in(read))
    )
    text = pl.format(
        "{} parameters, but the name says {}",
        "num_parameters",
        pl.col("name_size").cast(pl.Int64),
    )
    return flags(rows, "model", text, field="num_parameters", content=CONTENT)


def find_rounded_counts(view: View) -> pl.DataFrame:
    """Counts with so few digits that a name or a headline must be their source."""
    rows = counted(view).filter(is_rounded())
    text = pl.format(
        "{} has at most 3 significant digits: a rounded figure", "num_parameters"
    )
    return flags(rows, "model", text, field="num_parameters", content=CONTENT)


def find_unequal_twins(view: View) -> pl.DataFrame:
    """Counts that differ between models of one series and one size in the name."""
    keys = ("series", "name_size")
    rows = counted(view).filter(pl.col("name_size").is_not_null())
    spread = rows.group_by(keys).agg(
        smallest=COUNT.min(), largest=COUNT.max(), num_models=pl.len()
    )
    rows = rows.join(spread, on=keys, how="left").filter(
        pl.col("largest") > pl.col("smallest") * (1 + TWIN_TOLERANCE)
    )
    text = pl.format(
        "{} parameters; models of this name and size are given {} to {}",
        "num_parameters",
        "smallest",
        "largest",
    )
    content = (*CONTENT, "smallest", "largest")
    return flags(rows, "model", text, field="num_parameters", content=content)


def find_missing_counts(view: View) -> pl.DataFrame:
    """Models without a count that the analysis loses although the name states it."""
    rows = view.models.filter(
        COUNT.is_null(),
        pl.col("name_size").is_not_null(),
        pl.col("is_measured") | pl.col("is_described"),
    )
    text = pl.format(
        "no parameter count, so no analysis has the model; its name says {}",
        pl.col("name_size").cast(pl.Int64),
    )
    content = ("model_id", "name_size", "training_tokens")
    return flags(rows, "model", text, field="num_parameters", content=content)


NAMED_SIZE_RULES = (
    Rule(
        "size_differs_from_name",
        "The size in the name is near the count.",
        find_name_mismatches,
    ),
    Rule(
        "count_rounded",
        "A count has all its digits.",
        find_rounded_counts,
    ),
    Rule(
        "twins_differ_in_size",
        "Models of one series and one size in the name have equal counts.",
        find_unequal_twins,
    ),
    Rule(
        "size_missing_but_named",
        "A model whose name states its size has a parameter count.",
        find_missing_counts,
    ),
)
"""Rules on parameter counts and the names of their models."""
