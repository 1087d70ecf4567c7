"""Rows of `finding` as objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from nsl_db.schema.evidence import Confidence, Evidence, Finding

if TYPE_CHECKING:
    import polars as pl

__all__ = ["as_findings"]

_COLUMNS = (
    "model_id",
    "field",
    "value",
    "confidence",
    "method",
    "path",
    "locator",
    "quote",
    "document_sha256",
    "extractor",
    "extractor_version",
    "unit",
    "revision",
    "source",
)

_KINDS = {kind.label: kind for kind in Confidence}


def as_findings(frame: pl.DataFrame) -> list[Finding]:
    """Rows of `finding` as objects, in the same order."""
    columns = (frame[name].to_list() for name in _COLUMNS)
    return [_finding(*row) for row in zip(*columns, strict=True)]


def _finding(
    model_id: str,
    field: str,
    value: str,
    confidence: str,
    method: str,
    path: str,
    locator: str,
    quote: str,
    document_sha256: str | None,
    extractor: str,
    extractor_version: int,
    unit: str | None,
    revision: str | None,
    source: str,
) -> Finding:
    return Finding(
        model_id,
        field,
        json.loads(value),
        _KINDS[confidence],
        method,
        Evidence(path, locator, quote, document_sha256),
        extractor,
        extractor_version,
        unit,
        revision,
        source,
    )
