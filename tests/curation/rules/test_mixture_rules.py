"""Data mixtures: sums, fragments, forgotten bases, unequal siblings."""

from __future__ import annotations

from typing import Any

from tests.support.ruled import Row, flagged, frames, model


def mixed(model_id: str, **shares: float | None) -> Row:
    given = {
        name if name == "training_tokens" else f"{name}_share": value
        for name, value in shares.items()
        if value is not None
    }
    return model(model_id, **given)


def flagged_ids(code: str, items: list[Row]) -> set[Any]:
    return {model_id for model_id, _ in flagged(code, frames(items))}


def test_shares_exceed_one() -> None:
    items = [
        mixed("o/much", web=0.8, code=0.2, academic=0.03),
        mixed("o/whole", web=0.8, code=0.2, academic=0.005),
    ]
    items[0]["cells"]["mixture_status"] = "inconsistent"
    assert flagged("shares_exceed_one", frames(items)) == {
        ("o/much", "web_share"),
        ("o/much", "code_share"),
        ("o/much", "academic_share"),
        ("o/much", "mixture_status"),
    }


def test_rest_without_a_name() -> None:
    parts = {"web": 0.82, "code": 0.03, "books": 0.07, "academic": 0.02}
    items = [
        mixed("o/rest", **parts),
        mixed("o/named", **parts, other=0.0),
        mixed("o/full", **(parts | {"web": 0.88})),
        mixed("o/few", web=0.5, code=0.1),
    ]
    assert flagged_ids("mixture_without_other", items) == {"o/rest"}
    assert flagged_ids("mixture_fragment", items) == {"o/few"}


def test_base_of_the_same_size_is_forgotten() -> None:
    base = mixed("o/gen-2B-nl", training_tokens=4e11, web=0.4, books=0.3, academic=0.3)
    items = [
        base,
        mixed("o/gen-2B-code", training_tokens=6e11, web=1.0, books=0.0, academic=0.0),
        mixed("o/gen-6B-code", training_tokens=6e11, web=1.0, books=0.0, academic=0.0),
        mixed("o/gen-2B-short", training_tokens=1e11, web=1.0, books=0.0, academic=0.0),
        mixed("o/gen-2B-half", training_tokens=6e11, web=1.0, books=0.0, academic=0.1),
    ]
    for item in items:
        item["cells"]["training_tokens"] = int(item["cells"]["training_tokens"])
    assert flagged_ids("domains_lost", items) == {"o/gen-2B-code"}


def test_sizes_of_one_recipe_have_one_mixture() -> None:
    items = [
        model("o/llm-7b", training_tokens=10**12, english_share=0.897),
        model("o/llm-13b-hf", training_tokens=10**12, english_share=1.0),
        model("o/llm-70b", training_tokens=2 * 10**12, english_share=0.5),
    ]
    assert flagged("same_corpus_differs", frames(items)) == {
        ("o/llm-7b", "english_share"),
        ("o/llm-13b-hf", "english_share"),
    }
    items[1]["cells"]["english_share"] = 0.9
    assert flagged("same_corpus_differs", frames(items)) == set()


def test_unknown_languages_are_no_code() -> None:
    items = [
        mixed("o/languages", code=0.0838, english=0.897),
        mixed("o/code", code=0.17, english=0.92),
        mixed("o/more", code=0.0838, web=0.9, english=0.897),
    ]
    assert flagged_ids("code_from_language_table", items) == {"o/languages"}
