"""One curated decision about one cell, and what makes an entry of a file sound."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from nsl_db.schema.evidence import MAX_QUOTE
from nsl_db.schema.fields import FIELDS
from nsl_db.schema.tables import CELL_TABLES
from nsl_db.schema.values import value_fault
from nsl_db.schema.vocab import OVERRIDE_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nsl_db.schema.evidence import Value

__all__ = ["ELSEWHERE", "FIELD_NAMES", "Action", "Override", "Place", "read_entry"]

Action = Literal["set", "clear", "accept"]
"""What an entry does to its cell."""

ELSEWHERE = {
    "model_family": "is assigned by curation/families.yaml",
    "exclusion_reason": "is given by curation/exclusions.yaml",
    "mixture_status": "follows from the shares",
    "is_listed": "is what the Hub's listing says",
}
"""Columns of cell tables that no entry decides, and what does."""

FIELD_NAMES = frozenset(
    name
    for item in CELL_TABLES
    for name in item.fields
    if name != "model_id" and name not in ELSEWHERE
)
"""Fields that an entry may decide."""

_KEYS = frozenset(
    (
        "model",
        "models",
        "field",
        "action",
        "value",
        "expect",
        "reason",
        "source",
        "curator",
        "date",
    )
)
_SOURCE_KEYS = frozenset(("url", "quote", "table"))
_FILLED = ("field", "action", "reason", "source", "curator", "date")
_KINDS_OF_VALUES = {
    "string": "text",
    "int64": "a whole number",
    "float64": "a number",
    "bool": "true or false",
    "date": "a day",
    "timestamp": "an instant",
}
_REQUIRED = (*_FILLED, "expect")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is written.

    Attributes:
        path: The file, with the folder it is in.
        entry: Number of the entry in the file, from 1.
        line: Line number of the entry, from 1.
    """

    path: str
    entry: int
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: entry {self.entry}"


@dataclass(frozen=True, slots=True)
class Override:
    """A decision of a curator about one cell.

    Attributes:
        model_id: The model.
        field: The field.
        action: `set` publishes `value`, `clear` leaves the cell empty, `accept`
            publishes the finding that has `value`.
        value: The value in the unit of the field; None with `clear`.
        expect: What the cell would hold without the entry; None for nothing.
        reason: Why, in words.
        url: Address of the document that supports the decision.
        quote: Its text, verbatim, or None where `table` names a cell.
        table: Coordinates of a cell of a table in the document, or None.
        curator: Handle of the person who decided.
        curated_date: Day of the decision.
        place: Where the entry is written; no part of its identity.
    """

    model_id: str
    field: str
    action: Action
    value: Value | None
    expect: Value | None
    reason: str
    url: str
    quote: str | None
    table: str | None
    curator: str
    curated_date: date
    place: Place = attribute(compare=False)

    @property
    def override_id(self) -> str:
        """Hash of the content: 16 hexadecimal digits, wherever it is written."""
        parts = (
            self.model_id,
            self.field,
            self.action,
            self.value,
            self.expect,
            self.reason,
            self.url,
            self.quote,
            self.table,
            self.curator,
            self.curated_date.isoformat(),
        )
        text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def as_row(self) -> dict[str, Any]:
        """The row of the `override` table."""
        return {
            "override_id": self.override_id,
            "model_id": self.model_id,
            "field": self.field,
            "action": self.action,
            "value": _json(self.value),
            "expected_value": _json(self.expect),
            "reason": self.reason,
            "url": self.url,
            "quote": self.quote or f"table cell {self.table}",
            "curator": self.curator,
            "curated_date": self.curated_date,
        }


def read_entry(entry: Any, place: Place) -> tuple[tuple[Override, ...], list[str]]:
    """Read one entry of a file.

    Args:
        entry: The entry as YAML gives it.
        place: Where it is written.

    Returns:
        One override per model it names, and what is wrong with it; where anything
        is wrong there are no overrides.
    """
    if not isinstance(entry, dict):
        return (), [f"is {_kind(entry)}, not a mapping with a model and a field"]
    faults = [*_key_faults(entry), *_model_faults(entry), *_cell_faults(entry)]
    faults += [*_reason_faults(entry), *_source_faults(entry)]
    if faults:
        return (), faults
    source = entry["source"]
    overrides = tuple(
        Override(
            model_id=model_id,
            field=entry["field"],
            action=cast("Action", entry["action"]),
            value=_scalar(entry.get("value")),
            expect=_scalar(entry["expect"]),
            reason=entry["reason"].strip(),
            url=source["url"],
            quote=source.get("quote"),
            table=source.get("table"),
            curator=entry["curator"],
            curated_date=entry["date"],
            place=place,
        )
        for model_id in _model_ids(entry)
    )
    return overrides, []


