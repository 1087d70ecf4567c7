"""What a curator is shown, in which order, and the stubs that are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from nsl_db.curation.override_entry import Override
from nsl_db.curation.overriding import Overrides, read_overrides
from nsl_db.errors import UsageError
from nsl_db.pipeline import review as review_module
from nsl_db.pipeline.review import Review, ReviewFilter, item_frame, review
from nsl_db.pipeline.review_items import DESIGN_FIELDS, GATES, Item
from nsl_db.schema.evidence import Confidence, Finding
from tests.support.catalogues import finding
from tests.support.overrides import curated
from tests.support.review_catalogues import doubt, score_rows, write_reviewable

SCALE = ("num_parameters", "training_tokens")


def _known(model_id: str, *names: str) -> list[Finding]:
    return [finding(name, 1000, model_id=model_id) for name in names]


Look = Callable[..., Review]


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Review a catalogue in which one analysis needs two models of known scale."""

    def call(
        findings: list[Finding],
        overrides: tuple[Override, ...] = (),
        wanted: ReviewFilter | None = None,
        **rows: Any,
    ) -> Review:
        monkeypatch.setattr(review_module, "MIN_MODELS", 2)
        monkeypatch.setattr(
            review_module, "load_overrides", lambda: Overrides(overrides)
        )
        path = tmp_path / "catalog.duckdb"
        write_reviewable(path, findings, overrides, **rows)
        return review(path, wanted or ReviewFilter())

    return call


def _leverage(found: Review, name: str, model_id: str = "acme/tiny") -> int:
    (item,) = [x for x in found.items if (x.model_id, x.field) == (model_id, name)]
    return item.leverage


def _joined(*parts: dict[str, Any]) -> dict[str, Any]:
    return {key: [row for part in parts for row in part[key]] for key in parts[0]}


def test_scale_gates_every_analysis_that_scores_the_model(look: Look) -> None:
    ids = ["acme/a", "acme/b", "acme/tiny"]
    scores = _joined(
        score_rows(ids, 0, "harness"),
        score_rows(ids, 10, "harness"),
        score_rows(ids[1:], 5, "harness"),
        score_rows(ids, 25, "card_stated"),
    )
    known = _known("acme/a", *SCALE) + _known("acme/b", *SCALE)
    found = look([*known, *_known("acme/tiny", "num_parameters")], **scores)
    assert _leverage(found, "training_tokens") == 2
    assert found.items[0].field == "training_tokens"
    assert {item.field for item in found.items if item.model_id == "acme/tiny"} == {
        "training_tokens"
    }
    designs = [item for item in found.items if item.model_id == "acme/a"]
    assert {item.field for item in designs} == set(DESIGN_FIELDS)
    assert {item.leverage for item in designs} == {2}


def test_models_that_analyses_leave_out_have_no_leverage(look: Look) -> None:
    ids = ["acme/a", "acme/b", "acme/tiny"]
    known = _known("acme/a", *SCALE) + _known("acme/b", *SCALE)
    tuned = finding("is_instruction_tuned", True)
    found = look([*known, tuned], **score_rows(ids, 0, "harness"))
    assert not [item for item in found.items if item.model_id == "acme/tiny"]


def test_a_conflict_names_its_values_and_sources(look: Look) -> None:
    low, high = finding("hidden_size", 64), finding("hidden_size", 65, locator="/b")
    (item,) = look([low, high]).items
    assert (item.kind, item.field, item.value) == ("conflict", "hidden_size", None)
    assert item.reason == "stated findings disagree: 64 (hub), 65 (hub)"
    assert item.suggestion.startswith("accept one of the values")


