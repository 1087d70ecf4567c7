"""Rows of `evaluation` from what files say about scores."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nsl_db.curation.benchmarks import benchmark_of, protocol_id
from nsl_db.curation.stated import StatedProtocol, stated_protocol
from nsl_db.curation.suites import binomial_error, suite_mean
from nsl_db.schema.evidence import MAX_QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MeasuredScore", "Protocol", "canonical_metric", "score_rows", "suite_rows"]


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a benchmark was run.

    Attributes:
        task: Name of the task.
        metric: What the score measures.
        num_shots: Worked examples in the prompt; None where unknown.
        harness: Program that measured it.
        harness_version: Its version; None where unknown.
    """

    task: str
    metric: str
    num_shots: int | None
    harness: str
    harness_version: str | None = None

    @property
    def key(self) -> str:
        """Key under which scores may be compared."""
        return protocol_id(
            self.task, self.num_shots, self.metric, self.harness, self.harness_version
        )


@dataclass(frozen=True, slots=True)
class MeasuredScore:
    """A score and the place where it stands.

    Attributes:
        model_id: The model.
        protocol: How it was measured.
        score: The score, a share where the metric is one; not finite where the run
            gave no number.
        stderr: Its standard error in the same unit; None where the file has none.
        path: File.
        locator: Place in the file.
        quote: The text at that place.
        row: Row of the file's table from 1, or None where it is no table.
    """

    model_id: str
    protocol: Protocol
    score: float
    stderr: float | None
    path: str
    locator: str
    quote: str
    row: int | None = None


def canonical_metric(written: str | None) -> str | None:
    """Our name of a metric, or None where `metrics.yaml` does not list it."""
    found = stated_protocol(dataset="MMLU", metric=written)
    return found.metric if isinstance(found, StatedProtocol) else None


def score_rows(scores: Iterable[MeasuredScore], source: str) -> list[dict[str, Any]]:
    """Rows of `evaluation`.

    A score without a standard error is given that of a proportion of the task's
    items, where it is one and their number is known.

    Raises:
        SourceError: A task belongs to no known benchmark.
    """
    return [_row(score, source) for score in scores]


def _row(score: MeasuredScore, source: str) -> dict[str, Any]:
    protocol = score.protocol
    value = score.score if math.isfinite(score.score) else None
    stderr = score.stderr
    if stderr is None or not math.isfinite(stderr):
        stderr = binomial_error(protocol.task, protocol.metric, value)
    return {
        "model_id": score.model_id,
        "protocol_id": protocol.key,
        "source": source,
        "benchmark": benchmark_of(protocol.task),
        "task": protocol.task,
        "num_shots": protocol.num_shots,
        "metric": protocol.metric,
        "score": value,
        "score_stderr": stderr,
        "source_row": score.row,
        "path": score.path,
        "locator": score.locator,
        "quote": score.quote[:MAX_QUOTE],
    }


def suite_rows(scores: Iterable[MeasuredScore]) -> list[MeasuredScore]:
    """Means of the suites of which every part was run, in one protocol and file.

    A score that the file itself states for a suite is left to the caller to drop.
    """
    groups: dict[tuple[Any, ...], list[MeasuredScore]] = {}
    for item in scores:
        run = item.protocol
        key = (
            item.model_id,
            item.path,
            run.metric,
            run.num_shots,
            run.harness,
            run.harness_version,
        )
        groups.setdefault(key, []).append(item)
    return [mean for group in groups.values() for mean in _means(group)]


def _derived_error(item: MeasuredScore) -> float | None:
    return binomial_error(item.protocol.task, item.protocol.metric, item.score)


def _means(group: list[MeasuredScore]) -> Iterable[MeasuredScore]:
    pairs = {
        item.protocol.task: (item.score, item.stderr or _derived_error(item))
        for item in group
        if math.isfinite(item.score)
    }
    first = group[0]
    run = first.protocol
    for task, (score, stderr) in suite_mean(pairs).items():
        yield MeasuredScore(
            model_id=first.model_id,
            protocol=Protocol(
                task, run.metric, run.num_shots, run.harness, run.harness_version
            ),
            score=score,
            stderr=stderr,
            path=first.path,
            locator=first.locator,
            quote=f"mean of all parts, the first of which is {first.quote}",
            row=first.row,
        )
