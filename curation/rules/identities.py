"""Rules on identifiers, and on what is known of some models and not of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.rule import Rule, flags
from nsl_db.curation.rules.scores import on_scores
from nsl_db.curation.rules.view import HUB

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["IDENTITY_RULES", "is_placeholder", "spelled"]

PLACEHOLDERS = (
    "model_name",
    "model",
    "modelname",
    "model_id",
    "baseline",
    "ours",
    "unknown",
    "test",
    "none",
    "null",
    "n/a",
    "your-model",
    "your_model",
    "my_model",
    "my-model",
)
"""Words that stand for a model instead of naming one."""

ANNOTATED = ("num_parameters", "training_tokens")
"""Fields without which a score is of no use for scaling."""


def is_placeholder() -> pl.Expr:
    """Whether `model_id` names no model."""
    return pl.col("model_id").str.to_lowercase().is_in(PLACEHOLDERS)


def find_placeholders(view: View) -> pl.DataFrame:
    """Identifiers that name no model."""
    text = pl.format("{} names no model", "model_id")
    return flags(view.frames["model"].filter(is_placeholder()), "model", text)


def find_scores_of_placeholders(view: View) -> pl.DataFrame:
    """Scores of identifiers that name no model."""
    text = pl.format("{} names no model: nobody knows whose score it is", "model_id")
    return on_scores(view.frames["evaluation"].filter(is_placeholder()), text)


def find_paths(view: View) -> pl.DataFrame:
    """Identifiers that are paths of somebody's disk."""
    is_path = pl.col("model_id").str.contains(r"^[/~.]|^[A-Za-z]:\\|/.*/")
    text = pl.format("{} is a path, not an identifier", "model_id")
    return flags(view.frames["model"].filter(is_path), "model", text)


def spelled(name: pl.Expr) -> pl.Expr:
    """A name without case and without dashes that do not part two digits."""
    text = name.str.to_lowercase().str.replace_all("_", "-")
    return text.str.replace_all(r"([^0-9])-", "$1").str.replace_all(r"-([^0-9])", "$1")


def find_double_spellings(view: View) -> pl.DataFrame:
    """Identifiers that differ by case, dashes, or a missing or local owner.

    Digits and dots always count: `1.3B` and `13B` are two models.
    """
    is_local = pl.col("owner").str.contains("/") | (pl.col("owner") == "")
    rows = view.models.select("model_id", "owner", "name").with_columns(
        key=spelled(pl.col("name")), is_local=is_local
    )
    same_owner = pl.len().over("owner", "key") > 1
    num_local = pl.col("is_local").sum().over("key")
    beside_local = (num_local > 0) & (pl.len().over("key") > 1)
    rows = rows.filter(same_owner | beside_local).with_columns(
        others=pl.col("model_id").sort().str.join(", ").over("key")
    )
    text = pl.format("spellings of one model: {}", "others")
    return flags(rows, "model", text, content=("model_id", "others"))


def _sources(view: View) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(source, model) pairs that are annotated, and that are scored, in tables."""
    keys = ["source", "model_id"]
    annotated = view.claims(*ANNOTATED).select(keys).unique()
    scored = view.frames["evaluation"].select(keys).unique()
    both = (
        annotated.select("source")
        .unique()
        .join(scored.select("source").unique(), on="source")
    )
    both = both.filter(pl.col("source") != HUB)
    return (
        annotated.join(both, on="source", how="semi").sort(keys),
        scored.join(both, on="source", how="semi").sort(keys),
    )


def find_unscored(view: View) -> pl.DataFrame:
    """Models that a source describes and does not score, although it scores others."""
    annotated, scored = _sources(view)
    rows = annotated.join(scored, on=["source", "model_id"], how="anti")
    text = pl.format("{} describes it and has no score of it", "source")
    return flags(rows, "model", text, content=("model_id", "source"))


def find_undescribed(view: View) -> pl.DataFrame:
    """Models that a source scores and does not describe, although it does others."""
    annotated, scored = _sources(view)
    rows = scored.join(annotated, on=["source", "model_id"], how="anti")
    text = pl.format("{} scores it without size and tokens", "source")
    return flags(rows, "evaluation", text, content=("model_id", "source"))


def find_unknown_generators(view: View) -> pl.DataFrame:
    """Models of which only generated text is known."""
    rows = view.frames["generation_feature"].select("model_id", "source").unique()
    rows = rows.join(
        view.claims(*ANNOTATED).select("model_id"), on="model_id", how="anti"
    )
    text = pl.lit("statistics of generated text, but neither size nor tokens")
    return flags(
        rows.sort("source", "model_id"),
        "generation_feature",
        text,
        content=("model_id", "source"),
    )


def find_unknown_tuning(view: View) -> pl.DataFrame:
    """Complete models of which nobody says whether they were tuned."""
    is_annotated = pl.any_horizontal(pl.col(ANNOTATED).is_not_null())
    rows = view.models.filter(
        pl.col("is_described") | (pl.col("is_measured") & is_annotated),
        pl.col("is_instruction_tuned").is_null(),
        pl.col("exclusion_reason").is_null(),
    )
    text = pl.lit("nobody says whether it was tuned, and analyses depend on it")
    return flags(rows, "model", text, field="is_instruction_tuned")


IDENTITY_RULES = (
    Rule("id_is_placeholder", "An identifier names a model.", find_placeholders),
    Rule(
        "score_of_placeholder",
        "A score belongs to a model.",
        find_scores_of_placeholders,
        withholds=True,
    ),
    Rule("id_is_path", "An identifier is no path of a disk.", find_paths),
    Rule(
        "id_spelled_twice",
        "A model has one identifier.",
        find_double_spellings,
    ),
    Rule(
        "described_not_scored",
        "A source that describes and scores models does both for each.",
        find_unscored,
    ),
    Rule(
        "scored_not_described",
        "A source that describes and scores models does both for each.",
        find_undescribed,
    ),
    Rule(
        "generated_not_described",
        "A model whose text was analysed is described.",
        find_unknown_generators,
    ),
    Rule(
        "tuning_unknown",
        "It is known whether a measured model was tuned.",
        find_unknown_tuning,
    ),
)
"""Rules on identifiers."""
