"""Training tokens: corpora, units, words, inherited counts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.ruled import Row, flagged, frames, model

PILE = 371_000_000_000


def trained(model_id: str, tokens: int, **cells: Any) -> Row:
    return model(model_id, training_tokens=tokens, **cells)


def flagged_ids(code: str, items: list[Row]) -> set[Any]:
    return {model_id for model_id, _ in flagged(code, frames(items))}


@pytest.mark.parametrize(
    ("tokens", "is_flagged"),
    [(627 * 10**9, False), (627 * 10**12, True), (10**9, True), (3 * 10**9, False)],
)
def test_tokens_per_parameter(tokens: int, is_flagged: bool) -> None:
    item = trained("o/m", tokens, num_parameters=3 * 10**9)
    found = flagged_ids("tokens_per_parameter_impossible", [item])
    assert found == ({"o/m"} if is_flagged else set())


def test_corpus_size_is_flagged_alone_and_withheld_in_a_series() -> None:
    sizes = [
        trained("o/m-1b", PILE, num_parameters=10**9),
        trained("o/m-2b", PILE, num_parameters=2 * 10**9),
    ]
    alone = trained("p/n-1b", PILE, num_parameters=10**9)
    seen = trained("o/m-3b", 300 * 10**9, num_parameters=3 * 10**9)
    items = [*sizes, alone, seen]
    assert flagged_ids("corpus_size_as_tokens", items) == {"o/m-1b", "o/m-2b", "p/n-1b"}
    assert flagged_ids("corpus_size_for_every_size", items) == {"o/m-1b", "o/m-2b"}


def test_tuned_model_has_tokens_of_its_base() -> None:
    items = [
        trained("o/m-7b", 10**12),
        trained("o/m-7b-instruct", 10**12),
        trained("o/m-7b-chat", 5 * 10**9),
        trained("o/m-13b-instruct", 10**12),
        trained("o/itself-7b", 10**12),
    ]
    assert flagged_ids("tokens_inherited", items) == {"o/m-7b-instruct"}
    assert flagged_ids("tokens_of_tuned_model", items) == {
        "o/m-7b-instruct",
        "o/m-7b-chat",
        "o/m-13b-instruct",
    }


def test_two_sources_differ_by_a_unit() -> None:
    low, high = (
        trained("o/m", 627 * 10**9),
        trained("o/m", 627 * 10**12, source="sloth"),
    )
    tables = frames([low])
    other = frames([high])
    tables["finding"] = tables["finding"].vstack(other["finding"])
    assert flagged("unit_slip", tables) == {("o/m", "training_tokens")}
    other = frames([trained("o/m", 700 * 10**9, source="sloth")])
    near = frames([low])
    near["finding"] = near["finding"].vstack(other["finding"])
    assert flagged("unit_slip", near) == set()


@pytest.mark.parametrize(
    ("quote", "is_flagged"),
    [
        ("trained on 1.5 trillion words", True),
        ("2 trillion tokens, 1.5 trillion words", False),
        ("2 trillion", False),
    ],
)
def test_words_are_no_tokens(quote: str, is_flagged: bool) -> None:
    tables = frames([trained("o/m", 10**12)])
    row = tables["finding"].to_dicts()[0] | {"quote": quote}
    tables["finding"] = (
        tables["finding"]
        .clear()
        .vstack(type(tables["finding"])([row], schema=tables["finding"].schema))
    )
    expected = {("o/m", "training_tokens")} if is_flagged else set()
    assert flagged("words_as_tokens", tables) == expected


def test_known_size_without_tokens() -> None:
    items = [
        model("o/m", num_parameters=10**9),
        trained("o/full", 10**12, num_parameters=10**9),
        model("o/left-out", num_parameters=10**9, exclusion_reason="merged"),
        model("o/crawled", source="hub", num_parameters=10**9),
    ]
    assert flagged_ids("tokens_missing", items) == {"o/m"}
