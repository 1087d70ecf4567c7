"""Checking the curation files against the packaged sources and a catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nsl_db.curation.override_claims import packaged_ground
from nsl_db.curation.overriding import Overrides
from nsl_db.errors import OverrideError
from nsl_db.pipeline import curation_check
from nsl_db.pipeline.curation_check import (
    CurationReport,
    check_curation,
    require_clean,
)
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import table
from tests.support.catalogues import finding
from tests.support.overrides import curated, entry, write_entries
from tests.support.review_catalogues import write_reviewable

PAPER = ("liu2025",)
"""A source that never changes."""

PYTHIA = {
    "model": "EleutherAI/pythia-1.4b",
    "field": "training_tokens",
    "value": 299_892_736_000,
    "expect": 371_000_000_000,
}
"""The paper has the size of the corpus in place of the tokens seen."""


def _check(folder: Path, *changes: dict[str, Any]) -> CurationReport:
    entries = [entry(**{**PYTHIA, **change}) for change in changes]
    write_entries(folder, "EleutherAI.yaml", *entries)
    return check_curation(folder, sources=PAPER)


def test_a_correction_of_the_paper_is_clean(tmp_path: Path) -> None:
    report = _check(tmp_path, {})
    assert report.faults == ()
    assert report.summary == "1 overrides in 1 files: clean"
    require_clean(report)


def test_outdated_idle_and_unknown_entries_are_faults(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        {"expect": 300_000_000_000},
        {"field": "num_parameters", "value": 1_515_311_488, "expect": 1_515_311_488},
        {"model": "EleutherAI/pythia-1.4B"},
        {"field": "norm_type", "action": "clear", "value": ..., "expect": "rmsnorm"},
        {"field": "hidden_size", "action": "accept", "value": 7, "expect": 2048},
    )
    place = f"{tmp_path.name}/EleutherAI.yaml"
    lines = [
        int(fault.removeprefix(f"{place}:").split(":")[0]) for fault in report.faults
    ]
    assert sorted(lines) == [1, 12, 23, 34, 44]
    text = "\n".join(report.faults)
    assert "expects 300000000000, and the sources now give 371000000000" in text
    assert "changes nothing: the cell holds 1515311488 without it" in text
    assert "pythia-1.4B training_tokens: set meets nothing" in text
    assert "expects rmsnorm, and the sources now give nothing" in text
    assert "accepts 7, and no source states that" in text
    with pytest.raises(OverrideError, match="5 overrides in 1 files: 5 faults"):
        require_clean(report)


def test_accepting_an_undisputed_value_needs_a_rule_that_doubts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept = {"action": "accept", "value": 371_000_000_000}
    doubted = {("EleutherAI/pythia-1.4b", "training_tokens")}
    for flagged, count in ((doubted, 0), (set(), 1)):
        monkeypatch.setattr(
            curation_check, "_flagged_cells", lambda _, found=flagged: found
        )
        assert len(_check(tmp_path, accept).faults) == count


def test_rules_tell_which_values_are_doubted(tmp_path: Path) -> None:
    corpus = {
        "model": "facebook/opt-350m",
        "field": "training_tokens",
        "action": "accept",
        "value": 180_000_000_000,
        "expect": 180_000_000_000,
    }
    heads = {**corpus, "field": "num_attention_heads", "value": 16, "expect": 16}
    write_entries(tmp_path, "facebook.yaml", entry(**corpus), entry(**heads))
    (fault,) = check_curation(tmp_path, sources=PAPER).faults
    assert "num_attention_heads: accept changes nothing" in fault


def test_unsound_entries_are_faults_too(tmp_path: Path) -> None:
    report = _check(tmp_path, {"reason": ""}, {})
    (fault,) = report.faults
    assert "reason is empty" in fault
    assert report.num_overrides == 1


def test_faults_of_the_lists_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curation_check, "check_families", lambda: ["families: bad"])
    monkeypatch.setattr(curation_check, "check_exclusions", lambda: ["exclusions: bad"])
    monkeypatch.setattr(curation_check, "check_aliases", lambda: ["aliases: bad"])

    def broken() -> None:
        raise KeyError("title")

    monkeypatch.setattr(curation_check, "benchmark_frame", broken)
    assert check_curation(tmp_path, sources=PAPER).faults == (
        "families: bad",
        "exclusions: bad",
        "aliases: bad",
        "curation/benchmarks.yaml: cannot be read: 'title'",
    )


def test_rows_of_benchmarks_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"benchmark": "x", "benchmark_title": "X", "chance_score": 7.0}
    monkeypatch.setattr(
        curation_check, "benchmark_frame", lambda: frame_of(table("benchmark"), [row])
    )
    faults = check_curation(tmp_path, sources=PAPER).faults
    assert any("curation/benchmarks.yaml: x: above_maximum" in text for text in faults)


def test_other_sources_of_the_user_only_warn(tmp_path: Path) -> None:
    folder = tmp_path / "overrides"
    write_entries(folder, "EleutherAI.yaml", entry(**PYTHIA))
    (override,) = curation_check.read_overrides(folder)[0]
    newer = finding("training_tokens", 5, model_id="EleutherAI/pythia-1.4b")
    catalogue = tmp_path / "catalog.duckdb"
    write_reviewable(catalogue, [newer], (override,))
    report = check_curation(folder, catalogue, PAPER)
    assert report.faults == ()
    (warning,) = report.warnings
    assert f"expects 371000000000; the sources of {catalogue} give 5" in warning
    absent = check_curation(folder, tmp_path / "absent.duckdb", PAPER)
    assert absent.warnings == ()


def test_the_ground_is_settled_for_decided_models_alone() -> None:
    nothing = packaged_ground(Overrides(), PAPER)
    assert (nothing.decisions, nothing.unknown) == ((), frozenset())
    scored = curated("acme/tiny", "hidden_size", "set", 1)
    assert packaged_ground(Overrides((scored,)), PAPER).unknown == {"acme/tiny"}


def test_the_packaged_files_are_clean() -> None:
    assert check_curation().faults == ()
