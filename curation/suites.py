"""Benchmarks that are run in parts, and the standard errors of scores.

The mean of a suite is formed from all its parts or not at all; every part counts the
same. Harnesses form their own means differently from version to version, so those are
not taken over.

Source: lm-evaluation-harness issue 614, pull request 497 and issue 1525.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from nsl_db.curation.benchmarks import benchmark_items, benchmark_of
from nsl_db.curation.packaged_yaml import packaged_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "Part",
    "binomial_error",
    "is_suite",
    "num_items_of",
    "part_of",
    "suite_mean",
    "suites",
]

PROPORTIONS = frozenset({"acc_norm", "accuracy", "exact_match", "mc1", "pass_at_1"})
"""Metrics that are a proportion of the test items."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A benchmark that is run in parts.

    Attributes:
        task: Name of its mean.
        prefixes: What stands before a part in task names.
        parts: Test items of each part.
    """

    task: str
    prefixes: tuple[str, ...]
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A task that is a part of a suite.

    Attributes:
        suite: The suite.
        prefix: What stands before the part in the task's name.
        name: The part.
    """

    suite: Suite
    prefix: str
    name: str


@cache
def suites() -> tuple[Suite, ...]:
    """Every suite."""
    content: dict[str, dict[str, Any]] = packaged_yaml("suites.yaml")
    return tuple(
        Suite(entry["task"], tuple(entry["prefixes"]), entry["parts"])
        for entry in content.values()
    )


@cache
def part_of(task: str) -> Part | None:
    """The part that a task is, or None where it is no part of a suite."""
    for suite in suites():
        for prefix in suite.prefixes:
            if task.startswith(prefix) and task.removeprefix(prefix) in suite.parts:
                return Part(suite, prefix, task.removeprefix(prefix))
    return None


def is_suite(task: str) -> bool:
    """Whether a task stands for all parts of a suite."""
    return any(task == suite.task for suite in suites())


def num_items_of(task: str) -> int | None:
    """Test items of a task, or None where they are not known."""
    part = part_of(task)
    if part is not None:
        return part.suite.parts[part.name]
    return None if is_suite(task) else benchmark_items(benchmark_of(task))


def binomial_error(task: str, metric: str, score: float | None) -> float | None:
    """Standard error of a proportion of the task's items, sqrt(p (1 - p) / n).

    Args:
        task: Name of the task.
        metric: What the score measures.
        score: The score, a share.

    Returns:
        The error in the unit of the score, or None where the score is no proportion
        or the number of items is not known.
    """
    items = num_items_of(task)
    if score is None or items is None or metric not in PROPORTIONS:
        return None
    return math.sqrt(score * (1 - score) / items) if 0 <= score <= 1 else None


def suite_mean(
    scores: Mapping[str, tuple[float | None, float | None]],
) -> dict[str, tuple[float, float | None]]:
    """Means of the suites of which every part was run.

    Args:
        scores: Score and standard error of each task that was run in one protocol.

    Returns:
        Mean and standard error by the name of the suite's mean; the error is None
        where that of a part is.
    """
    found: dict[tuple[str, str], dict[str, tuple[float | None, float | None]]] = {}
    for task, pair in scores.items():
        part = part_of(task)
        if part is not None:
            group = found.setdefault((part.suite.task, part.prefix), {})
            group[part.name] = pair
    means: dict[str, tuple[float, float | None]] = {}
    for (task, _), group in found.items():
        size = next(len(suite.parts) for suite in suites() if suite.task == task)
        values = [score for score, _ in group.values() if score is not None]
        if len(values) == size:
            means.setdefault(task, (sum(values) / size, _error(group.values(), size)))
    return means


def _error(
    pairs: Iterable[tuple[float | None, float | None]], size: int
) -> float | None:
    errors = [error for _, error in pairs if error is not None]
    if len(errors) < size:
        return None
    return math.sqrt(sum(error**2 for error in errors)) / size
