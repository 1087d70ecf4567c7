"""Identifiers, join misses, whole columns, statistics of generated text."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation.rules.identities import spelled
from nsl_db.curation.rules.naming import name_columns
from nsl_db.curation.rules.view import View
from tests.support.ruled import flagged, frames, model, rule, score


def ids(code: str, names: list[str]) -> set[Any]:
    return {x for x, _ in flagged(code, frames([model(name) for name in names]))}


def test_placeholders() -> None:
    scores = [
        score("model_name", "winogrande", 0.5),
        score("o/model", "winogrande", 0.5),
    ]
    tables = frames([], scores)
    assert flagged("id_is_placeholder", tables) == {("model_name", None)}
    assert flagged("score_of_placeholder", tables) == {("model_name", "score")}


def test_paths() -> None:
    names = ["/data/user/llama", "o/m", "gpt2", "./m", "a/b/c"]
    assert ids("id_is_path", names) == {"/data/user/llama", "./m", "a/b/c"}


@pytest.mark.parametrize(
    ("names", "is_one_model"),
    [
        (["o/m-410M", "o/m-410m"], True),
        (["Qwen/Qwen-2.5-72B", "Qwen/Qwen2.5-72B"], True),
        (["gpt2", "openai-community/gpt2"], True),
        (["/data/x/llama_220M", "llama_220M"], True),
        (["c/Cerebras-GPT-1.3B", "c/Cerebras-GPT-13B"], False),
        (["a/llama-7b", "b/llama-7b"], False),
        (["o/m-1-3b", "o/m-13b"], False),
    ],
)
def test_spellings(names: list[str], is_one_model: bool) -> None:
    assert ids("id_spelled_twice", names) == (set(names) if is_one_model else set())


@given(st.text("aB-_.0123456789", max_size=12))
def test_spelling_keeps_digits_and_dots(name: str) -> None:
    found = pl.select(spelled(pl.lit(name))).item()
    assert [x for x in found if x in ".0123456789"] == [
        x for x in name if x in ".0123456789"
    ]


@pytest.mark.parametrize(
    ("model_id", "size", "series", "ladder"),
    [
        ("o/pythia-1.4b-deduped", 1.4e9, "o/pythia", "o/pythia-#-deduped"),
        ("o/bloom-7b1", 7.1e9, "o/bloom", "o/bloom-#"),
        ("O/llama2_220M_nl", 220e6, "o/llama2", "o/llama2-#-nl"),
        ("o/Llama-2-7b-hf", 7e9, "o/llama-2", "o/llama-2-#"),
        ("o/Mixtral-8x7B-v0.1", None, "o/mixtral-8x7b-v0.1", "o/mixtral-8x7b-v0.1"),
        ("gpt2", None, "/gpt2", "/gpt2"),
        ("o/btlm-3b-8k-base", 3e9, "o/btlm", "o/btlm-#-8k-base"),
    ],
)
def test_name_columns(
    model_id: str, size: float | None, series: str, ladder: str
) -> None:
    row = (
        pl.DataFrame({"model_id": [model_id]}).select(name_columns()).row(0, named=True)
    )
    assert row["name_size"] == (None if size is None else pytest.approx(size))
    assert (row["series"], row["ladder"]) == (series, ladder)


def test_both_sides_of_a_join() -> None:
    models = [
        model("o/both", num_parameters=10**9),
        model("o/described", num_parameters=10**9),
        model("o/crawled", source="hub", num_parameters=10**9),
    ]
    scores = [score("o/both", "winogrande", 0.5), score("o/scored", "winogrande", 0.5)]
    tables = frames(models, scores)
    assert flagged("described_not_scored", tables) == {("o/described", None)}
    assert flagged("scored_not_described", tables) == {("o/scored", None)}
    assert flagged("described_not_scored", frames(models)) == set()


def statistic(model_id: str, name: str, value: float) -> dict[str, Any]:
    return {
        "model_id": model_id,
        "statistic": name,
        "source": "liu2025",
        "statistic_value": value,
        "source_row": 1,
    }


def test_statistics_of_generated_text() -> None:
    rows = [
        statistic("o/a", "numbers_rate", 2192.1),
        statistic("o/a", "domain_web_share_mean", 0.0),
        statistic("o/a", "domain_code_share_mean", 0.0),
        statistic("o/b", "numbers_rate", 0.4),
        statistic("o/b", "domain_web_share_mean", 0.7),
        statistic("o/b", "domain_code_share_mean", 0.0),
        statistic("o/b", "english_share_mean", 0.1),
        statistic("o/c", "english_share_mean", 0.1),
    ]
    models = [model("o/b", english_share=1.0, num_parameters=10**9), model("o/a")]
    tables = frames([*models, model("o/c")], generation_feature=rows)
    assert flagged("statistic_not_a_ratio", tables) == {("o/a", "numbers_rate")}
    assert flagged("generated_domains_empty", tables) == {
        ("o/a", "domain_web_share_mean"),
        ("o/a", "domain_code_share_mean"),
    }
    assert flagged("generated_text_not_english", tables) == {
        ("o/b", "english_share_mean")
    }
    assert {x for x, _ in flagged("generated_not_described", tables)} == {"o/a", "o/c"}


def test_tuning_is_unknown() -> None:
    items = [
        model("o/a", num_parameters=10**9),
        model("o/b", num_parameters=10**9, is_instruction_tuned=False),
        model("o/c", num_parameters=10**9, exclusion_reason="merged"),
        model("o/d", source="hub", num_parameters=10**9),
    ]
    assert flagged("tuning_unknown", frames(items)) == {("o/a", "is_instruction_tuned")}


def test_empty_columns() -> None:
    items = [model(f"o/m{n}", num_parameters=10**9) for n in range(20)]
    found = {name for _, name in flagged("column_empty", frames(items))}
    assert "num_active_parameters" in found
    assert "num_parameters" not in found
    assert flagged("column_empty", frames(items[:5])) == set()


def test_metric_without_errors() -> None:
    none = [
        score(f"o/m{n}", "mathqa", 0.5, metric="brier_score", stderr=None)
        for n in range(20)
    ]
    some = [
        score(f"o/m{n}", "winogrande", 0.5, stderr=0.1 if n else None)
        for n in range(20)
    ]
    rows = rule("metric_without_errors").find(View(frames([], none + some)))
    assert rows["field"].to_list() == ["score_stderr"]
    assert "mathqa" in rows["message"][0]
