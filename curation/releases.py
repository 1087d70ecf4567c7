"""When models appeared; the list itself is `releases.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from nsl_db.curation.packaged_yaml import packaged_yaml
from nsl_db.errors import OverrideError

__all__ = ["Release", "check_releases", "release_of"]

FILE = "releases.yaml"
"""Where the papers are listed."""

_KEYS = {"series", "arxiv"}
_ARXIV = re.compile(r"(\d{2})(0[1-9]|1[0-2])\.\d{4,5}")
"""Year, month and number. Source: info.arxiv.org/help/arxiv_identifier.html."""


@dataclass(frozen=True, slots=True)
class Release:
    """When a model appeared.

    Attributes:
        day: First day of the month in which its paper was submitted.
        rule: What that rests on, in words.
    """

    day: date
    rule: str


def read_releases(content: Any) -> tuple[list[tuple[re.Pattern[str], str]], list[str]]:
    """Patterns with the paper of each, and what is wrong with the list."""
    papers: list[tuple[re.Pattern[str], str]] = []
    faults: list[str] = []
    for number, entry in enumerate(content if isinstance(content, list) else [], 1):
        fault = _fault(entry)
        if fault is None:
            papers.append((re.compile(entry["series"]), entry["arxiv"]))
        else:
            faults.append(f"entry {number}: {fault}")
    if not isinstance(content, list):
        faults.append("the file is no list")
    return papers, faults


def _fault(entry: Any) -> str | None:
    if not isinstance(entry, dict) or set(entry) != _KEYS:
        return "the keys are series and arxiv"
    if not all(isinstance(value, str) for value in entry.values()):
        return "series and arxiv are texts"
    if not _ARXIV.fullmatch(entry["arxiv"]):
        return f"{entry['arxiv']!r} is no arXiv identifier"
    try:
        pattern = re.compile(entry["series"])
    except re.error as error:
        return f"the series is no regular expression: {error}"
    return "the series matches every model" if pattern.search("") else None


@cache
def _papers() -> tuple[tuple[re.Pattern[str], str], ...]:
    papers, faults = read_releases(packaged_yaml(FILE))
    if faults:
        raise OverrideError(
            f"curation/{FILE}: {'; '.join(faults)}. Correct the file.", FILE
        )
    return tuple(papers)


def release_of(model_id: str) -> Release | None:
    """When a model appeared, or None where no paper, or more than one, matches.

    Raises:
        OverrideError: The list has a fault.
    """
    folded = model_id.lower()
    found = [paper for pattern, paper in _papers() if pattern.search(folded)]
    if len(found) != 1:
        return None
    (paper,) = found
    day = date(2000 + int(paper[:2]), int(paper[2:4]), 1)
    return Release(day, f"month of arXiv:{paper}, by curation/{FILE}")


def check_releases() -> list[str]:
    """What is wrong with the list, for people; empty where nothing is."""
    try:
        _, faults = read_releases(packaged_yaml(FILE))
    except OverrideError as error:
        return [str(error)]
    return [f"curation/{FILE}: {fault}" for fault in faults]