def _key_faults(entry: Mapping[Any, Any]) -> Iterator[str]:
    unknown = sorted(str(key) for key in entry if key not in _KEYS)
    if unknown:
        known = ", ".join(sorted(_KEYS))
        yield f"unknown keys: {', '.join(unknown)}; known are {known}"
    missing = [key for key in _REQUIRED if key not in entry]
    if missing:
        yield f"missing: {', '.join(missing)}"
    empty = [key for key in _FILLED if key in entry and entry[key] is None]
    if empty:
        yield f"still empty: {', '.join(empty)}"


def _model_ids(entry: Mapping[Any, Any]) -> list[Any]:
    models = entry.get("models")
    return models if isinstance(models, list) else [entry.get("model")]


def _model_faults(entry: Mapping[Any, Any]) -> Iterator[str]:
    if ("model" in entry) == ("models" in entry):
        yield "give either model, or models with a list"
        return
    if "models" in entry and (
        not isinstance(entry["models"], list) or not entry["models"]
    ):
        yield f"models is {_kind(entry['models'])}, not a list of identifiers"
        return
    pattern = FIELDS["model_id"]
    for model_id in _model_ids(entry):
        if not isinstance(model_id, str) or value_fault(pattern, model_id):
            yield f"{model_id!r} is no identifier of a model"
        elif model_id != model_id.strip():
            yield f"{model_id!r} has space around it"


def _cell_faults(entry: Mapping[Any, Any]) -> Iterator[str]:
    name, action = entry.get("field"), entry.get("action")
    if name is not None and (not isinstance(name, str) or name not in FIELD_NAMES):
        yield _field_fault(name)
        name = None
    if action is not None and action not in OVERRIDE_ACTIONS:
        yield f"action is {action!r}, not one of {', '.join(OVERRIDE_ACTIONS)}"
    if action == "clear":
        if "value" in entry:
            yield "clear leaves the cell empty and takes no value"
    elif entry.get("value") is None:
        yield f"{action or 'an entry'} needs a value"
    if name is None:
        return
    for key in ("value", "expect"):
        value = entry.get(key)
        if value is not None and not (key == "value" and action == "clear"):
            yield from _value_faults(name, key, value)


def _field_fault(name: object) -> str:
    if isinstance(name, str) and name in ELSEWHERE:
        return f"{name} {ELSEWHERE[name]}, not by an override"
    return f"{name!r} is not a field of a model; see docs/data-dictionary.md"


def _value_faults(name: str, key: str, value: Any) -> Iterator[str]:
    item = FIELDS[name]
    code = value_fault(item, _scalar(value))
    if code is None:
        return
    wanted = _KINDS_OF_VALUES.get(item.dtype, item.dtype)
    if item.enum is not None:
        wanted = f"one of {', '.join(item.enum)}"
    elif item.ge is not None or item.le is not None:
        low = "" if item.ge is None else f" from {item.ge:g}"
        high = "" if item.le is None else f" to {item.le:g}"
        wanted += low + high
    yield f"{key} {value!r} does not fit {name} ({code}): that is {wanted}"


def _reason_faults(entry: Mapping[Any, Any]) -> Iterator[str]:
    for key in ("reason", "curator"):
        if entry.get(key) is not None and not _is_text(entry[key]):
            yield f"{key} is empty or not text"
    day = entry.get("date")
    if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
        yield f"date is {day!r}, not a day such as 2026-11-23"


def _source_faults(entry: Mapping[Any, Any]) -> Iterator[str]:
    source = entry.get("source")
    if source is None:
        return
    if not isinstance(source, dict):
        yield f"source is {_kind(source)}, not a mapping with url and quote"
        return
    unknown = sorted(str(key) for key in source if key not in _SOURCE_KEYS)
    if unknown:
        yield f"unknown keys of source: {', '.join(unknown)}"
    url = source.get("url")
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        yield f"source has the url {url!r}, not the http(s) address of a document"
    cited = [key for key in ("quote", "table") if key in source]
    if not cited:
        yield "source needs a quote of the document, or table coordinates"
    for key in cited:
        if not _is_text(source[key]):
            yield f"{key} of source is empty or not text; write it in quotation marks"
        elif len(source[key]) > MAX_QUOTE:
            yield (
                f"{key} of source has {len(source[key])} characters, more than "
                f"{MAX_QUOTE}"
            )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _scalar(value: Any) -> Any:
    """Days and instants, which YAML knows, in the text form of findings."""
    return value.isoformat() if isinstance(value, date) else value


def _kind(value: object) -> str:
    return "empty" if value is None else f"a {type(value).__name__}"


def _json(value: Value | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
