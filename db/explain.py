"""The way from a published cell back to the text it rests on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nsl_db.db.connection import fetch, open_read_only
from nsl_db.db.queries import known_model
from nsl_db.errors import UsageError
from nsl_db.schema.fields import FIELDS
from nsl_db.schema.tables import CELL_TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

__all__ = ["Explanation", "describe_model", "explain_cell"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything known about one cell.

    Attributes:
        model_id: The model.
        field: The field.
        value: The published value, or None where the cell is empty.
        unit: Unit of the value.
        decision: One sentence: why the cell holds what it holds.
        override: The curator's decision about the cell, a row of `override`.
        chosen: The finding that the cell rests on, with its source and snapshot.
        others: Findings that were not chosen, in order of precedence.
        conflict: The row of `conflict`, where the cell is empty because of one.
        quarantine: Rows of `quarantine` about the cell and its findings.
    """

    model_id: str
    field: str
    value: Any
    unit: str | None
    decision: str
    override: Row | None
    chosen: Row | None
    others: tuple[Row, ...]
    conflict: Row | None
    quarantine: tuple[Row, ...]


_FINDINGS = """
SELECT finding.*, source.title AS source_title, source.url AS source_url,
       source.retrieved_date, source.source_rank, snapshot.fetched_at
FROM finding
JOIN source ON source.source = finding.source
LEFT JOIN snapshot ON snapshot.model_id = finding.model_id
                  AND snapshot.revision = finding.revision
WHERE finding.model_id = ? AND finding.field = ?
ORDER BY list_position(['stated', 'derived', 'parsed', 'inferred'], confidence),
         source_rank, finding_id
"""


_QUARANTINE = """
SELECT * FROM quarantine WHERE model_id = ? AND field = ?
ORDER BY list_position(['withheld', 'flagged', 'refused'], verdict), reason_code,
         message
"""

_ATTENTION = """
SELECT 'curated' AS kind, field, action AS detail FROM "override" WHERE model_id = $1
UNION ALL
SELECT 'disputed', field, candidate_values FROM conflict WHERE model_id = $1
UNION ALL
SELECT 'doubtful', verdict || ', ' || reason_code, string_agg(
    DISTINCT coalesce(field, table_name), ', ' ORDER BY coalesce(field, table_name)
) FROM quarantine WHERE model_id = $1 GROUP BY verdict, reason_code
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known about one cell, before it is put in words."""

    origin: Row | None
    override: Row | None
    conflict: Row | None
    findings: list[Row]
    quarantine: list[Row]


def explain_cell(path: Path, model_id: str, name: str) -> Explanation:
    """Trace one cell of the catalogue.

    Raises:
        UsageError: The model or the field is unknown.
        CatalogueError: The catalogue cannot be opened.
    """
    table = _table_of(name)
    with open_read_only(path) as connection:
        model_id = known_model(connection, model_id)
        value = _value(connection, table, model_id, name)
        findings = _rows(connection, _FINDINGS, model_id, name)
        origin, override, conflict = (
            _one_about(connection, source, model_id, name)
            for source in ("provenance", "override", "conflict")
        )
        quarantine = _rows(connection, _QUARANTINE, model_id, name)
    chosen_id = origin["finding_id"] if origin else None
    chosen = [row for row in findings if row["finding_id"] == chosen_id]
    return Explanation(
        model_id=model_id,
        field=name,
        value=value,
        unit=FIELDS[name].unit,
        decision=_decision(_Facts(origin, override, conflict, findings, quarantine)),
        override=override,
        chosen=chosen[0] if chosen else None,
        others=tuple(row for row in findings if row["finding_id"] != chosen_id),
        conflict=conflict,
        quarantine=tuple(quarantine),
    )


def describe_model(path: Path, model_id: str) -> Row:
    """The row of `catalogue` for one model, its scores counted, and what needs care.

    The entries `curated`, `disputed` and `doubtful` name what a curator decided, whose
    findings disagree, and what a rule refused, withheld or flagged.

    Raises:
        UsageError: The model is unknown.
        CatalogueError: The catalogue cannot be opened.
    """
    with open_read_only(path) as connection:
        model_id = known_model(connection, model_id)
        (row,) = _rows(
            connection, "SELECT * FROM catalogue WHERE model_id = ?", model_id
        )
        (counts,) = _rows(
            connection,
            "SELECT count(*) AS num_scores, count(DISTINCT benchmark) AS "
            "num_benchmarks FROM evaluation WHERE model_id = ?",
            model_id,
        )
        attention = _rows(connection, _ATTENTION, model_id)
    return {**row, **counts, **_attention(attention)}


def _attention(rows: list[Row]) -> Row:
    """What is the matter with which fields, as one text each."""
    texts: dict[str, list[str]] = {"curated": [], "disputed": [], "doubtful": []}
    for row in rows:
        texts[row["kind"]].append(f"{row['field']} ({row['detail']})")
    return {kind: "; ".join(found) or None for kind, found in texts.items()}


def _table_of(name: str) -> str:
    for table in CELL_TABLES:
        if name in table.fields and name != "model_id":
            return table.name
    raise UsageError(
        f"{name!r} is not a field of a model. See docs/data-dictionary.md, or "
        "`nsl-db query 'DESCRIBE catalogue'`."
    )


def _rows(connection: DuckDBPyConnection, sql: str, *parameters: str) -> list[Row]:
    return fetch(connection, sql, parameters).to_dicts()


def _value(connection: DuckDBPyConnection, table: str, model_id: str, name: str) -> Any:
    rows = _rows(connection, f"SELECT {name} FROM {table} WHERE model_id = ?", model_id)
    return rows[0][name] if rows else None


def _one_about(
    connection: DuckDBPyConnection, table: str, model_id: str, name: str
) -> Row | None:
    sql = f'SELECT * FROM "{table}" WHERE model_id = ? AND field = ?'
    return next(iter(_rows(connection, sql, model_id, name)), None)


def _decision(facts: _Facts) -> str:
    origin, override = facts.origin, facts.override
    if origin is not None and origin["origin"] == "derived":
        return f"derived: {origin['note']}"
    if override is not None and _is_applied(override, origin):
        return _curated(override)
    if origin is None:
        return _empty(facts)
    if len(facts.findings) == 1:
        text = "the only finding"
    else:
        text = f"the most trusted of {len(facts.findings)} findings"
    if override is not None:
        value = _shown(json.loads(override["value"]))
        text += f"; no source states {value}, which a curator accepts"
    return text


def _is_applied(override: Row, origin: Row | None) -> bool:
    if override["action"] == "clear":
        return origin is None
    return origin is not None and origin["override_id"] == override["override_id"]


def _curated(override: Row) -> str:
    done = {
        "set": "set by a curator",
        "clear": "left empty by a curator",
        "accept": "a finding that a curator accepted",
    }[override["action"]]
    expected = override["expected_value"]
    if override["action"] == "accept" or expected is None:
        return done
    return f"{done}, in place of {_shown(json.loads(expected))}"


def _empty(facts: _Facts) -> str:
    withheld = [row for row in facts.quarantine if row["verdict"] == "withheld"]
    if withheld:
        return f"empty: withheld by the rule {withheld[0]['reason_code']}"
    if facts.conflict is not None:
        values = " and ".join(
            dict.fromkeys(map(_shown, json.loads(facts.conflict["candidate_values"])))
        )
        return (
            f"empty: equally trusted findings ({facts.conflict['confidence']}) "
            f"disagree: {values}"
        )
    if facts.findings:
        return "empty: every finding was refused, see the table quarantine"
    return "empty: nothing states it"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,}" if isinstance(value, int) else str(value)
