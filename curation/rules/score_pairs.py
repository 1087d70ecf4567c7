"""Rules on scores that should be near each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.rule import Rule, flags
from nsl_db.curation.rules.scores import ACCURACIES, on_scores
from nsl_db.curation.rules.task_names import SAME_BENCHMARK, SAME_ITEMS, renamed

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["PAIR_RULES"]

NAME_ERRORS = 5.0
"""Standard errors between two runs of one task that no luck explains."""

TWIN_ERRORS = 4.0
"""Standard errors by which a model may fall behind its twin."""

SMALLER_ERRORS = 3.0
"""Standard errors by which a model may fall behind a smaller one of its ladder."""

LARGE_DROP = 0.1
"""Difference to the best smaller model of the ladder that is worth a look."""

TWIN_DROP = 0.05
"""Difference to a twin that is worth a look."""

LARGEST_SET = 3
"""Tasks of a benchmark above which each has too few items to compare models."""


_KEYS = ["model_id", "source", "items", "num_shots", "metric"]


def _keyed(view: View, names: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    rows = view.measured.with_columns(items=renamed(pl.col("task"), names))
    return rows.filter(pl.col("task").n_unique().over(_KEYS) > 1)


def find_disagreeing_names(view: View) -> pl.DataFrame:
    """Two scores of one task under two names that differ by more than luck."""
    rows = _keyed(view, SAME_ITEMS).with_columns(
        low=pl.col("score").min().over(_KEYS),
        high=pl.col("score").max().over(_KEYS),
        error=(pl.col("score_stderr") ** 2).sum().over(_KEYS).sqrt(),
    )
    rows = rows.filter(
        pl.col("error") > 0,
        pl.col("high") - pl.col("low") > NAME_ERRORS * pl.col("error"),
    )
    text = pl.format(
        "{}; the same task under two names has {} and {}", "score", "low", "high"
    )
    return on_scores(rows, text, "low", "high")


def _mixed(view: View, aliases: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    keys = ("model_id", "source", "benchmark", "num_shots", "metric")
    rows = _keyed(view, aliases)
    spread = rows.group_by(*keys, "items").agg(
        gap=pl.col("score").max() - pl.col("score").min(), tasks=pl.col("task")
    )
    return spread.group_by(keys, maintain_order=True).agg(
        num_tasks=pl.len(),
        gap=pl.col("gap").max(),
        tasks=pl.col("tasks").list.join(", ").sort().first(),
    )


def find_double_names(view: View) -> pl.DataFrame:
    """Benchmarks whose tasks a model has under two names."""
    text = pl.format(
        "{} tasks of {} are there under two names, such as {}; they differ by up to {}",
        "num_tasks",
        "benchmark",
        "tasks",
        pl.col("gap").round(4),
    )
    return _on_benchmarks(_mixed(view, SAME_ITEMS), text)


def find_mixed_prompts(view: View) -> pl.DataFrame:
    """Benchmarks that a model has with several prompts or texts."""
    text = pl.format(
        "{} differ by {}; never average them", "tasks", pl.col("gap").round(4)
    )
    return _on_benchmarks(_mixed(view, SAME_BENCHMARK), text)


def _on_benchmarks(rows: pl.DataFrame, text: pl.Expr) -> pl.DataFrame:
    content = ("model_id", "source", "benchmark", "num_shots", "metric", "tasks", "gap")
    return flags(rows, "evaluation", text, content=content)


def _with_smaller(view: View) -> pl.DataFrame:
    """Accuracies with the best score of smaller models of the same ladder."""
    rows = view.scored.filter(
        pl.col("metric").is_in(ACCURACIES), pl.col("name_size").is_not_null()
    )
    suite = ["model_id", "source", "benchmark", "num_shots", "metric"]
    rows = rows.filter(pl.col("task").n_unique().over(suite) <= LARGEST_SET)
    keys = ["ladder", "protocol_id", "source"]
    rows = rows.sort("name_size", "model_id").with_columns(
        smaller=pl.col("score").cum_max().shift(1).over(keys),
    )
    return rows.with_columns(behind=pl.col("smaller") - pl.col("score"))


def find_drops(view: View) -> pl.DataFrame:
    """Scores far behind those of smaller models of the ladder."""
    rows = _with_smaller(view).filter(
        pl.col("behind") > LARGE_DROP,
        pl.col("behind") > NAME_ERRORS * pl.col("score_stderr").fill_null(0),
    )
    text = pl.format(
        "{}, but a smaller model of the same recipe scores {}", "score", "smaller"
    )
    return on_scores(rows, text, "smaller", "name_size")


def find_worse_twins(view: View) -> pl.DataFrame:
    """Scores behind those of a twin and of a smaller model, too."""
    keys = ["series", "name_size", "protocol_id", "source"]
    rows = _with_smaller(view).filter(pl.col("score_stderr") > 0)
    rows = rows.with_columns(twin=pl.col("score").max().over(keys))
    error = pl.col("score_stderr") * 2**0.5
    rows = rows.filter(
        pl.col("twin") - pl.col("score") > TWIN_ERRORS * error,
        pl.col("twin") - pl.col("score") > TWIN_DROP,
        pl.col("behind") > SMALLER_ERRORS * error,
    )
    text = pl.format(
        "{}, but a twin scores {} and a smaller model of the same recipe {}",
        "score",
        "twin",
        "smaller",
    )
    return on_scores(rows, text, "twin", "smaller")


PAIR_RULES = (
    Rule(
        "task_names_disagree",
        "One task has one score, whatever its name.",
        find_disagreeing_names,
        withholds=True,
    ),
    Rule(
        "task_under_two_names",
        "A model has each task under one name.",
        find_double_names,
    ),
    Rule(
        "prompts_mixed",
        "Scores with other prompts belong to other protocols.",
        find_mixed_prompts,
    ),
    Rule(
        "smaller_sibling_better",
        "A model is not far behind smaller ones of its recipe.",
        find_drops,
    ),
    Rule(
        "twin_and_smaller_better",
        "A model is not behind its twin and a smaller one at once.",
        find_worse_twins,
        withholds=True,
    ),
)
"""Rules on scores that should be near each other."""
