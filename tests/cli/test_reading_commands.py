"""build, import, query, show, why, status and extract, as a user calls them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Run
from tests.support.models import model_files, write_model


@pytest.fixture
def built(run: Run) -> None:
    assert run("build", "--source", "liu2025", "--quiet").code == 0


def test_build_prints_counts(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "paper.duckdb"
    answer = run("build", "--source", "liu2025", "--output", output, "-f", "json")
    record = json.loads(answer.out)
    assert record["catalogue"] == str(output)
    assert record["evaluation rows"] == 27_150
    assert len(record["content_hash"]) == 64
    assert output.is_file()


@pytest.mark.usefixtures("built")
class TestOnTheBuiltCatalogue:
    """Commands on the paper's table as published."""

    def test_query_formats(self, run: Run) -> None:
        sql = (
            "SELECT model_id, num_parameters FROM catalogue "
            "WHERE model_id = 'EleutherAI/pythia-1.4b'"
        )
        row = {"model_id": "EleutherAI/pythia-1.4b", "num_parameters": 1515311488}
        assert json.loads(run("query", sql, "-f", "json").out) == [row]
        (record,) = csv.DictReader(io.StringIO(run("query", sql, "-f", "csv").out))
        assert record == {name: str(value) for name, value in row.items()}
        assert "1,515,311,488" in run("query", sql).out

    def test_query_joins_catalogue_and_scores(self, run: Run) -> None:
        answer = run(
            "query",
            "SELECT model_id, training_tokens, score FROM catalogue "
            "JOIN evaluation USING (model_id) WHERE benchmark = 'hellaswag' "
            "AND num_shots = 10 AND metric = 'accuracy' "
            "AND num_parameters IS NOT NULL ORDER BY score DESC LIMIT 1",
            "-f",
            "json",
        )
        (row,) = json.loads(answer.out)
        assert row["model_id"] == "meta-llama/Meta-Llama-3.1-70B"
        assert row["training_tokens"] == 15_600_000_000_000

    def test_query_writes_files(self, run: Run, tmp_path: Path) -> None:
        sql = "SELECT model_id FROM model ORDER BY model_id"
        for name in ("out.parquet", "out.csv", "out.json"):
            answer = run("query", sql, "--output", tmp_path / name)
            assert (answer.code, answer.out) == (0, "")
        frame = pl.read_parquet(tmp_path / "out.parquet")
        assert frame.equals(pl.read_csv(tmp_path / "out.csv"))
        assert frame.to_dicts() == json.loads((tmp_path / "out.json").read_text())
        refused = run("query", sql, "--output", tmp_path / "out.xlsx")
        assert refused.code == 2
        assert ".parquet" in refused.err

    def test_query_refuses_to_write(self, run: Run) -> None:
        answer = run("query", "DELETE FROM model")
        assert answer.code == 2
        assert "may only read" in answer.err

    def test_show_leaves_out_what_is_unknown(self, run: Run) -> None:
        answer = run("show", "EleutherAI/pythia-1.4b")
        assert "371000000000" in answer.out
        fields = {line.split()[0] for line in answer.out.splitlines() if line.strip()}
        assert "norm_type" not in fields
        record = json.loads(run("show", "EleutherAI/pythia-1.4b", "-f", "json").out)
        assert record["norm_type"] is None

    def test_why_prints_the_chain(self, run: Run) -> None:
        answer = run("why", "EleutherAI/pythia-1.4b", "num_parameters")
        for part in (
            "num_parameters = 1,515,311,488 parameters",
            "the only finding",
            "model_annotations.csv T1R36C17: '1515311488'",
            "liu2025",
            "https://",
        ):
            assert part in answer.out
        record = json.loads(
            run("why", "EleutherAI/pythia-1.4b", "num_parameters", "-f", "json").out
        )
        assert record["chosen"]["quote"] == "1515311488"

    def test_status_prints_counts_and_coverage(self, run: Run) -> None:
        answer = run("status")
        assert "27,150" in answer.out
        assert "No crawl yet" in answer.err
        record = json.loads(run("status", "-f", "json").out)
        assert record["rows"]["evaluation"] == 27_150

    def test_status_prints_how_often_extractors_were_right(self, run: Run) -> None:
        assert "labelled documents, by which their rules were written" in (
            run("status").out
        )
        (row,) = [
            row
            for row in json.loads(run("status", "-f", "json").out)["measured"]
            if (row["field"], row["confidence"]) == ("hidden_size", "stated")
        ]
        assert 0 < row["num_correct"] <= row["num_answered"] <= row["num_labelled"]
        assert row["precision"] == row["num_correct"] / row["num_answered"]

    def test_quiet_keeps_messages_to_itself(self, run: Run) -> None:
        assert run("status", "--quiet").err == ""


def test_extract_prints_one_line_per_folder(run: Run, tmp_path: Path) -> None:
    folders = [
        write_model(tmp_path, f"acme/{name}", model_files()) for name in ("a", "b")
    ]
    answer = run("extract", *folders)
    lines = [json.loads(line) for line in answer.out.splitlines()]
    assert [line["model_id"] for line in lines] == ["acme/a", "acme/b"]
    table = run("extract", folders[0], "--format", "csv").out
    assert "acme/a,hidden_size,64" in table


def test_extract_needs_folders(run: Run, tmp_path: Path) -> None:
    answer = run("extract", tmp_path / "nowhere")
    assert answer.code == 2
    assert "does not exist" in answer.err


def test_import_refuses_a_folder_without_the_tables(run: Run, tmp_path: Path) -> None:
    answer = run("import", "liu2025", tmp_path)
    assert answer.code == 6
    assert "model_annotations.csv" in answer.err


@pytest.mark.parametrize(
    ("text", "code"), [("2026-11-23", 0), ("2026-11-23T12:00Z", 0), ("yesterday", 2)]
)
def test_as_of_takes_days_and_instants(run: Run, text: str, code: int) -> None:
    assert run("build", "--as-of", text).code == code
