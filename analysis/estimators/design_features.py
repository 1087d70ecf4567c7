"""From a design frame to numbers that a model can be fitted on.

Unknown stays unknown: a number that nobody states is null, and a category that
nobody states has an indicator of its own. No code stands for it.

Column names of categories are `<field>_is_<word>`, one per word of the vocabulary,
whether the frame holds it or not, so that any two frames give the same columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.errors import AnalysisError
from nsl_db.schema import vocab

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCALE_COLUMNS = ("log_parameters", "log_tokens")
"""Names of the two scale features; every estimator expects them first."""

LOGARITHMIC = ("hidden_size", "training_sequence_length")
"""Fields that enter as `log_<field>`, the natural logarithm."""

AS_STATED = (
    "num_attention_heads",
    "mlp_ratio",
    "web_share",
    "code_share",
    "books_share",
    "reference_share",
    "academic_share",
    "english_share",
)
"""Fields that enter in their own unit: heads, a ratio and shares of 0..1."""

ACTIVATIONS = ("gelu", "silu", "relu", "other")
"""Kinds of activation function; `other` is known and none of the others."""

_ACTIVATION_PATTERNS = {
    "gelu": "gelu|geglu",
    "silu": "silu|swish|swiglu",
    "relu": "relu|reglu",
}
"""Words in source spellings of an activation, by kind.

A gate is left aside: configurations call the gated form `silu` too.
Source: names in `transformers.activations.ACT2FN`.
"""

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "hidden_act": ACTIVATIONS,
    "attention_type": vocab.ATTENTION_TYPES,
    "bias_placement": vocab.BIAS_PLACEMENTS,
    "block_type": vocab.BLOCK_TYPES,
    "norm_type": vocab.NORM_TYPES,
    "position_embedding_type": vocab.POSITION_EMBEDDING_TYPES,
}
"""Categorical fields and their words."""


def scale_features(design: pl.DataFrame) -> pl.DataFrame:
    """Return the natural logarithms of parameters and training tokens.

    Args:
        design: Has `num_parameters` [parameters] and `training_tokens` [tokens].

    Returns:
        Columns `log_parameters` and `log_tokens` (n, 2), null where unknown.

    Raises:
        AnalysisError: A column is missing.
    """
    _check(design, ("num_parameters", "training_tokens"))
    return design.select(
        log_parameters=pl.col("num_parameters").cast(pl.Float64).log(),
        log_tokens=pl.col("training_tokens").cast(pl.Float64).log(),
    )


def design_features(design: pl.DataFrame) -> pl.DataFrame:
    """Return the scale features, numeric design features and indicators of words.

    Args:
        design: Columns as in `nsl_db.analysis.data.DESIGN_COLUMNS`.

    Returns:
        Float64 columns (n, k), the same k for every frame: first those of
        `scale_features`, then numbers (null where unknown), then 0 or 1 for each
        word of each category and for `<field>_is_unknown`.

    Raises:
        AnalysisError: A column is missing.
    """
    _check(design, (*LOGARITHMIC, *AS_STATED, *CATEGORIES))
    return pl.concat(
        [
            scale_features(design),
            design.select(
                *(
                    pl.col(name).cast(pl.Float64).log().alias(f"log_{name}")
                    for name in LOGARITHMIC
                ),
                *(pl.col(name).cast(pl.Float64) for name in AS_STATED),
                *(
                    indicator
                    for name, words in CATEGORIES.items()
                    for indicator in _indicators(name, words)
                ),
            ),
        ],
        how="horizontal",
    )


def _indicators(name: str, words: Sequence[str]) -> list[pl.Expr]:
    """One column per word, and one for a word that is not known."""
    value = _activation() if name == "hidden_act" else pl.col(name)
    known = [
        value.eq_missing(pl.lit(word)).cast(pl.Float64).alias(f"{name}_is_{word}")
        for word in words
    ]
    return [*known, value.is_null().cast(pl.Float64).alias(f"{name}_is_unknown")]


def _activation() -> pl.Expr:
    """Kind of activation behind a spelling such as `gelu_new`."""
    spelling = pl.col("hidden_act").str.to_lowercase()
    kinds = [
        pl.when(spelling.str.contains(pattern)).then(pl.lit(kind))
        for kind, pattern in _ACTIVATION_PATTERNS.items()
    ]
    other = pl.when(spelling.is_not_null()).then(pl.lit("other"))
    return pl.coalesce(*kinds, other)


def _check(design: pl.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a frame that lacks a column."""
    missing = [name for name in columns if name not in design.columns]
    if missing:
        raise AnalysisError(
            f"The design frame lacks {', '.join(missing)}; "
            "pass the frame of a Study, or rebuild the catalogue with `nsl-db build`."
        )


__all__ = [
    "ACTIVATIONS",
    "AS_STATED",
    "CATEGORIES",
    "LOGARITHMIC",
    "SCALE_COLUMNS",
    "design_features",
    "scale_features",
]
