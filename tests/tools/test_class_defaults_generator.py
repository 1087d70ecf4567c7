"""The script that reads configuration classes, and whether its data are its answer."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from nsl_db.crawler.extractors.class_defaults import DATA
from tests.support.scripts import load_script

script = load_script("generate_class_defaults")
ABSENT, PER_LAYER = script.ABSENT, script.PER_LAYER

FIELDS = {
    "hidden_size": 64,
    "num_key_value_heads": 8,
    "head_dim": ABSENT,
    "hidden_act": "silu",
    "rope_theta": 10_000.0,
    "tie_word_embeddings": False,
}


def reading(number: str, **types: dict[str, Any]) -> dict[str, Any]:
    """What one version of transformers gives."""
    entries = {
        name: {"class": "TinyConfig", "keys": {}, "fields": {**FIELDS, **fields}}
        for name, fields in types.items()
    }
    return {"transformers": number, "types": entries}


def joined_type(older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    """The entry of the type `tiny` that is in both versions."""
    both = (reading("4.0", tiny=older), reading("5.0", tiny=newer))
    entry: dict[str, Any] = script.joined(*both, "2026-11-23")["types"]["tiny"]
    return entry


def test_what_both_versions_say_is_kept() -> None:
    entry = joined_type({}, {})
    assert entry["settings"] == {
        "num_key_value_heads": 8,
        "hidden_act": "silu",
        "rope_theta": 10_000,
        "tie_word_embeddings": False,
    }
    assert entry["sizes"] == {"hidden_size": 64}
    assert entry["versions"] == ["4.0", "5.0"]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"rope_theta": 10_000.0}, {"rope_theta": 500_000.0}),
        ({"rope_theta": None}, {"rope_theta": 10_000.0}),
    ],
)
def test_what_the_versions_differ_on_is_left_out(
    older: dict[str, Any], newer: dict[str, Any]
) -> None:
    assert "rope_theta" not in joined_type(older, newer)["settings"]


def test_what_one_version_does_not_have_is_taken_from_the_other() -> None:
    entry = joined_type({"head_dim": 16}, {"head_dim": ABSENT})
    assert entry["settings"]["head_dim"] == 16


def test_what_differs_between_layers_is_no_default() -> None:
    parts = {"head_dim": PER_LAYER, "num_key_value_heads": PER_LAYER}
    settings = joined_type(parts, parts)["settings"]
    assert not {"head_dim", "num_key_value_heads"} & set(settings)


@pytest.mark.parametrize("value", [-1, 0, 0.5, True, "4096"])
def test_what_is_no_count_is_no_size(value: object) -> None:
    sizes = {"hidden_size": value}
    assert joined_type(sizes, sizes)["sizes"] == {}


def test_what_a_flag_of_the_file_decides_is_no_default() -> None:
    both = [reading(number, falcon={}) for number in ("4.0", "5.0")]
    types = script.joined(both[0], both[1], "2026-11-23")["types"]
    assert "num_key_value_heads" not in types["falcon"]["settings"]


def test_joining_writes_one_line_per_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("4", "5"):
        content = reading(f"{number}.0", tiny={}, small={})
        (tmp_path / number).write_text(json.dumps(content), "utf-8")
    arguments = ["join", str(tmp_path / "4"), str(tmp_path / "5")]
    target = tmp_path / "out.json"
    options = ["--date", "2026-11-23", "--output", str(target)]
    monkeypatch.setattr("sys.argv", ["generate", *arguments, *options])
    script.main()
    text = target.read_text("utf-8")
    assert list(json.loads(text)["types"]) == ["small", "tiny"]
    assert sum('"class"' in line for line in text.splitlines()) == 2


def test_the_packaged_data_are_what_the_classes_say() -> None:
    pytest.importorskip("transformers")
    content = json.loads(DATA.read_text("utf-8"))
    found = script.read_classes()
    read, fresh = found["types"], found["transformers"] == content["transformers"][-1]
    assert found["transformers"] == version("transformers")
    shared = {name: read[name] for name in content["types"] if name in read}
    assert len(shared) > 150
    differences = {
        (name, field): (value, shared[name]["fields"][field])
        for name, entry in content["types"].items()
        if fresh and name in shared
        for field, value in {**entry["settings"], **entry["sizes"]}.items()
        if shared[name]["fields"][field] not in (value, ABSENT)
    }
    assert differences == {}
