"""Records of Every Eval Ever."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation.sources.every_eval_ever import read_every_eval_ever
from nsl_db.curation.sources.tables import SourceTables
from nsl_db.errors import SourceError

DAY = date(2026, 1, 2)


def _result(**changes: Any) -> dict[str, Any]:
    return {
        "evaluation_name": "HellaSwag",
        "source_data": {"dataset_name": "hellaswag", "hf_repo": "Rowan/hellaswag"},
        "metric_config": {
            "metric_id": "acc_norm",
            "lower_is_better": False,
            "score_type": "continuous",
            "min_score": 0.0,
            "max_score": 1.0,
        },
        "score_details": {
            "score": 0.55,
            "uncertainty": {"standard_error": {"value": 0.004}},
        },
        "generation_config": {"additional_details": {"num_fewshot": "10"}},
    } | changes


def _record(*results: Any, **changes: Any) -> dict[str, Any]:
    return {
        "schema_version": "0.2.1",
        "evaluation_id": "x",
        "evaluation_timestamp": "1700000000.0",
        "retrieved_timestamp": "1700000001",
        "source_metadata": {
            "source_type": "evaluation_run",
            "source_organization_name": "acme",
            "evaluator_relationship": "third_party",
        },
        "eval_library": {"name": "lm_eval", "version": "0.4.3"},
        "model_info": {"id": "acme/one", "name": "one"},
        "evaluation_results": list(results),
    } | changes


def _read(*records: Any) -> SourceTables:
    files = {f"{n}.json": json.dumps(item).encode() for n, item in enumerate(records)}
    return read_every_eval_ever(files, DAY)


def test_result_keeps_its_protocol_and_place() -> None:
    (row,) = _read(_record(_result())).evaluation.to_dicts()
    assert row["protocol_id"] == (
        "hellaswag:10-shot:acc_norm:lm-evaluation-harness@0.4.3"
    )
    assert (row["model_id"], row["score"], row["score_stderr"]) == (
        "acme/one",
        0.55,
        0.004,
    )
    assert row["locator"] == "/evaluation_results/0/score_details/score"
    assert row["quote"] == "0.55"


def test_percentages_become_shares() -> None:
    config = {"metric_name": "Accuracy", "min_score": 0, "max_score": 100}
    details = {"score": 55.0, "uncertainty": {"standard_error": 0.4}}
    result = _result(metric_config=config, score_details=details)
    (row,) = _read(_record(result)).evaluation.to_dicts()
    assert (row["score"], row["score_stderr"]) == (0.55, 0.004)
    assert row["metric"] == "accuracy"


@pytest.mark.parametrize(
    ("result", "task", "metric"),
    [
        (_result(evaluation_name="mmlu_anatomy"), "mmlu_anatomy", "acc_norm"),
        (_result(evaluation_name="choice"), "hellaswag", "acc_norm"),
        (_result(metric_config={"lower_is_better": False}), "hellaswag", "unstated"),
        (
            _result(metric_config={"evaluation_description": "accuracy"}),
            "hellaswag",
            "accuracy",
        ),
        (
            _result(metric_config={"evaluation_description": "a long story"}),
            "hellaswag",
            "unstated",
        ),
    ],
)
def test_task_and_metric_are_looked_up(
    result: dict[str, Any], task: str, metric: str
) -> None:
    (row,) = _read(_record(result)).evaluation.to_dicts()
    assert (row["task"], row["metric"]) == (task, metric)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (_result(evaluation_name="mystery", source_data={}), "unknown_benchmark"),
        (_result(evaluation_name=3, source_data={}), "unknown_benchmark"),
        (_result(metric_config={"metric_name": "vibes"}), "unknown_metric"),
        (_result(metric_config={"min_score": -1, "max_score": 1}), "unknown_scale"),
        (_result(metric_config={"max_score": 10}), "unknown_scale"),
        (_result(metric_config={"llm_scoring": {"judges": []}}), "judged_score"),
        (_result(score_details={"score": "high"}), "no_score"),
        (
            _result(generation_config={"generation_args": {"max_attempts": 5}}),
            "several_attempts",
        ),
        (None, "no_score"),
    ],
)
def test_other_results_are_counted(result: Any, reason: str) -> None:
    tables = _read(_record(result))
    assert tables.evaluation.is_empty()
    assert tables.skipped == {reason: 1}


def test_runs_on_a_part_of_the_items_are_counted() -> None:
    result = _result(source_data={"dataset_name": "x", "samples_number": 2376})
    record = _record(result, detailed_evaluation_results={"total_rows": 3})
    assert _read(record).skipped == {"limited_run": 1}


def test_documents_state_scores_and_do_not_measure_them() -> None:
    origin = {"source_type": "documentation", "source_name": "Some: Board"}
    library = {"version": "1.0"}
    record = _record(_result(), source_metadata=origin, eval_library=library)
    (row,) = _read(record).evaluation.to_dicts()
    assert row["protocol_id"].endswith(":some_board_stated")


def test_newest_of_several_records_counts() -> None:
    newer = _record(
        _result(score_details={"score": 0.6}), evaluation_timestamp="1800000000"
    )
    tables = _read(_record(_result()), newer)
    assert tables.evaluation["score"].to_list() == [0.6]
    odd = _record(_result(score_details={"score": 0.7}), evaluation_timestamp="noon")
    assert _read(_record(_result()), odd).skipped == {"conflicting_scores": 2}


@pytest.mark.parametrize(
    "record",
    [{}, _record(model_info={}), _record(model_info={"id": "a"}, evaluation_results=1)],
)
def test_other_files_are_refused(record: dict[str, Any]) -> None:
    with pytest.raises(SourceError, match="is it a record of Every Eval Ever"):
        _read(record)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=6,
)


@given(_json, _json, _json, _json)
def test_any_json_is_read_or_counted(
    config: Any, details: Any, data: Any, library: Any
) -> None:
    result = _result(metric_config=config, score_details=details, source_data=data)
    tables = _read(_record(result, eval_library=library))
    assert tables.evaluation.height + sum(tables.skipped.values()) == 1
