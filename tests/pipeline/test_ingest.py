"""Importing a table made by others."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from nsl_db.config import settings
from nsl_db.curation.sources.tables import read_tables
from nsl_db.db.explain import explain_cell
from nsl_db.errors import SourceError, UsageError
from nsl_db.pipeline.build import build
from nsl_db.pipeline.ingest import import_source, write_source

TABLES = {
    "model_annotations.csv": "id,dimension,num_heads,mlp_ratio,layer_norm_type,"
    "positional_embeddings,attention_variant,biases,block_type,activation,"
    "sequence_length,batch_instances,weight_tying,is_instruction_tuned,"
    "is_preference_tuned,total_params\nacme/tiny,64,,,,,,,,,,,,,,1000\n",
    "dataset_info.csv": "id,pretraining_summary_total_tokens_billions,"
    + ",".join(
        f"pretraining_summary_percentage_{part}"
        for part in ("web", "code", "books", "reference", "academic", "english")
    )
    + "\nacme/tiny,2,,,,,,\n",
    "evaluation_results.csv": "id,benchmark,setting,metric,metric_value,"
    "metric_stderr\nacme/tiny,mathqa,0-shot,accuracy,0.3,0.01\n",
    "all_models_feature_stats_3_03_with_ratios.csv": "id,entropy_mean\nacme/tiny,2\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "tables"
    path.mkdir()
    for name, text in TABLES.items():
        (path / name).write_text(text)
    return path


def test_import_stands_in_for_the_packaged_table(tmp_path: Path, folder: Path) -> None:
    place = settings(tmp_path / "data")
    report = import_source(place, "liu2025", folder)
    assert (report.num_models, report.num_findings) == (1, 3)
    assert (report.num_evaluations, report.num_statistics) == (1, 1)
    built = build(place, sources=["liu2025"])
    assert built.rows["model"] == 1
    cell = explain_cell(built.path, "acme/tiny", "training_tokens")
    assert cell.value == 2_000_000_000
    assert cell.chosen is not None
    assert cell.chosen["quote"] == "2"


def test_bad_tables_leave_the_store_alone(tmp_path: Path, folder: Path) -> None:
    place = settings(tmp_path / "data")
    (folder / "dataset_info.csv").write_text("id\nacme/tiny\n")
    with pytest.raises(SourceError, match=r"dataset_info\.csv, row 1"):
        import_source(place, "liu2025", folder)
    assert not place.raw_path.exists()


def test_packaged_form_is_the_same_claims(tmp_path: Path, folder: Path) -> None:
    report = write_source("liu2025", folder, tmp_path / "out", date(2026, 5, 6))
    tables = read_tables(report.written)
    assert tables.source["retrieved_date"].to_list() == [date(2026, 5, 6)]
    assert tables.finding["field"].to_list() == [
        "hidden_size",
        "num_parameters",
        "training_tokens",
    ]


def test_unknown_kind(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(UsageError, match="can be imported"):
        import_source(settings(tmp_path), "spreadsheet", folder)


def _run(folder: Path, name: str, **config: object) -> None:
    content = {
        "results": {"hellaswag": {"acc,none": 0.5}, "mystery": {"acc,none": 0.1}},
        "n-shot": {"hellaswag": 10},
        "config": {"model_args": f"pretrained=acme/{name}", "limit": None, **config},
    }
    (folder / f"results_{name}.json").write_text(json.dumps(content))


def test_one_bad_file_does_not_stop_an_import(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    folder.mkdir()
    _run(folder, "good")
    _run(folder, "short", limit=10)
    (folder / "results_broken.json").write_text("{")
    place = settings(tmp_path / "data")
    report = import_source(place, "lm-eval", [folder])
    assert (report.source, report.num_files, report.num_models) == ("lm_eval", 1, 1)
    assert report.skipped == {"unknown_benchmark": 1}
    assert len(report.faults) == 2
    assert any("limit 10" in fault for fault in report.faults)
    assert any("results_broken.json is no JSON" in fault for fault in report.faults)
    record = report.as_record()
    assert record["num_files_refused"] == 2
    assert record["skipped scores: unknown_benchmark"] == 1
    built = build(place, sources=["lm_eval"])
    assert built.rows["evaluation"] == 1


def test_only_bad_files_are_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    folder.mkdir()
    _run(folder, "a", limit=1)
    _run(folder, "b", limit=2)
    place = settings(tmp_path / "data")
    with pytest.raises(SourceError, match="None of 2 files can be imported"):
        import_source(place, "lm-eval", folder)
    with pytest.raises(SourceError, match="limit 1:"):
        import_source(place, "lm-eval", folder / "results_a.json")
    assert not place.raw_path.exists()


def test_only_a_part_of_the_board_is_packaged(tmp_path: Path) -> None:
    head = (
        "Model,ARC,HellaSwag,MMLU,TruthfulQA,Winogrande,GSM8K,Type,Precision,Merged,"
        "Flagged"
    )
    rows = [
        f"acme/{name},50,50,50,50,50,50,{kind},float16,True,True"
        for name, kind in (("base", "pretrained"), ("chat", "chat models"))
    ]
    path = tmp_path / "board.csv"
    path.write_text("\n".join([head, *rows]) + "\n")
    day = date(2026, 5, 6)
    report = write_source("open-llm-leaderboard", path, tmp_path / "out", day)
    assert report.num_models == 1
    assert set(read_tables(report.written).evaluation["model_id"]) == {"acme/base"}
    place = settings(tmp_path / "data")
    assert import_source(place, "open-llm-leaderboard", path).num_models == 2
