"""Other names of models in the tables of others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation import aliases as module
from nsl_db.curation.aliases import (
    aliases,
    canonical_id,
    check_aliases,
    read_aliases,
    scoped_id,
)
from nsl_db.curation.sources import PACKAGED, read_packaged
from nsl_db.errors import OverrideError


def test_packaged_list_is_sound() -> None:
    assert check_aliases() == []


@pytest.mark.parametrize(
    ("source", "written", "model_id"),
    [
        ("liu2025", "EleutherAI/pythia-410M", "EleutherAI/pythia-410m"),
        ("liu2025", "EleutherAI/gpt-neo-125M", "EleutherAI/gpt-neo-125m"),
        ("liu2025", "gpt2", "openai-community/gpt2"),
        ("liu2025", "Qwen/Qwen-2.5-72B", "Qwen/Qwen2.5-72B"),
        ("liu2025", "meta-llama/Llama-2-7b", "meta-llama/Llama-2-7b-hf"),
        ("liu2025", "Salesforce/codegen-16-multi", "Salesforce/codegen-16B-multi"),
        ("liu2025", "model_name", "liu2025/model_name"),
        ("sloth", "yi-6b", "01-ai/Yi-6B"),
        ("sloth", "gpt2", "openai-community/gpt2"),
        ("obsscaling", "yi-6b", "yi-6b"),
        ("sloth", "Qwen/Qwen-2.5-72B", "Qwen/Qwen-2.5-72B"),
    ],
)
def test_names_are_resolved_by_source(source: str, written: str, model_id: str) -> None:
    assert canonical_id(written, source) == model_id


def test_punctuation_and_case_are_never_stripped() -> None:
    names = {f"cerebras/Cerebras-GPT-{size}" for size in ("1.3B", "13B")}
    assert {canonical_id(name, "liu2025") for name in names} == names
    assert canonical_id("qwen/qwen2.5-72b", "liu2025") == "qwen/qwen2.5-72b"


def test_cluster_paths_of_the_ladder_are_no_identifiers() -> None:
    written = set(read_packaged("liu2025").evaluation["model_id"])
    paths = {name for name in written if name.startswith("/")}
    assert len(paths) == 3
    resolved = {canonical_id(name, "liu2025") for name in written}
    assert not any(name.startswith("/") for name in resolved)


@pytest.mark.parametrize("source", [name for name in PACKAGED if name != "liu2025"])
def test_every_name_of_a_packaged_source_has_an_organisation(source: str) -> None:
    tables = read_packaged(source)
    names = {*tables.finding["model_id"], *tables.evaluation["model_id"]}
    resolved = {canonical_id(name, source) for name in names}
    assert {name for name in resolved if name.count("/") != 1} <= {
        name for name in aliases().values() if name.startswith("llama2_")
    }


def test_sources_meet_on_their_models() -> None:
    found = {
        source: {canonical_id(name, source) for name in frame["model_id"]}
        for source in ("obsscaling", "sloth", "open_llm_leaderboard")
        for frame in [read_packaged(source).evaluation]
    }
    assert len(found["obsscaling"] & found["sloth"]) > 90
    assert len(found["obsscaling"] & found["open_llm_leaderboard"]) > 90


@pytest.mark.parametrize(
    ("name", "scoped"),
    [
        ("Baseline", "lm_eval/Baseline"),
        ("ours", "lm_eval/ours"),
        ("model_name", "lm_eval/model_name"),
        ("/home/me/run-1", "lm_eval/home/me/run-1"),
        ("./out", "lm_eval/out"),
        (" acme/one ", "acme/one"),
        ("gpt2", "gpt2"),
        ("my-model", "my-model"),
    ],
)
def test_generic_names_are_scoped_to_their_source(name: str, scoped: str) -> None:
    assert scoped_id(name, "lm_eval") == scoped


@given(st.text(max_size=40), st.sampled_from(PACKAGED))
def test_resolving_twice_changes_nothing(name: str, source: str) -> None:
    once = canonical_id(name, source)
    assert canonical_id(once, source) == once


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "no mapping of sources"),
        ({"any": ["a"]}, "no mapping of names"),
        ({"any": {"a": 1}}, "both names have to be text"),
        ({"any": {"a": "a"}}, "stands for itself"),
        ({"any": {"a": "b", "b": "c"}}, "itself another name"),
        ({"any": {"b": "c"}, "sloth": {"a": "b"}}, "itself another name"),
        ({"any": {"a": "b"}, "sloth": {"a": "b"}}, "listed for every source already"),
        ({"any": {"Baseline": "b"}}, "another model in every source"),
    ],
)
def test_faults_are_named(
    content: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, faults = read_aliases(content)
    assert any(message in fault for fault in faults)
    monkeypatch.setattr(module, "packaged_yaml", lambda name: content)
    assert any(message in fault for fault in check_aliases())
    aliases.cache_clear()
    with pytest.raises(OverrideError, match=r"aliases\.yaml"):
        aliases()
    aliases.cache_clear()


def test_broken_yaml_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> Any:
        raise OverrideError(f"{name} is broken")

    monkeypatch.setattr(module, "packaged_yaml", broken)
    assert check_aliases() == ["aliases.yaml is broken"]
