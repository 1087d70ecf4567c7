"""Names of benchmarks, folds, methods and fields, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BENCHMARKS: Mapping[str, str] = {
    "anli": "ANLI",
    "arc_challenge": "ARC Challenge",
    "arc_easy": "ARC Easy",
    "gsm8k": "GSM8K",
    "hellaswag": "HellaSwag",
    "humaneval": "HumanEval",
    "lambada": "LAMBADA",
    "logiqa2": "LogiQA 2.0",
    "mathqa": "MathQA",
    "mmlu": "MMLU",
    "mmlu_pro": "MMLU-Pro",
    "truthfulqa": "TruthfulQA",
    "winogrande": "WinoGrande",
    "xnli": "XNLI",
}
"""Benchmarks as their authors write them; others keep their name in the catalogue."""

FOLDS: Mapping[str, str] = {
    "family": "Unseen families",
    "random": "Random models",
    "size": "Larger models",
    "time": "Later models",
}
"""What is held out in each kind of folds."""

FOLD_NOTES: Mapping[str, str] = {
    "family": "whole families are held out: the case that counts",
    "random": "siblings of a held-out model stay in the training part: it leaks",
    "size": "the largest models are held out",
    "time": "the latest models are held out",
}
"""What a kind of folds is."""

METRICS: Mapping[str, str] = {
    "accuracy": "accuracy",
    "brier_score": "Brier score",
}
"""Scores; others keep their name in the catalogue."""

FIELDS: Mapping[str, str] = {
    "num_parameters": "parameters",
    "training_tokens": "training tokens",
    "hidden_size": "hidden size",
    "num_hidden_layers": "layers",
    "num_attention_heads": "attention heads",
    "mlp_ratio": "MLP width ratio",
    "training_sequence_length": "training length",
    "hidden_act": "activation",
    "attention_type": "attention",
    "bias_placement": "bias terms",
    "block_type": "block order",
    "norm_type": "normalisation",
    "position_embedding_type": "position embedding",
    "web_share": "web share",
    "code_share": "code share",
    "books_share": "books share",
    "reference_share": "reference share",
    "academic_share": "academic share",
    "math_share": "mathematics share",
    "english_share": "English share",
    "log2_sequence_length": "training length (log 2)",
    "log2_width_per_layer": "width per layer (log 2)",
    "activation": "activation",
    "data_mix": "data mix",
    "release_date": "release date",
    "model_family": "model family",
    "is_instruction_tuned": "instruction tuning",
}
"""Fields and design choices."""

DROPS: Mapping[str, str] = {
    "no_parameters": "number of parameters unknown",
    "no_tokens": "number of training tokens unknown",
    "instruction_tuned": "instruction tuned",
    "no_score": "no score on a benchmark of this run",
    "duplicate": "a copy of another model",
    "placeholder": "a name that was never filled in",
    "quantized": "quantised",
    "merged": "merged from other models",
    "adapter": "an adapter",
    "finetuned": "fine-tuned from another model",
    "broken_run": "a broken evaluation",
    "checkpoint": "an intermediate checkpoint",
    "not_causal": "not a causal language model",
}
"""Reasons for leaving models out."""


def benchmark_title(name: str) -> str:
    """Name a benchmark."""
    return BENCHMARKS.get(name, name.replace("_", " "))


def target_title(benchmark: str, num_shots: int, harness: str | None = None) -> str:
    """Name a target: benchmark, shots, and who measured unless that is usual."""
    by = f", {harness}" if harness else ""
    shots = f"{num_shots}\N{NON-BREAKING HYPHEN}shot"
    return f"{benchmark_title(benchmark)} ({shots}{by})"


def field_title(name: str) -> str:
    """Name a field."""
    return FIELDS.get(name, name.replace("_", " "))


def drop_title(reason: str) -> str:
    """Name a reason for leaving models out."""
    kind = reason.removeprefix("excluded:").strip()
    return DROPS.get(kind, kind.replace("_", " "))


def metric_title(name: str) -> str:
    """Name a score."""
    return METRICS.get(name, name.replace("_", " "))


def plain_words(text: str) -> str:
    """Put benchmarks and scores in a text into words."""
    for name, title in sorted({**BENCHMARKS, **METRICS}.items(), reverse=True):
        text = text.replace(name, title)
    return text


def plain_value(field: str, value: float) -> str:
    """Write a value of a field in few digits."""
    if field.endswith("_share"):
        return f"{100 * value:.0f} %"
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if value >= size:
            return f"{value / size:.3g}{unit}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


__all__ = [
    "BENCHMARKS",
    "FIELDS",
    "FOLDS",
    "FOLD_NOTES",
    "benchmark_title",
    "drop_title",
    "field_title",
    "metric_title",
    "plain_value",
    "plain_words",
    "target_title",
]
