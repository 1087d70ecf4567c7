"""Which conclusions of two analyses differ, and which models drove the difference.

A conclusion is the gain of one method on one target over XGBoost on scale, or its
mean over the targets. It says `gain` where the whole interval is above zero, `loss`
where it is below, and `not shown` otherwise. Only conclusions that both analyses
hold are compared.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NUM_DRIVERS = 5
"""Models that are named for each conclusion that changed."""

RESULTS_FILE = "results.json"
PREDICTIONS_FILE = "predictions.parquet"
DESIGN_FILE = "design.parquet"
"""Files of an analysis that are compared."""

_KEY = ("folds", "target", "estimator", "features")

_SPLIT = ("folds", "estimator", "features", "target", "model_id")

CHANGE_SCHEMA: Mapping[str, pl.DataType] = {
    "folds": pl.String(),
    "target": pl.String(),
    "estimator": pl.String(),
    "features": pl.String(),
    "verdict_a": pl.String(),
    "verdict_b": pl.String(),
    "gain_a": pl.Float64(),
    "low_a": pl.Float64(),
    "high_a": pl.Float64(),
    "gain_b": pl.Float64(),
    "low_b": pl.Float64(),
    "high_b": pl.Float64(),
}
"""Columns of a changed conclusion; the target of a mean is `mean of headline` or
`mean of all`."""

DRIVER_SCHEMA: Mapping[str, pl.DataType] = {
    **{name: pl.String() for name in _KEY},
    "model_id": pl.String(),
    "error_a": pl.Float64(),
    "error_b": pl.Float64(),
    "cells": pl.String(),
}
"""Columns of a driver: a model whose mean absolute error moved, null in the analysis
that does not have it, and its design cells that differ."""


@dataclass(frozen=True, slots=True)
class Conclusions:
    """How the conclusions of two analyses differ.

    Attributes:
        compared: Conclusions that both analyses hold.
        changes: Those whose verdict differs; columns as in `CHANGE_SCHEMA`.
        drivers: For each change on one target, the models whose error moved most,
            largest first; columns as in `DRIVER_SCHEMA`.
    """

    compared: int
    changes: pl.DataFrame
    drivers: pl.DataFrame


def compare_conclusions(a: Path, b: Path) -> Conclusions:
    """Compare what two runs of the honest protocol wrote.

    Args:
        a: Folder of the older analysis.
        b: Folder of the newer analysis.

    Raises:
        UsageError: A folder holds no honest analysis.
    """
    both = _verdicts(a).join(_verdicts(b), on=_KEY, suffix="_b")
    moved = both.filter(pl.col("verdict") != pl.col("verdict_b"))
    changes = moved.select(
        *_KEY,
        pl.col("verdict").alias("verdict_a"),
        "verdict_b",
        *(pl.col(name).alias(f"{name}_a") for name in ("gain", "low", "high")),
        *(f"{name}_b" for name in ("gain", "low", "high")),
    ).select(*CHANGE_SCHEMA)
    return Conclusions(both.height, changes.sort(_KEY), _drivers(changes, a, b))


def verdict(low: float, high: float) -> str:
    """What an interval of a gain says."""
    if low > 0:
        return "gain"
    return "loss" if high < 0 else "not shown"


def _verdicts(folder: Path) -> pl.DataFrame:
    document = _read_json(folder / RESULTS_FILE)
    rows = [
        _record(row, row["target"], row["gain_vs_scale"])
        for row in document["rows"]
        if row["seed"] is None and row["gain_low"] is not None
    ]
    rows += [
        _record(row, f"mean of {row['scope']}", row["mean_gain"])
        for row in document["aggregate"]
        if row["gain_low"] is not None
    ]
    names = (*_KEY, "verdict", "gain", "low", "high")
    types = [pl.String()] * 5 + [pl.Float64()] * 3
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def _record(row: Mapping[str, Any], target: str, gain: float) -> tuple[Any, ...]:
    low, high = row["gain_low"], row["gain_high"]
    method = (row["estimator"], row["features"])
    return (row["folds"], target, *method, verdict(low, high), gain, low, high)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8"))
        protocol = document["manifest"]["protocol"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path.parent} holds no analysis: {path.name} cannot be read. Make one "
            "with `nsl-db analyze --output DIR`."
        ) from error
    if protocol != "honest":
        raise UsageError(
            f"{path.parent} is an analysis under the protocol {protocol!r}; only "
            "honest ones have intervals over families to compare."
        )
    if not isinstance(document, dict):
        raise UsageError(f"{path} is not a JSON object.")
    return document


def _drivers(changes: pl.DataFrame, a: Path, b: Path) -> pl.DataFrame:
    if changes.is_empty():
        return pl.DataFrame(schema=DRIVER_SCHEMA)
    errors = _errors(a).join(_errors(b), on=_SPLIT, how="full", coalesce=True)
    moved = errors.join(changes.select(_KEY), on=_KEY).with_columns(
        size=(pl.col("error").fill_null(0) - pl.col("error_right").fill_null(0)).abs()
    )
    largest = (
        moved.filter(pl.col("size") > 0)
        .sort("size", "model_id", descending=[True, False])
        .group_by(_KEY, maintain_order=True)
        .head(NUM_DRIVERS)
    )
    return (
        largest.join(_changed_cells(a, b), on="model_id", how="left")
        .sort(*_KEY, "size", descending=[*[False] * len(_KEY), True])
        .select(
            *_KEY,
            "model_id",
            pl.col("error").alias("error_a"),
            pl.col("error_right").alias("error_b"),
            "cells",
        )
    )


def _errors(folder: Path) -> pl.DataFrame:
    """Mean absolute error of each model over the seeds."""
    error = (pl.col("predicted") - pl.col("actual")).abs()
    frame = _read_parquet(folder / PREDICTIONS_FILE)
    return frame.group_by(_SPLIT).agg(error.mean().alias("error"))


def _changed_cells(a: Path, b: Path) -> pl.DataFrame:
    """Per model, its design cells that differ, as `field: old -> new`."""
    cells = _cells(a).join(
        _cells(b), on=["model_id", "field"], how="full", coalesce=True, suffix="_b"
    )
    unknown = pl.lit("unknown")
    texts = pl.format(
        "{}: {} -> {}",
        "field",
        pl.col("value").fill_null(unknown),
        pl.col("value_b").fill_null(unknown),
    )
    return (
        cells.filter(pl.col("value").ne_missing(pl.col("value_b")))
        .sort("model_id", "field")
        .group_by("model_id", maintain_order=True)
        .agg(texts.str.join("; ").alias("cells"))
    )


def _cells(folder: Path) -> pl.DataFrame:
    frame = _read_parquet(folder / DESIGN_FILE)
    texts = frame.select("model_id", pl.exclude("model_id").cast(pl.String))
    return texts.unpivot(index="model_id", variable_name="field").drop_nulls("value")


def _read_parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UsageError(
            f"Cannot read {path}: {error}. Repeat the analysis with `nsl-db analyze`."
        ) from error


__all__ = [
    "CHANGE_SCHEMA",
    "DESIGN_FILE",
    "DRIVER_SCHEMA",
    "Conclusions",
    "compare_conclusions",
    "verdict",
]
