"""The decisions of curators, held against what a catalogue has found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.curation.override_claims import as_findings
from nsl_db.curation.overriding import Overrides
from nsl_db.curation.resolve import resolve

if TYPE_CHECKING:
    from nsl_db.curation.resolve import Decision
    from nsl_db.db.review import ReviewTables

__all__ = ["decisions_in"]


def decisions_in(tables: ReviewTables, overrides: Overrides) -> tuple[Decision, ...]:
    """The decisions that a catalogue was built with, and what they meet in it.

    Of findings that are equally trusted and agree, the one that the curator saw
    stands for all, since a catalogue does not keep their order.

    Args:
        tables: Parts of the catalogue.
        overrides: Decisions; those that the catalogue does not know are left out.
    """
    known = set(tables.override["override_id"])
    applied = Overrides(tuple(item for item in overrides if item.override_id in known))
    expected = {(item.model_id, item.field): item.expect for item in applied}
    findings = [
        finding
        for finding in as_findings(tables.finding)
        if (finding.model_id, finding.field) in expected
    ]
    findings.sort(key=lambda item: item.value != expected[item.model_id, item.field])
    ranks = dict(tables.source.select("source", "source_rank").iter_rows())
    return resolve(findings, ranks, applied, applied.model_ids).decisions