def test_doubtful_cells_are_listed_save_accepted_ones(look: Look) -> None:
    claims = [finding("hidden_size", 64), finding("vocab_size", 9)]
    rows = [
        doubt("hidden_size"),
        doubt("hidden_size", message="The width is prime."),
        doubt("vocab_size", verdict="withheld", reason_code="odd_vocabulary"),
        doubt("norm_type", verdict="refused"),
        doubt("norm_type", reason_code="trait_missing"),
        doubt("hidden_size", reason_code="wide"),
        doubt(None, reason_code="half_a_row"),
        doubt(None, table_name="model", reason_code="copied_row"),
        doubt("score", table_name="evaluation", reason_code="zero_score"),
    ]
    items = look(claims, quarantine=rows).items
    by_field = {item.field: item for item in items}
    assert len(items) == 6
    assert by_field["hidden_size"].reason == (
        "flagged, odd_width: The width is odd. (and 1 more); "
        "flagged, wide: The width is odd."
    )
    assert (by_field["norm_type"].kind, by_field["norm_type"].value) == ("gap", None)
    suggested = {item.suggestion for item in items if item.field is None}
    assert "compare its row of architecture with a document" in suggested
    assert any("aliases.yaml" in text for text in suggested)
    assert by_field["hidden_size"].value == 64
    assert "accept the withheld one" in by_field["vocab_size"].suggestion
    assert "compare with the source" in by_field["score"].suggestion
    accepted = curated("acme/tiny", "hidden_size", "accept", 64, expect=64)
    left = look(claims, (accepted,), quarantine=rows[:2]).items
    assert not left


def test_an_outdated_decision_is_listed_with_its_place(look: Look) -> None:
    stale = curated("acme/tiny", "hidden_size", "set", 128, expect=32)
    (item,) = look([finding("hidden_size", 64)], (stale,)).items
    assert (item.kind, item.value) == ("override", 128)
    assert "expects 32, and the sources now give 64" in item.reason
    assert item.suggestion == "see overrides/acme.yaml:1: entry 1"
    idle = curated("acme/tiny", "hidden_size", "set", 64, expect=64)
    (item,) = look([finding("hidden_size", 64)], (idle,)).items
    assert "changes nothing" in item.reason


def test_a_sound_decision_is_not_listed_and_fills_no_gap(look: Look) -> None:
    ids = ["acme/a", "acme/tiny"]
    known = _known("acme/a", *SCALE) + _known("acme/tiny", *SCALE)
    cleared = curated("acme/tiny", "hidden_size", "clear", expect=64)
    found = look(
        [*known, finding("hidden_size", 64)],
        (cleared,),
        **score_rows(ids, 0, "harness"),
    )
    fields = {item.field for item in found.items if item.model_id == "acme/tiny"}
    assert "norm_type" in fields
    assert "hidden_size" not in fields


def test_agreeing_findings_bear_out_what_the_curator_saw(look: Look) -> None:
    claims = [
        finding("num_parameters", 1_000_000, locator=f"/{n}") for n in range(4)
    ] + [finding("num_parameters", 1_010_000, locator=f"/{n}") for n in range(4, 8)]
    decision = curated("acme/tiny", "num_parameters", "set", 5, expect=1_010_000)
    assert not look(claims, (decision,)).items
    assert not look(claims[::-1], (decision,)).items


def test_filters_limit_and_order(look: Look, tmp_path: Path) -> None:
    ids = ["acme/a", "acme/b", "zeta/c"]
    claims = [item for name in ids for item in _known(name, *SCALE)]
    every = look(claims, **score_rows(ids, 0, "harness"))
    assert every.num_found == len(every.items) == 3 * len(DESIGN_FIELDS)

    def only(**wanted: Any) -> Review:
        return review(tmp_path / "catalog.duckdb", ReviewFilter(**wanted))

    zeta = only(organization="Zeta", limit=2)
    assert (len(zeta.items), zeta.num_found) == (2, len(DESIGN_FIELDS))
    assert zeta.summary == f"2 of {len(DESIGN_FIELDS)} cells to look at."
    assert [item.model_id for item in only(field="hidden_size").items] == ids
    assert not only(kind="conflict").items
    with pytest.raises(UsageError, match="not a field"):
        only(field="width")


def test_gates_come_first_among_cells_of_equal_leverage(look: Look) -> None:
    ids = ["acme/a", "acme/b", "zeta/c"]
    claims = [item for name in ids[:2] for item in _known(name, *SCALE)]
    found = look(claims, **score_rows(ids, 0, "harness"))
    assert [item.field for item in found.items[:2]] == list(GATES)


