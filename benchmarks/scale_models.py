"""Made-up models as the crawler would store them, for measurements of scale.

Configurations have the keys and sizes of well-known classes; cards are those that
training programs write, short ones of authors, long ones with tables, and those of
quantised copies. Everything follows from a number: the same number, the same model.
"""

from __future__ import annotations

import hashlib
import json
import random
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from benchmarks.scale_cards import write_card
from nsl_db.db.raw import DocumentRecord, RawStore, SnapshotRecord

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["fill", "snapshot_of"]

START = datetime(2026, 1, 1)
"""When the first model was read; the others follow, a second apart."""

BATCH = 500
"""Models that are stored at once."""

CARD_KINDS = {"none": 15, "trainer": 35, "author": 30, "quantized": 10, "long": 10}
"""How often each kind of card occurs [%]."""

ORGANIZATIONS = 20_000
"""Publishers that the models are spread over."""

SHAPES: tuple[dict[str, Any], ...] = tuple(
    {"model_type": kind, "hidden_size": size, "num_hidden_layers": layers, "heads": n}
    for kind, size, layers, n in (
        ("llama", 2048, 22, 32),
        ("llama", 4096, 32, 32),
        ("mistral", 4096, 32, 32),
        ("qwen2", 896, 24, 14),
        ("qwen2", 3584, 28, 28),
        ("gemma", 2048, 18, 8),
        ("gpt2", 768, 12, 12),
        ("gpt_neox", 2048, 24, 16),
        ("phi3", 3072, 32, 32),
    )
)
"""Classes and sizes that occur."""

CLASSES = {
    "llama": "LlamaForCausalLM",
    "mistral": "MistralForCausalLM",
    "qwen2": "Qwen2ForCausalLM",
    "gemma": "GemmaForCausalLM",
    "gpt2": "GPT2LMHeadModel",
    "gpt_neox": "GPTNeoXForCausalLM",
    "phi3": "Phi3ForCausalLM",
}
"""Class of each model type."""


def fill(path: Path, numbers: range, version: int = 0) -> None:
    """Store models; those of a later version replace nothing, they are newer.

    Args:
        path: The raw store.
        numbers: Which models.
        version: Raised for models that changed: other text, and read a year later.
    """
    order = list(numbers)
    random.Random(version).shuffle(order)  # noqa: S311  # A measurement.
    remaining = iter(order)
    with RawStore(path) as store:
        while part := list(islice(remaining, BATCH)):
            store.add_snapshots(snapshot_of(number, version) for number in part)


def snapshot_of(number: int, version: int = 0) -> SnapshotRecord:
    """The stored files of one model."""
    draw = random.Random(number)  # noqa: S311  # A measurement.
    shape = draw.choice(SHAPES)
    name = f"{shape['model_type']}-{_billions(shape)}b-{draw.choice(TASKS)}-v{number}"
    model_id = f"org{number * 7919 % ORGANIZATIONS:05}/{name}"
    kind = draw.choices(list(CARD_KINDS), list(CARD_KINDS.values()))[0]
    front, card = write_card(draw, kind, model_id, _base(shape), version)
    revision = hashlib.sha256(f"{number}:{version}".encode()).hexdigest()[:40]
    files = {"model_info.json": _info(draw, model_id, revision, shape, front, kind)}
    if kind != "quantized":
        files["config.json"] = _config(draw, shape)
        files["generation_config.json"] = GENERATION
    if card:
        files["README.md"] = card
    return SnapshotRecord(
        model_id=model_id,
        revision=revision,
        state="complete",
        fetched_at=START + timedelta(days=365 * version, seconds=number),
        documents=tuple(
            DocumentRecord(path, "stored", text.encode())
            for path, text in files.items()
        ),
    )


TASKS = ("chat", "instruct", "sft", "dpo", "code", "math", "roleplay", "lora-merged")
"""What names of models end in."""

