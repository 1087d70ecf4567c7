"""Pretraining lineages; the list itself is `families.yaml`.

A model belongs to the family that lists it, else to the one family whose rule its
identifier matches. An identifier that matches the rules of several families, or of
none, is given no family.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from nsl_db.curation.packaged_yaml import packaged_yaml
from nsl_db.errors import OverrideError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Families", "FamilyMatch", "check_families", "families", "family_of"]

FILE = "families.yaml"
"""Where the families are listed."""

_KEYS = frozenset({"title", "models", "rule"})


@dataclass(frozen=True, slots=True)
class FamilyMatch:
    """The family of a model.

    Attributes:
        family: Its name.
        rule: Why the model belongs to it, in words.
    """

    family: str
    rule: str


@dataclass(frozen=True, slots=True)
class Families:
    """All families.

    Attributes:
        listed: Family of each listed model.
        rules: Family and pattern; a pattern is searched in the lower-case id.
        titles: Family and its name as people write it.
        faults: What is wrong with the list.
    """

    listed: dict[str, str]
    rules: tuple[tuple[str, re.Pattern[str]], ...]
    titles: dict[str, str]
    faults: tuple[str, ...]

    def match(self, model_id: str) -> FamilyMatch | None:
        """The family of a model, or None where the list does not say."""
        family = self.listed.get(model_id)
        if family is not None:
            return FamilyMatch(family, f"listed under {family} in curation/{FILE}")
        folded = model_id.lower()
        found = [(name, rule) for name, rule in self.rules if rule.search(folded)]
        if len(found) != 1:
            return None
        ((family, rule),) = found
        return FamilyMatch(
            family, f"rule of {family} in curation/{FILE}: {rule.pattern}"
        )


def read_families(content: Any) -> Families:
    """Read the list; what is wrong with it is noted, not raised."""
    faults: list[str] = []
    listed: dict[str, str] = {}
    rules: list[tuple[str, re.Pattern[str]]] = []
    titles: dict[str, str] = {}
    if not isinstance(content, dict):
        content = {}
        faults.append("the file is no mapping of families")
    for name, entry in content.items():
        fault = _entry_fault(name, entry)
        if fault is not None:
            faults.append(fault)
            continue
        titles[name] = entry["title"]
        for model_id in entry.get("models", []):
            if model_id in listed:
                faults.append(
                    f"{model_id} is listed under {listed[model_id]} and {name}"
                )
            listed[model_id] = name
        if "rule" in entry:
            rules.append((name, re.compile(entry["rule"])))
    faults.extend(_same_but_for_case(listed))
    return Families(listed, tuple(rules), titles, tuple(faults))


def _entry_fault(name: Any, entry: Any) -> str | None:
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9_]+", name):
        return f"{name!r} is no family name of lower-case letters, digits and _"
    if not isinstance(entry, dict) or not set(entry) <= _KEYS:
        return f"{name}: the keys are {', '.join(sorted(_KEYS))}"
    if not isinstance(entry.get("title"), str):
        return f"{name}: no title"
    models = entry.get("models", [])
    if not isinstance(models, list) or not all(isinstance(x, str) for x in models):
        return f"{name}: models is no list of identifiers"
    rule = entry.get("rule")
    if not models and rule is None:
        return f"{name}: neither models nor a rule"
    return None if rule is None else _rule_fault(name, rule)


def _rule_fault(name: str, rule: Any) -> str | None:
    if not isinstance(rule, str) or rule != rule.lower():
        return f"{name}: the rule is no pattern in lower case"
    try:
        pattern = re.compile(rule)
    except re.error as error:
        return f"{name}: the rule is no regular expression: {error}"
    return f"{name}: the rule matches every model" if pattern.search("") else None


def _same_but_for_case(listed: dict[str, str]) -> Iterator[str]:
    counts = Counter(model_id.lower() for model_id in listed)
    for model_id in listed:
        if counts[model_id.lower()] > 1:
            yield f"{model_id} is listed in several spellings"


@cache
def families() -> Families:
    """The families that ship with the program.

    Raises:
        OverrideError: The list has a fault.
    """
    found = read_families(packaged_yaml(FILE))
    if found.faults:
        raise OverrideError(
            f"curation/{FILE}: {'; '.join(found.faults)}. Correct the file.", FILE
        )
    return found


def family_of(model_id: str) -> FamilyMatch | None:
    """The pretraining lineage of a model, or None where it is not known."""
    return families().match(model_id)


def check_families() -> list[str]:
    """What is wrong with the list, for people; empty where nothing is."""
    try:
        found = read_families(packaged_yaml(FILE))
    except OverrideError as error:
        return [str(error)]
    return [f"curation/{FILE}: {fault}" for fault in found.faults]
