"""What several rules on parameter counts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["CONTENT", "COUNT", "NAME_TOLERANCE", "counted", "doubtful", "is_rounded"]

NAME_TOLERANCE = 0.1
"""Relative difference between a count read from prose and the size in the name.

Names round to two digits, and some leave out embeddings: 8 % for pythia-1b.
"""

DIGITS = 3
"""Significant digits that a rounded count has at most."""

COUNT = pl.col("num_parameters")
"""The count."""

CONTENT = ("model_id", "num_parameters", "hidden_size", "name_size")
"""Columns that a flag on a count keeps."""


def counted(view: View) -> pl.DataFrame:
    """Models with a count, and the `context` that masks would be squares of."""
    context = pl.coalesce("max_position_embeddings", "training_sequence_length")
    return view.models.filter(COUNT.is_not_null()).with_columns(context=context)


def is_rounded() -> pl.Expr:
    """Whether a count has so few digits that it must be a headline."""
    power = (COUNT.cast(pl.Float64).log10().floor() - (DIGITS - 1)).clip(0)
    return (COUNT >= 10**6) & (COUNT % (10**power).cast(pl.Int64) == 0)


def doubtful(view: View) -> pl.DataFrame:
    """Models whose count was read from prose, a table or a name."""
    is_read = pl.col("confidence").is_in(["parsed", "inferred"])
    return view.trust("num_parameters").filter(is_read)
