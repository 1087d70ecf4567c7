"""From the settled cells of some models to rows of catalogue tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nsl_db.curation.families import FamilyMatch, family_of
from nsl_db.curation.releases import release_of
from nsl_db.pipeline.corpus_mixture import corpus_mixtures
from nsl_db.schema.fields import field
from nsl_db.schema.fields.training import DOMAIN_SHARES
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import (
    CELL_TABLES,
    CONFLICT,
    DATA_MIXTURE,
    FINDING,
    LINEAGE,
    MODEL,
    PROVENANCE,
    QUARANTINE,
    table,
)
from nsl_db.schema.values import column_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import polars as pl

    from nsl_db.curation.resolve import Cell, Conflict, Rejection, Resolution
    from nsl_db.schema.evidence import Finding
    from nsl_db.schema.spec import Table

__all__ = ["assemble", "derived"]

MIXTURE_TOLERANCE = 0.01
"""How far the shares of a complete mixture may be from summing to 1."""

_TABLE_OF = {
    name: item.name
    for item in CELL_TABLES
    for name in item.fields
    if name != "model_id"
}

Rows = dict[str, dict[str, Any]]
"""Rows of one table by model."""

FindingIds = Mapping[int, str]
"""Id of each finding, by its identity as an object."""


def assemble(
    model_ids: Sequence[str],
    findings: Sequence[Finding],
    resolution: Resolution,
    finding_ids: FindingIds,
) -> dict[str, pl.DataFrame]:
    """Build the rows that the claims about some models give; none is checked yet.

    Args:
        model_ids: The models; each gets a row of `model`.
        findings: Everything that is claimed about them.
        resolution: What became of it.
        finding_ids: Id of each finding, by its identity as an object: working it out
            anew takes longer than all the rest.
    """
    rows: dict[str, Rows] = {item.name: {} for item in CELL_TABLES}
    models = rows[MODEL.name]
    models.update({model_id: {"model_id": model_id} for model_id in model_ids})
    provenance: list[dict[str, Any]] = []
    for cell in resolution.cells:
        if cell.field in _TABLE_OF:
            _place(rows, cell)
            provenance.append(_rests_on(cell, finding_ids))
    lineage = _lineage(findings, resolution.cells, finding_ids)
    provenance.extend(_derive_organization(models))
    provenance.extend(_derive_family(models, lineage))
    provenance.extend(_derive_release(models))
    provenance.extend(_derive_mixtures(rows, findings, resolution))
    provenance.extend(_derive_mixture_status(rows[DATA_MIXTURE.name]))
    frames = {
        name: frame_of(table(name), list(part.values())) for name, part in rows.items()
    }
    conflicts = [_conflict_row(conflict) for conflict in resolution.conflicts]
    rejections = [_refused(rejection) for rejection in resolution.rejections]
    return {
        **frames,
        "lineage": frame_of(LINEAGE, lineage),
        "conflict": frame_of(CONFLICT, conflicts),
        "provenance": frame_of(PROVENANCE, provenance),
        "quarantine": frame_of(QUARANTINE, rejections),
    }


def _place(rows: dict[str, Rows], cell: Cell) -> None:
    part = rows[_TABLE_OF[cell.field]]
    row = part.setdefault(cell.model_id, {"model_id": cell.model_id})
    row[cell.field] = column_value(field(cell.field), cell.value)


def _rests_on(cell: Cell, finding_ids: FindingIds) -> dict[str, Any]:
    override, finding = cell.override, cell.finding
    return {
        "table_name": _TABLE_OF[cell.field],
        "model_id": cell.model_id,
        "field": cell.field,
        "origin": "finding" if override is None else "override",
        "finding_id": None if finding is None else finding_ids[id(finding)],
        "override_id": None if override is None else override.override_id,
    }


def derived(table: Table, model_id: str, name: str, note: str) -> dict[str, Any]:
    """The provenance of a cell that follows from others."""
    return {
        "table_name": table.name,
        "model_id": model_id,
        "field": name,
        "origin": "derived",
        "note": note,
    }


def _derive_organization(models: Rows) -> Iterator[dict[str, Any]]:
    """The publisher of each model whose identifier has the form of the Hub."""
    for model_id, row in models.items():
        organization, slash, name = model_id.partition("/")
        if row.get("organization") or not (organization and slash and name):
            continue
        if "/" in name:
            continue
        row["organization"] = organization
        note = "part of model_id before the slash"
        yield derived(MODEL, model_id, "organization", note)


def _derive_family(
    models: Rows, lineage: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The family that a rule gives, else the one that all known bases share."""
    bases: dict[str, list[str]] = {}
    for link in lineage:
        bases.setdefault(link["model_id"], []).append(link["base_model_id"])
    for model_id, row in models.items():
        if "model_family" in row:
            continue
        match = family_of(model_id)
        if match is None:
            match = _family_of_bases(bases.get(model_id, ()))
        if match is not None:
            row["model_family"] = match.family
            yield derived(MODEL, model_id, "model_family", match.rule)


