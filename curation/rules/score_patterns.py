"""Rules on scores that repeat where they should not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.identities import is_placeholder, spelled
from nsl_db.curation.rules.naming import name_of
from nsl_db.curation.rules.rule import Rule
from nsl_db.curation.rules.scores import ACCURACIES, on_scores
from nsl_db.curation.rules.task_names import SAME_ITEMS, renamed

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["PATTERN_RULES"]

MIN_TASKS = 10
"""Tasks of a suite needed to see a pattern."""

MIN_MODELS = 10
"""Models under one protocol needed to see what a constant answer scores."""

NEAR_CHANCE = 0.05
"""Distance of a mean accuracy from chance within which answers may be constant."""

CONSTANT = 0.9
"""Share of tasks with the commonest score, from which all answers are constant."""

NEARLY_CONSTANT = 0.5
"""The same, from which most of them are."""

COPIED = 0.999
"""Share of tasks with equal scores at two numbers of shots that shows a copy."""

MOSTLY_COPIED = 0.6
"""The same, from which it looks like one."""

MIN_SHARED = 20
"""Protocols that two models must share to be compared."""

DUPLICATE = 0.95
"""Share of equal scores from which two models are one run."""

COMMON_VALUE = 5
"""Models with one score from which it is too common to tell runs apart."""

_SUITE = ["model_id", "source", "benchmark", "num_shots", "metric", "naming"]


def _suites(view: View) -> pl.DataFrame:
    """Accuracies of suites of tasks; `naming` parts the names of two harnesses."""
    naming = pl.col("task").str.extract(r"^([A-Za-z]+)", 1)
    return (
        view.measured.filter(pl.col("metric").is_in(ACCURACIES))
        .with_columns(naming=naming)
        .with_columns(num_tasks=pl.len().over(_SUITE))
        .filter(pl.col("num_tasks") >= MIN_TASKS)
    )


def _constant(view: View, lowest: float, highest: float) -> pl.DataFrame:
    """Suites near chance in which a share of scores is the commonest one of its task.

    A model that answers alike to every question scores the same on a task as all
    others that do; no other score is shared by many models.
    """
    groups = ["protocol_id", "source"]
    counts = _suites(view).with_columns(
        num_models=pl.len().over(groups), num_equal=pl.len().over(*groups, "exact")
    )
    is_commonest = pl.col("num_equal") == pl.col("num_equal").max().over(groups)
    chance = view.frames["benchmark"].select("benchmark", "chance_score")
    rows = (
        counts.with_columns(is_commonest=is_commonest & (pl.col("num_equal") > 1))
        .filter(pl.col("num_models") >= MIN_MODELS)
        .join(chance, on="benchmark", maintain_order="left")
        .with_columns(
            share=pl.col("is_commonest").mean().over(_SUITE),
            mean=pl.col("score").mean().over(_SUITE),
        )
        .filter(
            (pl.col("mean") - pl.col("chance_score")).abs() < NEAR_CHANCE,
            pl.col("share") >= lowest,
            pl.col("share") < highest,
        )
    )
    text = pl.format(
        "{} % of the {} tasks have the commonest score of all models, the mean is {}: "
        "the same answer to every question",
        (100 * pl.col("share")).round(0).cast(pl.Int64),
        "num_tasks",
        pl.col("mean").round(4),
    )
    return on_scores(rows, text, "share", "mean")


def find_constant_answers(view: View) -> pl.DataFrame:
    """Suites in which the model answers alike to every question."""
    return _constant(view, CONSTANT, float("inf"))


def find_nearly_constant_answers(view: View) -> pl.DataFrame:
    """Suites in which the model answers alike to most questions."""
    return _constant(view, NEARLY_CONSTANT, CONSTANT)


def _equal_shots(view: View, lowest: float, highest: float) -> pl.DataFrame:
    keys = ["model_id", "source", "items", "metric"]
    rows = _suites(view).with_columns(items=renamed(pl.col("task"), SAME_ITEMS))
    num_settings = pl.col("num_shots").drop_nulls().n_unique()
    rows = rows.with_columns(num_equal=num_settings.over(*keys, "exact")).filter(
        num_settings.over(keys) > 1
    )
    rows = rows.with_columns(
        share=(pl.col("num_equal") > 1).mean().over(_SUITE),
        num_compared=pl.len().over(_SUITE),
    ).filter(
        pl.col("num_compared") >= MIN_TASKS,
        pl.col("share") >= lowest,
        pl.col("share") < highest,
    )
    text = pl.format(
        "{} % of {} tasks score the same with another number of shots",
        (100 * pl.col("share")).round(0).cast(pl.Int64),
        "num_compared",
    )
    return on_scores(rows, text, "share", "num_shots")


def find_copied_shots(view: View) -> pl.DataFrame:
    """Suites whose every score is that of another number of shots."""
    return _equal_shots(view, COPIED, float("inf"))


def find_mostly_copied_shots(view: View) -> pl.DataFrame:
    """Suites most scores of which are those of another number of shots."""
    return _equal_shots(view, MOSTLY_COPIED, COPIED)


def find_duplicated_runs(view: View) -> pl.DataFrame:
    """Models nearly all of whose scores are those of another model."""
    groups = ["protocol_id", "source"]
    scores = view.measured.filter(~is_placeholder()).select(
        *groups, "model_id", "exact"
    )
    common = pl.len().over(*groups, "exact")
    rare = scores.filter(common.is_between(2, COMMON_VALUE))
    pairs = (
        rare.join(rare, on=[*groups, "exact"])
        .filter(
            pl.col("model_id") != pl.col("model_id_right"),
            _spelling("model_id") != _spelling("model_id_right"),
        )
        .group_by("source", "model_id", "model_id_right")
        .agg(num_rare=pl.len())
        .filter(pl.col("num_rare") >= MIN_SHARED // 2)
    )
    return _duplicates(view, pairs)


def _spelling(column: str) -> pl.Expr:
    return spelled(name_of(pl.col(column)))


def _duplicates(view: View, pairs: pl.DataFrame) -> pl.DataFrame:
    """Compare candidate pairs over all protocols that both models have."""
    scores = view.measured.select("source", "protocol_id", "model_id", "exact")
    other = scores.rename({"model_id": "model_id_right", "exact": "other_score"})
    keys = ["source", "model_id", "model_id_right"]
    shared = (
        pairs.select(keys)
        .join(scores, on=["source", "model_id"])
        .join(other, on=["source", "protocol_id", "model_id_right"])
        .group_by(keys)
        .agg(
            num_shared=pl.len(),
            share=(pl.col("exact") == pl.col("other_score")).mean(),
        )
        .filter(pl.col("num_shared") >= MIN_SHARED, pl.col("share") >= DUPLICATE)
        .sort("share", "model_id_right", descending=[True, False])
        .unique(["source", "model_id"], keep="first", maintain_order=True)
    )
    rows = view.measured.join(
        shared, on=["source", "model_id"], how="inner", maintain_order="left"
    )
    text = pl.format(
        "{} % of {} scores are those of {}",
        (100 * pl.col("share")).round(1),
        "num_shared",
        "model_id_right",
    )
    return on_scores(rows, text, "share", "num_shared")


PATTERN_RULES = (
    Rule(
        "answers_constant",
        "A model does not give the same answer to every question.",
        find_constant_answers,
        withholds=True,
    ),
    Rule(
        "answers_nearly_constant",
        "A model does not give the same answer to most questions.",
        find_nearly_constant_answers,
    ),
    Rule(
        "shots_copied",
        "Examples in the prompt change some score.",
        find_copied_shots,
        withholds=True,
    ),
    Rule(
        "shots_mostly_copied",
        "Examples in the prompt change most scores.",
        find_mostly_copied_shots,
    ),
    Rule(
        "run_duplicated",
        "Two models do not have the same scores.",
        find_duplicated_runs,
        withholds=True,
    ),
)
"""Rules on scores that repeat where they should not."""
