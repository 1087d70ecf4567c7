"""Which cells differ between two catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.db.queries import read_table
from nsl_db.schema.tables import CELL_TABLES, EVALUATION

if TYPE_CHECKING:
    from pathlib import Path

    from nsl_db.schema.spec import Table

__all__ = ["DIFFERENCE_COLUMNS", "catalogue_differences"]

DIFFERENCE_COLUMNS = (
    "change",
    "table_name",
    "model_id",
    "field",
    "value_a",
    "value_b",
    "relative_difference",
)
"""Columns of a difference; `field` of a score is its protocol and source."""


def catalogue_differences(a: Path, b: Path) -> pl.DataFrame:
    """Compare two catalogues cell by cell.

    Args:
        a: The older catalogue.
        b: The newer catalogue.

    Returns:
        One row per cell or score that was added, removed or changed; see
        `DIFFERENCE_COLUMNS`. Values are text; the relative difference is
        (b - a) / |a| for numbers and null otherwise.

    Raises:
        CatalogueError: A catalogue cannot be opened.
    """
    parts = [
        _compare(item.name, _cells(a, item), _cells(b, item)) for item in CELL_TABLES
    ]
    parts.append(_compare(EVALUATION.name, _scores(a), _scores(b)))
    return pl.concat(parts).sort("table_name", "model_id", "field")


_KEY = ("model_id", "field")


def _cells(path: Path, item: Table) -> pl.DataFrame:
    """Non-NULL cells as text, with their number where they have one."""
    frame = read_table(path, item.name)
    columns = [name for name in frame.columns if name != "model_id"]
    parts = [
        frame.select(
            "model_id",
            pl.lit(name).alias("field"),
            pl.col(name).cast(pl.String).alias("value"),
            _number(frame, name).alias("number"),
        ).filter(pl.col("value").is_not_null())
        for name in columns
    ]
    return pl.concat(parts)


def _scores(path: Path) -> pl.DataFrame:
    frame = read_table(path, EVALUATION.name).filter(pl.col("score").is_not_null())
    return frame.select(
        "model_id",
        pl.format("{} ({})", "protocol_id", "source").alias("field"),
        pl.col("score").cast(pl.String).alias("value"),
        pl.col("score").alias("number"),
    )


def _number(frame: pl.DataFrame, name: str) -> pl.Expr:
    if frame.schema[name].is_numeric():
        return pl.col(name).cast(pl.Float64)
    return pl.lit(None, dtype=pl.Float64)


def _compare(table_name: str, a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    both = a.join(b, on=_KEY, how="full", coalesce=True, suffix="_b").filter(
        pl.col("value").ne_missing(pl.col("value_b"))
    )
    change = (
        pl.when(pl.col("value").is_null())
        .then(pl.lit("added"))
        .when(pl.col("value_b").is_null())
        .then(pl.lit("removed"))
        .otherwise(pl.lit("changed"))
    )
    relative = (pl.col("number_b") - pl.col("number")) / pl.col("number").abs()
    return both.select(
        change.alias("change"),
        pl.lit(table_name).alias("table_name"),
        *_KEY,
        pl.col("value").alias("value_a"),
        "value_b",
        pl.when(pl.col("number") != 0).then(relative).alias("relative_difference"),
    ).select(DIFFERENCE_COLUMNS)
