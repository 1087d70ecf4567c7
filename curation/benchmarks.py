"""Known benchmarks and their tasks; the list itself is `benchmarks.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl
import yaml

from nsl_db.errors import SourceError
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import BENCHMARK, PROTOCOL

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "STATED_SUFFIX",
    "UNKNOWN_HARNESS",
    "VERSION_MARK",
    "benchmark_aliases",
    "benchmark_frame",
    "benchmark_items",
    "benchmark_of",
    "protocol_frame",
    "protocol_id",
]


@dataclass(frozen=True, slots=True)
class _Benchmark:
    name: str
    row: dict[str, Any]
    tasks: tuple[re.Pattern[str], ...]
    aliases: tuple[tuple[str, str, bool], ...]


@cache
def _benchmarks() -> tuple[_Benchmark, ...]:
    text = files("nsl_db.curation").joinpath("benchmarks.yaml").read_text("utf-8")
    return tuple(_read(name, entry) for name, entry in yaml.safe_load(text).items())


def _read(name: str, entry: dict[str, Any]) -> _Benchmark:
    row = {
        "benchmark": name,
        "benchmark_title": entry["title"],
        "chance_score": entry.get("chance_score"),
        "num_items": entry.get("num_items"),
        "citation": entry["citation"],
        "url": entry["url"],
    }
    aliases = [
        (alias, task, kind == "exact")
        for kind in ("aliases", "exact")
        for task, written in entry.get(kind, {}).items()
        for alias in written
    ]
    tasks = tuple(re.compile(item) for item in entry["tasks"])
    return _Benchmark(name, row, tasks, tuple(aliases))


def benchmark_aliases() -> Iterator[tuple[str, tuple[str, str], bool]]:
    """Names in cards and datasets: the name, benchmark and task, and if exact."""
    for benchmark in _benchmarks():
        for alias, task, is_exact in benchmark.aliases:
            yield alias, (benchmark.name, task), is_exact


@cache
def benchmark_of(task: str) -> str:
    """The benchmark that a harness task belongs to.

    Raises:
        SourceError: No benchmark claims the task.
    """
    for benchmark in _benchmarks():
        if any(pattern.fullmatch(task) for pattern in benchmark.tasks):
            return benchmark.name
    raise SourceError(
        f"The task {task!r} belongs to no known benchmark. Add it to "
        "curation/benchmarks.yaml, with its citation."
    )


def benchmark_items(benchmark: str) -> int | None:
    """Test items of a benchmark, or None where they are not known."""
    for candidate in _benchmarks():
        if candidate.name == benchmark:
            items: int | None = candidate.row["num_items"]
            return items
    return None


def protocol_id(
    task: str,
    num_shots: int | None,
    metric: str,
    harness: str,
    harness_version: str | None = None,
) -> str:
    """The key under which scores may be compared.

    Args:
        task: Name of the task.
        num_shots: Worked examples in the prompt; None where unknown.
        metric: What the score measures.
        harness: Program that measured it.
        harness_version: Its version; None where unknown.
    """
    shots = "unknown" if num_shots is None else num_shots
    version = "" if harness_version is None else VERSION_MARK + harness_version
    return f"{task}:{shots}-shot:{metric}:{harness}{version}"


def benchmark_frame() -> pl.DataFrame:
    """All known benchmarks as rows of `benchmark`."""
    return frame_of(BENCHMARK, [benchmark.row for benchmark in _benchmarks()])


def protocol_frame(evaluations: pl.DataFrame) -> pl.DataFrame:
    """The protocols that occur among the evaluations, as rows of `protocol`."""
    seen = evaluations.select(
        "protocol_id", "benchmark", "task", "num_shots", "metric"
    ).unique()
    program = pl.col("protocol_id").str.extract(r":([^:]*)$")
    harness = program.str.extract(f"^([^{VERSION_MARK}]*)")
    return seen.select(
        "protocol_id",
        "benchmark",
        "task",
        "num_shots",
        "metric",
        pl.when(harness != UNKNOWN_HARNESS).then(harness).alias("harness"),
        program.str.extract(f"{VERSION_MARK}(.+)$").alias("harness_version"),
    ).select(PROTOCOL.fields)


UNKNOWN_HARNESS = "unknown"
"""Harness part of a protocol key where the source does not name the program."""

VERSION_MARK = "@"
"""Stands between a program and its version in a protocol key."""

STATED_SUFFIX = "_stated"
"""Ending of a harness name that says who stated a score; how it was measured is
unknown, so such scores stay out of analyses."""
