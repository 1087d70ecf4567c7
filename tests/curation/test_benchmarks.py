"""Harness tasks and the benchmarks they belong to."""

from __future__ import annotations

import polars as pl
import pytest

from nsl_db.curation.benchmarks import (
    benchmark_frame,
    benchmark_items,
    benchmark_of,
    protocol_frame,
    protocol_id,
)
from nsl_db.errors import SourceError
from nsl_db.schema.pandera_models import check_frame
from nsl_db.schema.tables import BENCHMARK, PROTOCOL


@pytest.mark.parametrize(
    ("task", "benchmark"),
    [
        ("arc_challenge", "arc_challenge"),
        ("arc:challenge", "arc_challenge"),
        ("hendrycksTest-anatomy", "mmlu"),
        ("mmlu_anatomy", "mmlu"),
        ("truthfulqa:mc", "truthfulqa"),
        ("lambada_openai", "lambada"),
        ("gsm8k_cot", "gsm8k"),
        ("xnli", "xnli"),
        ("xnli_de", "xnli"),
        ("mmlu_professional_law", "mmlu"),
        ("mmlu_pro", "mmlu_pro"),
        ("mmlu_pro_law", "mmlu_pro"),
        ("leaderboard_bbh_snarks", "bbh"),
        ("leaderboard_math_algebra_hard", "math"),
        ("truthfulqa_mc", "truthfulqa"),
    ],
)
def test_tasks_are_recognised(task: str, benchmark: str) -> None:
    assert benchmark_of(task) == benchmark


def test_unknown_task_says_what_to_do() -> None:
    with pytest.raises(SourceError, match=r"benchmarks\.yaml"):
        benchmark_of("no_such_task")


def test_benchmarks_are_sound_rows() -> None:
    frame = check_frame(BENCHMARK, benchmark_frame())
    assert frame["benchmark"].is_unique().all()


def test_protocols_name_their_harness_where_known() -> None:
    keys = [
        protocol_id("humaneval", 0, "accuracy", "unknown"),
        protocol_id("arc:challenge", 25, "acc_norm", "lm-evaluation-harness"),
    ]
    evaluations = pl.DataFrame(
        {
            "protocol_id": [*keys, keys[0]],
            "benchmark": ["humaneval", "arc_challenge", "humaneval"],
            "task": ["humaneval", "arc:challenge", "humaneval"],
            "num_shots": [0, 25, 0],
            "metric": ["accuracy", "acc_norm", "accuracy"],
        }
    )
    frame = check_frame(PROTOCOL, protocol_frame(evaluations)).sort("benchmark")
    assert frame["harness"].to_list() == ["lm-evaluation-harness", None]
    assert frame["task"].to_list() == ["arc:challenge", "humaneval"]


def test_version_of_the_program_is_part_of_the_protocol() -> None:
    keys = [
        protocol_id("hellaswag", 10, "acc_norm", "lm-evaluation-harness", version)
        for version in (None, "0.4.3+task1.0")
    ]
    evaluations = pl.DataFrame(
        {
            "protocol_id": keys,
            "benchmark": "hellaswag",
            "task": "hellaswag",
            "num_shots": [10, 10],
            "metric": "acc_norm",
        }
    )
    frame = check_frame(PROTOCOL, protocol_frame(evaluations)).sort("protocol_id")
    assert frame["harness"].to_list() == ["lm-evaluation-harness"] * 2
    assert frame["harness_version"].to_list() == [None, "0.4.3+task1.0"]


def test_items_are_known_where_the_list_has_them() -> None:
    assert benchmark_items("arc_challenge") == 1172
    assert benchmark_items("bbh") is None
    assert benchmark_items("no_such_benchmark") is None