def _derive_release(models: Rows) -> Iterator[dict[str, Any]]:
    """The month of the paper that introduces a model, where nothing is more exact."""
    for model_id, row in models.items():
        release = release_of(model_id)
        if release is not None and row.get("release_date") is None:
            row["release_date"] = release.day
            yield derived(MODEL, model_id, "release_date", release.rule)


def _family_of_bases(bases: Iterable[str]) -> FamilyMatch | None:
    found = [(base, match) for base in bases if (match := family_of(base))]
    if len({match.family for _, match in found}) != 1:
        return None
    base, match = found[0]
    return FamilyMatch(match.family, f"that of its base {base}: {match.rule}")


def _derive_mixtures(
    rows: dict[str, Rows], findings: Sequence[Finding], resolution: Resolution
) -> Iterator[dict[str, Any]]:
    """The shares of the one corpus of a model about whose mixture nothing is said."""
    found = corpus_mixtures(rows[MODEL.name], findings, resolution)
    for model_id, shares, note in found:
        rows[DATA_MIXTURE.name][model_id] = {"model_id": model_id, **shares}
        for name in shares:
            yield derived(DATA_MIXTURE, model_id, name, note)


def _derive_mixture_status(mixtures: Rows) -> Iterator[dict[str, Any]]:
    for row in mixtures.values():
        shares = [row[name] for name in DOMAIN_SHARES if row.get(name) is not None]
        if not shares:
            continue
        total = sum(shares)
        if total < 1 - MIXTURE_TOLERANCE:
            status = "partial"
        elif total <= 1 + MIXTURE_TOLERANCE:
            status = "complete"
        else:
            status = "inconsistent"
        row["mixture_status"] = status
        note = f"{len(shares)} known domain shares sum to {total:.4f}"
        yield derived(DATA_MIXTURE, row["model_id"], "mixture_status", note)


def _lineage(
    findings: Iterable[Finding], cells: Iterable[Cell], finding_ids: FindingIds
) -> list[dict[str, Any]]:
    """One row per claimed base; the most trusted claim of each is named."""
    relations = {
        cell.model_id: cell.value for cell in cells if cell.field == "lineage_relation"
    }
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    claims = [finding for finding in findings if finding.field == "base_model_id"]
    for finding in sorted(claims, key=lambda finding: finding.confidence):
        key = (finding.model_id, str(finding.value))
        rows.setdefault(
            key,
            {
                "model_id": finding.model_id,
                "base_model_id": finding.value,
                "lineage_relation": relations.get(finding.model_id, "unknown"),
                "finding_id": finding_ids[id(finding)],
            },
        )
    return list(rows.values())


def _conflict_row(conflict: Conflict) -> dict[str, Any]:
    return {
        "model_id": conflict.model_id,
        "field": conflict.field,
        "confidence": conflict.confidence.label,
        "candidate_values": json.dumps([item.value for item in conflict.findings]),
        "finding_ids": json.dumps([item.finding_id for item in conflict.findings]),
    }


def _refused(rejection: Rejection) -> dict[str, Any]:
    finding = rejection.finding
    return {
        "table_name": FINDING.name,
        "model_id": finding.model_id,
        "field": finding.field,
        "source": finding.source,
        "verdict": "refused",
        "reason_code": rejection.reason_code,
        "message": f"{finding.field} cannot be {json.dumps(finding.value)}; "
        f"read from {finding.evidence.path} {finding.evidence.locator}",
        "row_content": json.dumps(finding.as_row(), sort_keys=True),
    }
