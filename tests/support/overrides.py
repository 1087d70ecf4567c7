"""Curated decisions, as objects and as files, for tests."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, cast

import yaml

from nsl_db.curation.override_entry import Action, Override, Place

ENTRY: dict[str, Any] = {
    "model": "acme/tiny",
    "field": "hidden_size",
    "action": "set",
    "value": 128,
    "expect": 64,
    "reason": "The card gives another width.",
    "source": {"url": "https://example.org/card", "quote": "width 128"},
    "curator": "tester",
    "date": date(2026, 11, 23),
}
"""A sound entry of `acme.yaml`."""


def entry(**changes: Any) -> dict[str, Any]:
    """The sound entry with some keys changed; `...` removes a key."""
    merged = {**ENTRY, **changes}
    return {key: value for key, value in merged.items() if value is not ...}


def write_entries(folder: Path, name: str, *entries: Any) -> Path:
    """Write a file of entries into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    apart = [deepcopy(part) for part in entries]
    path.write_text(yaml.safe_dump(apart, sort_keys=False), "utf-8")
    return path


def curated(
    model_id: str,
    field: str,
    action: str,
    value: Any = None,
    *,
    expect: Any = None,
    reason: str = "The card says so.",
) -> Override:
    """A decision of a curator."""
    return Override(
        model_id=model_id,
        field=field,
        action=cast("Action", action),
        value=value,
        expect=expect,
        reason=reason,
        url="https://example.org/card",
        quote="says so",
        table=None,
        curator="tester",
        curated_date=date(2026, 11, 23),
        place=Place("overrides/acme.yaml", 1, 1),
    )
