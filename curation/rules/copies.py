"""Rules on rows that were copied between models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.rule import Rule, flags, no_flags
from nsl_db.schema.fields.training import DOMAIN_SHARES

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["COPY_RULES"]

LARGEST_GROUP = 20
"""Models of one recipe above which it is a common recipe, not a copy."""

PERTURBED = 0.06
"""Largest difference between shares of which one looks like a changed copy."""

NUMBERS = (*DOMAIN_SHARES, "english_share")
"""Shares that are compared."""

WORDS = ("norm_type", "position_embedding_type", "block_type", "bias_placement")
"""Traits that are compared."""

_KEYS = ("training_tokens", "hidden_size", "num_attention_heads", "ratio")


def _alike(view: View) -> pl.DataFrame:
    """Models of different owners with equal tokens and an equal shape.

    Tokens of one significant digit are too common to be told apart.
    """
    tokens = pl.col("training_tokens")
    power = tokens.cast(pl.Float64).log10().floor().clip(0, 17)
    is_round = tokens % (10**power).cast(pl.Int64) == 0
    rows = view.models.with_columns(ratio=pl.col("mlp_ratio").round(3)).filter(
        ~is_round, pl.all_horizontal(pl.col(_KEYS).is_not_null())
    )
    return (
        rows.with_columns(
            num_owners=pl.col("owner").n_unique().over(_KEYS),
            num_models=pl.len().over(_KEYS),
        )
        .filter(pl.col("num_owners") > 1, pl.col("num_models") <= LARGEST_GROUP)
        .with_columns(
            others=pl.col("model_id").unique().sort().str.join(", ").over(_KEYS)
        )
    )


def find_copied_recipes(view: View) -> pl.DataFrame:
    """Equal tokens and shapes under different owners."""
    text = pl.format(
        "{} tokens, width {} and mlp_ratio {} are the same for {}",
        "training_tokens",
        "hidden_size",
        "mlp_ratio",
        "others",
    )
    content = ("model_id", *_KEYS, "others")
    return flags(
        _alike(view), "training_run", text, field="training_tokens", content=content
    )


def find_perturbed_copies(view: View) -> pl.DataFrame:
    """Cells that differ a little between models that share their recipe."""
    rows = _alike(view)
    found = [no_flags()]
    for field in (*NUMBERS, *WORDS):
        known = rows.filter(pl.col(field).is_not_null())
        spread = known.with_columns(
            low=pl.col(field).min().over(_KEYS), high=pl.col(field).max().over(_KEYS)
        ).filter(pl.col("low") != pl.col("high"))
        if field in NUMBERS:
            spread = spread.filter(pl.col("high") - pl.col("low") <= PERTURBED)
        text = pl.format(
            "{}, but {} to {} among models that share the recipe: {}",
            field,
            "low",
            "high",
            "others",
        )
        table = "data_mixture" if field in NUMBERS else "architecture"
        content = ("model_id", field, "others")
        found.append(flags(spread, table, text, field=field, content=content))
    return pl.concat(found)


COPY_RULES = (
    Rule(
        "recipe_copied",
        "Models of different owners do not share tokens and shape to the digit.",
        find_copied_recipes,
    ),
    Rule(
        "copy_perturbed",
        "A copied recipe is copied whole.",
        find_perturbed_copies,
    ),
)
"""Rules on rows that were copied between models."""
