"""The features of the protocol, in its units, and the published selection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nsl_db.analysis.paper.statistics import STATISTICS

if TYPE_CHECKING:
    from collections.abc import Mapping

SCALE = ("num_parameters", "training_tokens")
"""The two scale features."""

PUBLISHED: Mapping[tuple[str, int], tuple[str, ...]] = {
    ("arc_challenge", 25): (
        "reference_share",
        "code_share",
        "bias_placement",
        "position_embedding_type",
        "web_share",
    ),
    ("hellaswag", 10): (
        "code_share",
        "position_embedding_type",
        "norm_type",
        "english_share",
        "hidden_size",
    ),
    ("mmlu", 0): (
        "english_share_mean",
        "reference_share",
        "imperative_verbs_rate",
        "block_type",
    ),
    ("mmlu", 5): ("academic_share", "reference_share"),
    ("truthfulqa", 0): (
        "domain_web_share_mean",
        "english_share",
        "position_embedding_type",
    ),
    ("winogrande", 5): (
        "domain_reference_share_mean",
        "bias_placement",
        "books_share",
        "question_words_rate",
        "position_embedding_type",
        "academic_share",
    ),
    ("lambada", 0): ("code_share", "question_words_rate", "books_share", "norm_type"),
    ("gsm8k", 5): (
        "instructions_words_rate",
        "books_share",
        "norm_type",
        "unique_tokens_mean",
        "domain_web_share_mean",
        "imperative_verbs_rate",
        "attention_type",
        "char_len_std",
    ),
    ("humaneval", 0): (
        "english_share",
        "training_sequence_length",
        "code_share",
        "norm_type",
    ),
    ("mathqa", 0): ("code_share", "block_type"),
    ("xnli", 0): ("code_share", "bias_placement"),
    ("anli", 0): ("code_share", "bias_placement"),
    ("logiqa2", 0): ("code_share", "bias_placement", "academic_share"),
}
"""Features that the paper adds to scale, by benchmark and shots, in its order.

The published score of humaneval also used `bias_placement`, which the published
list leaves out; here the list is taken at its word.

Source: Liu et al. 2025 (arXiv 2503.03862), selection results in its repository.
"""


@dataclass(frozen=True, slots=True)
class NumericFeature:
    """A number of the catalogue and the protocol's unit for it.

    Attributes:
        name: Catalogue column, or name of a free-generation statistic.
        unit: One unit of the protocol in units of the catalogue.
        is_logarithmic: Whether the protocol takes the natural logarithm.
    """

    name: str
    unit: float = 1.0
    is_logarithmic: bool = False


@dataclass(frozen=True, slots=True)
class CategoricalFeature:
    """A closed vocabulary of the catalogue and the paper's words for it.

    The words matter: the protocol turns them into ordinals alphabetically.

    Attributes:
        name: Catalogue column.
        paper_words: Catalogue word to paper word, where they differ; one to one.
    """

    name: str
    paper_words: Mapping[str, str] = field(default_factory=dict)


BILLION = 1e9
"""The protocol counts tokens in billions."""

PERCENT = 0.01
"""The protocol gives shares in percent."""

_DECLARED: tuple[NumericFeature | CategoricalFeature, ...] = (
    NumericFeature("num_parameters", is_logarithmic=True),
    NumericFeature("training_tokens", BILLION, is_logarithmic=True),
    NumericFeature("hidden_size"),
    NumericFeature("num_attention_heads"),
    NumericFeature("mlp_ratio"),
    NumericFeature("training_sequence_length"),
    NumericFeature("web_share", PERCENT),
    NumericFeature("code_share", PERCENT),
    NumericFeature("books_share", PERCENT),
    NumericFeature("reference_share", PERCENT),
    NumericFeature("academic_share", PERCENT),
    NumericFeature("english_share", PERCENT),
    CategoricalFeature("hidden_act"),
    CategoricalFeature("attention_type", {"mha": "full", "hybrid": "local,full"}),
    CategoricalFeature(
        "bias_placement", {"attention_only": "attn_only", "norm_only": "ln_only"}
    ),
    CategoricalFeature("block_type"),
    CategoricalFeature(
        "norm_type",
        {"layernorm": "parametric", "layernorm_nonparametric": "non-parametric"},
    ),
    CategoricalFeature("position_embedding_type"),
    *(
        NumericFeature(name, PERCENT if "_share_" in name else 1.0)
        for name in STATISTICS
    ),
)

FEATURES: Mapping[str, NumericFeature | CategoricalFeature] = {
    feature.name: feature for feature in _DECLARED
}
"""Every feature of the protocol by its catalogue name.

Source: Liu et al. 2025 (arXiv 2503.03862) and its published code.
"""


def feature_names(benchmark: str, num_shots: int, features: str) -> tuple[str, ...]:
    """Return the features of a set, in the order the models see them.

    Args:
        benchmark: A benchmark of the protocol.
        num_shots: Its number of shots.
        features: `scale`, `published` or `all`.
    """
    if features == "scale":
        return SCALE
    if features == "all":
        return tuple(FEATURES)
    return SCALE + PUBLISHED[benchmark, num_shots]


__all__ = [
    "BILLION",
    "FEATURES",
    "PERCENT",
    "PUBLISHED",
    "SCALE",
    "CategoricalFeature",
    "NumericFeature",
    "feature_names",
]
