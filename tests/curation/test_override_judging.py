"""When a decision no longer stands, and when it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from nsl_db.curation.override_judging import complaints
from nsl_db.curation.overriding import Overrides
from nsl_db.curation.resolve import Decision, resolve
from nsl_db.schema.evidence import Value
from tests.support.catalogues import finding
from tests.support.overrides import curated


def _decision(
    action: str, value: Any, expect: Any, *claims: Value, name: str = "hidden_size"
) -> Decision:
    override = curated("acme/tiny", name, action, value, expect=expect)
    found = [finding(name, claim, locator=f"/{n}") for n, claim in enumerate(claims)]
    others = [finding("vocab_size", 9)]
    (met,) = resolve([*found, *others], overrides=Overrides((override,))).decisions
    return met


@pytest.mark.parametrize(
    "decision",
    [
        _decision("set", 65, 64, 64),
        _decision("set", 65, None),
        _decision("set", 65, None, 64, 65),
        _decision("clear", None, 64, 64),
        _decision("clear", None, None, 64, 65),
        _decision("clear", None, None),
        _decision("accept", 65, None, 64, 65),
        _decision("set", 0.5, 0.1 + 0.2, 0.3, name="code_share"),
        _decision("set", False, True, True, name="is_moe"),
        _decision("set", 0.5, 1, 1.0, name="code_share"),
        _decision("set", 0.5, 1.0, 1, name="code_share"),
    ],
)
def test_a_sound_decision_gives_no_cause(decision: Decision) -> None:
    assert list(complaints(decision)) == []


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (_decision("set", 65, 64, 66), "expects 64, and the sources now give 66"),
        (_decision("set", 65, 64), "expects 64, and the sources now give nothing"),
        (
            _decision("set", 65, None, 64),
            "expects nothing, and the sources now give 64",
        ),
        (_decision("set", 65, 64, 64, 66), "now give a conflict of 64 and 66"),
        (_decision("set", 65, 65, 65), "changes nothing: the cell holds 65"),
        (_decision("accept", 64, 64, 64), "changes nothing: the cell holds 64"),
        (_decision("accept", 65, 64, 64), "accepts 65, and no source states that"),
        (_decision("accept", 65, None), "accepts 65, and no source states that"),
        (
            _decision("set", 0.3, 0.3, 0.1 + 0.2, name="code_share"),
            "changes nothing",
        ),
    ],
)
def test_what_is_wrong_is_said(decision: Decision, said: str) -> None:
    (complaint,) = complaints(decision)
    assert said in complaint


def test_accepting_what_a_rule_doubts_is_a_change() -> None:
    decision = _decision("accept", 64, 64, 64)
    assert not list(complaints(decision, {("acme/tiny", "hidden_size")}))
    assert list(complaints(decision, {("acme/tiny", "vocab_size")}))
