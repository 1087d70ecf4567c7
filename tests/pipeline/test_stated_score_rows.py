"""Scores in documents reach the catalogue with their evidence, or a reason."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from nsl_db.config import Settings, settings
from nsl_db.crawler.extractors.stated_score import StatedBy, StatedScore
from nsl_db.db.queries import read_table
from nsl_db.db.raw import DocumentRecord, RawStore, SnapshotRecord
from nsl_db.pipeline.build import build
from nsl_db.pipeline.stated_scores import place_scores
from nsl_db.schema.evidence import Evidence

CARD = """# Tiny

| Model | MMLU (5-shot) | GSM8K (EM) | Fun |
|---|---|---|---|
| Tiny | **41.5** | 12.0 | 99 |
| Big | 60.0 | 50.0 | 98 |

| Model | GSM8K (EM) |
|---|---|
| tiny | 13.5 |
"""


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    place = settings(tmp_path)
    documents = (DocumentRecord("README.md", "stored", CARD.encode()),)
    snapshot = SnapshotRecord(
        "acme/tiny", "rev0", "complete", datetime(2026, 1, 1), documents
    )
    with RawStore(place.raw_path) as store:
        store.add_snapshot(snapshot)
    return place


def _score(share: float, stated_by: StatedBy = "author", **names: str) -> StatedScore:
    return StatedScore(
        model_id="acme/tiny",
        revision=None,
        value_text=str(share),
        share=share,
        method="card_table",
        evidence=Evidence("README.md", "T1R1C2", str(share)),
        stated_by=stated_by,
        **(names or {"dataset": "HellaSwag"}),
    )


def test_score_of_a_card_is_an_evaluation_with_its_place(place: Settings) -> None:
    report = build(place, sources=["hub"])
    (row,) = read_table(report.path, "evaluation").to_dicts()
    assert row == {
        "model_id": "acme/tiny",
        "protocol_id": "mmlu:5-shot:unstated:author_stated",
        "source": "hub",
        "benchmark": "mmlu",
        "task": "mmlu",
        "num_shots": 5,
        "metric": "unstated",
        "score": 0.415,
        "score_stderr": None,
        "source_row": None,
        "path": "README.md",
        "locator": "T1R1C2",
        "quote": "**41.5**",
    }
    (protocol,) = read_table(report.path, "protocol").to_dicts()
    assert protocol["harness"] == "author_stated"


def test_contradicting_and_unknown_scores_are_counted(place: Settings) -> None:
    report = build(place, sources=["hub"])
    assert report.quarantined == {"conflicting_scores": 2}
    assert report.skipped_scores == {"unknown_benchmark": 1}
    assert report.as_record()["skipped scores: unknown_benchmark"] == 1
    rows = read_table(report.path, "quarantine").to_dicts()
    contents = [json.loads(row["row_content"]) for row in rows]
    assert sorted(content["score"] for content in contents) == [0.12, 0.135]
    assert {row["table_name"] for row in rows} == {"evaluation"}
    assert "T1R1C3" in rows[0]["message"]


def test_stated_scores_never_share_a_protocol_with_run_ones(place: Settings) -> None:
    report = build(place, sources=["hub", "liu2025"])
    rows = read_table(report.path, "evaluation")
    by_source = dict(rows.group_by("source").agg("protocol_id").iter_rows())
    assert set(by_source) == {"hub", "liu2025"}
    assert not set(by_source["hub"]) & set(by_source["liu2025"])


def test_published_scores_name_their_row_and_no_document(place: Settings) -> None:
    rows = read_table(build(place, sources=["liu2025"]).path, "evaluation")
    assert rows["source_row"].null_count() == 0
    assert rows["quote"].null_count() == rows.height


def test_equal_scores_are_one_and_the_first_counts() -> None:
    placed = place_scores([_score(0.41542), _score(0.415), _score(0.4159)])
    assert [row["score"] for row in placed.rows] == [0.41542]
    assert placed.quarantined == []


def test_one_deviating_score_takes_all_away() -> None:
    placed = place_scores([_score(0.41), _score(0.41), _score(0.42)])
    assert placed.rows == []
    assert len(placed.quarantined) == 3


def test_whose_number_it_is_makes_another_protocol() -> None:
    placed = place_scores(
        [_score(0.41), _score(0.42, "leaderboard"), _score(0.43, "community")]
    )
    assert [row["protocol_id"].rpartition(":")[2] for row in placed.rows] == [
        "author_stated",
        "leaderboard_stated",
        "community_stated",
    ]


def test_rescaled_numbers_of_leaderboards_are_left_out() -> None:
    placed = place_scores(
        [_score(0.1, "leaderboard", dataset="BBH"), _score(0.4, dataset="BBH")]
    )
    assert [row["score"] for row in placed.rows] == [0.4]
    assert placed.skipped == {"rescaled_score": 1}
