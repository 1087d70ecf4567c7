"""Absolute errors by model and target, from predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nsl_db.analysis.study import Study

MethodKey = tuple[str, str]
"""Estimator and features."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors of one method on one kind of folds.

    Attributes:
        folds: Kind of folds.
        method: Estimator and features.
        by_model: Absolute error, averaged over seeds (n, t); NaN where the model was
            not predicted or not measured.
        by_seed: Mean absolute error over models (seeds, t).
        seeds: The seeds.
        seconds: Computing time by seed (seconds,).
    """

    folds: str
    method: MethodKey
    by_model: NDArray[np.float64]
    by_seed: NDArray[np.float64]
    seeds: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def mae(self) -> NDArray[np.float64]:
        """Mean absolute error (t,): models are pooled, seeds averaged."""
        is_known = np.isfinite(self.by_model)
        with np.errstate(invalid="ignore"):
            sums = np.where(is_known, self.by_model, 0.0).sum(axis=0)
            mae: NDArray[np.float64] = sums / is_known.sum(axis=0)
        return mae


def collect_errors(predictions: pl.DataFrame, study: Study) -> tuple[Errors, ...]:
    """Gather errors by kind of folds and method, in the order of the predictions."""
    rows = {name: place for place, name in enumerate(study.model_ids)}
    columns = {target.key: place for place, target in enumerate(study.targets)}
    frame = predictions.with_columns(
        row=pl.col("model_id").replace_strict(rows, return_dtype=pl.Int64),
        column=pl.col("target").replace_strict(columns, return_dtype=pl.Int64),
        error=(pl.col("predicted") - pl.col("actual")).abs(),
    )
    keys = ("folds", "estimator", "features")
    return tuple(
        _errors(part, (len(rows), len(columns)))
        for part in frame.partition_by(keys, maintain_order=True)
    )


def _errors(part: pl.DataFrame, shape: tuple[int, int]) -> Errors:
    """Errors of one method on one kind of folds."""
    models = part.group_by("row", "column", maintain_order=True).agg(
        pl.col("error").mean()
    )
    by_model = np.full(shape, np.nan)
    by_model[models["row"].to_numpy(), models["column"].to_numpy()] = models["error"]
    seeds = tuple(part["seed"].unique(maintain_order=True))
    place = {seed: number for number, seed in enumerate(seeds)}
    means = part.group_by("seed", "column", maintain_order=True).agg(
        pl.col("error").mean()
    )
    by_seed = np.full((len(seeds), shape[1]), np.nan)
    index = [place[seed] for seed in means["seed"]]
    by_seed[index, means["column"].to_numpy()] = means["error"]
    seconds = part.group_by("seed", maintain_order=True).agg(pl.col("seconds").sum())
    return Errors(
        folds=part["folds"][0],
        method=(part["estimator"][0], part["features"][0]),
        by_model=by_model,
        by_seed=by_seed,
        seeds=seeds,
        seconds=tuple(seconds["seconds"]),
    )


__all__ = ["Errors", "MethodKey", "collect_errors"]