def test_the_frame_has_values_as_text() -> None:
    items = (
        Item(3, "gap", "a/b", "norm_type", None, "r", "s"),
        Item(2, "quarantine", "a/b", "code_share", 0.5, "r", "s"),
    )
    frame = item_frame(items)
    assert frame["value"].to_list() == [None, "0.5"]
    assert item_frame(()).columns == frame.columns


class TestStubs:
    """Files to be filled in."""

    def _claims(self) -> list[Finding]:
        return [
            finding("hidden_size", 64, source="liu2025", confidence=Confidence.PARSED),
            finding("hidden_size", 65, locator="/b"),
            finding("hidden_size", 66, locator="/c"),
            finding("vocab_size", 9, locator="/d", model_id="gpt2"),
            finding("vocab_size", 8, locator="/e", model_id="gpt2"),
        ]

    def test_a_filled_stub_is_sound(self, look: Look, tmp_path: Path) -> None:
        stubs = look(self._claims()).write(tmp_path / "new")
        assert [path.name for path in stubs.written] == ["_other.yaml", "acme.yaml"]
        assert stubs.num_entries == 2
        text = (tmp_path / "new" / "acme.yaml").read_text("utf-8")
        (entry,) = yaml.safe_load(text)
        assert entry["model"] == "acme/tiny"
        assert entry["expect"] == 64
        assert "65 (hub), 66 (hub)" in text
        assert all(fault.entry == 1 for fault in read_overrides(tmp_path / "new")[1])
        for empty, filled in (
            ("value:", "value: 65"),
            ("reason:", "reason: The card says so."),
            ("url:", "url: https://example.org"),
            ("quote:", 'quote: "65"'),
            ("curator:", "curator: tester"),
            ("date:", "date: 2026-11-23"),
        ):
            text = text.replace(f"{empty}\n", f"{filled}\n")
        (tmp_path / "done").mkdir()
        (tmp_path / "done" / "acme.yaml").write_text(text, "utf-8")
        overrides, faults = read_overrides(tmp_path / "done")
        assert not faults
        assert [item.value for item in overrides] == [65]

    def test_files_that_exist_are_left_alone(self, look: Look, tmp_path: Path) -> None:
        (tmp_path / "new").mkdir()
        mine = tmp_path / "new" / "acme.yaml"
        mine.write_text("mine", "utf-8")
        stubs = look(self._claims()).write(tmp_path / "new")
        assert mine.read_text("utf-8") == "mine"
        assert stubs.kept == (mine,)
        assert stubs.num_entries == 1
        assert f"since it exists: {mine}" in stubs.summary

    def test_no_text_of_a_source_leaves_its_comment(
        self, look: Look, tmp_path: Path
    ) -> None:
        hostile = "odd\n- model: evil/one\x85- x\u2028- y\x07"
        claim = finding("hidden_size", 64, model_id="acme/tiny: #1")
        row = doubt("hidden_size", model_id="acme/tiny: #1", message=hostile)
        look([claim], quarantine=[row]).write(tmp_path / "new")
        text = (tmp_path / "new" / "acme.yaml").read_text("utf-8")
        (entry,) = yaml.safe_load(text)
        assert entry["model"] == "acme/tiny: #1"

    def test_a_folder_that_cannot_be_made_is_explained(
        self, look: Look, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_text("", "utf-8")
        with pytest.raises(UsageError, match="Cannot write"):
            look(self._claims()).write(tmp_path / "file" / "new")

    def test_only_fields_that_can_be_decided_get_a_stub(
        self, look: Look, tmp_path: Path
    ) -> None:
        row = doubt(None, table_name="model")
        stale = curated("acme/tiny", "hidden_size", "set", 128, expect=32)
        found = look([finding("hidden_size", 64)], (stale,), quarantine=[row])
        assert {item.kind for item in found.items} == {"override", "quarantine"}
        assert found.write(tmp_path / "new").written == ()
