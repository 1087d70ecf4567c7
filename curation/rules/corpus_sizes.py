"""Sizes of well-known corpora that are easily taken for tokens seen."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CORPUS_SIZES", "CorpusSize"]


@dataclass(frozen=True, slots=True)
class CorpusSize:
    """The size of a corpus that models trained on it do not see exactly once.

    Attributes:
        name: Name of the corpus.
        num_tokens: Distinct tokens.
        citation: Who says so.
    """

    name: str
    num_tokens: int
    citation: str


CORPUS_SIZES = (
    CorpusSize(
        "the Pile",
        371_000_000_000,
        "Dey et al. 2023, Cerebras-GPT, arXiv 2304.03208: 371B tokens of its GPT-2 "
        "tokenisation",
    ),
    CorpusSize(
        "the OPT corpus",
        180_000_000_000,
        "Zhang et al. 2022, OPT, arXiv 2205.01068, section 2.3: roughly 180B tokens",
    ),
    CorpusSize(
        "SlimPajama and StarCoder data",
        950_000_000_000,
        "Zhang et al. 2024, TinyLlama, arXiv 2401.02385, section 2.1: approximately "
        "950B tokens, about three epochs of which are seen",
    ),
)
"""Corpora whose users pass over them more or less than once."""
