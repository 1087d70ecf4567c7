"""Design choices of models in one spelling, and the sides of a contrast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.estimators.design_features import ACTIVATIONS, design_features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nsl_db.analysis.explain.questions import Contrast, Question

    Array = NDArray[np.float64]

SHARES = (
    "web_share",
    "code_share",
    "books_share",
    "reference_share",
    "academic_share",
    "math_share",
)
"""Domains of the training data; a change of one changes the others."""

_PLAIN = (
    *SHARES,
    "english_share",
    "position_embedding_type",
    "norm_type",
    "attention_type",
    "block_type",
    "bias_placement",
    "mlp_ratio",
)


def choice_frame(design: pl.DataFrame) -> pl.DataFrame:
    """One column per design choice, null where unknown (n, k).

    Spellings of one activation are merged. Lengths and the width for each layer are
    logarithms to base 2.
    """
    indicators = design_features(design)
    kinds = [
        pl.when(pl.col(f"hidden_act_is_{kind}") == 1).then(pl.lit(kind))
        for kind in ACTIVATIONS
    ]
    activation = indicators.select(activation=pl.coalesce(*kinds))
    length = pl.col("training_sequence_length").cast(pl.Float64)
    width = pl.col("hidden_size").cast(pl.Float64)
    return design.select(
        *_PLAIN,
        log2_sequence_length=length.log(2),
        log2_width_per_layer=(width / pl.col("num_hidden_layers")).log(2),
    ).hstack(activation)


def contrast_values(contrast: Contrast, choices: pl.DataFrame) -> Array:
    """The regressor of a contrast (n,): NaN for a model that does not take part.

    It is 1 and 0 for the two sides, or the field in units of the contrast.
    """
    column = choices[contrast.field]
    if contrast.kind == "slope":
        return column.cast(pl.Float64).fill_null(np.nan).to_numpy() / contrast.unit
    if contrast.kind == "levels":
        first = column.is_in(contrast.first)
        second = column.is_in(contrast.second)
    else:
        low, high = contrast.window
        first = column.is_between(low, high)
        second = column < low if contrast.kind == "below" else column > high
    values = np.full(len(column), np.nan)
    values[second.fill_null(value=False).to_numpy()] = 0.0
    values[first.fill_null(value=False).to_numpy()] = 1.0
    return values


def sides(values: Array, labels: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which rows are on the first side of a contrast (n,).

    A slope has no sides of its own: it is cut where the side with fewer families has
    as many as possible, the first such place.

    Args:
        values: The regressor, NaN for rows that do not take part (n,).
        labels: Family of each row (n,).
    """
    known = np.isfinite(values)
    cuts = np.unique(values[known])[1:]
    if not len(cuts):
        return known & (values > 0)
    counts = [
        min(
            len(np.unique(labels[known & (values >= cut)])),
            len(np.unique(labels[known & (values < cut)])),
        )
        for cut in cuts
    ]
    first: NDArray[np.bool_] = known & (values >= cuts[int(np.argmax(counts))])
    return first


def shown(field: str, value: object) -> str:
    """Write a choice for people; a logarithm is undone.

    Args:
        field: Column of `choice_frame`.
        value: A value of it.
    """
    if not isinstance(value, float):
        return str(value)
    return f"{2**value:.0f}" if field.startswith("log2_") else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Level:
    """Models of one bin or word.

    Attributes:
        label: The word, or the bin such as `0.15-0.25`; `unknown` for gaps.
        low: Lower edge of a bin, None for a word.
        high: Upper edge of a bin, None for a word.
        num_models: Models.
        num_families: Their families.
        families: Names of the families with their numbers of models, largest first.
    """

    label: str
    low: float | None
    high: float | None
    num_models: int
    num_families: int
    families: tuple[tuple[str, int], ...]


def support(
    question: Question, choices: pl.DataFrame, families: tuple[str, ...]
) -> tuple[Level, ...]:
    """Count models and families by bin or word; unknown comes last.

    Bins without a model are kept, words without one are not.
    """
    column = choices[question.field]
    owners = pl.Series(families)
    levels = []
    if question.edges:
        pairs = list(zip(question.edges, question.edges[1:], strict=False))
        for low, high in pairs:
            held = (column >= low) & (
                (column <= high) if (low, high) == pairs[-1] else (column < high)
            )
            held = held.fill_null(value=False)
            label = f"{shown(question.field, low)}-{shown(question.field, high)}"
            levels.append(_level(label, low, high, owners.filter(held)))
    else:
        for word in column.drop_nulls().unique().sort():
            held = column.eq_missing(word)
            levels.append(_level(word, None, None, owners.filter(held)))
    gaps = owners.filter(column.is_null())
    return (*levels, _level("unknown", None, None, gaps))


def _level(
    label: str, low: float | None, high: float | None, owners: pl.Series
) -> Level:
    """Count the members of a level."""
    counts = owners.value_counts().sort(
        ["count", owners.name], descending=[True, False]
    )
    named = tuple(counts.iter_rows())
    return Level(label, low, high, len(owners), len(named), named)


__all__ = [
    "SHARES",
    "Level",
    "choice_frame",
    "contrast_values",
    "shown",
    "sides",
    "support",
]
