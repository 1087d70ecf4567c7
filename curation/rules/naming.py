"""What the name of a model says, as expressions over `model_id`."""

from __future__ import annotations

import polars as pl

__all__ = [
    "is_mixture_name",
    "is_packed_name",
    "is_tuned_name",
    "name_columns",
    "name_of",
]

SIZE = r"(?i)^(?:(.*?)[-_ .])?(\d{1,4}(?:\.\d{1,3})?)([bm])(\d?)(?:$|[-_ .].*$)"
"""A size between separators: `1.3B`, `410m`, `1b7`; never the `8x7B` of a mixture."""

SIZE_PART = r"(?i)(^|[-_ .])\d{1,4}(?:\.\d{1,3})?[bm]\d?($|[-_ .])"
"""The same, to be replaced."""

MIXTURE = r"(?i)\d+x\d+(?:\.\d+)?[bm]|[-_]a\d+(?:\.\d+)?b(?:$|[-_])|moe"
"""Names of mixtures of experts, whose size in the name is not the total."""

TUNED_WORDS = r"instruct\w*|chat|it|sft|dpo|rlhf|ppo|orpo|hermes|tulu"
"""Words in names of tuned models."""

PACKED_WORDS = (
    r"gptq|awq|gguf|ggml|bnb|[2348]-?bits?|int[48]|exl2|hqq|w4a16|fp8|nvfp4|mlx"
)
"""Words in names of quantised copies."""


def name_of(model_id: pl.Expr) -> pl.Expr:
    """The part of an identifier after its last slash."""
    return model_id.str.extract(r"([^/]*)$", 1)


def is_mixture_name(name: pl.Expr) -> pl.Expr:
    """Whether a name is that of a mixture of experts."""
    return name.str.contains(MIXTURE)


def is_tuned_name(name: pl.Expr) -> pl.Expr:
    """Whether a name is that of a model tuned for instructions or preferences."""
    return name.str.contains(_between_dashes(TUNED_WORDS))


def is_packed_name(name: pl.Expr) -> pl.Expr:
    """Whether a name is that of a quantised copy."""
    return name.str.contains(_between_dashes(PACKED_WORDS))


def _between_dashes(words: str) -> str:
    return rf"(?i)(?:^|[-_.])(?:{words})(?:$|[-_.])"


def name_columns() -> list[pl.Expr]:
    """Columns that group models by name; `model_id` must exist.

    - `owner`: lower-case part before the last slash, "" without one.
    - `name_size`: size in the name [parameters], or NULL.
    - `series`: owner and the name before its size: siblings of other sizes.
    - `stem`: owner and the name before its first digit: a looser family.
    - `ladder`: owner and the name with its size cut out: the same recipe scaled.
    """
    model_id = pl.col("model_id")
    name = name_of(model_id)
    owner = model_id.str.extract(r"^(.*)/[^/]*$", 1).fill_null("").str.to_lowercase()
    whole = name.str.extract(SIZE, 2)
    digit = name.str.extract(SIZE, 4)
    number = (
        pl.when(digit.fill_null("") != "")
        .then(whole + "." + digit)
        .otherwise(whole)
        .cast(pl.Float64, strict=False)
    )
    unit = name.str.extract(SIZE, 3).str.to_lowercase()
    before = pl.when(whole.is_null()).then(name).otherwise(name.str.extract(SIZE, 1))
    ladder = name.str.replace(SIZE_PART, "-#-").str.replace(r"(?i)[-_]+hf$", "")
    letters = name.str.extract(r"^([^0-9]*?)[-_ .]*(?:\d.*)?$", 1)
    return [
        owner.alias("owner"),
        name.alias("name"),
        (number * pl.when(unit == "b").then(1e9).otherwise(1e6)).alias("name_size"),
        (owner + "/" + before.fill_null("").str.to_lowercase()).alias("series"),
        (owner + "/" + letters.str.to_lowercase()).alias("stem"),
        (owner + "/" + ladder.str.to_lowercase().str.strip_chars("-_")).alias("ladder"),
    ]
