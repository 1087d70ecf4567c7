"""Rules on training tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.corpus_sizes import CORPUS_SIZES
from nsl_db.curation.rules.naming import is_tuned_name
from nsl_db.curation.rules.rule import Rule, flags

if TYPE_CHECKING:
    from nsl_db.curation.rules.view import View

__all__ = ["TOKEN_RULES"]

FEWEST_PER_PARAMETER = 1.0
"""Tokens per parameter below which no published model was pretrained."""

MOST_PER_PARAMETER = 100_000.0
"""Tokens per parameter above which no published model was pretrained.

Source: pythia-14m saw 21,000, SmolLM2-135M 15,000, Qwen3-0.6B 60,000.
"""

SLIP = 1000
"""Factor between neighbouring units: million, billion, trillion."""

SLIP_TOLERANCE = 0.05
"""Relative difference to a power of 1000 that still counts as one."""

_TOKENS = pl.col("training_tokens")
_CONTENT = ("model_id", "num_parameters", "training_tokens")


def _on_tokens(rows: pl.DataFrame, text: pl.Expr, *more: str) -> pl.DataFrame:
    return flags(
        rows, "training_run", text, field="training_tokens", content=(*_CONTENT, *more)
    )


def find_impossible_ratios(view: View) -> pl.DataFrame:
    """Tokens per parameter outside 1..100,000."""
    ratio = _TOKENS / pl.col("num_parameters")
    rows = view.models.with_columns(ratio=ratio).filter(
        ~pl.col("ratio").is_between(FEWEST_PER_PARAMETER, MOST_PER_PARAMETER)
    )
    text = pl.format(
        "{} tokens for {} parameters, {} each; 1 to 100,000 is possible",
        "training_tokens",
        "num_parameters",
        pl.col("ratio").round(3),
    )
    return _on_tokens(rows, text)


def _of_corpus_size(view: View) -> pl.DataFrame:
    sizes = pl.DataFrame(
        {
            "training_tokens": [item.num_tokens for item in CORPUS_SIZES],
            "corpus": [item.name for item in CORPUS_SIZES],
        }
    )
    return view.models.join(sizes, on="training_tokens", how="inner")


def find_corpus_sizes(view: View) -> pl.DataFrame:
    """Tokens that equal the size of a known corpus."""
    text = pl.format(
        "{} is the size of {}, not a number of tokens seen", "training_tokens", "corpus"
    )
    return _on_tokens(_of_corpus_size(view), text, "corpus")


def find_shared_corpus_sizes(view: View) -> pl.DataFrame:
    """The size of a known corpus, given for models of several sizes in a series."""
    rows = _of_corpus_size(view).with_columns(
        num_sizes=pl.col("num_parameters").n_unique().over("series", "training_tokens")
    )
    text = pl.format(
        "{} is the size of {}, given for {} sizes of the series alike",
        "training_tokens",
        "corpus",
        "num_sizes",
    )
    return _on_tokens(rows.filter(pl.col("num_sizes") > 1), text, "corpus")


def find_inherited(view: View) -> pl.DataFrame:
    """Tokens of a tuned model that are those of the untuned one beside it."""
    rows = _tuned(view)
    bases = view.models.filter(
        ~_is_tuned(), _TOKENS.is_not_null(), pl.col("name_size").is_not_null()
    ).select("series", "name_size", "training_tokens", base_model_id="model_id")
    bases = bases.sort("base_model_id").unique(
        ("series", "name_size", "training_tokens"), keep="first"
    )
    keys = ["series", "name_size", "training_tokens"]
    text = pl.format(
        "{} tokens are those of {}; a tuned model does not inherit them",
        "training_tokens",
        "base_model_id",
    )
    return _on_tokens(rows.join(bases, on=keys), text, "base_model_id")


def find_tuned_with_tokens(view: View) -> pl.DataFrame:
    """Pretraining tokens under the name of a tuned model."""
    text = pl.format(
        "{} tokens of pretraining under a tuned model; whose are they?",
        "training_tokens",
    )
    return _on_tokens(_tuned(view), text)


def _is_tuned() -> pl.Expr:
    return pl.col("is_instruction_tuned").fill_null(False) | is_tuned_name(
        pl.col("name")
    )


def _tuned(view: View) -> pl.DataFrame:
    return view.models.filter(_TOKENS.is_not_null(), _is_tuned())


def find_unit_slips(view: View) -> pl.DataFrame:
    """Claims on tokens that differ by a factor of 1000 or 1,000,000."""
    claims = view.claims("training_tokens").select(
        "model_id", "source", claimed=pl.col("value").cast(pl.Float64, strict=False)
    )
    pairs = claims.join(
        claims.rename({"source": "other_source", "claimed": "other"}), on="model_id"
    ).with_columns(ratio=pl.col("claimed") / pl.col("other"))
    steps = (
        (pl.col("ratio") / SLIP**power - 1).abs() < SLIP_TOLERANCE for power in (1, 2)
    )
    rows = (
        pairs.filter(pl.any_horizontal(steps))
        .sort("model_id", "source", "other_source", "claimed", "other")
        .unique(("model_id", "source"), keep="first", maintain_order=True)
    )
    text = pl.format(
        "{} says {} tokens, {} says {}: a factor of 1000",
        "source",
        pl.col("claimed").cast(pl.Int64),
        "other_source",
        pl.col("other").cast(pl.Int64),
    )
    content = ("model_id", "claimed", "other")
    return flags(rows, "finding", text, field="training_tokens", content=content)


def find_words(view: View) -> pl.DataFrame:
    """Claims on tokens whose evidence speaks of words."""
    quote = pl.col("quote").str.to_lowercase()
    rows = view.claims("training_tokens", "unique_tokens").filter(
        quote.str.contains(r"\bwords?\b"), ~quote.str.contains("token")
    )
    text = pl.format("words taken for tokens: {}", "quote")
    content = ("model_id", "value", "quote")
    return flags(rows, "finding", text, field=pl.col("field"), content=content)


def find_missing_tokens(view: View) -> pl.DataFrame:
    """Models of known size that analyses lose, since their tokens are unknown."""
    rows = view.models.filter(
        pl.col("is_measured") | pl.col("is_described"),
        _TOKENS.is_null(),
        pl.col("num_parameters").is_not_null(),
        pl.col("exclusion_reason").is_null(),
    )
    text = pl.lit("of known size, and without training tokens")
    return _on_tokens(rows, text)


TOKEN_RULES = (
    Rule(
        "tokens_per_parameter_impossible",
        "A model sees between 1 and 100,000 tokens per parameter.",
        find_impossible_ratios,
        withholds=True,
    ),
    Rule(
        "corpus_size_as_tokens",
        "Tokens seen are not the size of the corpus.",
        find_corpus_sizes,
    ),
    Rule(
        "corpus_size_for_every_size",
        "Models of several sizes do not all see a well-known corpus exactly once.",
        find_shared_corpus_sizes,
        withholds=True,
    ),
    Rule(
        "tokens_inherited",
        "A tuned model does not carry the pretraining tokens of its base.",
        find_inherited,
        withholds=True,
    ),
    Rule(
        "tokens_of_tuned_model",
        "Tokens of a tuned model are its own.",
        find_tuned_with_tokens,
    ),
    Rule(
        "unit_slip",
        "Two sources do not differ by a factor of 1000.",
        find_unit_slips,
    ),
    Rule(
        "words_as_tokens",
        "Tokens are not words.",
        find_words,
    ),
    Rule(
        "tokens_missing",
        "A model of known size has training tokens.",
        find_missing_tokens,
    ),
)
"""Rules on training tokens."""
