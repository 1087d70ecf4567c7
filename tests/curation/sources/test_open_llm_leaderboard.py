"""Dumps of the Open LLM Leaderboard."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from nsl_db.curation.sources import read_packaged
from nsl_db.curation.sources.open_llm_leaderboard import (
    base_part,
    read_open_llm_leaderboard,
)
from nsl_db.curation.sources.tables import SourceTables
from nsl_db.errors import SourceError

DAY = date(2026, 1, 2)

FIRST: dict[str, Any] = {
    "Model": "acme/one",
    "ARC": "55.5",
    "HellaSwag": "80.0",
    "MMLU": "40.1",
    "TruthfulQA": "39",
    "Winogrande": "70",
    "GSM8K": "0.0",
    "Type": "\U0001f7e2 pretrained",
    "Architecture": "LlamaForCausalLM",
    "Weight type": "Original",
    "Precision": "float16",
    "Merged": "True",
    "#Params (B)": "6",
    "Model sha": "a" * 40,
    "Flagged": "True",
    "date": "2024-01-01T00:00:00Z",
}
"""A row of the first table: neither merged nor flagged, whatever it says."""

SECOND: dict[str, Any] = {
    "fullname": "acme/one",
    "Model": "<a href='x'>acme/one</a>",
    "IFEval": 20.0,
    "IFEval Raw": 0.2,
    "BBH Raw": 0.3,
    "MATH Lvl 5 Raw": 0.01,
    "GPQA Raw": 0.25,
    "MUSR Raw": 0.4,
    "MMLU-PRO Raw": 0.11,
    "Type": "\U0001f4ac chat models (RLHF, DPO, IFT, ...)",
    "Architecture": "?",
    "Precision": "torch.bfloat16",
    "Merged": False,
    "Flagged": False,
    "#Params (B)": 1.5,
    "Submission Date": "2024-08-01",
}


def _csv(*rows: dict[str, Any]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _read(*rows: dict[str, Any], name: str = "board.csv") -> SourceTables:
    return read_open_llm_leaderboard({name: _csv(*rows)}, DAY)


def _harness(tables: SourceTables) -> set[str]:
    return set(tables.evaluation["protocol_id"].str.extract(":([^:@]*)(@.*)?$"))


def test_points_become_shares_under_the_protocol_of_the_board() -> None:
    tables = _read(FIRST)
    rows = tables.evaluation.select("task", "num_shots", "metric", "score").rows()
    assert rows == [
        ("arc_challenge", 25, "acc_norm", 0.555),
        ("hellaswag", 10, "acc_norm", 0.8),
        ("mmlu", 5, "accuracy", 0.401),
        ("truthfulqa_mc", 0, "mc2", 0.39),
        ("winogrande", 5, "accuracy", 0.7),
        ("gsm8k", 5, "accuracy", 0.0),
    ]
    assert tables.evaluation["protocol_id"][0] == (
        "arc_challenge:25-shot:acc_norm:open_llm_leaderboard@"
        "lm-evaluation-harness-b281b0921"
    )
    assert tables.evaluation["quote"][0] == "55.5"


def test_size_is_the_weakest_kind_of_claim() -> None:
    rows = _read(FIRST).finding.select("field", "value", "confidence", "revision")
    assert rows.rows() == [
        ("architecture_class", '"LlamaForCausalLM"', "parsed", "a" * 40),
        ("training_stage", '"pretrained"', "parsed", "a" * 40),
        ("num_parameters", "6000000000", "inferred", "a" * 40),
    ]


def test_empty_cells_give_nothing() -> None:
    tables = _read({**FIRST, "ARC": "", "Architecture": "", "#Params (B)": ""})
    assert tables.evaluation.height == 5
    assert set(tables.finding["field"]) == {"training_stage"}


def test_size_of_nought_says_nothing() -> None:
    fields = set(_read({**FIRST, "#Params (B)": "0"}).finding["field"])
    assert "num_parameters" not in fields


@pytest.mark.parametrize(
    ("change", "harness"),
    [
        ({}, "open_llm_leaderboard"),
        ({"Flagged": "False"}, "open_llm_leaderboard_flagged"),
        ({"Precision": "4bit"}, "open_llm_leaderboard_quantized"),
        ({"Weight type": "Adapter"}, "open_llm_leaderboard_adapter"),
    ],
)
def test_runs_of_another_kind_are_kept_apart(
    change: dict[str, str], harness: str
) -> None:
    assert _harness(_read({**FIRST, **change})) == {harness}


@pytest.mark.parametrize(
    ("change", "stage"),
    [
        ({"Merged": "False"}, '"merged"'),
        ({"Type": "\U0001f91d base merges and moerges"}, '"merged"'),
        ({"Type": "\U0001f7e9 continuously pretrained"}, '"continued"'),
    ],
)
def test_stage_is_read_from_the_row(change: dict[str, str], stage: str) -> None:
    findings = _read({**FIRST, **change}).finding
    stages = findings.filter(pl.col("field") == "training_stage")
    assert stages["value"].to_list() == [stage]


def test_newest_run_of_a_kind_counts_whatever_the_order() -> None:
    newer = {**FIRST, "ARC": "60", "Precision": "bfloat16", "date": "2024-02-01"}
    for rows in ((FIRST, newer), (newer, FIRST)):
        scores = _read(*rows).evaluation
        assert scores.height == 6
        assert scores["score"][0] == 0.6


def test_second_table_gives_raw_scores_from_csv_and_json() -> None:
    page = json.dumps({"rows": [{"row_idx": 0, "row": SECOND}]}).encode()
    lines = json.dumps(SECOND).encode() + b"\n\n"
    found = [
        read_open_llm_leaderboard({name: content}, DAY)
        for name, content in (
            ("two.csv", _csv(SECOND)),
            ("page.json", page),
            ("rows.json", json.dumps([SECOND]).encode()),
            ("rows.jsonl", lines),
        )
    ]
    for tables in found:
        scores = dict(tables.evaluation.select("task", "score").iter_rows())
        assert scores["leaderboard_ifeval"] == 0.2
        assert scores["leaderboard_mmlu_pro"] == 0.11
        assert set(tables.evaluation["model_id"]) == {"acme/one"}
        facts = dict(tables.finding.select("field", "value").iter_rows())
        assert facts == {
            "is_instruction_tuned": "true",
            "num_parameters": "1500000000",
        }


def test_second_table_says_merged_and_flagged_as_they_are() -> None:
    merged = _read({**SECOND, "Merged": True})
    assert '"merged"' in set(merged.finding["value"])
    assert _harness(_read({**SECOND, "Flagged": True})) == {
        "open_llm_leaderboard_flagged"
    }


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.csv", b"a,b\n1,2\n", "no column Precision"),
        ("x.csv", b"Precision,Flagged\nfloat16,True\n", "no column IFEval Raw"),
        ("x.json", b"{", "is no JSON"),
        ("x.json", b"[1]", "no list of rows"),
        ("x.csv", b"\xff\xfe", "not in UTF-8"),
        ("x.csv", _csv({**FIRST, "ARC": "high"}), "column ARC: cannot read 'high'"),
        ("x.csv", _csv({**FIRST, "Model": ""}), "a row has no Model"),
    ],
)
def test_other_files_are_refused(name: str, content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_open_llm_leaderboard({name: content}, DAY)


def test_only_base_models_are_packaged() -> None:
    chat = {**FIRST, "Model": "acme/chat", "Type": "\U0001f4ac chat models"}
    slerp = {**FIRST, "Model": "acme/slerp", "Merged": "False"}
    quantized = {**FIRST, "Model": "acme/small", "Precision": "GPTQ"}
    part = base_part(_read(FIRST, chat, slerp, quantized))
    assert set(part.evaluation["model_id"]) == {"acme/one"}
    assert set(part.finding["model_id"]) == {"acme/one"}


def test_packaged_part_is_sound() -> None:
    tables = read_packaged("open_llm_leaderboard")
    assert tables.evaluation["model_id"].n_unique() == 406
    assert tables.evaluation["score"].is_between(0, 1).all()
    llama = tables.evaluation.filter(
        pl.col("model_id") == "meta-llama/Llama-2-7b-hf",
        pl.col("protocol_id").str.contains("^arc_.*:open_llm_leaderboard@"),
    )
    assert llama["score"].to_list() == [0.5307]
    assert "liminerity/Blurstral-7b-slerp" not in set(tables.evaluation["model_id"])
    flagged = tables.evaluation.filter(pl.col("model_id") == "gagan3012/MetaModel_moe")
    assert flagged["protocol_id"].str.contains(":open_llm_leaderboard_flagged@").all()
    assert flagged.height == 6
