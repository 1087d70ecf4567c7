"""review, curate check and why, as a curator calls them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from nsl_db.curation.overriding import load_overrides
from nsl_db.schema.evidence import Confidence
from tests.cli.conftest import Run
from tests.support.catalogues import finding
from tests.support.overrides import curated, entry, write_entries
from tests.support.review_catalogues import doubt, write_reviewable


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.duckdb"
    claims = [
        finding("vocab_size", 320),
        finding("num_attention_heads", 4),
        finding("num_attention_heads", 8, locator="/heads"),
        finding("hidden_size", 64),
        finding("release_date", "2023-04-03"),
        finding("release_date", "soon", confidence=Confidence.PARSED),
        finding("release_date", "2023-04-03", confidence=Confidence.DERIVED),
        finding("is_moe", False),
        replace(finding("head_dim", -1), revision="0a1b"),
    ]
    decision = curated("acme/tiny", "vocab_size", "set", 321, expect=320)
    write_reviewable(path, claims, (decision,), quarantine=[doubt("hidden_size")])
    return path


def test_review_lists_what_to_look_at(run: Run, catalogue: Path) -> None:
    answer = run("review", "--catalogue", catalogue)
    assert answer.code == 0
    assert "4 (hub), 8 (hub)" in answer.out
    assert "2 of 2 cells to look at." in answer.err
    rows = json.loads(run("review", "--catalogue", catalogue, "-f", "json").out)
    assert [row["kind"] for row in rows] == ["conflict", "quarantine"]
    assert list(rows[0]) == [
        "leverage",
        "kind",
        "model_id",
        "field",
        "value",
        "reason",
        "suggestion",
    ]
    only = run("review", "--catalogue", catalogue, "--kind", "quarantine", "-f", "csv")
    (record,) = csv.DictReader(io.StringIO(only.out))
    assert (record["field"], record["value"]) == ("hidden_size", "64")


def test_review_writes_stubs_that_wait_for_a_curator(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stubs"
    answer = run("review", "--catalogue", catalogue, "--write", folder)
    assert "2 stubs written." in answer.err
    assert str(folder / "acme.yaml") in answer.err
    check = run("curate", "check", "--overrides", folder)
    assert check.code == 6
    assert "stubs/acme.yaml:13: entry 1: set needs a value" in check.err
    again = run("review", "--catalogue", catalogue, "--write", folder)
    assert "0 stubs written." in again.err
    assert "Left as it is" in again.err


def test_review_refuses_fields_and_kinds_that_do_not_exist(
    run: Run, catalogue: Path
) -> None:
    for option in (("--field", "width"), ("--kind", "rumour"), ("--limit", "0")):
        assert run("review", "--catalogue", catalogue, *option).code == 2


def test_review_needs_a_catalogue(run: Run, tmp_path: Path) -> None:
    answer = run("review", "--data-dir", tmp_path)
    assert answer.code == 4
    assert "nsl-db build" in answer.err


def test_a_clean_check_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    answer = run("curate", "check", "--overrides", tmp_path / "none")
    assert (answer.code, answer.out) == (0, "0 overrides in 0 files: clean\n")


def test_a_check_names_every_fault(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "overrides"
    write_entries(folder, "acme.yaml", entry(), entry(field="width"))
    answer = run("curate", "check", "--overrides", folder)
    assert (answer.code, answer.out) == (6, "")
    assert "error: 1 overrides in 1 files: 2 faults" in answer.err
    assert "overrides/acme.yaml:12: entry 2: 'width' is not a field" in answer.err
    assert (
        "overrides/acme.yaml:1: entry 1: acme/tiny hidden_size: set meets nothing"
        in (answer.err)
    )


def test_the_packaged_curation_is_clean(run: Run) -> None:
    answer = run("curate", "check")
    assert answer.code == 0, answer.err
    assert answer.out.endswith("files: clean\n")


def test_why_tells_of_a_curator(run: Run, catalogue: Path) -> None:
    lines = run("why", "acme/tiny", "vocab_size", "--catalogue", catalogue).out
    for part in (
        "vocab_size = 321",
        "decision    set by a curator, in place of 320",
        "curated     set 321  override ",
        "because     The card says so.",
        "document    https://example.org/card",
        "quote       'says so'",
        "decided     by tester on 2026-11-23",
        "differs     320  finding ",
    ):
        assert part in lines


def test_why_tells_of_disputes_and_doubts(run: Run, catalogue: Path) -> None:
    lines = run("why", "acme/tiny", "num_attention_heads", "--catalogue", catalogue).out
    assert lines.startswith("acme/tiny  num_attention_heads = empty\n")
    assert lines.count("  disputed    ") == 2
    lines = run("why", "acme/tiny", "hidden_size", "--catalogue", catalogue).out
    assert "doubted     flagged by the rule odd_width" in lines
    assert "because     The width is odd." in lines
    record = json.loads(
        run(
            "why", "acme/tiny", "hidden_size", "--catalogue", catalogue, "-f", "json"
        ).out
    )
    assert record["quarantine"][0]["verdict"] == "flagged"


def test_why_compares_losing_findings(run: Run, catalogue: Path) -> None:
    lines = run("why", "acme/tiny", "release_date", "--catalogue", catalogue).out
    assert "release_date = 2023-04-03" in lines
    assert "agrees      2023-04-03  finding " in lines
    assert "differs     soon  finding " in lines
    assert (
        "is_moe = false"
        in run("why", "acme/tiny", "is_moe", "--catalogue", catalogue).out
    )
    lines = run("why", "acme/tiny", "head_dim", "--catalogue", catalogue).out
    assert "also found  -1  finding " in lines
    assert "document    revision 0a1b" in lines


def test_a_check_warns_of_what_only_the_own_catalogue_says(
    run: Run, tmp_path: Path
) -> None:
    fact = {
        "model": "EleutherAI/pythia-1.4b",
        "field": "english_share",
        "value": 0.25,
        "expect": None,
    }
    folder = tmp_path / "overrides"
    write_entries(folder, "EleutherAI.yaml", entry(**fact))
    (override,) = load_overrides(folder)
    newer = finding("english_share", 0.5, model_id="EleutherAI/pythia-1.4b")
    catalogue = tmp_path / "catalog.duckdb"
    write_reviewable(catalogue, [newer], (override,))
    answer = run("curate", "check", "--overrides", folder, "--catalogue", catalogue)
    assert "warning: overrides/EleutherAI.yaml:1: entry 1: " in answer.err
    assert f"expects nothing; the sources of {catalogue} give 0.5" in answer.err


def test_show_names_what_needs_care(run: Run, catalogue: Path) -> None:
    lines = run("show", "acme/tiny", "--catalogue", catalogue).out
    assert "vocab_size (set)" in lines
    assert "flagged, odd_width (hidden_size)" in lines
