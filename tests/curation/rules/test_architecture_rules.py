"""Architecture: ratios, heads, contexts, activations, published traits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.ruled import Row, flagged, frames, model, score


def flagged_ids(code: str, items: list[Row]) -> set[Any]:
    return {model_id for model_id, _ in flagged(code, frames(items))}


ONE = [
    (
        "ratio_disagrees_with_widths",
        {"mlp_ratio": 5.375, "intermediate_size": 11008, "hidden_size": 4096},
        True,
    ),
    (
        "ratio_disagrees_with_widths",
        {"mlp_ratio": 2.69, "intermediate_size": 11008, "hidden_size": 4096},
        False,
    ),
    ("ratio_disagrees_with_widths", {"mlp_ratio": 5.375, "hidden_size": 4096}, False),
    (
        "attention_disagrees_with_heads",
        {"attention_type": "gqa", "num_attention_heads": 32, "num_key_value_heads": 32},
        True,
    ),
    (
        "attention_disagrees_with_heads",
        {"attention_type": "mha", "num_attention_heads": 32, "num_key_value_heads": 8},
        True,
    ),
    (
        "attention_disagrees_with_heads",
        {"attention_type": "mqa", "num_attention_heads": 71, "num_key_value_heads": 1},
        False,
    ),
    (
        "attention_disagrees_with_heads",
        {
            "attention_type": "hybrid",
            "num_attention_heads": 32,
            "num_key_value_heads": 32,
        },
        False,
    ),
    (
        "attention_disagrees_with_heads",
        {"attention_type": "gqa", "num_attention_heads": 32},
        False,
    ),
    (
        "heads_do_not_divide_width",
        {"hidden_size": 4544, "num_attention_heads": 72},
        True,
    ),
    (
        "heads_do_not_divide_width",
        {"hidden_size": 4544, "num_attention_heads": 71},
        False,
    ),
    (
        "heads_do_not_divide_width",
        {"hidden_size": 4544, "num_attention_heads": 72, "head_dim": 64},
        False,
    ),
    (
        "advertised_context_as_training_length",
        {"training_sequence_length": 131072},
        True,
    ),
    (
        "advertised_context_as_training_length",
        {"training_sequence_length": 32768, "max_position_embeddings": 32768},
        True,
    ),
    (
        "advertised_context_as_training_length",
        {"training_sequence_length": 4096, "max_position_embeddings": 4096},
        False,
    ),
    (
        "advertised_context_as_training_length",
        {"training_sequence_length": 32768, "max_position_embeddings": 131072},
        False,
    ),
    ("activation_names_gated_layer", {"hidden_act": "SwiGLU"}, True),
    ("activation_names_gated_layer", {"hidden_act": "silu"}, False),
]


@pytest.mark.parametrize(("code", "cells", "is_flagged"), ONE)
def test_one_model(code: str, cells: dict[str, Any], is_flagged: bool) -> None:
    expected = {"o/m"} if is_flagged else set()
    assert flagged_ids(code, [model("o/m", **cells)]) == expected


@pytest.mark.parametrize(
    ("name", "length", "is_flagged"),
    [
        ("btlm-3b-8k-base", 2000, True),
        ("btlm-3b-8k-base", 8192, False),
        ("m", 2000, False),
    ],
)
def test_length_in_the_name(name: str, length: int, is_flagged: bool) -> None:
    item = model(f"o/{name}", training_sequence_length=length)
    found = flagged_ids("length_differs_from_name", [item])
    assert bool(found) is is_flagged


def test_gated_width_counted_double() -> None:
    shape = {"hidden_size": 4096, "num_attention_heads": 32}
    usual = [
        model(f"o/m{number}", num_parameters=6_700_000_000, mlp_ratio=2.6875, **shape)
        for number in range(2)
    ]
    doubled = model("o/doubled", num_parameters=6_900_000_000, mlp_ratio=5.375, **shape)
    larger = model("o/larger", num_parameters=12_000_000_000, mlp_ratio=5.375, **shape)
    items = [*usual, doubled, larger]
    assert flagged_ids("gated_ratio_doubled", items) == {"o/doubled"}
    assert flagged_ids("gated_ratio_doubled", [usual[0], doubled]) == set()


def test_traits_of_a_published_architecture() -> None:
    items = [
        model("o/open_llama_7b", norm_type="layernorm", hidden_act="swiglu"),
        model("o/typed-llama", norm_type="layernorm", model_type="gpt_neox"),
        model(
            "o/opt-125m", position_embedding_type="learned", tie_word_embeddings=False
        ),
    ]
    tables = frames(items)
    assert flagged("contradicts_known_architecture", tables) == {
        ("o/open_llama_7b", "norm_type"),
        ("o/opt-125m", "tie_word_embeddings"),
    }


def test_missing_traits_of_measured_models() -> None:
    items = [
        model("o/opt-125m", hidden_act="relu"),
        model("o/opt-350m", hidden_act="relu"),
    ]
    tables = frames(items, [score("o/opt-125m", "winogrande", 0.5)])
    assert flagged("known_trait_missing", tables) == {
        ("o/opt-125m", "position_embedding_type"),
        ("o/opt-125m", "norm_type"),
        ("o/opt-125m", "tie_word_embeddings"),
    }
