"""What `nsl-db why` prints: the way from a cell to its source."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nsl_db.schema.fields import field
from nsl_db.schema.values import agree, column_value

if TYPE_CHECKING:
    from nsl_db.db.explain import Explanation

__all__ = ["explanation_record", "explanation_text"]

Row = dict[str, Any]


def explanation_record(explanation: Explanation) -> Row:
    """The explanation as one JSON object."""
    return asdict(explanation)


def explanation_text(explanation: Explanation) -> str:
    """The explanation as indented lines, from the cell to its source."""
    unit = f" {explanation.unit}" if explanation.unit else ""
    shown = _value(explanation.value)
    lines = [
        f"{explanation.model_id}  {explanation.field} = "
        f"{shown if explanation.value is None else shown + unit}",
        f"  decision    {explanation.decision}",
    ]
    if explanation.override is not None:
        lines += _override_lines(explanation.override)
    for row in explanation.quarantine:
        lines += [
            f"  doubted     {row['verdict']} by the rule {row['reason_code']}",
            f"    because     {row['message']}",
        ]
    if explanation.chosen is not None:
        lines += _finding_lines("rests on  ", explanation.chosen)
    for other in explanation.others:
        lines += _finding_lines(_title(explanation, other), other)
    return "\n".join(lines)


def _title(explanation: Explanation, other: Row) -> str:
    """What a finding that the cell does not rest on has to do with it."""
    conflict = explanation.conflict
    if conflict is not None and other["finding_id"] in _rivals(conflict):
        return "disputed  "
    if explanation.value is None:
        return "also found"
    item = field(explanation.field)
    try:
        found: Any = column_value(item, json.loads(other["value"]))
    except ValueError:
        return "differs   "
    return "agrees    " if agree(item, explanation.value, found) else "differs   "


def _rivals(conflict: Row) -> set[str]:
    return set(json.loads(conflict["finding_ids"]))


def _value(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,}" if isinstance(value, int) else str(value)


def _override_lines(row: Row) -> list[str]:
    value = "" if row["value"] is None else f" {_value(json.loads(row['value']))}"
    return [
        f"  curated     {row['action']}{value}  override {row['override_id']}",
        f"    because     {row['reason']}",
        f"    document    {row['url']}",
        f"    quote       {row['quote']!r}",
        f"    decided     by {row['curator']} on {row['curated_date']}",
    ]


def _finding_lines(title: str, row: Row) -> list[str]:
    read_at = row["fetched_at"] or row["retrieved_date"]
    identity = [
        f"{name} {row[key]}"
        for name, key in (("revision", "revision"), ("sha256", "document_sha256"))
        if row[key]
    ]
    document = [f"    document    {', '.join(identity)}"] if identity else []
    return [
        f"  {title}  {_value(json.loads(row['value']))}  finding {row['finding_id']}",
        f"    confidence  {row['confidence']}, by {row['extractor']} "
        f"v{row['extractor_version']} / {row['method']}",
        f"    evidence    {row['path']} {row['locator']}: {row['quote']!r}",
        *document,
        f"    source      {row['source']}: {row['source_title']}, rank "
        f"{row['source_rank']}, {row['source_url']}, read {read_at}",
    ]
