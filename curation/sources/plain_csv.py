"""Plain tables of scores or of facts, made for this program.

Scores, one per row: `model_id`, `task` (or `benchmark`), `metric` and `score`, and if
known `num_shots`, `score_stderr`, `harness`, `harness_version` and `url`. Scores are
shares in 0..1.

Facts, one per row: `model_id`, `field`, `value` and `url`, and if there is one `quote`,
the words of the document. Values are in the unit of the field: plain counts, shares,
`true` or `false`, dates as 2024-12-31.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nsl_db.curation.aliases import scoped_id
from nsl_db.curation.benchmarks import UNKNOWN_HARNESS
from nsl_db.curation.sources.delimited import Cell, CsvTable, table_finding
from nsl_db.curation.sources.json_files import MAX_SHOTS, one_per_protocol
from nsl_db.curation.sources.scores import (
    MeasuredScore,
    Protocol,
    canonical_metric,
    score_rows,
    suite_rows,
)
from nsl_db.curation.sources.tables import SourceTables, source_tables
from nsl_db.curation.stated import StatedProtocol, stated_protocol
from nsl_db.errors import SourceError
from nsl_db.schema.evidence import MAX_QUOTE
from nsl_db.schema.fields import field
from nsl_db.schema.tables import CELL_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from nsl_db.schema.evidence import Finding, Value

__all__ = ["NAME", "read_plain_csv"]

NAME = "csv"
"""Name of the source."""

FACTS = ("model_id", "field", "value", "url")
"""Columns that a table of facts needs."""

SCORES = ("model_id", "metric", "score")
"""Columns that a table of scores needs, besides `task` or `benchmark`."""

MAX_COUNT = 2**63 - 1
"""Largest count that a column holds."""

_FIELDS = frozenset(
    {name for item in CELL_TABLES for name in item.fields} - {"model_id"}
) | {"base_model_id"}


def read_plain_csv(files: Mapping[str, bytes], retrieved: date) -> SourceTables:
    """Read tables of scores and of facts.

    Args:
        files: Content of each file, by name.
        retrieved: Day on which they were read.

    Raises:
        SourceError: A file is neither, or a cell cannot be read.
    """
    findings: list[Finding] = []
    scores: list[tuple[float | None, MeasuredScore]] = []
    skipped: Counter[str] = Counter()
    for name in sorted(files):
        table = CsvTable(name, files[name], ("model_id",))
        if "field" in table.columns:
            findings.extend(_facts(CsvTable(name, files[name], FACTS)))
        else:
            found = _scores(CsvTable(name, files[name], SCORES))
            scores.extend((None, item) for item in [*found, *suite_rows(found)])
    return source_tables(
        _source_row(retrieved),
        {finding.finding_id: finding for finding in findings}.values(),
        score_rows(one_per_protocol(scores, skipped), NAME),
        {reason: count for reason, count in skipped.items() if count},
    )


def _need(row: Mapping[str, Cell], name: str, path: str) -> Cell:
    cell = row.get(name)
    if cell is None:
        place = next(iter(row.values()), None)
        number = "?" if place is None else place.row
        raise SourceError(f"{path}, row {number}: {name} is empty.")
    return cell


def _facts(table: CsvTable) -> list[Finding]:
    findings = []
    for row in table.rows():
        cells = {name: _need(row, name, table.path) for name in FACTS}
        name = cells["field"].text
        if name not in _FIELDS:
            raise SourceError(
                f"{table.path}, row {cells['field'].row}: {name!r} is no field of a "
                "model; see docs/data-dictionary.md."
            )
        finding = table_finding(
            cells["value"],
            table.sha256,
            source=NAME,
            model_id=scoped_id(cells["model_id"].text, NAME),
            name=name,
            value=_value(cells["value"], name),
        )
        words = row.get("quote", cells["value"]).text[:MAX_QUOTE]
        evidence = replace(
            finding.evidence,
            path=cells["url"].text,
            quote=words,
            document_sha256=None,
        )
        findings.append(replace(finding, evidence=evidence))
    return findings


def _value(cell: Cell, name: str) -> Value:
    """The value of a fact in the type of its field."""
    dtype = field(name).dtype
    if dtype == "bool":
        return cell.flag()
    if dtype == "float64":
        return cell.number()
    if dtype == "int64":
        return cell.count(MAX_COUNT)
    return cell.text


def _scores(table: CsvTable) -> list[MeasuredScore]:
    key = "task" if "task" in table.columns else "benchmark"
    if key not in table.columns:
        raise SourceError(f"{table.path} has neither the column task nor benchmark.")
    found = []
    for row in table.rows():
        model, task, metric, score = (
            _need(row, name, table.path)
            for name in ("model_id", key, "metric", "score")
        )
        stderr = row.get("score_stderr")
        found.append(
            MeasuredScore(
                model_id=scoped_id(model.text, NAME),
                protocol=_protocol(row, task.text, metric.text),
                score=score.number(),
                stderr=None if stderr is None else stderr.number(),
                path=row["url"].text if "url" in row else table.path,
                locator=score.locator,
                quote=score.text,
                row=score.row,
            )
        )
    return found


def _protocol(row: Mapping[str, Cell], task: str, metric: str) -> Protocol:
    """How a score was measured; names that cards use for it are known too."""
    stated = stated_protocol(dataset=task, metric=metric)
    if isinstance(stated, StatedProtocol):
        task, metric = stated.task, stated.metric
    else:
        metric = canonical_metric(metric) or metric
    shots = row.get("num_shots")
    harness, version = row.get("harness"), row.get("harness_version")
    return Protocol(
        task=task,
        metric=re.sub(r"[^A-Za-z0-9_]", "_", metric),
        num_shots=None if shots is None else shots.count(MAX_SHOTS),
        harness=UNKNOWN_HARNESS if harness is None else _word(harness.text),
        harness_version=None if version is None else _word(version.text),
    )


def _word(text: str) -> str:
    return re.sub(r"[@:\s]", "_", text)


def _source_row(retrieved: date) -> dict[str, Any]:
    return {
        "source": NAME,
        "title": "Imported tables",
        "citation": "Files of the person who imported them",
        "url": "imported files",
        "retrieved_date": retrieved,
        "terms": "those of the person who imported them",
        "source_rank": 20,
        "source_status": "live",
    }
