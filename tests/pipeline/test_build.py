"""From stored documents and packaged tables to a checked catalogue."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nsl_db.config import Settings, settings
from nsl_db.db.explain import explain_cell
from nsl_db.db.queries import read_table, run_query
from nsl_db.db.raw import DocumentRecord, RawStore, SnapshotRecord
from nsl_db.errors import UsageError
from nsl_db.pipeline.build import build
from tests.support.models import model_files

START = datetime(2026, 1, 1)


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return settings(tmp_path)


def _store(
    place: Settings, model_id: str, files: dict[str, bytes], *, days: int = 0
) -> None:
    documents = tuple(
        DocumentRecord(path, "stored", content) for path, content in files.items()
    )
    snapshot = SnapshotRecord(
        model_id, f"rev{days}", "complete", START + timedelta(days=days), documents
    )
    with RawStore(place.raw_path) as store:
        store.add_snapshot(snapshot)


def test_stored_models_reach_the_catalogue_with_their_evidence(
    place: Settings,
) -> None:
    _store(place, "acme/tiny", model_files())
    report = build(place, sources=["hub"])
    assert report.sources == ("hub",)
    row = run_query(report.path, "FROM catalogue").row(0, named=True)
    assert (row["model_id"], row["hidden_size"]) == ("acme/tiny", 64)
    assert row["organization"] == "acme"
    explanation = explain_cell(report.path, "acme/tiny", "hidden_size")
    assert explanation.chosen is not None
    assert explanation.chosen["path"] == "config.json"
    assert explanation.chosen["locator"] == "/hidden_size"
    assert explanation.chosen["revision"] == "rev0"
    assert explanation.chosen["fetched_at"] == START


def test_history_is_a_filter(place: Settings) -> None:
    _store(place, "acme/tiny", model_files(hidden_size=64))
    _store(place, "acme/tiny", model_files(hidden_size=128), days=9)
    sizes = [
        read_table(build(place, sources=["hub"], as_of=day).path, "architecture")[
            "hidden_size"
        ].to_list()
        for day in (None, START + timedelta(days=5), START - timedelta(days=1))
    ]
    assert sizes == [[128], [64], []]


def test_hub_outranks_the_published_table(place: Settings) -> None:
    model_id = "EleutherAI/pythia-1.4b"
    _store(place, model_id, model_files(hidden_size=2304))
    report = build(place, sources=["hub", "liu2025"])
    explanation = explain_cell(report.path, model_id, "hidden_size")
    assert explanation.value == 2304
    assert [other["source"] for other in explanation.others] == ["liu2025"]
    alone = build(place, sources=["liu2025"], output=place.data_dir / "alone.duckdb")
    assert explain_cell(alone.path, model_id, "hidden_size").value == 2048


def test_published_table_keeps_its_errors(place: Settings) -> None:
    report = build(place, sources=["liu2025"])
    cell = explain_cell(report.path, "EleutherAI/pythia-1.4b", "num_parameters")
    assert cell.value == 1_515_311_488
    sea_lion = run_query(
        report.path,
        "SELECT mixture_status FROM data_mixture "
        "WHERE model_id = 'aisingapore/sea-lion-7b'",
    )
    assert sea_lion.item() == "inconsistent"


def test_sentinels_are_quarantined_with_their_place(place: Settings) -> None:
    report = build(place, sources=["liu2025"])
    assert set(report.verdicts["refused"]) == {"sentinel"}
    rows = read_table(report.path, "quarantine").filter(
        model_id="Salesforce/codegen-350M-mono", reason_code="sentinel"
    )
    fields = {json.loads(text)["field"] for text in rows["row_content"]}
    assert "mlp_ratio" in fields
    assert rows["message"].str.contains("model_annotations.csv T1R").any()


def test_unreadable_documents_are_quarantined_and_the_rest_is_kept(
    place: Settings,
) -> None:
    _store(place, "acme/broken", {"config.json": b"{", "README.md": b"# Card"})
    _store(place, "acme/tiny", model_files())
    report = build(place, sources=["hub"])
    refused = read_table(report.path, "quarantine").filter(verdict="refused")
    rows = refused.to_dicts()
    assert [row["model_id"] for row in rows] == ["acme/broken"]
    assert rows[0]["table_name"] == "document"
    assert read_table(report.path, "model")["model_id"].to_list() == [
        "acme/broken",
        "acme/tiny",
    ]


def test_same_input_gives_the_same_hash(place: Settings) -> None:
    _store(place, "acme/tiny", model_files())
    first = build(place, output=place.data_dir / "a.duckdb")
    second = build(place, output=place.data_dir / "b.duckdb")
    assert first.content_hash == second.content_hash


def test_unknown_source_is_named(place: Settings) -> None:
    with pytest.raises(UsageError, match=r"nowhere.*hub, curation, liu2025"):
        build(place, sources=["nowhere"])


def test_progress_counts_models(place: Settings) -> None:
    for name in ("a", "b"):
        _store(place, f"acme/{name}", model_files())
    seen: list[tuple[int, int]] = []
    build(place, sources=["hub"], progress=lambda *counts: seen.append(counts))
    assert seen == [(2, 2)]
    build(place, sources=["hub"], progress=lambda *counts: seen.append(counts))
    assert seen == [(2, 2), (2, 2)]


def test_counts_are_told(place: Settings) -> None:
    _store(place, "acme/tiny", model_files())
    report = build(place, sources=["hub"])
    assert report.filled["hidden_size"] == 1
    assert report.filled["model_family"] == 0
    assert report.rows["finding"] == read_table(report.path, "finding").height
    assert report.rows["provenance"] == read_table(report.path, "provenance").height
    assert report.as_json()["filled_cells"]["hidden_size"] == 1
    frame = report.filled_frame()
    told = sum(frame[name].sum() for name in frame.columns if "filled" in name)
    assert told == sum(report.filled.values())
