"""Small catalogues for rules, written as models and scores."""

from __future__ import annotations

from typing import Any

import polars as pl

from nsl_db.curation.benchmarks import benchmark_frame, benchmark_of, protocol_id
from nsl_db.curation.rules import RULES, Rule
from nsl_db.curation.rules.view import View
from nsl_db.schema.evidence import Confidence, Evidence, Finding
from nsl_db.schema.fields import field
from nsl_db.schema.frames import empty_frame, frame_of
from nsl_db.schema.tables import CELL_TABLES, tables_of

Row = dict[str, Any]

TABLE_OF = {name: item.name for item in CELL_TABLES for name in item.fields}
"""Table of each resolved field."""


def model(
    model_id: str, *, confidence: str = "parsed", source: str = "liu2025", **cells: Any
) -> Row:
    """A model whose cells all rest on findings of one kind."""
    return {"model_id": model_id, "cells": cells, "kind": (confidence, source)}


def score(
    model_id: str,
    task: str,
    value: float | None,
    *,
    num_shots: int = 0,
    metric: str = "accuracy",
    stderr: float | None = 0.01,
    source: str = "liu2025",
) -> Row:
    """A measured score."""
    return {
        "model_id": model_id,
        "protocol_id": protocol_id(task, num_shots, metric, "harness"),
        "source": source,
        "benchmark": benchmark_of(task),
        "task": task,
        "num_shots": num_shots,
        "metric": metric,
        "score": value,
        "score_stderr": stderr,
        "source_row": 1,
    }


def frames(
    models: list[Row], scores: list[Row] | None = None, **tables: list[Row]
) -> dict[str, pl.DataFrame]:
    """Frames of all tables, with a finding and a provenance row for every cell."""
    rows: dict[str, list[Row]] = {item.name: [] for item in tables_of("catalogue")}
    for item in models:
        parts: dict[str, Row] = {"model": {"model_id": item["model_id"]}}
        for name, value in item["cells"].items():
            part = parts.setdefault(TABLE_OF[name], {"model_id": item["model_id"]})
            part[name] = value
            claim = _claim(item, name, value)
            rows["finding"].append(claim.as_row())
            rows["provenance"].append(
                {
                    "table_name": TABLE_OF[name],
                    "model_id": item["model_id"],
                    "field": name,
                    "origin": "finding",
                    "finding_id": claim.finding_id,
                }
            )
        for name, part in parts.items():
            rows[name].append(part)
    known = {item["model_id"] for item in models}
    scored = {item["model_id"] for item in scores or []} - known
    rows["model"] += [{"model_id": model_id} for model_id in sorted(scored)]
    rows["evaluation"] = scores or []
    for name, more in tables.items():
        rows[name] += more
    found = {
        item.name: frame_of(item, rows[item.name])
        if rows[item.name]
        else empty_frame(item)
        for item in tables_of("catalogue")
    }
    return {**found, "benchmark": benchmark_frame()}


def _claim(item: Row, name: str, value: Any) -> Finding:
    confidence, source = item["kind"]
    return Finding(
        model_id=item["model_id"],
        field=name,
        value=value,
        confidence=Confidence.from_label(confidence),
        method="published_table",
        evidence=Evidence("table.csv", f"T1R1C{len(name)}", str(value)[:100]),
        extractor="test",
        extractor_version=1,
        unit=field(name).unit,
        source=source,
    )


def rule(code: str) -> Rule:
    """The rule of a code."""
    (found,) = [item for item in RULES if item.code == code]
    return found


def flagged(code: str, tables: dict[str, pl.DataFrame]) -> set[tuple[Any, Any]]:
    """The (model, field) pairs that a rule flags, after checking the frame's form."""
    rows = rule(code).find(View(tables))
    assert rows["message"].null_count() == 0
    assert rows["row_content"].null_count() == 0
    return set(rows.select("model_id", "field").iter_rows())
