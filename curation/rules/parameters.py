"""Rules on parameter counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.counts import (
    CONTENT,
    COUNT,
    NAME_TOLERANCE,
    counted,
    doubtful,
    is_rounded,
)
from nsl_db.curation.rules.layouts import fits_a_layout, without_buffers
from nsl_db.curation.rules.naming import is_packed_name
from nsl_db.curation.rules.rule import Rule, flags

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["PARAMETER_RULES"]

FORMULA_TOLERANCE = 0.1
"""Relative difference between a count and the coarse formula that biases, norms and
positions cannot explain."""

SHAPE_FACTOR = 2.5
"""Factor between the count of a dense model and the median of equally wide ones."""

MIN_SHAPES = 5
"""Equally wide models needed to tell what is usual."""

LARGE_VOCABULARIES = (250002, 250880, 256000, 256008, 256206)
"""Embedding rows of multilingual models, whose embedding is a large part of them.

Source: `vocab_size` in the configurations of FacebookAI/xlm-roberta-base,
bigscience/bloom, google/gemma-7b, facebook/xglm-4.5B and facebook/nllb-200-3.3B.
"""


def find_formula_mismatches(view: View) -> pl.DataFrame:
    """Counts that width, depth and vocabulary contradict."""
    width, inner = pl.col("hidden_size"), pl.col("intermediate_size")
    heads, groups = pl.col("num_attention_heads"), pl.col("num_key_value_heads")
    head = pl.coalesce("head_dim", width // heads)
    attention = 2 * width * head * (heads + groups)
    embeddings = pl.col("vocab_size") * width
    blocks = pl.col("num_hidden_layers") * attention
    feed = pl.col("num_hidden_layers") * width * inner
    low, high = embeddings + blocks + 2 * feed, 2 * embeddings + blocks + 3 * feed
    rows = view.models.filter(
        ~pl.col("is_mixture"),
        (low * (1 - FORMULA_TOLERANCE) > COUNT)
        | (high * (1 + FORMULA_TOLERANCE) < COUNT),
    ).with_columns(low=low.cast(pl.Int64), high=high.cast(pl.Int64))
    text = pl.format(
        "{} parameters, but width, depth and vocabulary allow {} to {}",
        "num_parameters",
        "low",
        "high",
    )
    content = (*CONTENT, "num_hidden_layers", "vocab_size", "low", "high")
    return flags(rows, "model", text, field="num_parameters", content=content)


def find_buffers(view: View) -> pl.DataFrame:
    """Counts that are exact only with causal masks and rotary frequencies."""
    rows = (
        counted(view)
        .filter(pl.col("hidden_size").is_not_null(), ~fits_a_layout(COUNT))
        .with_columns(expected=without_buffers(COUNT))
        .filter(pl.col("expected").is_not_null())
    )
    text = pl.format(
        "{} counts causal masks of {} x {} and the like; the weights are {}",
        "num_parameters",
        "context",
        "context",
        "expected",
    )
    content = (*CONTENT, "context", "expected")
    return flags(rows, "model", text, field="num_parameters", content=content)


def find_transposed_digits(view: View) -> pl.DataFrame:
    """Counts that become exact when two neighbouring digits change places."""
    rows = counted(view).join(doubtful(view), on="model_id", how="semi")
    rows = rows.filter(
        pl.col("hidden_size").is_not_null(),
        ~is_rounded(),
        ~fits_a_layout(COUNT),
    )
    swapped = []
    for place in (10**power for power in range(9)):
        low, high = COUNT // place % 10, COUNT // (10 * place) % 10
        other = COUNT + 9 * place * (low - high)
        swapped.append(pl.when((low != high) & fits_a_layout(other)).then(other))
    rows = rows.with_columns(expected=pl.coalesce(swapped)).filter(
        pl.col("expected").is_not_null()
    )
    text = pl.format(
        "{} fits no layout; with two digits exchanged, {}, it fits one exactly",
        "num_parameters",
        "expected",
    )
    content = (*CONTENT, "expected")
    return flags(rows, "model", text, field="num_parameters", content=content)


def find_double_embeddings(view: View) -> pl.DataFrame:
    """Counts that agree with the name once an embedding is taken off."""
    size, width = pl.col("name_size"), pl.col("hidden_size")
    known = pl.col("vocab_size")
    once = [
        pl.when(
            (known.is_null() | (known == rows))
            & ((COUNT - rows * width - size).abs() < 0.02 * size)
        ).then(COUNT - rows * width)
        for rows in LARGE_VOCABULARIES
    ]
    rows = (
        view.models.filter((COUNT - size) > NAME_TOLERANCE * size)
        .with_columns(expected=pl.coalesce(once))
        .filter(pl.col("expected").is_not_null())
    )
    text = pl.format(
        "{} exceeds the name; less one embedding it is {}: tied weights count once",
        "num_parameters",
        "expected",
    )
    content = (*CONTENT, "expected")
    return flags(rows, "model", text, field="num_parameters", content=content)


def find_packed(view: View) -> pl.DataFrame:
    """Counts of quantised copies, whose files hold packed words."""
    packed = view.frames["lineage"].filter(lineage_relation="quantized")
    rows = counted(view).filter(
        is_packed_name(pl.col("name"))
        | pl.col("model_id").is_in(packed["model_id"].unique().implode())
    )
    text = pl.format(
        "{} was counted on a quantised copy, whose words hold several weights",
        "num_parameters",
    )
    return flags(rows, "model", text, field="num_parameters", content=CONTENT)


def find_unusual_shapes(view: View) -> pl.DataFrame:
    """Counts far from those of equally wide models with as many heads."""
    keys = ("hidden_size", "num_attention_heads")
    rows = counted(view).filter(
        ~pl.col("is_mixture"), pl.all_horizontal(pl.col(keys).is_not_null())
    )
    usual = rows.group_by(keys).agg(median=COUNT.median(), num_models=pl.len())
    ratio = COUNT / pl.col("median")
    rows = rows.join(usual, on=keys, how="left").filter(
        pl.col("num_models") >= MIN_SHAPES,
        (ratio > SHAPE_FACTOR) | (ratio < 1 / SHAPE_FACTOR),
    )
    text = pl.format(
        "{} parameters; the median of {} models of width {} is {}",
        "num_parameters",
        "num_models",
        "hidden_size",
        pl.col("median").cast(pl.Int64),
    )
    content = (*CONTENT, "median")
    return flags(rows, "model", text, field="num_parameters", content=content)


PARAMETER_RULES = (
    Rule(
        "parameters_disagree_with_architecture",
        "A dense model has as many parameters as its width, depth and vocabulary say.",
        find_formula_mismatches,
    ),
    Rule(
        "buffers_counted",
        "Causal masks and rotary frequencies are no parameters.",
        find_buffers,
        withholds=True,
        is_certain=True,
    ),
    Rule(
        "digits_transposed",
        "An exact count fits the layout it belongs to.",
        find_transposed_digits,
        withholds=True,
        is_certain=True,
    ),
    Rule(
        "embedding_counted_twice",
        "Tied embeddings count once.",
        find_double_embeddings,
        withholds=True,
    ),
    Rule(
        "packed_words_counted",
        "A quantised copy never supplies a parameter count.",
        find_packed,
        withholds=True,
    ),
    Rule(
        "size_unusual_for_width",
        "Dense models of one width and number of heads have similar sizes.",
        find_unusual_shapes,
    ),
)
"""Rules on parameter counts."""
