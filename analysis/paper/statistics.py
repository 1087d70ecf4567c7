"""Statistics of freely generated text that the protocol knows, in the paper's order."""

from __future__ import annotations

_PARSED = (
    "const_parse_const_tree_depth_max",
    "const_parse_const_tree_depth_mean",
    "const_parse_const_word_depth_mean",
    "const_parse_const_word_depth_std",
    "const_parse_num_sentences",
    "const_parse_num_words",
    "const_parse_words_per_sent_mean",
    "const_parse_words_per_sent_std",
    "content_function_ratio",
    "dep_parse_dep_head_dist_90p",
    "dep_parse_dep_head_dist_max",
    "dep_parse_dep_head_dist_median",
    "dep_parse_dep_root_dist_max",
    "dep_parse_dep_root_dist_mean",
    "dep_parse_dep_root_dist_median",
)
"""Depths, lengths and distances of parsed text."""

_DOMAINS = tuple(
    f"domain_{name}_share"
    for name in ("academic", "books", "code", "reference", "specific_datasets", "web")
)
"""Shares of texts that a classifier puts into a domain."""

_TEXT = (
    "char_len",
    *_PARSED,
    *_DOMAINS,
    "edu_classifier",
    "entropy",
    "num_tokens",
    "english_share",
    "ttr",
    "unique_tokens",
)

_RATES = (
    "question_words_rate",
    "imperative_verbs_rate",
    "conjunctions_rate",
    "instructions_words_rate",
    "numbers_rate",
)

STATISTICS = (
    *(f"{name}_mean" for name in _TEXT),
    *(f"{name}_std" for name in _TEXT),
    *_RATES,
)
"""The 61 columns of the published file; eight of them are empty there.

Source: Liu et al. 2025 (arXiv 2503.03862), feature file of its repository.
"""

__all__ = ["STATISTICS"]
