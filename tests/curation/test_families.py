"""Pretraining lineages, listed and by rule."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation import families as module
from nsl_db.curation.families import (
    FamilyMatch,
    check_families,
    families,
    family_of,
    read_families,
)
from nsl_db.curation.sources import read_packaged
from nsl_db.errors import OverrideError

PAPER = {
    "pythia": 17,
    "codegen": 11,
    "qwen": 9,
    "gpt_neo": 6,
    "dolma_ladder": 6,
    "cerebras_gpt": 4,
    "yi": 4,
    "xglm": 4,
    "opt": 4,
    "llama3": 3,
    "gemma": 3,
    "smollm": 3,
    **dict.fromkeys(("llm360", "phi", "bloom", "mpt", "llama2", "open_llama"), 2),
    **dict.fromkeys(
        ("stellarx", "polycoder", "olmo", "falcon", "llama1", "sea_lion", "btlm"), 1
    ),
}
"""Models of each family among the 93 that Liu et al. analyse."""


def _cells(findings: pl.DataFrame, name: str) -> dict[str, Any]:
    rows = findings.filter(pl.col("field") == name).select("model_id", "value")
    return {model_id: json.loads(value) for model_id, value in rows.iter_rows()}


def test_models_of_the_paper_have_its_25_families() -> None:
    tables = read_packaged("liu2025")
    tuned = _cells(tables.finding, "is_instruction_tuned")
    tokens = _cells(tables.finding, "training_tokens")
    scored = set(tables.evaluation["model_id"])
    eligible = [
        model_id
        for model_id in _cells(tables.finding, "num_parameters")
        if model_id in tokens and model_id in scored and tuned.get(model_id) is not True
    ]
    assert len(eligible) == 93
    found = Counter(
        match.family if (match := family_of(model_id)) else None
        for model_id in eligible
    )
    assert found == PAPER
    assert len(found) == 25


def test_packaged_list_is_sound() -> None:
    assert check_families() == []
    listed = families().listed
    assert len(listed) > 250
    assert set(listed.values()) <= set(families().titles)


def test_rules_agree_with_the_list() -> None:
    known = families()
    for model_id, family in known.listed.items():
        rules = {name for name, rule in known.rules if rule.search(model_id.lower())}
        assert rules <= {family}, model_id


@pytest.mark.parametrize(
    ("model_id", "family"),
    [
        ("acme/pythia-31m-chat", "pythia"),
        ("acme/Llama-2-7b-fine", "llama2"),
        ("acme/llama-30b-hf", "llama1"),
        ("acme/Llama-3.2-1B-x", "llama3"),
        ("openlm-research/open_llama_3b_easylm", "open_llama"),
        ("deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", "qwen"),
        ("deepseek-ai/DeepSeek-V3.1", "deepseek"),
        ("Qwen/Qwen3-0.6B", "qwen"),
        ("google/gemma-3-1b-pt", "gemma"),
        ("bigcode/starcoder2-15b-instruct", "starcoder2"),
        ("TinyLlama/TinyLlama-1.1B-step", "tinyllama"),
        ("llama2_220M_nl_60_code_40", "dolma_ladder"),
    ],
)
def test_new_models_are_assigned_by_rule(model_id: str, family: str) -> None:
    match = family_of(model_id)
    assert match is not None
    assert match.family == family


@pytest.mark.parametrize("model_id", ["acme/mystery-7b", "", "acme/pythia-qwen-7b"])
def test_unknown_and_doubtful_models_have_no_family(model_id: str) -> None:
    assert family_of(model_id) is None


def test_match_says_why() -> None:
    assert family_of("gpt2") == FamilyMatch(
        "gpt2", "listed under gpt2 in curation/families.yaml"
    )
    ruled = family_of("acme/pythia-9m")
    assert ruled is not None
    assert ruled.rule.startswith("rule of pythia in curation/families.yaml: ")


@given(st.text(max_size=60))
def test_any_text_can_be_looked_up(model_id: str) -> None:
    match = family_of(model_id)
    assert match is None or match.family in families().titles


SOUND = {"one": {"title": "One", "models": ["a/b"], "rule": "a/"}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "no mapping of families"),
        ({"One": SOUND["one"]}, "no family name"),
        ({"one": {"title": "One", "pattern": "a"}}, "the keys are"),
        ({"one": {"models": ["a/b"]}}, "no title"),
        ({"one": {"title": "One"}}, "neither models nor a rule"),
        ({"one": {"title": "One", "models": "a/b"}}, "no list of identifiers"),
        ({"one": {"title": "One", "rule": "A/"}}, "lower case"),
        ({"one": {"title": "One", "rule": "("}}, "no regular expression"),
        ({"one": {"title": "One", "rule": "a?"}}, "matches every model"),
        (
            {**SOUND, "two": {"title": "Two", "models": ["a/b"]}},
            "listed under one and two",
        ),
        ({"one": {"title": "One", "models": ["a/b", "a/B"]}}, "several spellings"),
    ],
)
def test_faults_are_named(
    content: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any(message in fault for fault in read_families(content).faults)
    monkeypatch.setattr(module, "packaged_yaml", lambda name: content)
    assert any(message in fault for fault in check_families())
    families.cache_clear()
    with pytest.raises(OverrideError, match=r"families\.yaml"):
        families()
    families.cache_clear()


def test_broken_yaml_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> Any:
        raise OverrideError(f"{name} is broken")

    monkeypatch.setattr(module, "packaged_yaml", broken)
    assert check_families() == ["families.yaml is broken"]
