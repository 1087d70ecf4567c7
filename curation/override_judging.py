"""Whether decisions of curators still stand on the ground they were made on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nsl_db.curation.resolve import Cell, Conflict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from nsl_db.curation.resolve import Decision
    from nsl_db.schema.evidence import Value

__all__ = ["complaints", "is_idle", "is_unexpected", "shown"]

PRECISION = 1e-9
"""Relative difference of two fractions that are the same number, written twice."""


def complaints(
    decision: Decision, flagged: Collection[tuple[str, str]] = ()
) -> Iterator[str]:
    """What is wrong with a decision, in words.

    Args:
        decision: A decision and what it met.
        flagged: Cells `(model_id, field)` that a rule finds doubtful without it.
    """
    override = decision.override
    if not decision.is_applied:
        yield f"accepts {shown(override.value)}, and no source states that"
    if is_unexpected(decision):
        yield (
            f"expects {shown(override.expect)}, and the sources now give "
            f"{_given(decision)}: look at it again, then correct expect or remove "
            "the entry"
        )
    elif is_idle(decision, flagged):
        yield f"changes nothing: the cell holds {_given(decision)} without it"


def is_unexpected(decision: Decision) -> bool:
    """Whether the findings alone give something else than the curator saw."""
    return not _same(decision.value_without, decision.override.expect)


def is_idle(decision: Decision, flagged: Collection[tuple[str, str]] = ()) -> bool:
    """Whether the cell would hold the same without the decision.

    A decision that settles a conflict, accepts a value that a rule doubts, or records
    that nobody states a value is not idle.
    """
    override, without = decision.override, decision.without
    if isinstance(without, Conflict) or not decision.is_applied:
        return False
    if override.action == "clear":  # Of an empty cell it says that nobody states it.
        return False
    is_same = isinstance(without, Cell) and _same(without.value, override.value)
    if override.action == "accept":
        return is_same and (override.model_id, override.field) not in flagged
    return is_same


def shown(value: Value | None) -> str:
    """A value in a sentence."""
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _given(decision: Decision) -> str:
    if isinstance(decision.without, Conflict):
        values = dict.fromkeys(shown(item.value) for item in decision.without.findings)
        return f"a conflict of {' and '.join(values)}"
    return shown(decision.value_without)


def _same(left: Value | None, right: Value | None) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=PRECISION)
    if isinstance(right, float) and isinstance(left, int):
        return math.isclose(left, right, rel_tol=PRECISION)
    return left == right
