"""Parameter counts against names, shapes, formulas and siblings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.ruled import Row, flagged, frames, model

SHAPE = {"hidden_size": 4096, "num_attention_heads": 32}
FULL = {
    **SHAPE,
    "num_key_value_heads": 32,
    "num_hidden_layers": 32,
    "intermediate_size": 11008,
    "vocab_size": 32000,
}


def sized(model_id: str, count: int, **cells: Any) -> Row:
    return model(model_id, num_parameters=count, **cells)


def field_flags(code: str, items: list[Row]) -> set[Any]:
    return {model_id for model_id, _ in flagged(code, frames(items))}


@pytest.mark.parametrize(
    ("item", "is_flagged"),
    [
        (sized("o/m-410m", 505_997_504), True),
        (sized("o/m-410m", 405_334_016), False),
        (sized("o/m-410m", 505_997_504, confidence="stated"), False),
        (sized("o/m-410m", 905_997_504, confidence="stated"), True),
        (sized("o/bloom-1b7", 1_722_408_960), False),
        (sized("o/Mixtral-8x7B-v0.1", 46_702_792_704), False),
        (sized("o/Qwen1.5-MoE-A2.7B", 14_300_000_000), False),
        (sized("o/no-size", 505_997_504), False),
    ],
)
def test_name_and_count(item: Row, is_flagged: bool) -> None:
    found = field_flags("size_differs_from_name", [item])
    assert found == ({item["model_id"]} if is_flagged else set())


def test_twins_have_one_count() -> None:
    twins = [sized("o/gen-2B-nl", 2_700_000_000), sized("o/gen-2B-mono", 2_000_000_000)]
    assert field_flags("twins_differ_in_size", twins) == {
        "o/gen-2B-nl",
        "o/gen-2B-mono",
    }
    near = [sized("o/gen-2B-nl", 2_700_000_000), sized("o/gen-2B-mono", 2_710_000_000)]
    other = [sized("o/gen-2B", 2_700_000_000), sized("o/gen-6B", 7_000_000_000)]
    assert field_flags("twins_differ_in_size", near) == set()
    assert field_flags("twins_differ_in_size", other) == set()


def test_count_is_unlike_equally_wide_models() -> None:
    usual = [sized(f"o/m{number}", 7_000_000_000, **SHAPE) for number in range(6)]
    packed = sized("o/seed", 24_367_733_477, **SHAPE)
    experts = sized("o/moe", 46_702_792_704, is_moe=True, **SHAPE)
    near = sized("o/near", 10_700_000_000, **SHAPE)
    items = [*usual, packed, experts, near]
    assert field_flags("size_unusual_for_width", items) == {"o/seed"}
    assert field_flags("size_unusual_for_width", [usual[0], packed]) == set()


@pytest.mark.parametrize(
    ("count", "is_flagged"),
    [(6_738_415_616, False), (13_015_866_880, True), (3_000_000_000, True)],
)
def test_count_and_formula(count: int, is_flagged: bool) -> None:
    found = field_flags(
        "parameters_disagree_with_architecture", [sized("o/m", count, **FULL)]
    )
    assert found == ({"o/m"} if is_flagged else set())


def test_embedding_counted_twice() -> None:
    twice = sized("o/glm-4.5B", 5_076_815_872, hidden_size=2048)
    once = sized("o/glm-4.5B", 4_552_511_488, hidden_size=2048)
    assert field_flags("embedding_counted_twice", [twice]) == {"o/glm-4.5B"}
    assert field_flags("embedding_counted_twice", [once]) == set()
    small = sized("o/glm-4.5B", 5_076_815_872, hidden_size=2048, vocab_size=32000)
    assert field_flags("embedding_counted_twice", [small]) == set()


def test_named_size_without_count() -> None:
    items = [
        model("o/m-7B", training_tokens=10**12),
        model("o/crawled-7B", source="hub", training_tokens=10**12),
        model("o/nameless", training_tokens=10**12),
        sized("o/known-7B", 7_000_000_001),
    ]
    assert field_flags("size_missing_but_named", items) == {"o/m-7B"}
