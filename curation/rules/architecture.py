"""Rules on how a model is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.known_architectures import KNOWN_ARCHITECTURES
from nsl_db.curation.rules.rule import Rule, flags, no_flags

if TYPE_CHECKING:
    from nsl_db.curation.rules.known_architectures import KnownArchitecture
    from nsl_db.curation.rules.view import View

__all__ = ["ARCHITECTURE_RULES"]

RATIO_TOLERANCE = 0.01
"""Relative difference between a ratio and the widths it is made of."""

LONG_CONTEXT = 65_536
"""Length that pretraining runs of 2025 and before reach only in a final extension."""

COMMON_CONTEXT = 8192
"""Length up to which an advertised context is usually the pretraining length."""

NAME_LENGTH_FACTOR = 1.5
"""Factor between a length and the one in the name that rounding cannot explain."""

GATED_WORDS = ("swiglu", "geglu", "reglu", "glu")
"""Names of gated layers; transformers calls the function inside `silu`, `gelu`, ...

Source: Shazeer 2020, arXiv 2002.05202; `ACT2FN` of transformers.
"""

SHAPE_SIZE_RANGE = (0.8, 1.25)
"""Ratio of the sizes of two models whose widths should agree."""

MIN_HALVED = 2
"""Equally wide models with half the ratio that make a ratio look doubled."""


def _on(rows: pl.DataFrame, text: pl.Expr, field: str, *more: str) -> pl.DataFrame:
    content = ("model_id", field, *more)
    return flags(rows, "architecture", text, field=field, content=content)


def find_wrong_ratios(view: View) -> pl.DataFrame:
    """Ratios that their two widths contradict."""
    expected = pl.col("intermediate_size") / pl.col("hidden_size")
    rows = view.frames["architecture"].with_columns(expected=expected)
    rows = rows.filter(
        (pl.col("mlp_ratio") / pl.col("expected") - 1).abs() > RATIO_TOLERANCE
    )
    text = pl.format(
        "mlp_ratio {}, but {} / {} is {}",
        "mlp_ratio",
        "intermediate_size",
        "hidden_size",
        pl.col("expected").round(4),
    )
    return _on(rows, text, "mlp_ratio", "intermediate_size", "hidden_size")


def find_doubled_ratios(view: View) -> pl.DataFrame:
    """Ratios that are twice those of models of the same shape and size."""
    keys = ["hidden_size", "num_attention_heads"]
    models = view.models.filter(
        pl.col("mlp_ratio").is_not_null(), pl.col("num_parameters").is_not_null()
    )
    shapes = models.with_columns(half=(pl.col("mlp_ratio") * 1000).round())
    halves = shapes.group_by(*keys, "half").agg(
        num_models=pl.len(), usual=pl.col("num_parameters").median()
    )
    rows = shapes.with_columns(half=(pl.col("mlp_ratio") * 500).round()).join(
        halves, on=[*keys, "half"]
    )
    rows = rows.filter(
        pl.col("num_models") >= MIN_HALVED,
        (pl.col("num_parameters") / pl.col("usual")).is_between(*SHAPE_SIZE_RANGE),
    )
    text = pl.format(
        "mlp_ratio {} is twice that of {} models as wide and as large: a gated width "
        "counted double",
        "mlp_ratio",
        "num_models",
    )
    return _on(rows, text, "mlp_ratio", *keys, "num_parameters")


def find_wrong_attention(view: View) -> pl.DataFrame:
    """Attention types that the numbers of heads contradict."""
    heads, groups = pl.col("num_attention_heads"), pl.col("num_key_value_heads")
    expected = (
        pl.when(groups == heads)
        .then(pl.lit("mha"))
        .when(groups == 1)
        .then(pl.lit("mqa"))
        .otherwise(pl.lit("gqa"))
    )
    rows = view.frames["architecture"].with_columns(expected=expected)
    rows = rows.filter(
        pl.col("attention_type").is_in(["mha", "gqa", "mqa"]),
        heads > 1,
        groups.is_not_null(),
        pl.col("attention_type") != pl.col("expected"),
    )
    text = pl.format(
        "attention_type {}, but {} key-value heads for {} heads are {}",
        "attention_type",
        "num_key_value_heads",
        "num_attention_heads",
        "expected",
    )
    return _on(
        rows, text, "attention_type", "num_attention_heads", "num_key_value_heads"
    )


def find_uneven_heads(view: View) -> pl.DataFrame:
    """Widths that the heads do not divide, without a width of heads of their own."""
    rows = view.frames["architecture"].filter(
        pl.col("head_dim").is_null(),
        pl.col("hidden_size") % pl.col("num_attention_heads") != 0,
    )
    text = pl.format(
        "{} heads do not divide the width {}", "num_attention_heads", "hidden_size"
    )
    return _on(rows, text, "num_attention_heads", "hidden_size")


def find_advertised_contexts(view: View) -> pl.DataFrame:
    """Training lengths that are advertised contexts."""
    length, advertised = (
        pl.col("training_sequence_length"),
        pl.col("max_position_embeddings"),
    )
    rows = view.models.filter(
        (length >= LONG_CONTEXT) | ((length == advertised) & (length > COMMON_CONTEXT))
    )
    text = pl.format(
        "{} is the context that the model advertises; few pretrain at it",
        "training_sequence_length",
    )
    content = ("model_id", "training_sequence_length", "max_position_embeddings")
    return flags(
        rows, "training_run", text, field="training_sequence_length", content=content
    )


def find_lengths_unlike_names(view: View) -> pl.DataFrame:
    """Lengths far from the `8k` in the name."""
    stated = pl.col("name").str.extract(r"(?i)[-_](\d{1,4})k(?:$|[-_.])", 1)
    length = pl.col("training_sequence_length")
    rows = view.models.with_columns(
        named_length=stated.cast(pl.Int64, strict=False) * 1024
    ).filter(
        (length / pl.col("named_length") > NAME_LENGTH_FACTOR)
        | (length / pl.col("named_length") < 1 / NAME_LENGTH_FACTOR)
    )
    text = pl.format(
        "{}, but the name says {}", "training_sequence_length", "named_length"
    )
    content = ("model_id", "training_sequence_length", "named_length")
    return flags(
        rows, "training_run", text, field="training_sequence_length", content=content
    )


def find_gated_words(view: View) -> pl.DataFrame:
    """Activations that name a gated layer instead of a function."""
    act = pl.col("hidden_act")
    rows = view.frames["architecture"].filter(act.str.to_lowercase().is_in(GATED_WORDS))
    text = pl.format("{} names a gated layer, not an activation function", act)
    return _on(rows, text, "hidden_act")


def _matching(view: View, known: KnownArchitecture) -> pl.DataFrame:
    """Models of a known architecture whose configuration says nothing else."""
    is_named = pl.col("name").str.to_lowercase().str.contains(known.pattern)
    return view.models.filter(pl.col("model_type").is_null(), is_named)


def find_contradicted_traits(view: View) -> pl.DataFrame:
    """Values that no model of the architecture in the name has."""
    found = [no_flags()]
    for known in KNOWN_ARCHITECTURES:
        rows = _matching(view, known)
        for field, allowed in known.traits.items():
            text = pl.format(
                "{}, but {} has {} ({})",
                field,
                pl.lit(known.name),
                pl.lit(str(allowed[0]).lower()),
                pl.lit(known.citation),
            )
            wrong = rows.filter(~pl.col(field).is_in(allowed))
            found.append(_on(wrong, text, field))
    return pl.concat(found)


def find_missing_traits(view: View) -> pl.DataFrame:
    """Empty cells of measured models whose architecture has a known value."""
    found = [no_flags()]
    for known in KNOWN_ARCHITECTURES:
        rows = _matching(view, known).filter("is_measured")
        for field, allowed in known.traits.items():
            text = pl.format(
                "unknown, but {} has {} ({})",
                pl.lit(known.name),
                pl.lit(str(allowed[0]).lower()),
                pl.lit(known.citation),
            )
            found.append(_on(rows.filter(pl.col(field).is_null()), text, field))
    return pl.concat(found)


ARCHITECTURE_RULES = (
    Rule(
        "ratio_disagrees_with_widths",
        "`mlp_ratio` is `intermediate_size` divided by `hidden_size`.",
        find_wrong_ratios,
        withholds=True,
        is_certain=True,
    ),
    Rule(
        "gated_ratio_doubled",
        "The width of a gated layer is that of one branch.",
        find_doubled_ratios,
        withholds=True,
    ),
    Rule(
        "attention_disagrees_with_heads",
        "The numbers of heads decide whether attention is mha, gqa or mqa.",
        find_wrong_attention,
        withholds=True,
        is_certain=True,
    ),
    Rule(
        "heads_do_not_divide_width",
        "Heads divide the width, unless they have a width of their own.",
        find_uneven_heads,
    ),
    Rule(
        "advertised_context_as_training_length",
        "The pretraining length is not the longest context that is offered.",
        find_advertised_contexts,
    ),
    Rule(
        "length_differs_from_name",
        "A length in the name is near the training length.",
        find_lengths_unlike_names,
    ),
    Rule(
        "activation_names_gated_layer",
        "An activation is a function, named as transformers names it.",
        find_gated_words,
    ),
    Rule(
        "contradicts_known_architecture",
        "A model named after a published architecture has its traits.",
        find_contradicted_traits,
    ),
    Rule(
        "known_trait_missing",
        "A measured model of a published architecture has its traits filled.",
        find_missing_traits,
    ),
)
"""Rules on how a model is built."""
