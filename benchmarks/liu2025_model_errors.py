"""Known errors in what the table of Liu et al. 2025 says of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.liu2025_known import Aim, KnownError, cells, mixture

__all__ = ["MODEL_ERRORS"]

SHARES = (
    "web_share",
    "code_share",
    "books_share",
    "reference_share",
    "academic_share",
)

PYTHIA = "EleutherAI/pythia-*"
TWELVE_LOST = (
    "playdev7/theseed-v0.3",
    "mosaicml/mpt-7b-storywriter",
    "NousResearch/Nous-Hermes-2-Yi-34B",
    "mistralai/Mistral-7B-v0.1",
    "openai-community/gpt2",
    "mistralai/Mixtral-8x7B-v0.1",
    "jisukim8873/falcon-7B-case-0",
    "kevin009/babyllama-v0.6",
    "CohereForAI/c4ai-command-r-v01",
    "CohereForAI/c4ai-command-r-plus",
    "Deci/DeciCoder-6B",
    "aisingapore/sea-lion-7b-instruct",
)
SILENT = (
    *(f"EleutherAI/pythia-{size}" for size in ("14m", "70m", "160m", "410m", "1b")),
    *(f"EleutherAI/pythia-{size}" for size in ("1.4b", "2.8b", "12b")),
    "EleutherAI/pythia-*-deduped",
)
UNTUNED = (
    *(f"EleutherAI/pythia-{size}" for size in ("14m", "70m", "160m", "410m", "1b")),
    *(f"EleutherAI/pythia-{size}-deduped" for size in ("70m", "160m", "410m", "1b")),
    "EleutherAI/pythia-1.4b-deduped",
    "EleutherAI/pythia-2.8b",
    "EleutherAI/pythia-2.8b-deduped",
    "EleutherAI/pythia-12b",
    "bigscience/bloom-7b1",
    "playdev7/theseed-v0.3",
    "kevin009/babyllama-v0.6",
    "Deci/DeciCoder-6B",
    "allenai/tulu-2-70b",
)


def _right(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    return value if isinstance(value, Mapping) else {"*": value}


def _size(
    confidence: str, models: tuple[str, ...], note: str, right: Any = None
) -> KnownError:
    aim = cells("num_parameters")
    return KnownError("size", confidence, models, aim, note, right=_right(right))


def _tokens(
    confidence: str, models: tuple[str, ...], note: str, right: Any = None
) -> KnownError:
    aim = cells("training_tokens")
    return KnownError("tokens", confidence, models, aim, note, right=_right(right))


def _built(
    confidence: str,
    models: tuple[str, ...],
    fields: tuple[str, ...],
    note: str,
    right: Any = None,
) -> KnownError:
    aim = Aim(fields=fields)
    return KnownError(
        "architecture", confidence, models, aim, note, right=_right(right)
    )


SIZES = (
    _size("A", ("EleutherAI/pythia-14m",), "masks counted", 14_067_712),
    _size("A", ("EleutherAI/pythia-70m*",), "masks counted", 70_426_624),
    _size("A", ("EleutherAI/pythia-160m*",), "masks counted", 162_322_944),
    _size("A", ("EleutherAI/pythia-410m*",), "masks counted", 405_334_016),
    _size("A", ("EleutherAI/pythia-1b*",), "masks counted", 1_011_781_632),
    _size("A", ("EleutherAI/pythia-1.4b",), "masks counted", 1_414_647_808),
    _size(
        "A",
        ("EleutherAI/pythia-1.4b-deduped",),
        "rounded; its twin is not",
        1_414_647_808,
    ),
    _size("A", ("EleutherAI/pythia-2.8b*",), "masks counted", 2_775_208_960),
    _size("A", ("EleutherAI/pythia-6.9b",), "digits transposed", 6_857_302_016),
    _size("B", ("EleutherAI/pythia-12b*",), "rounded", 11_846_072_320),
    _size("A", ("openai-community/gpt2",), "masks counted", 124_439_808),
    _size("A", ("EleutherAI/gpt-neo-125m",), "masks counted", 125_198_592),
    _size("A", ("EleutherAI/gpt-neo-1.3B",), "masks counted", 1_315_575_808),
    _size("A", ("EleutherAI/gpt-neo-2.7B",), "masks counted", 2_651_307_520),
    _size("A", ("EleutherAI/gpt-neox-20b",), "masks counted", 20_554_567_680),
    _size("A", ("facebook/xglm-4.5B",), "embedding counted twice", 4_552_511_488),
    _size(
        "A", ("Salesforce/codegen-2B-*",), "one architecture, two counts", 2_779_683_840
    ),
    _size("B", ("Salesforce/codegen-6B-*",), "about 7.07e9"),
    _size("B", ("google/gemma-*",), "8.54e9, 2.61e9, 9.24e9"),
    _size(
        "B",
        ("Qwen/Qwen2.5-3B", "Qwen/Qwen2.5-14B", "Qwen/Qwen2.5-32B"),
        "3.09e9, 14.8e9, 32.8e9",
    ),
    _size(
        "B",
        (
            "facebook/opt-*",
            "mosaicml/mpt-*",
            "Salesforce/codegen-350M-*",
            "Salesforce/codegen-16B-nl",
            "Salesforce/codegen-16B-mono",
        ),
        "rounded from the name",
    ),
    _size("A", ("playdev7/theseed-v0.3",), "packed words counted"),
    _size(
        "A",
        (
            "Salesforce/codegen-16B-multi",
            "meta-llama/Llama-2-7b",
            "Salesforce/codegen25-7b-*",
        ),
        "empty although the name states it",
    ),
)

TOKENS = (
    _tokens("A", (PYTHIA,), "371e9 is the corpus", 299_892_736_000),
    _tokens(
        "B",
        ("cerebras/Cerebras-GPT-*",),
        "371e9 is the corpus; 20 tokens per parameter",
        {"*-1.3B": 26.3e9, "*-2.7B": 53e9, "*-6.7B": 133e9, "*-13B": 257e9},
    ),
    _tokens(
        "A", ("huggyllama/llama-7b",), "the corpus of the largest", 1_000_000_000_000
    ),
    _tokens("A", ("TinyLlama/TinyLlama-1.1B-Chat-v1.0",), "3000e9, of its base"),
    _tokens("B", ("facebook/opt-*",), "180e9 is the corpus", 300_000_000_000),
    _tokens("A", ("Qwen/Qwen-7B",), "the row of OLMo", 2_400_000_000_000),
    _tokens("B", ("Qwen/Qwen1.5-14B",), "that of the first release", 4_000_000_000_000),
    _tokens(
        "A",
        ("mosaicml/mpt-7b-instruct", "meta-llama/Llama-2-70b-chat-hf"),
        "tokens of the base under a fine-tune",
    ),
    KnownError(
        "tokens",
        "A",
        TWELVE_LOST,
        cells("training_tokens"),
        "empty, without a reason",
        structure="tokens_or_reason",
    ),
)

ARCHITECTURE = (
    _built(
        "A",
        SILENT,
        ("position_embedding_type",),
        "empty; known for pythia-6.9b",
        "rope",
    ),
    _built(
        "A", ("EleutherAI/pythia-6.9b",), ("mlp_ratio",), "unlike its siblings", 4.0
    ),
    _built(
        "A",
        ("mosaicml/mpt-7b", "mosaicml/mpt-7b-instruct"),
        ("mlp_ratio",),
        "unlike its siblings",
        4.0,
    ),
    _built(
        "A",
        (
            "Salesforce/codegen-350M-mono",
            "Salesforce/codegen-350M-multi",
            "Salesforce/codegen-2B-multi",
            "mosaicml/mpt-30b",
            "mosaicml/mpt-30b-instruct",
        ),
        ("mlp_ratio",),
        "-1 for unknown",
        4.0,
    ),
    _built(
        "A",
        ("Salesforce/codegen-16B-nl", "Salesforce/codegen-16B-multi"),
        ("mlp_ratio",),
        "unlike its siblings",
        4.0,
    ),
    _built(
        "B",
        ("allenai/OLMo-7B-hf", "Qwen/Qwen-7B"),
        ("mlp_ratio",),
        "gated width counted double",
        2.6875,
    ),
    _built("B", ("mosaicml/mpt-*",), ("hidden_act",), "no relu", "gelu"),
    _built("A", ("facebook/xglm-4.5B",), ("hidden_act",), "no relu", "gelu"),
    _built(
        "A",
        ("meta-llama/Meta-Llama-3-70B", "huggyllama/llama-7b"),
        ("hidden_act",),
        "swiglu, where others have silu",
        "silu",
    ),
    _built(
        "B",
        ("meta-llama/Llama-2-7b", "meta-llama/Llama-2-13b-hf"),
        ("attention_type",),
        "no grouped queries",
        "mha",
    ),
    _built(
        "B",
        ("HuggingFaceTB/SmolLM-1.7B",),
        ("attention_type",),
        "32 key-value heads",
        "mha",
    ),
    _built(
        "B",
        ("microsoft/phi-1_5", "microsoft/phi-2"),
        ("norm_type",),
        "no rmsnorm",
        "layernorm",
    ),
    _built(
        "B",
        ("openlm-research/open_llama_7b",),
        ("norm_type", "bias_placement"),
        "rmsnorm and none",
    ),
    _built(
        "B",
        ("openlm-research/open_llama_3b_v2",),
        ("norm_type", "bias_placement"),
        "empty; rmsnorm and none",
    ),
    _built(
        "B", ("EleutherAI/gpt-j-6b",), ("block_type",), "not sequential", "parallel"
    ),
    _built(
        "B", ("Qwen/Qwen-7B",), ("bias_placement",), "as all Qwen", "attention_only"
    ),
    _built("A", ("01-ai/Yi-34B",), ("bias_placement",), "as Yi-9B", "none"),
    _built(
        "A", ("cerebras/btlm-3b-8k-base",), ("training_sequence_length",), "2000", 8192
    ),
    _built(
        "B",
        ("meta-llama/Meta-Llama-3.1-70B",),
        ("training_sequence_length",),
        "advertised, not pretraining",
    ),
    _built(
        "A",
        ("cerebras/Cerebras-GPT-13B",),
        ("tie_word_embeddings",),
        "as its siblings",
        True,
    ),
    _built(
        "A",
        (
            "openai-community/gpt2",
            "EleutherAI/gpt-neo-1*",
            "EleutherAI/gpt-neo-2*",
            "facebook/opt-*",
            "facebook/xglm-*",
            "bigscience/bloom-*",
        ),
        ("tie_word_embeddings",),
        "false was written where the configuration is silent",
        True,
    ),
    _built(
        "B",
        (
            "openai-community/gpt2",
            "EleutherAI/gpt-neo-1*",
            "EleutherAI/gpt-neo-2*",
            "facebook/opt-*",
        ),
        ("position_embedding_type",),
        "empty, though published",
        "learned",
    ),
    KnownError(
        "architecture",
        "A",
        ("",),
        cells("score_stderr", "training_flop"),
        "columns without any value",
        codes=("column_empty", "metric_without_errors"),
        structure="no_batch_tokens",
    ),
    _built("A", UNTUNED, ("is_instruction_tuned",), "empty; membership depends on it"),
    KnownError(
        "architecture",
        "A",
        ("AbacusResearch/Jallabi-34B",),
        cells("is_instruction_tuned", "training_tokens"),
        "a fine-tune of Yi-34B, not marked",
        codes=("recipe_copied", "tokens_inherited", "tokens_of_tuned_model"),
        structure="marked_as_derived",
    ),
)

DATA = (
    KnownError(
        "data", "A", ("aisingapore/sea-lion-7b",), mixture(*SHARES), "sums to 1.0312"
    ),
    KnownError(
        "data",
        "A",
        (
            "LLM360/CrystalCoder",
            "tiiuae/falcon-7b",
            "huggyllama/llama-7b",
            "allenai/OLMo-7B-hf",
            "01-ai/Yi-*",
            "AbacusResearch/Jallabi-34B",
        ),
        mixture(),
        "sums to less than 1 without `other`",
        codes=("mixture_without_other",),
        structure="mixture_settled",
    ),
    KnownError(
        "data",
        "A",
        ("Salesforce/codegen-*-multi", "Salesforce/codegen-*-mono"),
        mixture("books_share", "reference_share", "academic_share"),
        "0 although continued from -nl",
    ),
    KnownError(
        "data",
        "A",
        ("meta-llama/Llama-2-13b-hf",),
        mixture("english_share"),
        "1.0; 0.897 for 7b and 70b",
    ),
    KnownError(
        "data",
        "B",
        ("meta-llama/Llama-2-7b", "meta-llama/Llama-2-70b-hf"),
        mixture("code_share"),
        "0.0838 is the share of unknown languages",
        codes=("code_from_language_table",),
    ),
    KnownError(
        "data",
        "A",
        ("meta-llama/Meta-Llama-3-8B", "meta-llama/Meta-Llama-3-70B"),
        cells("code_share"),
        "-1; 0.17 for Llama-3.1-70B",
        codes=("sentinel",),
    ),
    KnownError(
        "data",
        "A",
        ("meta-llama/Llama-2-70b-hf", "meta-llama/Meta-Llama-3.1-70B"),
        mixture("code_share"),
        "one share of a mixture, the others empty",
        codes=("mixture_fragment",),
        structure="mixture_settled",
    ),
    KnownError(
        "data",
        "A",
        ("AbacusResearch/Jallabi-34B",),
        mixture("english_share", "web_share"),
        "perturbed copy of Yi-34B",
        codes=("copy_perturbed",),
    ),
    KnownError(
        "data",
        "A",
        (
            "Dampish/StellarX-4B-V0",
            "Qwen/Qwen1.5-14B",
            "facebook/opt-*",
            "facebook/xglm-*",
            "google/gemma-*",
            "microsoft/phi-2",
            "openlm-research/open_llama_7b",
        ),
        cells("web_share"),
        "-1 for undisclosed",
        codes=("sentinel",),
    ),
)

MODEL_ERRORS = (*SIZES, *TOKENS, *ARCHITECTURE, *DATA)
"""Errors of sizes, tokens, architecture and data."""
