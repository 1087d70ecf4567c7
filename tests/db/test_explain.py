"""From a cell back to the text it rests on, and what a catalogue holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nsl_db.curation.override_entry import Override
from nsl_db.db.catalogue import write_catalogue
from nsl_db.db.explain import Explanation, describe_model, explain_cell
from nsl_db.db.overview import overview
from nsl_db.errors import UsageError
from nsl_db.schema.evidence import Confidence, Finding
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import table
from tests.support.catalogues import finding, tiny_frames, write_tiny
from tests.support.overrides import curated
from tests.support.review_catalogues import doubt, write_reviewable


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.duckdb"
    write_tiny(path)
    return path


def test_chain_reaches_the_quote(catalogue: Path) -> None:
    explanation = explain_cell(catalogue, "acme/tiny", "hidden_size")
    assert (explanation.value, explanation.others) == (64, ())
    assert explanation.decision == "the only finding"
    assert explanation.chosen is not None
    assert explanation.chosen["locator"] == "/hidden_size"
    assert explanation.chosen["quote"] == "64"
    assert explanation.chosen["source_title"] == "Hub"


def test_losing_findings_are_shown(tmp_path: Path) -> None:
    frames = tiny_frames()
    rival = finding("hidden_size", 65, confidence=Confidence.INFERRED)
    rows = pl.concat([frames["finding"], frame_of(table("finding"), [rival.as_row()])])
    path = tmp_path / "catalog.duckdb"
    write_catalogue(path, {**frames, "finding": rows}, {})
    explanation = explain_cell(path, "acme/tiny", "hidden_size")
    assert explanation.decision == "the most trusted of 2 findings"
    assert [other["value"] for other in explanation.others] == ["65"]


def test_conflict_is_named(tmp_path: Path) -> None:
    frames = tiny_frames()
    conflict = {
        "model_id": "acme/tiny",
        "field": "num_parameters",
        "confidence": "stated",
        "candidate_values": "[1, 2]",
        "finding_ids": "[]",
    }
    path = tmp_path / "catalog.duckdb"
    write_catalogue(
        path, {**frames, "conflict": frame_of(table("conflict"), [conflict])}, {}
    )
    explanation = explain_cell(path, "acme/tiny", "num_parameters")
    assert explanation.value is None
    assert explanation.decision.endswith("disagree: 1 and 2")


def test_empty_cell_says_so(catalogue: Path) -> None:
    explanation = explain_cell(catalogue, "acme/tiny", "vocab_size")
    assert explanation.decision == "empty: nothing states it"


def test_unknown_names_are_explained(catalogue: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean acme/tiny"):
        explain_cell(catalogue, "Acme/Tiny", "hidden_size")
    with pytest.raises(UsageError, match="not a field"):
        explain_cell(catalogue, "acme/tiny", "hidden")
    with pytest.raises(UsageError, match="no model"):
        describe_model(catalogue, "nobody/nothing-of-the-kind")


def test_describe_counts_scores(catalogue: Path) -> None:
    record = describe_model(catalogue, "acme/tiny")
    assert record["hidden_size"] == 64
    assert (record["num_scores"], record["num_benchmarks"]) == (0, 0)


def test_overview_measures_coverage(catalogue: Path) -> None:
    found = overview(catalogue)
    assert found.rows["model"] == 1
    assert found.last_run is None
    assert found.coverage.to_dicts() == [
        {
            "table_name": "architecture",
            "field": "hidden_size",
            "confidence": "stated",
            "num_cells": 1,
            "share": 1.0,
        }
    ]


def _explained(
    tmp_path: Path, *claims: Finding, decision: Override | None = None, **rows: Any
) -> Explanation:
    path = tmp_path / "catalog.duckdb"
    write_reviewable(path, list(claims), (decision,) if decision else (), **rows)
    return explain_cell(path, "acme/tiny", "hidden_size")


def test_a_curated_value_shows_the_decision_and_what_it_replaced(
    tmp_path: Path,
) -> None:
    decision = curated("acme/tiny", "hidden_size", "set", 128, expect=64)
    found = _explained(tmp_path, finding("hidden_size", 64), decision=decision)
    assert found.value == 128
    assert found.decision == "set by a curator, in place of 64"
    assert found.chosen is None
    assert found.override is not None
    assert found.override["quote"] == "says so"
    assert [other["value"] for other in found.others] == ["64"]


def test_an_accepted_finding_is_shown_as_chosen(tmp_path: Path) -> None:
    claims = finding("hidden_size", 64), finding("hidden_size", 65, locator="/b")
    decision = curated("acme/tiny", "hidden_size", "accept", 65)
    found = _explained(tmp_path, *claims, decision=decision)
    assert found.decision == "a finding that a curator accepted"
    assert found.chosen is not None
    assert found.chosen["value"] == "65"


def test_a_cell_emptied_on_purpose_says_so(tmp_path: Path) -> None:
    decision = curated("acme/tiny", "hidden_size", "clear", expect=64)
    found = _explained(tmp_path, finding("hidden_size", 64), decision=decision)
    assert (found.value, found.decision) == (
        None,
        "left empty by a curator, in place of 64",
    )


def test_a_decision_without_its_finding_is_no_reason(tmp_path: Path) -> None:
    decision = curated("acme/tiny", "hidden_size", "accept", 65)
    found = _explained(tmp_path, finding("hidden_size", 64), decision=decision)
    assert found.value == 64
    assert found.decision == (
        "the only finding; no source states 65, which a curator accepts"
    )


def test_withheld_and_refused_values_are_explained(tmp_path: Path) -> None:
    rows = [doubt("hidden_size", "flagged"), doubt("hidden_size", "withheld")]
    other = finding("vocab_size", 9)
    withheld = _explained(tmp_path, other, quarantine=rows)
    assert withheld.decision == "empty: withheld by the rule odd_width"
    assert [row["verdict"] for row in withheld.quarantine] == ["withheld", "flagged"]
    refused = finding("hidden_size", -1)
    assert "every finding was refused" in _explained(tmp_path, refused, other).decision


def test_describe_names_what_needs_care(tmp_path: Path) -> None:
    decision = curated("acme/tiny", "norm_type", "set", "rmsnorm")
    claims = [finding("hidden_size", 64), finding("hidden_size", 65, locator="/b")]
    path = tmp_path / "catalog.duckdb"
    doubts = [doubt("mlp_ratio"), doubt(None, reason_code="copied_row")]
    write_reviewable(path, claims, (decision,), quarantine=doubts)
    record = describe_model(path, "acme/tiny")
    assert record["curated"] == "norm_type (set)"
    assert record["disputed"] == "hidden_size ([64, 65])"
    assert record["doubtful"] == (
        "flagged, copied_row (architecture); flagged, odd_width (mlp_ratio)"
    )


def test_a_derived_cell_says_how(tmp_path: Path) -> None:
    frames = tiny_frames()
    row = {
        "table_name": "architecture",
        "model_id": "acme/tiny",
        "field": "hidden_size",
        "origin": "derived",
        "note": "sixteen times four",
    }
    path = tmp_path / "catalog.duckdb"
    write_catalogue(
        path, {**frames, "provenance": frame_of(table("provenance"), [row])}, {}
    )
    explanation = explain_cell(path, "acme/tiny", "hidden_size")
    assert explanation.decision == "derived: sixteen times four"


def test_yes_and_no_are_shown_as_written(tmp_path: Path) -> None:
    decision = curated("acme/tiny", "is_moe", "set", False, expect=True)
    path = tmp_path / "catalog.duckdb"
    write_reviewable(path, [finding("is_moe", True)], (decision,))
    explanation = explain_cell(path, "acme/tiny", "is_moe")
    assert explanation.decision == "set by a curator, in place of true"
