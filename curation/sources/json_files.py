"""JSON files of results, and one score per model and protocol."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nsl_db.errors import SourceError

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from nsl_db.curation.sources.scores import MeasuredScore

__all__ = ["MAX_SHOTS", "json_object", "one_per_protocol", "quantity", "shots"]

MAX_SHOTS = 1000
"""Most worked examples in a prompt."""

ROUNDING = 1e-9
"""How far two scores of one run may differ."""


def json_object(name: str, content: bytes) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        SourceError: It is no JSON, or no object.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name} is no JSON: {error}.") from error
    if not isinstance(found, dict):
        raise SourceError(f"{name} holds no JSON object.")
    return found


def quantity(value: Any) -> float | None:
    """A JSON number, or None for anything else such as `N/A`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def shots(value: Any) -> int | None:
    """A number of worked examples, or None for anything else."""
    text = str(value)
    is_count = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_SHOTS))
    return int(text) if is_count and int(text) <= MAX_SHOTS else None


def one_per_protocol(
    scores: Iterable[tuple[float | None, MeasuredScore]], skipped: Counter[str]
) -> list[MeasuredScore]:
    """One score per model and protocol: that of the newest run.

    Scores of several runs of which none is known to be the newest are left out where
    they differ.

    Args:
        scores: Instant of the run, as seconds or any growing number, and its score.
        skipped: Counts what is left out, by reason.
    """
    groups: dict[tuple[str, str], list[tuple[float | None, MeasuredScore]]] = {}
    for instant, item in scores:
        groups.setdefault((item.model_id, item.protocol.key), []).append(
            (instant, item)
        )
    kept = []
    for group in groups.values():
        chosen = _chosen(group)
        if chosen is None:
            skipped["conflicting_scores"] += len(group)
        else:
            skipped["repeated_runs"] += len(group) - 1
            kept.append(chosen)
    return kept


def _chosen(group: list[tuple[float | None, MeasuredScore]]) -> MeasuredScore | None:
    first = group[0][1]
    if all(abs(item.score - first.score) <= ROUNDING for _, item in group):
        return first
    instants = [instant for instant, _ in group]
    known = [instant for instant in instants if instant is not None]
    if len(known) < len(group) or instants.count(max(known)) > 1:
        return None
    return max(group, key=lambda pair: pair[0] or 0.0)[1]
