"""The 13 prediction targets of the paper and how a model's score is formed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Task:
    """One prediction target.

    Attributes:
        benchmark: Name of the benchmark.
        num_shots: Worked examples in the prompt.
        metric: Score that is predicted.
        parts: Harness tasks whose scores are averaged per model; a trailing `*`
            stands for any ending.
        paper_num_models: Models with a target in the paper's own table.
        num_items: Test items where the score is one proportion of them, else None.
    """

    benchmark: str
    num_shots: int
    metric: str
    parts: tuple[str, ...]
    paper_num_models: int
    num_items: int | None = None

    @property
    def label(self) -> str:
        """Name for people, such as `mmlu (5-shot)`."""
        return f"{self.benchmark} ({self.num_shots}-shot)"


TASKS = (
    Task("arc_challenge", 25, "accuracy", ("arc_challenge",), 92, 1172),
    Task("hellaswag", 10, "accuracy", ("hellaswag",), 92, 10042),
    Task("mmlu", 0, "accuracy", ("mmlu_*",), 92),
    Task("mmlu", 5, "accuracy", ("mmlu_*",), 92),
    Task("truthfulqa", 0, "accuracy", ("truthfulqa_mc1", "truthfulqa_mc2"), 69),
    Task("winogrande", 5, "accuracy", ("winogrande",), 92, 1267),
    Task("lambada", 0, "accuracy", ("lambada_openai", "lambada_standard"), 92),
    Task("gsm8k", 5, "accuracy", ("gsm8k", "gsm8k_cot"), 92),
    Task("humaneval", 0, "accuracy", ("humaneval",), 91, 164),
    Task("mathqa", 0, "brier_score", ("mathqa",), 82),
    Task("xnli", 0, "brier_score", ("xnli_*",), 82),
    Task("anli", 0, "brier_score", ("anli_*",), 82),
    Task("logiqa2", 0, "brier_score", ("logiqa2",), 82),
)
"""The targets, in the order of the results; a Brier score is better when lower.

Source: Liu et al. 2025 (arXiv 2503.03862) and its published code. Item counts are
the sizes of the test splits; each published score is a whole number of items.
"""

_ALIASES = ((r"^hendrycksTest-", "mmlu_"), (r"^arc:challenge$", "arc_challenge"))
"""Older harness names and the names that replace them.

Source: lm-evaluation-harness 0.3 and the first Open LLM Leaderboard.
"""


def select_tasks(benchmarks: Sequence[str]) -> tuple[Task, ...]:
    """Return the tasks of the named benchmarks, or all for none.

    Raises:
        UsageError: A benchmark is not part of the protocol.
    """
    known = dict.fromkeys(task.benchmark for task in TASKS)
    for name in benchmarks:
        if name not in known:
            raise UsageError(
                f"--benchmark: {name!r} is not one of {', '.join(known)}, "
                "which the paper protocol covers."
            )
    return tuple(
        task for task in TASKS if not benchmarks or task.benchmark in benchmarks
    )


def task_targets(scores: pl.DataFrame, task: Task) -> pl.DataFrame:
    """Average the parts of a task per model.

    Where a model has the same part twice, under an old and a new name, the row
    with the smallest `source_row` counts. Parts without a score are left out of
    the mean, models without any are left out of the result.

    Args:
        scores: Score frame of the catalogue.
        task: The target to form.

    Returns:
        `model_id` and `target` (n, 2), sorted by `model_id`; the target is the
        single-precision mean of single-precision scores, held as Float64.
    """
    parts = (
        scores.filter(
            pl.col("metric") == task.metric, pl.col("num_shots") == task.num_shots
        )
        .with_columns(part=canonical_part())
        .filter(_is_part_of(task))
        .sort("source_row")
        .unique(["model_id", "part"], keep="first", maintain_order=True)
        .filter(pl.col("score").is_not_null(), pl.col("score").is_not_nan())
        .group_by("model_id", maintain_order=True)
        .agg(pl.col("score").cast(pl.Float32))
        .sort("model_id")
    )
    means = [float(compensated_mean(part.to_numpy())) for part in parts["score"]]
    return parts.select("model_id", target=pl.Series(means, dtype=pl.Float64))


def compensated_mean(values: NDArray[np.float32]) -> np.float32:
    """Mean in single precision with Kahan's compensation, in the given order.

    Args:
        values: Scores (n,), n > 0, none of them NaN.

    Source: Kahan 1965; pandas averages groups of float32 values this way, and
    the targets of the paper carry its rounding.
    """
    total = compensation = np.float32(0)
    for value in values:
        term = value - compensation
        raised = total + term
        compensation = raised - total - term
        total = raised
    return np.float32(total / np.float32(len(values)))


def canonical_part() -> pl.Expr:
    """Harness task under its present name."""
    name = pl.col("task")
    for pattern, replacement in _ALIASES:
        name = name.str.replace(pattern, replacement)
    return name


def _is_part_of(task: Task) -> pl.Expr:
    """Whether a canonical part belongs to the task."""
    return pl.any_horizontal(
        pl.col("part").str.starts_with(part[:-1])
        if part.endswith("*")
        else pl.col("part") == part
        for part in task.parts
    )


__all__ = [
    "TASKS",
    "Task",
    "canonical_part",
    "compensated_mean",
    "select_tasks",
    "task_targets",
]
