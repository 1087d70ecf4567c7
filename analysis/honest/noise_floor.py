"""What the sampling of test items alone does to each target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.noise import NORMAL_MEAN_ERROR, expected_sampling_error
from nsl_db.analysis.paper.tasks import canonical_part
from nsl_db.curation.benchmarks import benchmark_frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nsl_db.analysis.study import Study, Target

SHARED_ITEMS = ("truthfulqa", "lambada", "gsm8k")
"""Benchmarks whose tasks ask the same items in several ways."""

BRIER_ITEM_DEVIATION = 0.45
"""Assumed standard deviation of the Brier score of one item.

No source states standard errors of Brier scores. The square of a half-sure answer's
error moves by about this much between items; the floor is marked as assumed.
"""

MIN_SHARE = 0.5
"""Standard errors count where at least this share of a target's models has one."""


@dataclass(frozen=True, slots=True)
class NoiseFloor:
    """Mean absolute error that a perfect prediction would still have.

    Attributes:
        value: The error, None where it cannot be told.
        basis: `standard_errors` as stated with the scores, `items` for a proportion
            of a known number of items, `assumed` for Brier scores, or `unknown`.
    """

    value: float | None
    basis: str


def noise_floors(scores: pl.DataFrame, study: Study) -> dict[str, NoiseFloor]:
    """Noise floor of each target by its key.

    All models answer the same items, so their errors are related: the floor tells
    how large the noise is, not how good a prediction can be at best.

    Args:
        scores: Score frame of the catalogue.
        study: Models and targets.
    """
    members = scores.filter(pl.col("model_id").is_in(study.model_ids)).with_columns(
        part=canonical_part()
    )
    return {
        target.key: _floor(members, target, study.scores[:, place])
        for place, target in enumerate(study.targets)
    }


def _floor(
    scores: pl.DataFrame, target: Target, values: NDArray[np.float64]
) -> NoiseFloor:
    """Noise floor of one target from the best thing that is known."""
    known = values[np.isfinite(values)]
    deviations = _stated(scores, target)
    if len(deviations) >= MIN_SHARE * len(known):
        return NoiseFloor(
            NORMAL_MEAN_ERROR * float(deviations.mean()), "standard_errors"
        )
    if target.num_items is not None and not target.is_lower_better:
        return NoiseFloor(expected_sampling_error(known, target.num_items), "items")
    num_items = _num_items(target.benchmark)
    if target.is_lower_better and num_items is not None:
        deviation = BRIER_ITEM_DEVIATION / np.sqrt(num_items)
        return NoiseFloor(NORMAL_MEAN_ERROR * float(deviation), "assumed")
    return NoiseFloor(None, "unknown")


def _num_items(benchmark: str) -> int | None:
    """Test items of a benchmark."""
    facts = benchmark_frame().filter(pl.col("benchmark") == benchmark)
    num_items: int | None = facts["num_items"][0]
    return num_items


def _stated(scores: pl.DataFrame, target: Target) -> NDArray[np.float64]:
    """Standard errors of the models whose every task has one (m,)."""
    error = pl.col("score_stderr")
    if target.benchmark in SHARED_ITEMS:
        joint = error.mean()
    else:
        joint = (error**2).sum().sqrt() / pl.len()
    stated = (
        scores.filter(
            pl.col("benchmark") == target.benchmark,
            pl.col("num_shots") == target.num_shots,
            pl.col("metric") == target.metric,
            pl.col("harness").eq_missing(target.harness),
        )
        .unique(["model_id", "part"], keep="first", maintain_order=True)
        .group_by("model_id", maintain_order=True)
        .agg(joint=joint, is_whole=error.is_not_null().all())
        .filter("is_whole")
    )
    return stated["joint"].to_numpy()


__all__ = ["NoiseFloor", "noise_floors"]
