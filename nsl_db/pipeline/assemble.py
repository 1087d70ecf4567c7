"""From settled cells to the rows of every catalogue table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nsl_db.curation.benchmarks import benchmark_frame, protocol_frame
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
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    import polars as pl

    from nsl_db.curation.resolve import Cell, Conflict, Resolution
    from nsl_db.pipeline.claims import Claims
    from nsl_db.schema.evidence import Finding

__all__ = ["SEVERAL_PER_MODEL", "assemble"]

SEVERAL_PER_MODEL = ("base_model_id",)
"""Fields of which a model may rightly have several values: never a conflict."""

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


def assemble(claims: Claims, resolution: Resolution) -> dict[str, pl.DataFrame]:
    """Build the frame of each catalogue table; none of them is checked yet."""
    rows: dict[str, Rows] = {item.name: {} for item in CELL_TABLES}
    provenance: list[dict[str, Any]] = []
    for cell in resolution.cells:
        if cell.field in _TABLE_OF:
            _place(rows, cell)
            provenance.append(_rests_on_finding(cell))
    for model_id in _models(claims):
        rows[MODEL.name].setdefault(model_id, {"model_id": model_id})
    provenance.extend(_derive_organization(rows[MODEL.name]))
    provenance.extend(_derive_listing(rows[MODEL.name], claims.listed))
    provenance.extend(_derive_mixture_status(rows[DATA_MIXTURE.name]))
    frames = {
        name: frame_of(table(name), list(part.values())) for name, part in rows.items()
    }
    findings = [finding.as_row() for finding in claims.findings]
    conflicts = [_conflict_row(conflict) for conflict in resolution.conflicts]
    return {
        **frames,
        "source": claims.sources,
        "benchmark": benchmark_frame(),
        "protocol": protocol_frame(claims.evaluations),
        "evaluation": claims.evaluations,
        "generation_feature": claims.generation_features,
        "finding": frame_of(FINDING, findings).unique("finding_id", keep="first"),
        "lineage": _lineage(claims.findings, resolution.cells),
        "conflict": frame_of(CONFLICT, conflicts),
        "provenance": frame_of(PROVENANCE, provenance),
        "quarantine": frame_of(QUARANTINE, list(_quarantine(claims, resolution))),
        **claims.history,
    }


def _place(rows: dict[str, Rows], cell: Cell) -> None:
    part = rows[_TABLE_OF[cell.field]]
    row = part.setdefault(cell.model_id, {"model_id": cell.model_id})
    row[cell.field] = column_value(field(cell.field), cell.value)


def _rests_on_finding(cell: Cell) -> dict[str, Any]:
    return {
        "table_name": _TABLE_OF[cell.field],
        "model_id": cell.model_id,
        "field": cell.field,
        "origin": "finding",
        "finding_id": cell.finding.finding_id,
    }


def _models(claims: Claims) -> list[str]:
    """Every model that some source says something about."""
    ids = {finding.model_id for finding in claims.findings}
    for frame in (
        claims.evaluations,
        claims.generation_features,
        *claims.history.values(),
    ):
        if "model_id" in frame.columns:
            ids.update(frame["model_id"].unique())
    return sorted(ids)


def _derive_organization(models: Rows) -> Iterator[dict[str, Any]]:
    """The publisher of each model whose identifier has the form of the Hub."""
    for model_id, row in models.items():
        organization, slash, name = model_id.partition("/")
        if row.get("organization") or not (organization and slash and name):
            continue
        if "/" in name:
            continue
        row["organization"] = organization
        yield {
            "table_name": MODEL.name,
            "model_id": model_id,
            "field": "organization",
            "origin": "derived",
            "note": "part of model_id before the slash",
        }


def _derive_listing(
    models: Rows, listed: Mapping[str, tuple[bool, datetime]]
) -> Iterator[dict[str, Any]]:
    """Whether the Hub's listing names each model that it ever named."""
    for model_id, (is_listed, since) in listed.items():
        row = models.get(model_id)
        if row is None:
            continue
        row["is_listed"] = is_listed
        change = "names it" if is_listed else "named it before and does not name it"
        yield {
            "table_name": MODEL.name,
            "model_id": model_id,
            "field": "is_listed",
            "origin": "derived",
            "note": f"the Hub's listing of {since:%Y-%m-%d} {change}",
        }


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
        yield {
            "table_name": DATA_MIXTURE.name,
            "model_id": row["model_id"],
            "field": "mixture_status",
            "origin": "derived",
            "note": f"{len(shares)} known domain shares sum to {total:.4f}",
        }


def _lineage(findings: Iterable[Finding], cells: Iterable[Cell]) -> pl.DataFrame:
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
                "finding_id": finding.finding_id,
            },
        )
    return frame_of(LINEAGE, list(rows.values()))


def _conflict_row(conflict: Conflict) -> dict[str, Any]:
    return {
        "model_id": conflict.model_id,
        "field": conflict.field,
        "confidence": conflict.confidence.label,
        "candidate_values": json.dumps([item.value for item in conflict.findings]),
        "finding_ids": json.dumps([item.finding_id for item in conflict.findings]),
    }


def _quarantine(claims: Claims, resolution: Resolution) -> Iterator[dict[str, Any]]:
    for rejection in resolution.rejections:
        finding = rejection.finding
        yield {
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
    yield from claims.quarantined
    for model_id, problem in claims.problems:
        yield {
            "table_name": "document",
            "model_id": model_id,
            "verdict": "refused",
            "reason_code": problem.code,
            "message": problem.message,
            "row_content": json.dumps({"model_id": model_id}),
        }
