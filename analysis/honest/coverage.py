"""How often the intervals hold the score of a family that was never seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.honest.conformal import LEVELS, WEIGHTINGS, FamilyConformal
from nsl_db.analysis.honest.evaluate import MIN_TRAIN
from nsl_db.analysis.honest.support import inside_support

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.honest.evaluate import Evaluator
    from nsl_db.analysis.honest.folds import Fold
    from nsl_db.analysis.honest.matrices import FeatureMatrix
    from nsl_db.analysis.honest.methods import Method
    from nsl_db.analysis.honest.parallel import Progress
    from nsl_db.analysis.study import Study, Target

MIN_CASES = 5
"""Fewest intervals of a family whose coverage is reported as the worst."""

INTERVAL_SCHEMA: Mapping[str, pl.DataType] = {
    "seed": pl.Int64(),
    "fold": pl.Int64(),
    "model_id": pl.String(),
    "family": pl.String(),
    "target": pl.String(),
    "level": pl.Float64(),
    "weighting": pl.String(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "actual": pl.Float64(),
    "is_inside": pl.Boolean(),
}
"""Columns of the intervals: one row per held-out score, level and weighting.

`is_inside` says whether the model lies inside the support of the training part.
"""


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """Measured coverage of one level and weighting.

    Attributes:
        target: Key of the target, or `headline` or `all` for the mean over them.
        level: Nominal coverage.
        weighting: `model` or `family`.
        coverage: Share of held-out scores inside; for a mean over targets each
            weighs the same.
        family_coverage: Mean of the families' coverages, each weighing the same.
        mean_width: Mean width of the intervals in score units.
        num_intervals: Intervals measured.
        worst_family: Family with the smallest coverage, of those with enough cases.
        worst_coverage: Its coverage.
        inside_coverage: Coverage inside the support, null where there is no case.
        outside_coverage: Coverage outside the support.
        outside_share: Share of cases outside the support.
    """

    target: str
    level: float
    weighting: str
    coverage: float
    family_coverage: float
    mean_width: float
    num_intervals: int
    worst_family: str | None
    worst_coverage: float | None
    inside_coverage: float | None
    outside_coverage: float | None
    outside_share: float


def measure_intervals(
    evaluator: Evaluator,
    method: Method,
    folds: Sequence[Fold],
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Lay intervals around the held-out scores of outer family folds.

    The inner folds that the intervals rest on are made of the training part only.

    Returns:
        Columns as in `INTERVAL_SCHEMA`.
    """
    study = evaluator.study
    key = (
        "intervals",
        *method.key,
        [target.key for target in study.targets],
        [(fold.kind, fold.seed, fold.number) for fold in folds],
    )
    found = evaluator.cache.find(*key)
    if found is None:
        matrix = evaluator.matrices[method.matrix]
        calls = [(method, matrix, study, fold) for fold in folds]
        found = pl.concat(evaluator.pool.run(intervals_of_fold, calls, progress))
        evaluator.cache.store(found, *key)
    return found


def intervals_of_fold(
    method: Method, matrix: FeatureMatrix, study: Study, fold: Fold
) -> pl.DataFrame:
    """Intervals for the held-out models of one split."""
    families = np.asarray(study.families)
    known = np.isfinite(study.scores[fold.train]).sum(axis=0) >= MIN_TRAIN
    targets = tuple(t for t, kept in zip(study.targets, known, strict=True) if kept)
    conformal = FamilyConformal(
        partial(method.build, targets, fold.seed, matrix.names), targets, seed=fold.seed
    ).calibrate(
        matrix.values[fold.train],
        study.scores[np.ix_(fold.train, known)],
        families[fold.train].tolist(),
    )
    centres = conformal.centres(matrix.values[fold.test])
    logs = matrix.values[:, :2]
    is_inside = inside_support(logs, fold.train)[fold.test]
    actual = study.scores[np.ix_(fold.test, known)]
    frames = []
    for level in LEVELS:
        for weighting in WEIGHTINGS:
            laid = conformal.laid_around(centres, level, weighting)
            frames.append(
                _frame(study, fold, targets, actual, is_inside).with_columns(
                    level=pl.lit(level),
                    weighting=pl.lit(weighting),
                    low=pl.Series(laid.low[np.isfinite(actual)]),
                    high=pl.Series(laid.high[np.isfinite(actual)]),
                )
            )
    return pl.concat(frames).select(
        pl.col(name).cast(dtype) for name, dtype in INTERVAL_SCHEMA.items()
    )


def coverage_table(
    intervals: pl.DataFrame, headline: Sequence[str]
) -> tuple[CoverageRow, ...]:
    """Coverage by level, weighting and target; means over targets come first.

    Args:
        intervals: Columns as in `INTERVAL_SCHEMA`.
        headline: Keys of the paper's targets.
    """
    judged = intervals.with_columns(
        hit=pl.col("actual").is_between("low", "high"),
        width=pl.col("high") - pl.col("low"),
    )
    targets = judged["target"].unique(maintain_order=True)
    named = {"headline": [key for key in targets if key in headline]}
    if set(targets) - set(headline):
        named["all"] = list(targets)
    named |= {key: [key] for key in targets}
    groups = judged.partition_by("level", "weighting", maintain_order=True)
    return tuple(
        _row(name, part.filter(pl.col("target").is_in(keys)))
        for name, keys in named.items()
        for part in groups
        if keys
    )


def _frame(
    study: Study,
    fold: Fold,
    targets: tuple[Target, ...],
    actual: NDArray[np.float64],
    is_inside: NDArray[np.bool_],
) -> pl.DataFrame:
    """Held-out scores of one split."""
    rows, columns = np.nonzero(np.isfinite(actual))
    ids = [study.model_ids[row] for row in fold.test]
    return pl.DataFrame(
        {
            "seed": [fold.seed] * len(rows),
            "fold": [fold.number] * len(rows),
            "model_id": [ids[row] for row in rows],
            "family": [study.families[fold.test[row]] for row in rows],
            "target": [targets[column].key for column in columns],
            "actual": actual[rows, columns],
            "is_inside": is_inside[rows],
        }
    )


def _row(name: str, part: pl.DataFrame) -> CoverageRow:
    """Summarise intervals of one level and weighting."""
    by_family = part.group_by("family", maintain_order=True).agg(
        pl.col("hit").mean(), cases=pl.struct("model_id", "target").n_unique()
    )
    judged = by_family.filter(pl.col("cases") >= MIN_CASES).sort("hit", "family")
    by_target = part.group_by("target", maintain_order=True).agg(
        pl.col("hit", "width").mean()
    )
    inside, outside = part.filter("is_inside"), part.filter(~pl.col("is_inside"))
    return CoverageRow(
        target=name,
        level=part["level"][0],
        weighting=part["weighting"][0],
        coverage=_mean(by_target["hit"]) or 0.0,
        family_coverage=_mean(by_family["hit"]) or 0.0,
        mean_width=_mean(by_target["width"]) or 0.0,
        num_intervals=part.height,
        worst_family=judged["family"][0] if judged.height else None,
        worst_coverage=judged["hit"][0] if judged.height else None,
        inside_coverage=_mean(inside["hit"]),
        outside_coverage=_mean(outside["hit"]),
        outside_share=outside.height / part.height,
    )


def _mean(values: pl.Series) -> float | None:
    """Mean as a number, None of nothing."""
    return float(np.mean(values.to_numpy())) if len(values) else None


__all__ = [
    "INTERVAL_SCHEMA",
    "CoverageRow",
    "coverage_table",
    "intervals_of_fold",
    "measure_intervals",
]
