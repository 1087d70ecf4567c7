"""What a rule is, and the flags that it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from nsl_db.curation.rules.view import View
from nsl_db.schema.fields import FIELDS

__all__ = ["FLAG_SCHEMA", "Find", "Rule", "flags", "no_flags"]

FLAG_SCHEMA: dict[str, type[pl.DataType]] = {
    "table_name": pl.String,
    "model_id": pl.String,
    "field": pl.String,
    "source": pl.String,
    "protocol_id": pl.String,
    "message": pl.String,
    "row_content": pl.String,
}
"""Columns of a frame of flags; `protocol_id` names a score, and is NULL elsewhere."""

COMPUTED_DIGITS = 6
"""Significant digits of what a rule computes."""

Find = Callable[[View], pl.DataFrame]
"""Gives a frame of flags."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a value can be wrong.

    Attributes:
        code: Reason code in `quarantine`.
        description: One sentence that says what a sound value looks like.
        find: The function that looks.
        withholds: Whether what it flags may be taken out of its table.
        is_certain: Whether it rests on arithmetic alone, so that even a value that a
            model's own files state may be taken out.
    """

    code: str
    description: str
    find: Find
    withholds: bool = False
    is_certain: bool = False


def no_flags() -> pl.DataFrame:
    """A frame of flags without rows."""
    return pl.DataFrame(schema=FLAG_SCHEMA)


def flags(
    rows: pl.DataFrame,
    table_name: str,
    message: pl.Expr,
    *,
    field: str | pl.Expr | None = None,
    content: tuple[str, ...] = (),
) -> pl.DataFrame:
    """Turn rows that break a rule into flags.

    Args:
        rows: One row per flag; has `model_id`, and `source` and `protocol_id` where
            the flag is on a score.
        table_name: Table that the doubtful value is in.
        message: Sentence with the offending values and what was expected.
        field: Doubtful field: its name, or an expression that gives it.
        content: Columns of `rows` to keep as the content of the flag.

    Returns:
        Shape (rows, 7), columns of `FLAG_SCHEMA`.
    """
    name = field if isinstance(field, pl.Expr) else pl.lit(field, dtype=pl.String)
    absent = [
        pl.lit(None, dtype=pl.String).alias(key)
        for key in ("source", "protocol_id")
        if key not in rows.columns
    ]
    kept = ("model_id", *(key for key in content if key != "model_id"))
    return rows.with_columns(absent).select(
        pl.lit(table_name).alias("table_name"),
        "model_id",
        name.alias("field"),
        "source",
        "protocol_id",
        message.alias("message"),
        pl.struct(
            pl.col(key) if key in FIELDS else _shortened(rows, key) for key in kept
        )
        .struct.json_encode()
        .alias("row_content"),
    )


def _shortened(rows: pl.DataFrame, key: str) -> pl.Expr:
    """A computed column without the digits that depend on the order of a sum."""
    column = pl.col(key)
    is_float = rows.schema[key] == pl.Float64
    return column.round_sig_figs(COMPUTED_DIGITS) if is_float else column
