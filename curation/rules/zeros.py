"""Rules on scores of exactly zero: results, or failed runs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.naming import is_tuned_name, name_of
from nsl_db.curation.rules.rule import Rule
from nsl_db.curation.rules.scores import ACCURACIES, on_scores

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["ZERO_RULES"]

MIN_SMALLER = 10
"""Models no larger than one that are needed to say what it should score."""

FEWEST_ITEMS = 100
"""Items of a task whose number is not known; few tasks have fewer."""

IMPROBABLE = 0.001
"""Probability of a zero below which it is no result."""

MIN_PROVEN = 3
"""Failed runs, shown by siblings, that make each zero of a protocol doubtful."""

_GROUP = ["protocol_id", "source"]
_SUITE = ["model_id", "source", "benchmark", "num_shots", "metric"]


def _judged(view: View) -> pl.DataFrame:
    """Zeros, with the probability of each if the model were as good as its peers.

    Peers are the models of its recipe or its size, their scores reduced in proportion
    where they are larger; and the median of all models no larger than it.
    """
    metrics = [*ACCURACIES, "pass_at_1"]
    items = view.frames["benchmark"].select("benchmark", "num_items")
    rows = (
        view.scored.filter(
            pl.col("metric").is_in(metrics), pl.col("size").is_not_null()
        )
        .join(items, on="benchmark", how="left", maintain_order="left")
        .with_columns(num_tasks=pl.col("task").n_unique().over(_SUITE))
        .with_columns(
            num_trials=(pl.col("num_items") / pl.col("num_tasks")).fill_null(
                FEWEST_ITEMS
            )
        )
    )
    has_zero = (pl.col("score") == 0).any().over(_GROUP)
    rows = rows.filter(has_zero)
    zeros = rows.filter(pl.col("score") == 0)
    expected = pl.max_horizontal("sibling", "median").fill_null(0.0)
    return (
        zeros.join(_of_siblings(rows, zeros), on=[*_GROUP, "model_id"], how="left")
        .join(_of_smaller(rows, zeros), on=[*_GROUP, "model_id"], how="left")
        .with_columns(expected=expected)
        .with_columns(
            probability=((1 - pl.col("expected")).log() * pl.col("num_trials")).exp()
        )
        .with_columns(is_failure=pl.col("probability") < IMPROBABLE)
        .with_columns(
            num_failures=(pl.col("is_failure") & pl.col("sibling").is_not_null())
            .sum()
            .over(_GROUP)
        )
    )


def _of_siblings(rows: pl.DataFrame, zeros: pl.DataFrame) -> pl.DataFrame:
    """The best that an untuned sibling makes a model of this size expect."""
    positive = rows.filter(
        pl.col("score") > 0, ~is_tuned_name(name_of(pl.col("model_id")))
    )
    found = []
    for keys in (["ladder"], ["series", "name_size"]):
        known = positive.filter(pl.all_horizontal(pl.col(keys).is_not_null()))
        pairs = zeros.select(*_GROUP, *keys, "model_id", "size").join(
            known.select(*_GROUP, *keys, "score", other_size="size"),
            on=[*_GROUP, *keys],
        )
        share = (pl.col("size") / pl.col("other_size")).clip(upper_bound=1.0)
        found.append(pairs.select(*_GROUP, "model_id", sibling=pl.col("score") * share))
    return pl.concat(found).group_by(*_GROUP, "model_id").agg(pl.col("sibling").max())


def _of_smaller(rows: pl.DataFrame, zeros: pl.DataFrame) -> pl.DataFrame:
    """The median of the models that are no larger."""
    pairs = zeros.select(*_GROUP, "model_id", "size").join(
        rows.select(*_GROUP, "score", other_size="size"), on=_GROUP
    )
    return (
        pairs.filter(pl.col("other_size") <= pl.col("size"))
        .group_by(*_GROUP, "model_id")
        .agg(median=pl.col("score").median(), num_smaller=pl.len())
        .filter(pl.col("num_smaller") >= MIN_SMALLER)
        .drop("num_smaller")
    )


def find_failed_zeros(view: View) -> pl.DataFrame:
    """Zeros that are improbable for a model with such siblings or smaller models."""
    rows = _judged(view).filter("is_failure")
    text = pl.format(
        "0, although {} would be expected; a zero by chance has probability {}",
        pl.col("expected").round(4),
        pl.col("probability").round(6),
    )
    return on_scores(rows, text, "expected", "probability")


def find_doubtful_zeros(view: View) -> pl.DataFrame:
    """Other zeros of a protocol in which failed runs were recorded as zero."""
    rows = _judged(view).filter(
        ~pl.col("is_failure"), pl.col("num_failures") >= MIN_PROVEN
    )
    text = pl.format(
        "0, in a protocol where {} failed runs are recorded as 0: no 0 can be told "
        "from a failure",
        "num_failures",
    )
    return on_scores(rows, text, "num_failures")


ZERO_RULES = (
    Rule(
        "score_zero",
        "A model whose siblings or smaller models score does not score zero.",
        find_failed_zeros,
        withholds=True,
    ),
    Rule(
        "zero_may_be_failure",
        "A zero is a result where failed runs are not recorded as zero.",
        find_doubtful_zeros,
        withholds=True,
    ),
)
"""Rules on scores of exactly zero."""
