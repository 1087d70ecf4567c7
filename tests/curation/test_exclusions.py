"""Models that analyses leave out."""

from __future__ import annotations

from typing import Any

import pytest

from nsl_db.curation import exclusions as module
from nsl_db.curation.exclusions import (
    check_exclusions,
    exclusion_of,
    exclusions,
    read_exclusions,
)
from nsl_db.errors import OverrideError


def test_packaged_list_is_sound() -> None:
    assert check_exclusions() == []
    assert sum(len(entry.models) for entry in exclusions()) > 100


@pytest.mark.parametrize(
    ("model_id", "kind"),
    [
        ("model_name", "placeholder"),
        ("LLM360/CrystalCoder", "broken_run"),
        ("AbacusResearch/Jallabi-34B", "finetuned"),
        ("jisukim8873/falcon-7B-case-4", "finetuned"),
        ("EleutherAI/pile-t5-large", "not_causal"),
        ("huggingface/llama-7b", "duplicate"),
        ("acme/Some-13B-GPTQ", "quantized"),
        ("acme/model-slerp", "merged"),
    ],
)
def test_reason_names_kind_and_source(model_id: str, kind: str) -> None:
    reason = exclusion_of(model_id)
    assert reason is not None
    assert reason.startswith(f"{kind}: ")
    assert reason.endswith(")")


@pytest.mark.parametrize(
    "model_id",
    [
        "EleutherAI/pythia-1.4b",
        "mistralai/Mixtral-8x7B-v0.1",
        "meta-llama/Llama-2-7b-hf",
        "Qwen/Qwen1.5-MoE-A2.7B",
        "acme/merganser-7b",
        "01-ai/Yi-34B-200K",
    ],
)
def test_base_models_stay(model_id: str) -> None:
    assert exclusion_of(model_id) is None


ENTRY = {"kind": "merged", "models": ["a/b"], "reason": "Why", "source": "where"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "no list of entries"),
        (["a/b"], "the keys are"),
        ([{**ENTRY, "note": "x"}], "the keys are"),
        ([{**ENTRY, "kind": "bad"}], "kind is none of"),
        ([{**ENTRY, "reason": ""}], "no reason"),
        ([{**ENTRY, "source": None}], "no source"),
        ([{**ENTRY, "models": "a/b"}], "no list of identifiers"),
        ([{**ENTRY, "models": []}], "neither models nor a rule"),
        ([{**ENTRY, "rule": "A"}], "lower case"),
        ([{**ENTRY, "rule": "["}], "no regular expression"),
        ([{**ENTRY, "rule": "x*"}], "matches every model"),
        ([ENTRY, ENTRY], "listed in several entries"),
    ],
)
def test_faults_are_named(
    content: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, faults = read_exclusions(content)
    assert any(message in fault for fault in faults)
    monkeypatch.setattr(module, "packaged_yaml", lambda name: content)
    assert any(message in fault for fault in check_exclusions())
    exclusions.cache_clear()
    with pytest.raises(OverrideError, match=r"exclusions\.yaml"):
        exclusions()
    exclusions.cache_clear()


def test_broken_yaml_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> Any:
        raise OverrideError(f"{name} is broken")

    monkeypatch.setattr(module, "packaged_yaml", broken)
    assert check_exclusions() == ["exclusions.yaml is broken"]
