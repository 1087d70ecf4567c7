"""Rules on data mixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.rule import Rule, flags, no_flags
from nsl_db.schema.fields.training import DOMAIN_SHARES

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["MIXTURE_RULES"]

TOLERANCE = 0.01
"""How far the shares of a complete mixture may be from summing to 1."""

PRESENT = 0.05
"""Share from which a domain counts as a real part of a corpus."""

MIN_LOST = 2
"""Domains that must vanish at once to look like a forgotten base."""

LANGUAGE_TABLE = (0.97, 1.0)
"""Range in which the two largest rows of a language table sum, English and unknown.

Source: Touvron et al. 2023, Llama 2, arXiv 2307.09288, table 10: English 89.70 %,
unknown 8.38 %, the next language 0.17 %.
"""

_SUM = pl.sum_horizontal(DOMAIN_SHARES)
_KNOWN = pl.sum_horizontal(pl.col(name).is_not_null() for name in DOMAIN_SHARES)
_CONTENT = ("model_id", *DOMAIN_SHARES)


def _mixtures(view: View) -> pl.DataFrame:
    return view.frames["data_mixture"].with_columns(total=_SUM, num_known=_KNOWN)


def find_excess(view: View) -> pl.DataFrame:
    """Every known share of a mixture whose shares sum to more than 1."""
    rows = _mixtures(view).filter(pl.col("total") > 1 + TOLERANCE)
    text = pl.format("the shares sum to {}; at most 1.01", pl.col("total").round(4))
    found = [
        flags(
            rows.filter(pl.col(name).is_not_null()),
            "data_mixture",
            text,
            field=name,
            content=_CONTENT,
        )
        for name in (*DOMAIN_SHARES, "mixture_status")
    ]
    return pl.concat(found)


def find_deficits(view: View) -> pl.DataFrame:
    """Mixtures that seem complete, sum to less than 1, and have no `other_share`."""
    rows = _mixtures(view).filter(
        pl.col("num_known") >= 4,
        pl.col("total") < 1 - TOLERANCE,
        pl.col("other_share").is_null(),
    )
    text = pl.format(
        "{} known shares sum to {}, and no share is `other`",
        "num_known",
        pl.col("total").round(4),
    )
    return flags(rows, "data_mixture", text, content=_CONTENT)


def find_fragments(view: View) -> pl.DataFrame:
    """Mixtures of which only one to three domains are known."""
    rows = _mixtures(view).filter(
        pl.col("num_known").is_between(1, 3), pl.col("total") < 1 - TOLERANCE
    )
    text = pl.format(
        "only {} shares are known, {} in all", "num_known", pl.col("total").round(4)
    )
    return flags(rows, "data_mixture", text, content=_CONTENT)


def find_lost_domains(view: View) -> pl.DataFrame:
    """Domains at 0 that a sibling with fewer tokens has.

    Of two models of one series and size, the one with more tokens was probably
    continued from the other: then its cumulative mixture holds those domains too.
    """
    models = view.models.filter(
        pl.col("name_size").is_not_null(), pl.col("training_tokens").is_not_null()
    )
    keys = ["series", "name_size"]
    base = models.select(
        *keys,
        base_model_id="model_id",
        base_tokens="training_tokens",
        **{f"base_{name}": pl.col(name) for name in DOMAIN_SHARES},
    )
    pairs = models.join(base, on=keys).filter(
        pl.col("training_tokens") > pl.col("base_tokens")
    )
    lost = [
        (pl.col(name) == 0) & (pl.col(f"base_{name}") > PRESENT)
        for name in DOMAIN_SHARES
    ]
    rows = (
        pairs.with_columns(num_lost=pl.sum_horizontal(lost))
        .filter(pl.col("num_lost") >= MIN_LOST)
        .sort("model_id", "base_model_id")
        .unique("model_id", keep="first", maintain_order=True)
    )
    text = pl.format(
        "{} shares are 0 although {} of the same size, with fewer tokens, has them",
        "num_lost",
        "base_model_id",
    )
    content = (*_CONTENT, "base_model_id")
    return flags(rows, "data_mixture", text, content=content)


def find_unequal_corpora(view: View) -> pl.DataFrame:
    """Shares that differ between sizes of one recipe with equal tokens."""
    keys = ("ladder", "training_tokens")
    models = view.models.filter(
        pl.col("training_tokens").is_not_null(), pl.col("name_size").is_not_null()
    )
    found = [no_flags()]
    for name in (*DOMAIN_SHARES, "english_share"):
        spread = models.group_by(keys).agg(
            low=pl.col(name).min(),
            high=pl.col(name).max(),
            num_sizes=pl.col("name_size").n_unique(),
        )
        rows = models.join(spread, on=keys).filter(
            pl.col(name).is_not_null(),
            pl.col("num_sizes") > 1,
            pl.col("high") - pl.col("low") > TOLERANCE,
        )
        text = pl.format(
            "{} here, {} to {} for other sizes of the same recipe", name, "low", "high"
        )
        content = ("model_id", name, "low", "high")
        found.append(flags(rows, "data_mixture", text, field=name, content=content))
    return pl.concat(found)


def find_unknown_language(view: View) -> pl.DataFrame:
    """Code shares that complete the English share: the row `unknown` of a table."""
    total = pl.col("code_share") + pl.col("english_share")
    rows = _mixtures(view).filter(
        pl.col("num_known") == 1, total.is_between(*LANGUAGE_TABLE)
    )
    text = pl.format(
        "code {} and English {} are nearly everything: two rows of a table of "
        "languages, where code is among `unknown`",
        "code_share",
        "english_share",
    )
    content = ("model_id", "code_share", "english_share")
    return flags(rows, "data_mixture", text, field="code_share", content=content)


MIXTURE_RULES = (
    Rule(
        "shares_exceed_one",
        "The shares of a mixture sum to at most 1.",
        find_excess,
        withholds=True,
        is_certain=True,
    ),
    Rule(
        "mixture_without_other",
        "Shares that sum to less than 1 leave the rest to `other_share`.",
        find_deficits,
    ),
    Rule(
        "mixture_fragment",
        "A mixture is known in full or not at all.",
        find_fragments,
    ),
    Rule(
        "domains_lost",
        "A model continued from another has that one's domains too.",
        find_lost_domains,
    ),
    Rule(
        "same_corpus_differs",
        "Sizes of one recipe with equal tokens have one mixture.",
        find_unequal_corpora,
    ),
    Rule(
        "code_from_language_table",
        "The share of code is not that of texts in no known language.",
        find_unknown_language,
        withholds=True,
    ),
)
"""Rules on data mixtures."""
