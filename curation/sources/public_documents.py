"""Facts read from public documents: configurations, model cards, tables of projects.

The documents themselves are not kept, since their licences differ. Each fact has
the public address of its document, the place in it and a short quote; of documents
that were read as files it has their hash too. `tools/collect_facts.py` makes the
packaged tables; `tools/facts/` holds what was read by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.curation.sources.tables import SourceTables
from nsl_db.errors import SourceError
from nsl_db.schema.frames import empty_frame, frame_of
from nsl_db.schema.tables import EVALUATION, FINDING, GENERATION_FEATURE, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from nsl_db.schema.evidence import Finding

__all__ = ["NAME", "RANK", "public_documents"]

NAME = "public_documents"
"""Name of the source."""

RANK = 10
"""Below the repositories on the Hub, above every table made by others."""

ADDRESS = "https://"
"""What the address of every document starts with."""


def public_documents(findings: Iterable[Finding], retrieved: date) -> SourceTables:
    """The source that consists of some findings.

    Args:
        findings: Facts whose path is the address of the document. Repeated ones
            count once; of the rest the order within a model is kept.
        retrieved: Day on which the documents were last read.

    Raises:
        SourceError: A finding is of another source or names no public document.
    """
    unique = {finding.finding_id: finding for finding in findings}
    for finding in unique.values():
        _check(finding)
    kept = sorted(unique.values(), key=lambda finding: finding.model_id)
    return SourceTables(
        source=frame_of(SOURCE, [_source_row(retrieved)]),
        finding=frame_of(FINDING, [finding.as_row() for finding in kept]),
        evaluation=empty_frame(EVALUATION),
        generation_feature=empty_frame(GENERATION_FEATURE),
    )


def _check(finding: Finding) -> None:
    place = f"{finding.model_id}, {finding.field}"
    if finding.source != NAME:
        raise SourceError(f"{place}: the finding is of the source {finding.source}.")
    if not finding.evidence.path.startswith(ADDRESS):
        raise SourceError(
            f"{place}: {finding.evidence.path!r} is not the address of a public "
            f"document; give one that starts with {ADDRESS}."
        )


def _source_row(retrieved: date) -> dict[str, object]:
    return {
        "source": NAME,
        "title": "Public documents: configurations, model cards, project tables",
        "citation": "Each finding names its document by address, place and quote",
        "url": "https://github.com",
        "retrieved_date": retrieved,
        "terms": "facts and short quotes only; each document states its own licence",
        "source_rank": RANK,
        "source_status": "live",
    }