GENERATION = '{"bos_token_id": 1, "eos_token_id": 2, "transformers_version": "4.46.1"}'
"""The same in every repository."""


def _base(shape: dict[str, Any]) -> str:
    return f"{shape['model_type']}-lab/{shape['model_type']}-{_billions(shape)}b"


def _billions(shape: dict[str, Any]) -> int:
    return max(1, round(_num_parameters(shape) / 1e9))


def _num_parameters(shape: dict[str, Any]) -> int:
    size, layers = shape["hidden_size"], shape["num_hidden_layers"]
    return int(2 * 32_000 * size + layers * (4 * size * size + 3 * size * 4 * size))


def _config(draw: random.Random, shape: dict[str, Any]) -> str:
    """A configuration; half of all copies are exactly that of their base."""
    size, layers, heads = (
        shape["hidden_size"],
        shape["num_hidden_layers"],
        shape["heads"],
    )
    is_changed = draw.random() < 0.5
    config: dict[str, Any] = {
        "_name_or_path": f"/workspace/{draw.randrange(10**9)}" if is_changed else "",
        "architectures": [CLASSES[shape["model_type"]]],
        "model_type": shape["model_type"],
        "torch_dtype": "bfloat16",
        "transformers_version": "4.46.1",
        "use_cache": True,
        "vocab_size": 32_000,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    if shape["model_type"] == "gpt2":
        return json.dumps(
            config
            | {"n_embd": size, "n_layer": layers, "n_head": heads, "n_positions": 1024},
            indent=2,
        )
    return json.dumps(
        config
        | {
            "attention_dropout": 0.0,
            "hidden_act": "silu",
            "hidden_size": size,
            "initializer_range": 0.02,
            "intermediate_size": 4 * size,
            "max_position_embeddings": draw.choice((4096, 8192, 32_768)),
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": max(1, heads // 4),
            "rms_norm_eps": 1e-05,
            "rope_scaling": None,
            "rope_theta": 10_000.0,
            "tie_word_embeddings": False,
        },
        indent=2,
    )


def _info(
    draw: random.Random,
    model_id: str,
    revision: str,
    shape: dict[str, Any],
    front: dict[str, Any],
    kind: str,
) -> str:
    created = START - timedelta(days=draw.randrange(900))
    num_parameters = _num_parameters(shape)
    info: dict[str, Any] = {
        "id": model_id,
        "author": model_id.partition("/")[0],
        "cardData": front,
        "config": {
            "architectures": [CLASSES[shape["model_type"]]],
            "model_type": shape["model_type"],
        },
        "createdAt": f"{created:%Y-%m-%dT%H:%M:%S}.000Z",
        "disabled": False,
        "downloads": draw.randrange(10_000),
        "gated": False,
        "lastModified": f"{created + timedelta(days=3):%Y-%m-%dT%H:%M:%S}.000Z",
        "library_name": "transformers",
        "likes": draw.randrange(50),
        "pipeline_tag": "text-generation",
        "private": False,
        "sha": revision,
        "siblings": [
            {"rfilename": name}
            for name in (
                ".gitattributes",
                "README.md",
                "config.json",
                "generation_config.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
                "model.safetensors.index.json",
                "special_tokens_map.json",
                "tokenizer.json",
                "tokenizer_config.json",
            )
        ],
        "tags": [
            "transformers",
            "safetensors",
            shape["model_type"],
            "text-generation",
            "en",
            f"base_model:{_base(shape)}",
            f"base_model:finetune:{_base(shape)}",
            "license:apache-2.0",
            "region:us",
        ],
    }
    if kind == "quantized":
        info["gguf"] = {"total": num_parameters, "architecture": shape["model_type"]}
        info["tags"].append("gguf")
    else:
        info["safetensors"] = {
            "parameters": {"BF16": num_parameters},
            "total": num_parameters,
        }
    return json.dumps(info, sort_keys=True)
