"""Catalogues with something to review, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nsl_db.curation.override_entry import Override
from nsl_db.curation.overriding import Overrides
from nsl_db.curation.resolve import resolve
from nsl_db.db.catalogue import write_catalogue
from nsl_db.pipeline.several import SEVERAL_PER_MODEL
from nsl_db.schema.evidence import Finding
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import CELL_TABLES, table
from tests.support.catalogues import SOURCE_ROW

BENCHMARK = {
    "benchmark": "hellaswag",
    "benchmark_title": "HellaSwag",
    "citation": "Zellers et al. 2019",
    "url": "https://example.org",
}
"""A benchmark that scores may be of."""


def score_rows(model_ids: list[str], num_shots: int, harness: str) -> dict[str, Any]:
    """Rows of `protocol` and `evaluation`: one score per model."""
    key = f"hellaswag:{num_shots}-shot:accuracy:{harness}"
    run = {
        "protocol_id": key,
        "benchmark": "hellaswag",
        "task": "hellaswag",
        "num_shots": num_shots,
        "metric": "accuracy",
    }
    return {
        "protocol": [{**run, "harness": harness}],
        "evaluation": [
            {
                **run,
                "model_id": model_id,
                "source": "hub",
                "score": 0.5,
                "source_row": n,
            }
            for n, model_id in enumerate(model_ids, start=1)
        ],
    }


def write_reviewable(
    path: Path,
    findings: list[Finding],
    overrides: tuple[Override, ...] = (),
    **extra: list[dict[str, Any]],
) -> None:
    """Write a catalogue of some findings, settled, with further rows by table."""
    single = [item for item in findings if item.field not in SEVERAL_PER_MODEL]
    settled = resolve(single, {"hub": 1, "liu2025": 100}, Overrides(overrides))
    rows: dict[str, list[dict[str, Any]]] = {
        "source": [SOURCE_ROW, {**SOURCE_ROW, "source": "liu2025", "source_rank": 100}],
        "benchmark": [BENCHMARK],
        "finding": [item.as_row() for item in findings],
        "override": [item.as_row() for item in overrides],
        "conflict": [
            {
                "model_id": item.model_id,
                "field": item.field,
                "confidence": item.confidence.label,
                "candidate_values": str([x.value for x in item.findings]),
                "finding_ids": str([x.finding_id for x in item.findings]).replace(
                    "'", '"'
                ),
            }
            for item in settled.conflicts
        ],
        "provenance": [],
        **extra,
    }
    ids = {item.model_id for item in findings}
    ids |= {row["model_id"] for row in rows.get("evaluation", [])}
    cells: dict[str, dict[str, dict[str, Any]]] = {
        item.name: {} for item in CELL_TABLES
    }
    cells["model"] = {model_id: {"model_id": model_id} for model_id in ids}
    for cell in settled.cells:
        (home,) = [item.name for item in CELL_TABLES if cell.field in item.fields]
        row = cells[home].setdefault(cell.model_id, {"model_id": cell.model_id})
        row[cell.field] = cell.value
        rows["provenance"].append(
            {
                "table_name": home,
                "model_id": cell.model_id,
                "field": cell.field,
                "origin": "finding" if cell.override is None else "override",
                "finding_id": cell.finding and cell.finding.finding_id,
                "override_id": cell.override and cell.override.override_id,
            }
        )
    rows.update({name: list(part.values()) for name, part in cells.items()})
    frames = {name: frame_of(table(name), part) for name, part in rows.items()}
    write_catalogue(path, frames, {"sources": "hub"})


def doubt(name: str | None, verdict: str = "flagged", **more: Any) -> dict[str, Any]:
    """A row of `quarantine` about the model `acme/tiny`."""
    return {
        "table_name": "architecture",
        "model_id": "acme/tiny",
        "field": name,
        "verdict": verdict,
        "reason_code": "odd_width",
        "message": "The width is odd.",
        "row_content": "{}",
        **more,
    }
