"""What the packaged sources claim about the models that curators decided on."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.aliases import canonical_id
from nsl_db.curation.resolve import resolve
from nsl_db.curation.sources import PACKAGED, read_packaged
from nsl_db.schema.evidence import Confidence, Evidence, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nsl_db.curation.overriding import Overrides
    from nsl_db.curation.resolve import Decision
    from nsl_db.curation.sources.tables import SourceTables

__all__ = ["Ground", "as_findings", "packaged_ground"]


@dataclass(frozen=True, slots=True)
class Ground:
    """What decisions meet.

    Attributes:
        decisions: Those about models that some source knows.
        unknown: Models that no source knows.
    """

    decisions: tuple[Decision, ...]
    unknown: frozenset[str]


def packaged_ground(overrides: Overrides, names: Sequence[str] = PACKAGED) -> Ground:
    """Settle the models that curators decided on from packaged sources alone.

    Args:
        overrides: The decisions.
        names: Packaged sources to read.

    Raises:
        SourceError: A source is missing from the installation.
    """
    wanted = frozenset(overrides.model_ids)
    known: set[str] = set()
    findings: list[Finding] = []
    ranks: dict[str, int] = {}
    if not wanted:
        return Ground((), frozenset())
    for name in names:
        tables = read_packaged(name)
        ranks.update(tables.source.select("source", "source_rank").iter_rows())
        names_of = _names(tables, wanted)
        known.update(names_of.values())
        rows = tables.finding.filter(pl.col("model_id").is_in(list(names_of)))
        findings += (
            replace(item, model_id=names_of[item.model_id])
            for item in as_findings(rows)
        )
    resolution = resolve(findings, ranks, overrides, known)
    return Ground(resolution.decisions, wanted - known)


def as_findings(frame: pl.DataFrame) -> Iterator[Finding]:
    """Rows of `finding` as findings.

    Args:
        frame: Shape (n, m), with at least the columns of `finding`.
    """
    for row in frame.iter_rows(named=True):
        yield Finding(
            model_id=row["model_id"],
            field=row["field"],
            value=json.loads(row["value"]),
            confidence=Confidence.from_label(row["confidence"]),
            method=row["method"],
            evidence=Evidence(
                path=row["path"],
                locator=row["locator"],
                quote=row["quote"],
                document_sha256=row["document_sha256"],
            ),
            extractor=row["extractor"],
            extractor_version=row["extractor_version"],
            unit=row["unit"],
            revision=row["revision"],
            source=row["source"],
        )


def _names(tables: SourceTables, wanted: frozenset[str]) -> dict[str, str]:
    """The wanted models by the names that a source writes."""
    written: set[str] = set()
    for frame in (tables.finding, tables.evaluation, tables.generation_feature):
        written.update(frame["model_id"].unique())
    meant = {name: canonical_id(name, tables.name) for name in written}
    return {name: model_id for name, model_id in meant.items() if model_id in wanted}
