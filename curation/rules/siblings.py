"""Rules on models that should agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.architecture import GATED_WORDS
from nsl_db.curation.rules.rule import Rule, flags, no_flags

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["SIBLING_RULES"]

SERIES_FIELDS = (
    "norm_type",
    "position_embedding_type",
    "block_type",
    "bias_placement",
    "hidden_act",
    "tie_word_embeddings",
)
"""Traits that the sizes of one series usually share."""

STEM_FIELDS = ("norm_type", "position_embedding_type", "block_type", "bias_placement")
"""Traits that all models of one name usually share, over versions."""

TWIN_FIELDS = (
    *SERIES_FIELDS,
    "attention_type",
    "mlp_ratio",
    "hidden_size",
    "num_attention_heads",
    "num_hidden_layers",
)
"""Traits that models of one series and one size share."""

SERIES_MAJORITY = (2, 0.66)
"""Models, and share of a series, that make a value the usual one."""

STEM_MAJORITY = (4, 0.8)
"""Models, and share of all models of a name, that make a value the usual one."""

RATIO_MAJORITY = (3, 0.66)
"""The same for `mlp_ratio`, which may change with the size of gated models."""

FUNCTIONS = {"swiglu": "silu", "swish": "silu", "geglu": "gelu", "gelu_new": "gelu"}
"""Spellings that are no disagreement; `gelu_new` is an approximation of `gelu`."""


def _comparable(field: str) -> pl.Expr:
    if field == "hidden_act":
        act = pl.col("hidden_act").str.to_lowercase()
        return act.replace(FUNCTIONS).str.replace("^gelu.*$", "gelu")
    if field == "mlp_ratio":
        return pl.col("mlp_ratio").round(2)
    return pl.col(field)


def _minority(
    models: pl.DataFrame, group: str, field: str, majority: tuple[int, float]
) -> pl.DataFrame:
    """Models of a group whose value differs from the usual one of the group."""
    smallest, share = majority
    rows = models.filter(pl.col(field).is_not_null()).with_columns(
        seen=_comparable(field)
    )
    counts = rows.group_by(group, "seen").agg(num_same=pl.len())
    usual = (
        counts.with_columns(num_all=pl.col("num_same").sum().over(group))
        .filter(
            pl.col("num_same") >= smallest,
            pl.col("num_same") >= share * pl.col("num_all"),
        )
        .rename({"seen": "usual"})
    )
    joined = rows.join(usual, on=group, how="inner").filter(
        pl.col("seen") != pl.col("usual")
    )
    text = pl.format(
        "{}; {} of {} siblings have {}", field, "num_same", "num_all", "usual"
    )
    content = ("model_id", field, "usual", "num_same", "num_all")
    return flags(joined, "architecture", text, field=field, content=content)


def find_odd_siblings(view: View) -> pl.DataFrame:
    """Values that most models of the series, or of the name, do not have."""
    named = view.models.filter(pl.col("name_size").is_not_null())
    is_gated = pl.col("hidden_act").str.to_lowercase().is_in(["silu", *GATED_WORDS])
    plain = named.filter(~is_gated.fill_null(False))
    found = [_minority(plain, "series", "mlp_ratio", RATIO_MAJORITY)]
    found += [_minority(named, "series", x, SERIES_MAJORITY) for x in SERIES_FIELDS]
    found += [_minority(named, "stem", x, STEM_MAJORITY) for x in STEM_FIELDS]
    return pl.concat(found).unique(("model_id", "field"), maintain_order=True)


def _several(rows: pl.DataFrame, keys: tuple[str, ...], column: str) -> pl.DataFrame:
    """Rows of groups with several values in a column, and those as `values`."""
    mixed = (
        rows.group_by(keys)
        .agg(values=pl.col(column).unique())
        .filter(pl.col("values").list.len() > 1)
        .with_columns(
            pl.col("values").list.eval(pl.element().cast(pl.String)).list.sort()
        )
        .with_columns(pl.col("values").list.join(", "))
    )
    return rows.join(mixed, on=keys, how="inner", maintain_order="left")


def find_odd_twins(view: View) -> pl.DataFrame:
    """Values that differ between models of one series and one size in the name."""
    named = view.models.filter(pl.col("name_size").is_not_null())
    found = [no_flags()]
    for field in TWIN_FIELDS:
        rows = named.filter(pl.col(field).is_not_null()).with_columns(
            seen=_comparable(field)
        )
        rows = _several(rows, ("series", "name_size"), "seen")
        text = pl.format("{}; models of this name and size have {}", field, "values")
        content = ("model_id", field, "values")
        found.append(flags(rows, "architecture", text, field=field, content=content))
    return pl.concat(found)


def find_mixed_spellings(view: View) -> pl.DataFrame:
    """Activations spelled in several ways among models of one name."""
    rows = view.models.filter(pl.col("hidden_act").is_not_null()).with_columns(
        seen=_comparable("hidden_act")
    )
    rows = _several(rows, ("stem", "seen"), "hidden_act")
    text = pl.format("one function, several names among siblings: {}", "values")
    content = ("model_id", "hidden_act", "values")
    return flags(rows, "architecture", text, field="hidden_act", content=content)


def find_sibling_gaps(view: View) -> pl.DataFrame:
    """Empty cells of measured models although a sibling of the series has a value."""
    named = view.models.filter(pl.col("name_size").is_not_null())
    found = [no_flags()]
    for field in STEM_FIELDS:
        known = (
            named.filter(pl.col(field).is_not_null())
            .sort("model_id")
            .select("series", sibling="model_id", value=pl.col(field))
            .unique("series", keep="first")
        )
        rows = named.filter("is_measured", pl.col(field).is_null()).join(
            known, on="series", how="inner"
        )
        text = pl.format("unknown, but {} for {}", "value", "sibling")
        content = ("model_id", "sibling", "value")
        found.append(flags(rows, "architecture", text, field=field, content=content))
    return pl.concat(found)


SIBLING_RULES = (
    Rule(
        "sibling_disagrees",
        "Models of one series share the traits of their architecture.",
        find_odd_siblings,
    ),
    Rule(
        "twin_disagrees",
        "Models of one series and one size share their architecture.",
        find_odd_twins,
    ),
    Rule(
        "activation_spelling_mixed",
        "Siblings spell one activation in one way.",
        find_mixed_spellings,
    ),
    Rule(
        "sibling_known",
        "What is known for one size of a series is known for the others.",
        find_sibling_gaps,
    ),
)
"""Rules on models that should agree with each other."""
