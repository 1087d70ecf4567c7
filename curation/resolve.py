"""From many findings to one value per cell, or to a visible conflict.

Precedence: a curator's decision, then kind of evidence, then rank of the source, then
the order in which an extractor lists its findings, most trusted first. Two findings of
the same kind and rank that differ by more than the field's tolerance leave the cell
empty. Nothing is ever averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from nsl_db.schema.evidence import MAX_QUOTE
from nsl_db.schema.fields import field
from nsl_db.schema.values import agree, value_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nsl_db.curation.overriding import Override, Overrides
    from nsl_db.schema.evidence import Confidence, Finding, Value

__all__ = ["Cell", "Conflict", "Decision", "Rejection", "Resolution", "resolve"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A settled value and what it rests on.

    Attributes:
        model_id: The model.
        field: The field.
        value: The published value.
        finding: The finding that has the value, or None where a curator set it.
        override: The decision that set or accepted the value, or None.
    """

    model_id: str
    field: str
    value: Value
    finding: Finding | None
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Equally trusted findings that disagree."""

    model_id: str
    field: str
    confidence: Confidence
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A curator's decision and what it met.

    Attributes:
        override: The decision.
        without: What the findings alone would give: a cell, a conflict, or None.
        is_applied: False only for `accept` where no finding has the value; the
            findings alone then decide.
    """

    override: Override
    without: Cell | Conflict | None
    is_applied: bool

    @property
    def value_without(self) -> Value | None:
        """What the cell would hold, None for nothing."""
        return self.without.value if isinstance(self.without, Cell) else None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A finding that cannot be used."""

    finding: Finding
    reason_code: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of the findings.

    Attributes:
        cells: Settled values.
        conflicts: Cells left empty, save those that a decision settles.
        rejections: Findings that cannot be used.
        decisions: The curators' decisions about the models concerned.
    """

    cells: tuple[Cell, ...]
    conflicts: tuple[Conflict, ...]
    rejections: tuple[Rejection, ...]
    decisions: tuple[Decision, ...] = ()


def resolve(
    findings: Iterable[Finding],
    source_ranks: Mapping[str, int] | None = None,
    overrides: Overrides | None = None,
    models: Iterable[str] = (),
) -> Resolution:
    """Settle every (model, field) pair that has findings or a decision.

    Args:
        findings: In any order of models and fields; within one pair, findings of
            equal trust are taken in the given order.
        source_ranks: Trust of each source, 1 is best; absent sources rank 1.
        overrides: Decisions of curators. Only those about models that have findings,
            or are among `models`, take part, so that models can be settled in parts.
        models: Further models, known without a finding.

    Returns:
        Cells, conflicts and decisions in the order of model and field.
    """
    ranks = source_ranks or {}
    sound, rejections = _sift(findings)
    sound.sort(
        key=lambda finding: (
            finding.model_id,
            finding.field,
            finding.confidence,
            ranks.get(finding.source, 1),
        )
    )
    settled: dict[tuple[str, str], Cell | Conflict] = {}
    decisions: list[Decision] = []
    waiting = _waiting(overrides, sound, rejections, models)
    for key, group in groupby(sound, key=_cell_key):
        candidates = list(group)
        outcome: Cell | Conflict | None = _settle(*key, candidates, ranks)
        override = waiting.pop(key, None)
        if override is not None:
            decision, outcome = _decide(override, outcome, candidates)
            decisions.append(decision)
        if outcome is not None:
            settled[key] = outcome
    for key, override in waiting.items():
        decision, outcome = _decide(override, None, [])
        decisions.append(decision)
        if outcome is not None:
            settled[key] = outcome
    if waiting:
        settled = dict(sorted(settled.items()))
        decisions.sort(key=lambda item: (item.override.model_id, item.override.field))
    return Resolution(
        tuple(item for item in settled.values() if isinstance(item, Cell)),
        tuple(item for item in settled.values() if isinstance(item, Conflict)),
        tuple(rejections),
        tuple(decisions),
    )


def _sift(findings: Iterable[Finding]) -> tuple[list[Finding], list[Rejection]]:
    sound: list[Finding] = []
    rejections: list[Rejection] = []
    for finding in findings:
        fault = _fault(finding)
        if fault is None:
            sound.append(finding)
        else:
            rejections.append(Rejection(finding, fault))
    return sound, rejections


def _waiting(
    overrides: Overrides | None,
    sound: Iterable[Finding],
    rejections: Iterable[Rejection],
    models: Iterable[str],
) -> dict[tuple[str, str], Override]:
    """The decisions about the models at hand, by cell."""
    if not overrides:
        return {}
    known = {finding.model_id for finding in sound}
    known.update(rejection.finding.model_id for rejection in rejections)
    known.update(models)
    chosen = overrides.among(known)
    return {(item.model_id, item.field): item for item in chosen}


def _decide(
    override: Override, without: Cell | Conflict | None, findings: Iterable[Finding]
) -> tuple[Decision, Cell | Conflict | None]:
    """Apply a decision to one cell; findings come most trusted first."""
    if override.action == "clear" or override.value is None:
        return Decision(override, without, is_applied=True), None
    place = (override.model_id, override.field)
    if override.action == "set":
        cell = Cell(*place, override.value, None, override)
        return Decision(override, without, is_applied=True), cell
    bearer = _bearer(override.field, override.value, findings)
    if bearer is None:
        return Decision(override, without, is_applied=False), without
    cell = Cell(*place, bearer.value, bearer, override)
    return Decision(override, without, is_applied=True), cell


def _bearer(name: str, value: Value, findings: Iterable[Finding]) -> Finding | None:
    """The most trusted finding that has a value, to the digit where there is one."""
    near = [item for item in findings if agree(field(name), item.value, value)]
    exact = [item for item in near if item.value == value]
    return next(iter(exact or near), None)


def _fault(finding: Finding) -> str | None:
    """Why a finding cannot be used: a value that fits no cell, or no evidence."""
    evidence = finding.evidence
    if not (evidence.path and evidence.locator and evidence.quote):
        return "incomplete_evidence"
    if len(evidence.quote) > MAX_QUOTE:
        return "long_quote"
    return _value_fault(finding.field, finding.value)


@lru_cache(maxsize=4096, typed=True)
def _value_fault(name: str, value: Value) -> str | None:
    """Why a value fits no cell; models of one kind have most values in common."""
    return value_fault(field(name), value)


def _cell_key(finding: Finding) -> tuple[str, str]:
    return finding.model_id, finding.field


def _settle(
    model_id: str, name: str, findings: list[Finding], ranks: Mapping[str, int]
) -> Cell | Conflict:
    first = findings[0]
    if len(findings) == 1:
        return Cell(model_id, name, first.value, first)
    peers = [
        finding
        for finding in findings
        if finding.confidence == first.confidence
        and ranks.get(finding.source, 1) == ranks.get(first.source, 1)
    ]
    item = field(name)
    if all(agree(item, first.value, peer.value) for peer in peers):
        return Cell(model_id, name, first.value, first)
    return Conflict(model_id, name, first.confidence, tuple(peers))
