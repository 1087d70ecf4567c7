"""Traits that every model of a published architecture shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KNOWN_ARCHITECTURES", "KnownArchitecture"]


@dataclass(frozen=True, slots=True)
class KnownArchitecture:
    """Traits of one architecture.

    Attributes:
        name: As published.
        pattern: Regular expression that the lower-case name of such a model matches.
        traits: Allowed values of each field, the usual one first.
        citation: Who published it.
    """

    name: str
    pattern: str
    traits: Mapping[str, tuple[str | bool, ...]]
    citation: str


KNOWN_ARCHITECTURES = (
    KnownArchitecture(
        "LLaMA",
        r"llama",
        {
            "norm_type": ("rmsnorm",),
            "position_embedding_type": ("rope",),
            "block_type": ("sequential",),
            "bias_placement": ("none",),
            "hidden_act": ("silu", "swiglu", "swish"),
        },
        "Touvron et al. 2023, arXiv 2302.13971, section 2.2",
    ),
    KnownArchitecture(
        "Llama 2 below 34B",
        r"llama-?2-(?:7|13)b",
        {"attention_type": ("mha",)},
        "Touvron et al. 2023, arXiv 2307.09288, table 1: no grouped queries",
    ),
    KnownArchitecture(
        "GPT-2",
        r"^(?:distil)?gpt2|^cerebras-gpt",
        {
            "position_embedding_type": ("learned",),
            "norm_type": ("layernorm",),
            "tie_word_embeddings": (True,),
        },
        "Radford et al. 2019; Dey et al. 2023, arXiv 2304.03208, section 2.1",
    ),
    KnownArchitecture(
        "GPT-Neo",
        r"^gpt-neo-\d",
        {
            "position_embedding_type": ("learned",),
            "norm_type": ("layernorm",),
            "tie_word_embeddings": (True,),
        },
        "Black et al. 2021, doi 10.5281/zenodo.5297715",
    ),
    KnownArchitecture(
        "GPT-J",
        r"gpt-?j-",
        {"position_embedding_type": ("rope",), "block_type": ("parallel",)},
        "Wang and Komatsuzaki 2021, github.com/kingoflolz/mesh-transformer-jax",
    ),
    KnownArchitecture(
        "OPT",
        r"^opt-",
        {
            "position_embedding_type": ("learned",),
            "norm_type": ("layernorm",),
            "hidden_act": ("relu",),
            "tie_word_embeddings": (True,),
        },
        "Zhang et al. 2022, arXiv 2205.01068, section 2.1, and its configurations",
    ),
    KnownArchitecture(
        "MPT",
        r"^mpt-",
        {
            "hidden_act": ("gelu",),
            "norm_type": ("layernorm",),
            "tie_word_embeddings": (True,),
        },
        "MosaicML 2023, github.com/mosaicml/llm-foundry, models/mpt",
    ),
    KnownArchitecture(
        "XGLM",
        r"^xglm-",
        {
            "position_embedding_type": ("sinusoidal",),
            "hidden_act": ("gelu",),
            "tie_word_embeddings": (True,),
        },
        "Lin et al. 2021, arXiv 2112.10668, and its configurations",
    ),
    KnownArchitecture(
        "BLOOM",
        r"^bloomz?-",
        {"position_embedding_type": ("alibi",), "tie_word_embeddings": (True,)},
        "BigScience 2022, arXiv 2211.05100, section 3.2",
    ),
    KnownArchitecture(
        "phi-1 to phi-2",
        r"^phi-[12](?:$|[_.-])",
        {
            "norm_type": ("layernorm",),
            "position_embedding_type": ("rope",),
            "block_type": ("parallel",),
        },
        "Li et al. 2023, arXiv 2309.05463, and transformers' modeling_phi.py",
    ),
    KnownArchitecture(
        "Pythia and GPT-NeoX",
        r"^(?:pythia|gpt-neox)-",
        {
            "position_embedding_type": ("rope",),
            "norm_type": ("layernorm",),
            "block_type": ("parallel",),
            "tie_word_embeddings": (False,),
        },
        "Black et al. 2022, arXiv 2204.06745, section 2.1; Biderman et al. 2023",
    ),
)
"""Architectures whose traits do not depend on the size of the model."""
