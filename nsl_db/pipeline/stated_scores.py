"""Scores that documents of a model state -> rows of `evaluation`.

A score whose benchmark or metric is unknown is counted and left out. Of several
scores of a model under one protocol that differ by no more than rounding explains,
the first counts, in the order of `crawler.extractors.scores`. Where they differ by
more none counts, and each becomes a row of `quarantine`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nsl_db.curation.benchmarks import STATED_SUFFIX, protocol_id
from nsl_db.curation.stated import (
    SkipReason,
    StatedProtocol,
    is_rescaled_by_leaderboard,
    stated_protocol,
)
from nsl_db.schema.tables import EVALUATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nsl_db.crawler.extractors.stated_score import StatedScore

__all__ = ["HUB", "PlacedScores", "place_scores"]

HUB = "hub"
"""Name of the source that the crawler fills."""

ROUNDING = 0.0005
"""Difference up to which two scores are one: half a tenth of a percentage point."""

CONFLICT = "conflicting_scores"
"""Reason code of scores that contradict each other."""


@dataclass(slots=True)
class PlacedScores:
    """What became of the stated scores of a model.

    Attributes:
        rows: Rows of `evaluation`.
        quarantined: Rows of `quarantine`.
        skipped: Number of scores left out, by reason.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    quarantined: list[dict[str, Any]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def place_scores(scores: Iterable[StatedScore]) -> PlacedScores:
    """Give the scores of one model their protocols, and settle doubles."""
    placed = PlacedScores()
    by_protocol: dict[str, list[dict[str, Any]]] = {}
    for score in scores:
        protocol = _protocol(score)
        if isinstance(protocol, StatedProtocol):
            row = _row(score, protocol)
            by_protocol.setdefault(row["protocol_id"], []).append(row)
        else:
            placed.skipped[protocol] += 1
    for rows in by_protocol.values():
        first = rows[0]
        if all(abs(row["score"] - first["score"]) <= ROUNDING for row in rows):
            placed.rows.append(first)
        else:
            placed.quarantined.extend(_refused(row, len(rows)) for row in rows)
    return placed


def _protocol(score: StatedScore) -> StatedProtocol | SkipReason:
    protocol = stated_protocol(
        dataset=score.dataset,
        dataset_id=score.dataset_id,
        dataset_config=score.dataset_config,
        metric=score.metric,
        metric_name=score.metric_name,
    )
    if (
        isinstance(protocol, StatedProtocol)
        and score.stated_by == "leaderboard"
        and is_rescaled_by_leaderboard(protocol.benchmark)
    ):
        return "rescaled_score"
    return protocol


def _row(score: StatedScore, protocol: StatedProtocol) -> dict[str, Any]:
    harness = f"{score.stated_by}{STATED_SUFFIX}"
    return {
        "model_id": score.model_id,
        "protocol_id": protocol_id(
            protocol.task, score.num_shots, protocol.metric, harness
        ),
        "source": HUB,
        "benchmark": protocol.benchmark,
        "task": protocol.task,
        "num_shots": score.num_shots,
        "metric": protocol.metric,
        "score": score.share,
        "score_stderr": score.share_stderr,
        "path": score.evidence.path,
        "locator": score.evidence.locator,
        "quote": score.evidence.quote,
    }


def _refused(row: dict[str, Any], num_rows: int) -> dict[str, Any]:
    return {
        "table_name": EVALUATION.name,
        "model_id": row["model_id"],
        "verdict": "refused",
        "reason_code": CONFLICT,
        "message": f"{num_rows} scores under {row['protocol_id']} differ; this one "
        f"was read from {row['path']} {row['locator']}",
        "row_content": json.dumps(row, sort_keys=True),
    }
