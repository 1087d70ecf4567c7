"""`nsl-db build`: its options, and the counts that it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nsl_db.config import settings
from nsl_db.pipeline import ruling
from nsl_db.pipeline.build import CACHE
from tests.cli.conftest import Run
from tests.support.stores import store_models


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two stored models; rules are left out for speed."""
    monkeypatch.setattr(ruling, "RULES", ())
    store_models(settings(tmp_path).raw_path, 2)
    return tmp_path


def test_counts_are_printed_for_people_and_programs(run: Run, folder: Path) -> None:
    build = ("build", "--source", "hub", "--data-dir", folder)
    record = json.loads(run(*build, "-f", "json", "--no-cache").out)
    assert record["num_models"] == 2
    assert record["num_extracted"] == 2
    assert record["filled_cells"]["hidden_size"] == 2
    assert record["filled_cells"]["downloads"] == 0
    assert record["num_conflicts"] == record["quarantined"].get("refused", 0) == 0
    assert record["seconds"] > 0
    assert not (folder / CACHE).exists()
    printed = run(*build, "--jobs", 1).out
    assert "model rows" in printed
    assert "hidden_size" in printed
    assert record["content_hash"] in printed
    assert (folder / CACHE).exists()
    assert "extracted" in run(*build, "-f", "csv").out.splitlines()[0]


def test_remarks_go_to_the_other_stream(run: Run, folder: Path) -> None:
    (folder / CACHE).write_bytes(b"no database")
    answer = run("build", "--source", "hub", "--data-dir", folder, "-f", "json")
    assert "was replaced" in answer.err
    assert json.loads(answer.out)["num_extracted"] == 2


def test_an_unknown_engine_is_an_error_of_use(run: Run, folder: Path) -> None:
    answer = run("build", "--data-dir", folder, "--engine", "ray")
    assert answer.code == 2
    assert "is no engine" in answer.err
