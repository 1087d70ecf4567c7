"""What is kept between builds: less work, and never another catalogue."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from nsl_db.config import Settings, settings
from nsl_db.db.queries import read_table
from nsl_db.pipeline import build as build_module
from nsl_db.pipeline import ruling
from nsl_db.pipeline.build import CACHE, BuildReport
from tests.support.models import model_files
from tests.support.stores import START, store_model, store_models


@pytest.fixture(autouse=True)
def _without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules look at what is built, wherever it comes from, and take their time."""
    monkeypatch.setattr(ruling, "RULES", ())


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Three stored models."""
    place = settings(tmp_path)
    store_models(place.raw_path, 3)
    return place


def built(place: Settings, **options: object) -> BuildReport:
    return build_module.build(place, sources=["hub"], **options)  # type: ignore[arg-type]


def test_only_what_changed_is_extracted_again(place: Settings) -> None:
    assert built(place).num_extracted == 3
    assert built(place).num_extracted == 0
    store_model(place.raw_path, "acme/m001", model_files(hidden_size=32), days=1)
    report = built(place)
    assert report.num_extracted == 1
    sizes = read_table(report.path, "architecture").sort("model_id")["hidden_size"]
    assert sizes.to_list() == [64, 32, 192]
    assert report.content_hash == built(place, use_cache=False).content_hash


def test_without_a_cache_nothing_is_kept(place: Settings) -> None:
    report = built(place, use_cache=False)
    assert (report.num_extracted, report.notes) == (3, ())
    assert not (place.data_dir / CACHE).exists()
    assert {item.name for item in place.data_dir.iterdir()} == {
        "catalog.duckdb",
        "raw.duckdb",
    }


def test_history_is_the_same_with_a_cache(place: Settings) -> None:
    store_models(place.raw_path, 3, days=9)
    day = START + timedelta(days=5)
    for as_of in (None, day, None):
        kept = built(place, as_of=as_of)
        assert (
            kept.content_hash == built(place, as_of=as_of, use_cache=False).content_hash
        )
    assert kept.num_extracted == 0


def test_other_sources_settle_anew_without_extraction(place: Settings) -> None:
    model_id = "EleutherAI/pythia-1.4b"
    store_model(place.raw_path, model_id, model_files(hidden_size=None))
    alone = built(place)
    both = build_module.build(place, sources=["hub", "liu2025"])
    assert both.num_extracted == 0
    row = read_table(both.path, "architecture").filter(model_id=model_id)
    assert row["hidden_size"].to_list() == [2048]
    assert built(place).content_hash == alone.content_hash


def test_a_broken_cache_is_replaced(place: Settings) -> None:
    first = built(place)
    (place.data_dir / CACHE).write_bytes(b"no database")
    again = built(place)
    assert again.num_extracted == 3
    assert "was replaced" in again.notes[0]
    assert again.content_hash == first.content_hash
    assert built(place).notes == ()


def test_a_cache_in_use_is_left_alone(place: Settings) -> None:
    first = built(place)
    kept = (place.data_dir / CACHE).read_bytes()
    code = (
        "import duckdb, sys\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code, str(place.data_dir / CACHE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        report = built(place)
        other.communicate()
    assert "Another build" in report.notes[0]
    assert report.content_hash == first.content_hash
    assert (place.data_dir / CACHE).read_bytes() == kept


def test_other_code_extracts_anew(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(place)
    monkeypatch.setattr(build_module, "settling_version", lambda: "other")
    assert built(place).num_extracted == 0
    monkeypatch.setattr(build_module, "extraction_version", lambda: "other")
    assert built(place).num_extracted == 3


def test_what_no_snapshot_uses_is_dropped(place: Settings) -> None:
    built(place)
    with duckdb.connect(str(place.raw_path)) as connection:
        for table in ("snapshot_document", "snapshot"):
            connection.execute(f"DELETE FROM {table} WHERE model_id = 'acme/m001'")
    assert built(place).rows["model"] == 2
    with duckdb.connect(str(place.data_dir / CACHE), read_only=True) as connection:
        rows = connection.execute(
            "SELECT DISTINCT model_id FROM hub_finding ORDER BY ALL"
        ).fetchall()
    assert rows == [("acme/m000",), ("acme/m002",)]
