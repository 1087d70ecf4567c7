"""Results of lm-evaluation-harness, old and new."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation.benchmarks import protocol_frame
from nsl_db.curation.sources.lm_eval import read_lm_eval
from nsl_db.curation.sources.tables import SourceTables
from nsl_db.curation.suites import suites
from nsl_db.errors import SourceError

DAY = date(2026, 1, 2)

NEW: dict[str, Any] = {
    "results": {
        "arc_challenge": {
            "alias": "arc_challenge",
            "acc,none": 0.3,
            "acc_stderr,none": 0.013,
            "acc_norm,none": 0.35,
            "acc_norm_stderr,none": "N/A",
        },
        "gsm8k": {
            "exact_match,strict-match": 0.1,
            "exact_match,flexible-extract": 0.12,
        },
    },
    "configs": {"gsm8k": {"num_fewshot": 5}},
    "versions": {"arc_challenge": 1.0},
    "n-shot": {"arc_challenge": 25},
    "higher_is_better": {"arc_challenge": {"acc": True}},
    "n-samples": {"arc_challenge": {"original": 1172, "effective": 1172}},
    "config": {
        "model": "hf",
        "model_args": "pretrained=acme/one,dtype=float16",
        "limit": None,
    },
    "lm_eval_version": "0.4.3",
    "date": 1_700_000_000.0,
}

OLD: dict[str, Any] = {
    "results": {"hellaswag": {"acc": 0.4, "acc_stderr": 0.005, "acc_norm": 0.5}},
    "versions": {"hellaswag": 0},
    "config": {
        "model": "hf-causal",
        "model_args": "pretrained=acme/old",
        "num_fewshot": 10,
        "limit": None,
    },
}


def _read(*contents: Any) -> SourceTables:
    files = {
        f"run{number}/results_x.json": json.dumps(content).encode()
        for number, content in enumerate(contents)
    }
    return read_lm_eval(files, DAY)


def _with(base: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**base, **changes}


def test_new_results_keep_their_protocol() -> None:
    tables = _read(NEW)
    protocols = protocol_frame(tables.evaluation).sort("protocol_id")
    rows = protocols.select("task", "num_shots", "metric", "harness_version").rows()
    assert rows == [
        ("arc_challenge", 25, "acc_norm", "0.4.3+task1.0"),
        ("arc_challenge", 25, "accuracy", "0.4.3+task1.0"),
        ("gsm8k", 5, "exact_match", "0.4.3"),
        ("gsm8k", 5, "exact_match_flexible_extract", "0.4.3"),
    ]
    assert set(protocols["harness"]) == {"lm-evaluation-harness"}


def test_errors_are_kept_or_derived_and_places_are_pointers() -> None:
    rows = _read(NEW).evaluation
    first, second = rows.filter(pl.col("task") == "arc_challenge").to_dicts()
    assert (first["score"], first["score_stderr"]) == (0.3, 0.013)
    assert second["score_stderr"] == pytest.approx((0.35 * 0.65 / 1172) ** 0.5)
    assert first["locator"] == "/results/arc_challenge/acc,none"
    assert (first["path"], first["quote"]) == ("run0/results_x.json", "0.3")
    assert first["source_row"] is None


def test_old_results_are_read() -> None:
    rows = _read(OLD).evaluation.select(
        "model_id", "protocol_id", "score", "score_stderr"
    )
    assert rows.row(0) == (
        "acme/old",
        "hellaswag:10-shot:accuracy:lm-evaluation-harness@task0",
        0.4,
        0.005,
    )
    assert rows.height == 2


def test_results_of_the_first_leaderboard_are_read() -> None:
    content = {
        "config_general": {"model_name": "acme/board", "max_samples": None},
        "results": {
            "all": {"acc": 0.1},
            "harness|arc:challenge|25": {"acc_norm": 0.5, "acc_norm_stderr": 0.01},
            "harness|hendrycksTest-anatomy|5": {"acc": 0.4},
        },
    }
    rows = _read(content).evaluation.select("task", "num_shots", "model_id").rows()
    assert rows == [
        ("arc:challenge", 25, "acme/board"),
        ("hendrycksTest-anatomy", 5, "acme/board"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        _with(NEW, config={**NEW["config"], "limit": 10}),
        _with(NEW, config={**NEW["config"], "limit": 0.1}),
        _with(NEW, **{"n-samples": {"gsm8k": {"original": 1319, "effective": 50}}}),
        {"config_general": {"max_samples": 7}, "results": {}},
    ],
)
def test_runs_on_a_part_of_the_items_are_refused(content: dict[str, Any]) -> None:
    with pytest.raises(SourceError, match="part of the items are not imported"):
        _read(content)


def _whole_mmlu(score: float) -> dict[str, Any]:
    (mmlu,) = [suite for suite in suites() if suite.task == "mmlu"]
    return {f"mmlu_{part}": {"acc,none": score} for part in mmlu.parts}


def test_means_are_formed_from_whole_suites_only() -> None:
    parts = _whole_mmlu(0.25)
    group = {"mmlu": {"acc,none": 0.9}, "mmlu_stem": {"acc,none": 0.8}}
    content = _with(
        NEW,
        results={**parts, **group},
        group_subtasks={"mmlu": ["mmlu_stem"], "mmlu_stem": ["mmlu_anatomy"]},
    )
    tables = _read(content)
    assert tables.evaluation.height == 58
    mean = tables.evaluation.filter(pl.col("task") == "mmlu")
    assert mean["score"].to_list() == [pytest.approx(0.25)]
    assert mean["score_stderr"].item() > 0
    assert tables.skipped == {"means_of_the_harness": 2}
    parts.popitem()
    assert _read(_with(NEW, results=parts)).evaluation.height == 56


def test_runs_without_a_number_are_kept_and_leave_no_mean() -> None:
    parts = {f"anli_r{number}": {"acc,none": 0.5} for number in (1, 2, 3)}
    assert _read(_with(NEW, results=parts)).evaluation.height == 4
    parts["anli_r2"] = {"acc,none": float("nan")}
    scores = _read(_with(NEW, results=parts)).evaluation
    assert scores.sort("task")["score"].to_list() == [0.5, None, 0.5]


def test_unknown_tasks_are_counted() -> None:
    tables = _read(_with(NEW, results={"mystery": {"acc,none": 0.1}}))
    assert tables.evaluation.is_empty()
    assert tables.skipped == {"unknown_benchmark": 1}


@pytest.mark.parametrize(
    ("arguments", "model_id"),
    [
        ("pretrained=acme/one,revision=main", "acme/one"),
        ({"pretrained": "acme/one", "revision": "b" * 40}, "acme/one"),
        ("pretrained=acme/one,revision=step1000", "acme/one@step1000"),
        ("pretrained=acme/one,peft=acme/adapter", "acme/adapter"),
        ("pretrained=/home/me/checkpoint", "lm_eval/home/me/checkpoint"),
        ("pretrained=baseline", "lm_eval/baseline"),
    ],
)
def test_models_are_named_by_what_was_loaded(arguments: Any, model_id: str) -> None:
    content = _with(NEW, config={"model": "hf", "model_args": arguments})
    assert set(_read(content).evaluation["model_id"]) == {model_id}


def test_quantised_loading_and_chat_templates_are_other_protocols() -> None:
    config = {"model_args": "pretrained=acme/one,load_in_4bit=True"}
    content = _with(NEW, config=config, chat_template="{{ x }}")
    protocols = protocol_frame(_read(content).evaluation)
    assert set(protocols["harness"]) == {"lm-evaluation-harness_quantized"}
    assert protocols["harness_version"].str.ends_with("+chat").all()


def test_newest_of_several_runs_counts() -> None:
    results = {"arc_challenge": {"acc,none": 0.31}}
    newer = _with(NEW, results=results, date=1_800_000_000.0)
    for contents in ((NEW, newer), (newer, NEW)):
        tables = _read(*contents)
        accuracy = tables.evaluation.filter(pl.col("metric") == "accuracy")
        assert accuracy["score"].to_list() == [0.31]
        assert tables.skipped == {"repeated_runs": 1}


def test_runs_of_unknown_age_that_differ_are_left_out() -> None:
    other = _with(OLD, results={"hellaswag": {"acc": 0.6}})
    tables = _read(OLD, other)
    assert tables.evaluation["metric"].to_list() == ["acc_norm"]
    assert tables.skipped == {"conflicting_scores": 2}
    assert _read(OLD, OLD).skipped == {"repeated_runs": 2}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[]", "holds no JSON object"),
        (b"{", "is no JSON"),
        (b"\xff", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"date": ' + b"9" * 5_000 + b"}", "is no JSON"),
        (b"{}", "no object `results`"),
        (b'{"results": {"arc_challenge": {"acc": 1}}}', "which model was run"),
    ],
)
def test_other_files_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_lm_eval({"x.json": content}, DAY)


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.integers()
    | st.just(10**400)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(_json, _json, _json)
def test_any_json_is_read_or_refused(results: Any, config: Any, shots: Any) -> None:
    content = {
        "results": {"arc_challenge": results},
        "config": config,
        "n-shot": shots,
        "model_name": "acme/one",
    }
    try:
        tables = _read(content)
    except SourceError:
        return
    assert set(tables.evaluation["benchmark"]) <= {"arc_challenge"}
