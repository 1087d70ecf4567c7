"""The table of Sloth."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from nsl_db.curation.sources import read_packaged
from nsl_db.curation.sources.sloth import MODELS, read_sloth
from nsl_db.errors import SourceError

DAY = date(2026, 1, 2)

COLUMNS = (
    "Model,Instruct,#Params (B),Pretraining Data Size (T),IFEval,MMLU-PRO,XWinograd,"
    "MMLU,ARC,HellaSwag,Winogrande,TruthfulQA,GSM8K,HumanEval,BBH,"
    "musr_murder_mysteries,musr_object_placements,musr_team_allocation,"
    "gpqa_diamond,gpqa_main"
)
ROW = "one-7b-chat,True,7.0,1.5,0.2,0.1,,0.5,,,,,,,0.31,0.5,0.25,0.75,0.2,0.3"


def _read(row: str = ROW, columns: str = COLUMNS) -> tuple[pl.DataFrame, pl.DataFrame]:
    tables = read_sloth({MODELS: f"{columns}\n{row}\n".encode()}, DAY)
    return tables.finding, tables.evaluation


def test_facts_keep_the_written_name() -> None:
    findings, _ = _read()
    assert findings.select("model_id", "field", "value").rows() == [
        ("one-7b-chat", "num_parameters", "7000000000"),
        ("one-7b-chat", "training_tokens", "1500000000000"),
        ("one-7b-chat", "is_instruction_tuned", "true"),
    ]


def test_parts_are_read_and_averaged_only_when_complete() -> None:
    _, scores = _read()
    found = dict(scores.select("task", "score").iter_rows())
    assert found["leaderboard_musr_object_placements"] == 0.25
    assert found["leaderboard_musr"] == pytest.approx(0.5)
    assert "leaderboard_gpqa" not in found
    assert "leaderboard_bbh" not in found
    assert found["mmlu"] == 0.5
    mean = scores.row(by_predicate=pl.col("task") == "leaderboard_musr", named=True)
    assert mean["score_stderr"] > 0
    assert "mean of all parts" in mean["quote"]


def test_empty_cells_give_nothing() -> None:
    findings, scores = _read("one-7b" + "," * 19)
    assert findings.is_empty()
    assert scores.is_empty()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("True", "maybe", "column Instruct: cannot read 'maybe'"),
        ("7.0", "big", "cannot read 'big'"),
        ("0.31,0.5", "0.31,half", "cannot read 'half'"),
    ],
)
def test_unreadable_cells_are_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        _read(ROW.replace(old, new))


def test_missing_columns_are_refused() -> None:
    with pytest.raises(SourceError, match="no column Instruct"):
        _read(columns=COLUMNS.replace("Instruct", "Chat"))


def test_packaged_table_keeps_deduplicated_models_apart() -> None:
    tables = read_packaged("sloth")
    assert tables.finding["model_id"].n_unique() == 197
    names = set(tables.evaluation["model_id"])
    assert "pythia-1.4b-deduped" in names
    assert "pythia-1.4b" not in names
    assert tables.source["terms"].to_list() == ["MIT"]
