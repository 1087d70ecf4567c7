"""The scores that can be predicted: the paper's 13, and every other protocol.

A target is one protocol: benchmark, shots, metric and harness. Scores of different
protocols are never joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.analysis.paper.tasks import TASKS, Task, canonical_part, task_targets
from nsl_db.analysis.study import USUAL_HARNESS, Target
from nsl_db.curation.benchmarks import benchmark_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

METRICS = (
    "acc_norm",
    "mc2",
    "exact_match",
    "accuracy",
    "pass_at_1",
    "f1",
    "brier_score",
)
"""Metrics that can be a target; of several of one run, the first counts.

Two metrics of the same answers are one piece of evidence, not two. The order puts
first what the Open LLM Leaderboard ranked models by.
"""

PROPORTIONS = ("acc_norm", "exact_match", "accuracy", "pass_at_1")
"""Metrics that are a proportion of the test items."""

COMMON_SHARE = 0.5
"""A task is part of a protocol's score if so many of its models have it."""

UNKNOWN_HARNESS_BENCHMARKS = ("humaneval",)
"""Benchmarks of the paper whose scores were not measured with its harness."""


def headline_targets() -> dict[Target, Task]:
    """The paper's 13 targets, with the parts that each is formed from."""
    return {_headline(task): task for task in TASKS}


def headline_scores(scores: pl.DataFrame, target: Target, task: Task) -> pl.DataFrame:
    """Form a target of the paper inside its own protocol.

    Returns:
        `model_id` and `target` (n, 2), sorted by `model_id`.
    """
    return task_targets(scores.filter(_is_harness(target.harness)), task)


def further_targets(scores: pl.DataFrame) -> Iterator[tuple[Target, pl.DataFrame]]:
    """Every other protocol with its scores, in the order of their names.

    A benchmark of several tasks scores as their mean; models that lack one of the
    common tasks are left out, so that all means are over the same tasks.

    Yields:
        The target, and `model_id` and `target` (n, 2) sorted by `model_id`.
    """
    taken = {(t.benchmark, t.num_shots, t.harness) for t in headline_targets()}
    known = scores.filter(
        pl.col("metric").is_in(METRICS),
        pl.col("num_shots").is_not_null(),
        pl.col("score").is_not_nan(),
        pl.col("score").is_not_null(),
    )
    keys = known.select("benchmark", "num_shots", "harness", "metric").unique()
    order = {metric: place for place, metric in enumerate(METRICS)}
    rows = sorted(
        keys.iter_rows(named=True),
        key=lambda r: (
            r["benchmark"],
            r["num_shots"],
            r["harness"] or "",
            order[r["metric"]],
        ),
    )
    for row in rows:
        run = (row["benchmark"], row["num_shots"], row["harness"])
        if run not in taken:
            taken.add(run)
            target = _target(*run, metric=row["metric"])
            yield target, _protocol_scores(known, target)


def _headline(task: Task) -> Target:
    """The target of one task of the paper."""
    is_unknown = task.benchmark in UNKNOWN_HARNESS_BENCHMARKS
    return Target(
        benchmark=task.benchmark,
        num_shots=task.num_shots,
        metric=task.metric,
        harness=None if is_unknown else USUAL_HARNESS,
        chance=_chance(task.benchmark, task.metric),
        best=0.0 if task.metric == "brier_score" else 1.0,
        num_items=task.num_items,
    )


def _target(
    benchmark: str, num_shots: int, harness: str | None, *, metric: str
) -> Target:
    """The target of a protocol that the paper does not have."""
    return Target(
        benchmark=benchmark,
        num_shots=num_shots,
        metric=metric,
        harness=harness,
        chance=_chance(benchmark, metric),
        best=0.0 if metric == "brier_score" else 1.0,
        num_items=_facts()[benchmark]["num_items"] if metric in PROPORTIONS else None,
    )


def _chance(benchmark: str, metric: str) -> float | None:
    """Score of uniform guessing, None where it has no meaning or is not known.

    Source: a uniform guess over k options has the Brier score
    (1 - 1/k)^2 + (k - 1) / k^2 = 1 - 1/k.
    """
    chance: float | None = _facts()[benchmark]["chance_score"]
    if chance is None or metric not in ("accuracy", "acc_norm", "brier_score"):
        return None
    return 1 - chance if metric == "brier_score" else chance


def _facts() -> Mapping[str, dict[str, Any]]:
    """Facts about the known benchmarks by name."""
    return {row["benchmark"]: row for row in benchmark_frame().iter_rows(named=True)}


def _protocol_scores(scores: pl.DataFrame, target: Target) -> pl.DataFrame:
    """Average the common tasks of one protocol per model."""
    rows = (
        scores.filter(
            pl.col("benchmark") == target.benchmark,
            pl.col("num_shots") == target.num_shots,
            pl.col("metric") == target.metric,
            _is_harness(target.harness),
        )
        .with_columns(part=canonical_part())
        .sort("source_row", "score", nulls_last=True)
        .unique(["model_id", "part"], keep="first", maintain_order=True)
    )
    floor = COMMON_SHARE * rows["model_id"].n_unique()
    common = rows.group_by("part").len().filter(pl.col("len") >= floor)["part"]
    return (
        rows.filter(pl.col("part").is_in(common.implode()))
        .group_by("model_id")
        .agg(target=pl.col("score").mean(), parts=pl.len())
        .filter(pl.col("parts") == len(common))
        .select("model_id", "target")
        .sort("model_id")
    )


def _is_harness(harness: str | None) -> pl.Expr:
    """Whether a score was measured with a harness; null only equals null."""
    return pl.col("harness").eq_missing(harness)


__all__ = ["METRICS", "further_targets", "headline_scores", "headline_targets"]
