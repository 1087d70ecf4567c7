"""Files of curated decisions: what is read, and every way to be refused."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation.override_entry import ELSEWHERE, FIELD_NAMES, Place, read_entry
from nsl_db.curation.override_yaml import MAX_BYTES, MAX_DEPTH
from nsl_db.curation.overriding import (
    Overrides,
    file_name,
    load_overrides,
    read_overrides,
)
from nsl_db.errors import OverrideError
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import OVERRIDE
from tests.support.overrides import ENTRY, curated, entry, write_entries


def _faults(folder: Path) -> list[str]:
    return [str(fault) for fault in read_overrides(folder)[1]]


def _only_fault(folder: Path, name: str, *entries: Any) -> str:
    write_entries(folder, name, *entries)
    (fault,) = _faults(folder)
    return fault


def test_a_sound_entry_is_read(tmp_path: Path) -> None:
    write_entries(tmp_path, "acme.yaml", ENTRY)
    (decision,) = load_overrides(tmp_path)
    assert (decision.model_id, decision.field) == ("acme/tiny", "hidden_size")
    assert (decision.action, decision.value, decision.expect) == ("set", 128, 64)
    assert decision.curated_date == date(2026, 11, 23)
    assert str(decision.place) == f"{tmp_path.name}/acme.yaml:1: entry 1"
    row = decision.as_row()
    assert (row["value"], row["expected_value"], row["quote"]) == (
        "128",
        "64",
        "width 128",
    )
    assert frame_of(OVERRIDE, [row]).height == 1


def test_one_entry_may_name_several_models(tmp_path: Path) -> None:
    several = entry(model=..., models=["acme/a", "acme/b"])
    write_entries(tmp_path, "acme.yaml", several)
    decisions = load_overrides(tmp_path)
    assert decisions.model_ids == ("acme/a", "acme/b")
    assert len({item.override_id for item in decisions}) == 2
    assert list(decisions.of("acme/b")) == ["hidden_size"]
    assert decisions.of("acme/c") == {}
    assert decisions.among(["acme/a", "acme/c"]).model_ids == ("acme/a",)


def test_days_are_read_as_findings_write_them(tmp_path: Path) -> None:
    dated = entry(field="release_date", value=date(2023, 4, 3), expect="2023-04-01")
    write_entries(tmp_path, "acme.yaml", dated)
    (decision,) = load_overrides(tmp_path)
    assert (decision.value, decision.expect) == ("2023-04-03", "2023-04-01")


def test_a_table_cell_may_be_cited_instead_of_a_quote(tmp_path: Path) -> None:
    source = {"url": "https://example.org/paper", "table": "table 2, row Tiny"}
    write_entries(tmp_path, "acme.yaml", entry(source=source))
    (decision,) = load_overrides(tmp_path)
    assert decision.as_row()["quote"] == "table cell table 2, row Tiny"


def test_an_identity_is_its_content_and_not_its_place(tmp_path: Path) -> None:
    other = entry(field="vocab_size", value=9, expect=None)
    write_entries(tmp_path / "x", "acme.yaml", other, ENTRY)
    write_entries(tmp_path / "y", "acme.yaml", ENTRY)
    moved = load_overrides(tmp_path / "x").of("acme/tiny")["hidden_size"]
    (kept,) = load_overrides(tmp_path / "y")
    assert moved == kept
    assert moved.override_id == kept.override_id
    for changes in ({"value": 129}, {"reason": "x"}, {"curator": "y"}, {"expect": 1}):
        (changed, *_), _ = read_entry(entry(**changes), Place("acme.yaml", 1, 1))
        assert changed.override_id != kept.override_id


def test_no_files_and_empty_files_hold_no_decisions(tmp_path: Path) -> None:
    assert len(load_overrides(tmp_path)) == 0
    (tmp_path / "acme.yaml").write_text("# nothing yet\n", "utf-8")
    assert not load_overrides(tmp_path)


def test_the_packaged_files_are_sound() -> None:
    assert [str(fault) for fault in read_overrides()[1]] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"vlaue": 1}, "unknown keys: vlaue"),
        ({"reason": ...}, "missing: reason"),
        ({"source": ...}, "missing: source"),
        ({"curator": ...}, "missing: curator"),
        ({"date": ...}, "missing: date"),
        ({"expect": ...}, "missing: expect"),
        ({"reason": " "}, "reason is empty"),
        ({"reason": None}, "still empty: reason"),
        ({"source": None}, "still empty: source"),
        ({"field": None}, "still empty: field"),
        ({"curator": 7}, "curator is empty or not text"),
        ({"date": "2026-11-23"}, "not a day such as"),
        ({"model": ...}, "give either model, or models"),
        ({"models": ["acme/b"]}, "give either model, or models"),
        ({"model": 12}, "12 is no identifier"),
        ({"model": ..., "models": "acme/a"}, "models is a str, not a list"),
        ({"model": ..., "models": []}, "not a list of identifiers"),
        ({"model": ..., "models": ["acme/a", None]}, "None is no identifier"),
        ({"model": "acme/tiny "}, "has space around it"),
        ({"model": "other/tiny"}, "other/tiny belongs in other.yaml"),
        ({"model": "gpt2"}, "gpt2 belongs in _other.yaml"),
        ({"field": "hidden"}, "'hidden' is not a field of a model"),
        ({"field": "score"}, "'score' is not a field of a model"),
        ({"field": ["hidden_size"]}, "is not a field of a model"),
        ({"field": "model_family"}, "is assigned by curation/families.yaml"),
        ({"action": "replace"}, "action is 'replace', not one of set, clear, accept"),
        ({"value": ...}, "set needs a value"),
        ({"action": "accept", "value": None}, "accept needs a value"),
        ({"action": "clear"}, "clear leaves the cell empty and takes no value"),
        ({"value": "128"}, "value '128' does not fit hidden_size (wrong_type)"),
        ({"value": 1.5}, "(wrong_type): that is a whole number from 1"),
        ({"value": True}, "(wrong_type)"),
        ({"value": -1}, "(sentinel)"),
        ({"value": [128]}, "(wrong_type)"),
        ({"expect": "64"}, "expect '64' does not fit hidden_size"),
        ({"field": "code_share", "value": 20.0, "expect": None}, "from 0 to 1"),
        (
            {"field": "norm_type", "value": "batchnorm", "expect": None},
            "one of rmsnorm, layernorm",
        ),
        ({"field": "is_moe", "value": "no", "expect": None}, "true or false"),
        ({"source": "a card"}, "source is a str, not a mapping"),
        ({"source": {"url": "x", "quote": "q"}}, "source has the url 'x'"),
        ({"source": {"quote": "q"}}, "source has the url None"),
        ({"source": {"url": "https://e.org"}}, "needs a quote"),
        ({"source": {"url": "https://e.org", "quote": 128}}, "in quotation marks"),
        ({"source": {"url": "https://e.org", "quote": "q" * 201}}, "201 characters"),
        (
            {"source": {"url": "https://e.org", "quote": "q", "page": 3}},
            "unknown keys of source: page",
        ),
    ],
)
def test_an_unsound_entry_is_refused(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    fault = _only_fault(tmp_path, "acme.yaml", entry(**changes))
    assert fault.startswith(f"{tmp_path.name}/acme.yaml:1: entry 1: ")
    assert said in fault


def test_a_cell_is_decided_once(tmp_path: Path) -> None:
    fault = _only_fault(tmp_path, "acme.yaml", ENTRY, entry(value=256))
    assert "acme.yaml:12: entry 2: acme/tiny hidden_size is decided already" in fault
    assert "acme.yaml:1: entry 1" in fault
    (first,) = read_overrides(tmp_path)[0]
    assert first.value == 128


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    write_entries(tmp_path, "acme.yaml", ENTRY, entry(value=0, reason=""), "text")
    write_entries(tmp_path, "zeta.yaml", entry(model="zeta/a", field="x"))
    (tmp_path / "more.yml").write_text("[]", "utf-8")
    with pytest.raises(OverrideError) as caught:
        load_overrides(tmp_path)
    assert caught.value.exit_code == 6
    assert caught.value.path == f"{tmp_path.name}/acme.yaml"
    assert caught.value.line == 12
    lines = str(caught.value).splitlines()
    assert len(lines) == 6
    assert "is a str, not a mapping" in lines[3]
    assert "more.yml: does not end in .yaml" in lines[4]
    assert len(read_overrides(tmp_path)[0]) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("model: acme/tiny\n", ":1: is not a list of entries"),
        ("- [\n", "is no sound YAML"),
        ("- &a {model: x}\n- *a\n", ":1: anchors and aliases are not allowed"),
        ("- *a\n", ":1: anchors and aliases are not allowed"),
        ("- model: x\n  model: y\n", "the key 'model' is given twice"),
        ("- source: {url: x, url: y}\n", "the key 'url' is given twice"),
        ("- !!python/object/apply:os.system [ls]\n", "is no plain data"),
        ("- model: 2023-99-99\n", "has an impossible value"),
        ("- " + "[" * 50 + "]" * 50 + "\n", f"nested deeper than {MAX_DEPTH}"),
    ],
)
def test_hostile_or_broken_yaml_is_a_fault(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "acme.yaml").write_text(text, "utf-8")
    (fault,) = _faults(tmp_path)
    assert said in fault


def test_size_encoding_and_absence_are_faults(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (tmp_path / "b.yaml").write_bytes(b"- \xff\n")
    (tmp_path / "c.yaml").mkdir()
    large, binary, folder = _faults(tmp_path)
    assert "is larger than 2,000,000 bytes" in large
    assert "is not UTF-8 at byte 2" in binary
    assert "cannot be read" in folder
    (absent,) = _faults(tmp_path / "nowhere")
    assert "is not a folder" in absent


def test_every_settled_field_may_be_decided_save_those_decided_elsewhere() -> None:
    assert {"num_parameters", "code_share", "norm_type"} <= FIELD_NAMES
    assert not FIELD_NAMES & ELSEWHERE.keys()
    assert "model_id" not in FIELD_NAMES


@pytest.mark.parametrize(
    ("model_id", "name"),
    [("acme/tiny", "acme.yaml"), ("gpt2", "_other.yaml"), ("a/b/c", "a.yaml")],
)
def test_files_are_named_like_organizations(model_id: str, name: str) -> None:
    assert file_name(model_id) == name


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(st.sampled_from([*ENTRY, "url", "quote"]), part, max_size=4)
    ),
    max_leaves=6,
)


@given(st.sampled_from([*ENTRY, "models"]), _JUNK)
def test_any_junk_in_an_entry_is_a_fault_or_a_decision(key: str, junk: Any) -> None:
    found, faults = read_entry(entry(**{key: junk}), Place("acme.yaml", 1, 1))
    assert bool(found) != bool(faults)
    assert all(isinstance(item.override_id, str) for item in found)


@given(_JUNK)
def test_any_junk_instead_of_an_entry_is_a_fault(junk: Any) -> None:
    found, faults = read_entry(junk, Place("acme.yaml", 1, 1))
    assert faults
    assert not found


def test_lookup_of_many_models() -> None:
    parts = [curated(f"acme/{n}", "hidden_size", "set", n + 1) for n in range(50)]
    decisions = Overrides(tuple(parts))
    assert [decisions.of(item.model_id)["hidden_size"] for item in parts] == parts


def test_decisions_travel_between_processes() -> None:
    decisions = Overrides((curated("acme/a", "hidden_size", "set", 1),))
    copied = pickle.loads(pickle.dumps(decisions))  # noqa: S301 (its own bytes)
    assert copied == decisions
    assert copied.of("acme/a") == decisions.of("acme/a")
