"""Models that analyses leave out; the list itself is `exclusions.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from nsl_db.curation.packaged_yaml import packaged_yaml
from nsl_db.errors import OverrideError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Exclusion", "check_exclusions", "exclusion_of", "exclusions"]

FILE = "exclusions.yaml"
"""Where the exclusions are listed."""

KINDS = (
    "duplicate",
    "placeholder",
    "quantized",
    "merged",
    "adapter",
    "finetuned",
    "broken_run",
    "checkpoint",
    "not_causal",
)
"""Why a model may be left out."""

_KEYS = frozenset({"kind", "models", "rule", "reason", "source"})


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Some models that are left out for one reason.

    Attributes:
        kind: One of `KINDS`.
        reason: The reason in words.
        source: Where it can be checked.
        models: Identifiers.
        rule: Searched in the lower-case identifier of any other model, or None.
    """

    kind: str
    reason: str
    source: str
    models: frozenset[str]
    rule: re.Pattern[str] | None

    @property
    def text(self) -> str:
        """The reason as the catalogue shows it."""
        return f"{self.kind}: {self.reason} ({self.source})"


def read_exclusions(content: Any) -> tuple[tuple[Exclusion, ...], tuple[str, ...]]:
    """Read the list.

    Returns:
        The sound entries, and what is wrong with the others.
    """
    if not isinstance(content, list):
        return (), ("the file is no list of entries",)
    faults = [
        f"entry {number}: {fault}"
        for number, entry in enumerate(content, start=1)
        if (fault := _fault(entry)) is not None
    ]
    found = tuple(_read(entry) for entry in content if _fault(entry) is None)
    return found, (*faults, *_listed_twice(found))


def _fault(entry: Any) -> str | None:
    if not isinstance(entry, dict) or not set(entry) <= _KEYS:
        return f"the keys are {', '.join(sorted(_KEYS))}"
    if entry.get("kind") not in KINDS:
        return f"kind is none of {', '.join(KINDS)}"
    for key in ("reason", "source"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            return f"no {key}"
    models = entry.get("models", [])
    if not isinstance(models, list) or not all(isinstance(x, str) for x in models):
        return "models is no list of identifiers"
    rule = entry.get("rule")
    if not models and rule is None:
        return "neither models nor a rule"
    if rule is None:
        return None
    if not isinstance(rule, str) or rule != rule.lower():
        return "the rule is no pattern in lower case"
    try:
        pattern = re.compile(rule)
    except re.error as error:
        return f"the rule is no regular expression: {error}"
    return "the rule matches every model" if pattern.search("") else None


def _read(entry: dict[str, Any]) -> Exclusion:
    rule = entry.get("rule")
    return Exclusion(
        kind=entry["kind"],
        reason=entry["reason"],
        source=entry["source"],
        models=frozenset(entry.get("models", [])),
        rule=None if rule is None else re.compile(rule),
    )


def _listed_twice(found: tuple[Exclusion, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in found:
        for model_id in sorted(entry.models & seen):
            yield f"{model_id} is listed in several entries"
        seen |= entry.models


@cache
def exclusions() -> tuple[Exclusion, ...]:
    """The exclusions that ship with the program.

    Raises:
        OverrideError: The list has a fault.
    """
    found, faults = read_exclusions(packaged_yaml(FILE))
    if faults:
        raise OverrideError(
            f"curation/{FILE}: {'; '.join(faults)}. Correct the file.", FILE
        )
    return found


@cache
def _listed() -> dict[str, str]:
    return {model_id: entry.text for entry in exclusions() for model_id in entry.models}


def exclusion_of(model_id: str) -> str | None:
    """Why analyses leave a model out, or None where they use it."""
    text = _listed().get(model_id)
    if text is not None:
        return text
    folded = model_id.lower()
    for entry in exclusions():
        if entry.rule is not None and entry.rule.search(folded):
            return entry.text
    return None


def check_exclusions() -> list[str]:
    """What is wrong with the list, for people; empty where nothing is."""
    try:
        _, faults = read_exclusions(packaged_yaml(FILE))
    except OverrideError as error:
        return [str(error)]
    return [f"curation/{FILE}: {fault}" for fault in faults]
