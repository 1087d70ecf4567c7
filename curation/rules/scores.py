"""Rules on single scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.rule import Rule, flags

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["SCORE_RULES", "on_scores"]

BROKEN_PERPLEXITY = 1e4
"""Perplexity of a word above which a model does not model language.

A uniform guess among the tokens of a vocabulary has a perplexity of its size, 5e4;
the smallest published decoder, of 14M parameters, reaches 6e3.
"""

CHANCE_ERRORS = 5.0
"""Standard errors below chance that no luck explains."""

ACCURACIES = ("accuracy", "acc_norm", "mc1", "exact_match")
"""Metrics whose chance level is that of the benchmark."""

MIN_PEERS = 20
"""Models under one protocol needed for a line of score against size."""

OUTLIER_Z = -4.0
"""Robust deviations below the line from which a score is an outlier."""

MAD_TO_SIGMA = 1.4826
"""Standard deviation of a normal variable in median absolute deviations."""


def on_scores(rows: pl.DataFrame, text: pl.Expr, *more: str) -> pl.DataFrame:
    """Flags on rows of `evaluation`."""
    content = ("model_id", "protocol_id", "source", "score", "score_stderr", *more)
    return flags(rows, "evaluation", text, field="score", content=content)


def find_missing(view: View) -> pl.DataFrame:
    """Rows without a score: runs that gave no number."""
    rows = view.frames["evaluation"].filter(pl.col("score").is_null())
    return on_scores(rows, pl.lit("the run gave no number"))


def _unmodelled(view: View) -> pl.DataFrame:
    is_perplexity = pl.col("metric").str.contains("perplexity")
    return view.measured.filter(is_perplexity, pl.col("score") > BROKEN_PERPLEXITY)


def find_broken_runs(view: View) -> pl.DataFrame:
    """Every score of models whose perplexity shows that they were not loaded right."""
    worst = (
        _unmodelled(view)
        .group_by("model_id", "source")
        .agg(worst=pl.col("score").max())
    )
    rows = view.measured.join(
        worst, on=["model_id", "source"], how="inner", maintain_order="left"
    )
    text = pl.format(
        "{}; the same runs gave a perplexity of {}, above {}",
        "score",
        "worst",
        pl.lit(BROKEN_PERPLEXITY),
    )
    return on_scores(rows, text, "worst")


def find_below_chance(view: View) -> pl.DataFrame:
    """Accuracies that are too far below guessing."""
    benchmarks = view.frames["benchmark"].select(
        "benchmark", "chance_score", "num_items"
    )
    scores = view.measured.filter(pl.col("metric").is_in(ACCURACIES)).join(
        benchmarks, on="benchmark", maintain_order="left"
    )
    chance = pl.col("chance_score")
    error = pl.coalesce(
        pl.col("score_stderr").replace(0.0, None),
        (chance * (1 - chance) / pl.col("num_items")).sqrt(),
    )
    rows = scores.with_columns(errors=(chance - pl.col("score")) / error).filter(
        pl.col("errors") > CHANCE_ERRORS
    )
    text = pl.format(
        "{} is {} standard errors below chance, {}",
        "score",
        pl.col("errors").round(1),
        chance.round(4),
    )
    return on_scores(rows, text, "chance_score", "errors")


def find_outliers(view: View) -> pl.DataFrame:
    """Accuracies far below the line of score against size."""
    groups = ("protocol_id", "source")
    rows = (
        view.scored.filter(
            pl.col("metric").is_in(ACCURACIES), pl.col("size").is_not_null()
        )
        .with_columns(x=pl.col("size").log(), num_peers=pl.len().over(groups))
        .filter(pl.col("num_peers") >= MIN_PEERS)
    )
    x, y = pl.col("x"), pl.col("score")
    slope = (pl.cov(x, y) / x.var()).over(groups)
    rows = rows.with_columns(rest=y - slope * x)
    rows = rows.with_columns(rest=pl.col("rest") - pl.col("rest").median().over(groups))
    scale = MAD_TO_SIGMA * pl.col("rest").abs().median().over(groups)
    rows = rows.with_columns(z=pl.col("rest") / scale).filter(
        pl.col("z").is_finite(), pl.col("z") < OUTLIER_Z
    )
    text = pl.format(
        "{} is {} robust deviations below models of its size, {} parameters",
        "score",
        pl.col("z").round(1).abs(),
        pl.col("size").cast(pl.Int64),
    )
    return on_scores(rows, text, "size", "z")


SCORE_RULES = (
    Rule("score_missing", "A run gives a number.", find_missing, withholds=True),
    Rule(
        "run_broken",
        "A model that was loaded right has a perplexity below 10,000.",
        find_broken_runs,
        withholds=True,
    ),
    Rule(
        "score_below_chance",
        "An accuracy is not far below guessing.",
        find_below_chance,
    ),
    Rule(
        "score_far_below_size",
        "A score is near those of models of its size.",
        find_outliers,
    ),
)
"""Rules on single scores."""
