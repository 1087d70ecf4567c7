"""Decisions of curators, families, exclusions and other names in a build."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nsl_db.config import Settings, settings
from nsl_db.curation.families import FamilyMatch
from nsl_db.curation.override_entry import Override, Place
from nsl_db.curation.overriding import Overrides
from nsl_db.db.queries import read_table, run_query
from nsl_db.pipeline import aliasing, assemble, claims, publishing
from nsl_db.pipeline.build import build
from tests.support.models import model_files
from tests.support.stores import store_model


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    place = settings(tmp_path)
    store_model(place.raw_path, "acme/tiny", model_files())
    return place


def override(field: str, action: str, value: object, **more: object) -> Override:
    values: dict[str, object] = {
        "model_id": "acme/tiny",
        "field": field,
        "action": action,
        "value": value,
        "expect": None,
        "reason": "a test",
        "url": "https://example.org",
        "quote": "q",
        "table": None,
        "curator": "tester",
        "curated_date": date(2026, 1, 1),
        "place": Place("acme.yaml", 1, 1),
    }
    return Override(**{**values, **more})  # type: ignore[arg-type]


def decide(monkeypatch: pytest.MonkeyPatch, *entries: Override) -> None:
    monkeypatch.setattr(claims, "load_overrides", lambda: Overrides(entries))


def test_decisions_are_published_with_their_provenance(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = override("training_tokens", "set", 5_000_000)
    cleared = override("hidden_size", "clear", None)
    accepted = override("vocab_size", "accept", 320)
    stray = override("vocab_size", "set", 7, model_id="nobody/knows")
    decide(monkeypatch, chosen, cleared, accepted, stray)
    path = build(place, sources=["hub", "curation"]).path
    row = read_table(path, "catalogue").row(0, named=True)
    assert row["training_tokens"] == 5_000_000
    assert row["hidden_size"] is None
    assert row["vocab_size"] == 320
    rows = read_table(path, "provenance").filter(origin="override")
    found = {row["field"]: row for row in rows.to_dicts()}
    assert set(found) == {"training_tokens", "vocab_size"}
    assert found["training_tokens"]["override_id"] == chosen.override_id
    assert found["training_tokens"]["finding_id"] is None
    assert found["vocab_size"]["finding_id"] is not None
    listed = read_table(path, "override")["override_id"]
    assert set(listed) == {item.override_id for item in (chosen, cleared, accepted)}


def test_a_changed_decision_settles_the_model_again(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    for value in (96, 128):
        decide(monkeypatch, override("hidden_size", "set", value))
        report = build(place, sources=["hub", "curation"])
        sizes += read_table(report.path, "architecture")["hidden_size"].to_list()
    assert sizes == [96, 128]
    assert report.num_extracted == 0


def test_without_the_source_nothing_is_decided(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(monkeypatch, override("hidden_size", "set", 96))
    monkeypatch.setattr(publishing, "exclusion_of", lambda model_id: "placeholder")
    alone = build(place, sources=["hub"]).path
    assert read_table(alone, "architecture")["hidden_size"].to_list() == [64]
    assert read_table(alone, "model")["exclusion_reason"].to_list() == [None]
    assert read_table(alone, "override").is_empty()
    assert read_table(alone, "source")["source"].to_list() == ["hub"]
    both = build(place, sources=["hub", "curation"]).path
    assert read_table(both, "model")["exclusion_reason"].to_list() == ["placeholder"]
    assert read_table(both, "source")["source"].to_list() == ["curation", "hub"]


def test_a_family_comes_from_a_rule_else_from_the_base(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = "---\nbase_model: acme/tiny\n---\n# Tuned\n"
    store_model(place.raw_path, "other/tuned", model_files(card))
    store_model(place.raw_path, "other/alone", model_files())
    families = {"acme/tiny": FamilyMatch("tiny", "listed")}
    monkeypatch.setattr(assemble, "family_of", families.get)
    path = build(place, sources=["hub"]).path
    found = dict(read_table(path, "model").select("model_id", "model_family").rows())
    assert found == {"acme/tiny": "tiny", "other/alone": None, "other/tuned": "tiny"}
    notes = run_query(
        path,
        "SELECT model_id, origin, note FROM provenance "
        "WHERE field = 'model_family' ORDER BY model_id",
    )
    assert notes.rows() == [
        ("acme/tiny", "derived", "listed"),
        ("other/tuned", "derived", "that of its base acme/tiny: listed"),
    ]


def test_other_names_are_replaced_only_with_curators(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "EleutherAI/pythia-1.4b"
    canonical = "EleutherAI/pythia-1b"
    monkeypatch.setattr(
        aliasing,
        "canonical_id",
        lambda name, source: canonical if name == other else name,
    )
    decide(monkeypatch)
    alone = build(place, sources=["liu2025"]).path
    assert other in read_table(alone, "model")["model_id"]
    report = build(place, sources=["liu2025", "curation"])
    assert other not in read_table(report.path, "model")["model_id"]
    assert other not in read_table(report.path, "finding")["model_id"]
    assert report.verdicts["refused"]["doubled_by_alias"] > 0
    doubled = read_table(report.path, "quarantine").filter(
        reason_code="doubled_by_alias", table_name="evaluation"
    )
    assert set(doubled["model_id"]) == {canonical}
    assert doubled["message"].str.starts_with(f"{other} is another name").all()
