"""A source against the catalogue: which of its claims the catalogue does not share."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.db.queries import run_query
from nsl_db.errors import UsageError
from nsl_db.schema.duckdb_ddl import quote_text
from nsl_db.schema.fields import field
from nsl_db.schema.tables import CELL_TABLES
from nsl_db.schema.values import agree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nsl_db.schema.spec import Field

__all__ = ["KINDS", "Errata", "find_errata"]

KINDS = {
    "differs": "the catalogue publishes another value",
    "rounded": "the catalogue publishes more digits of about the same value",
    "withheld": "the catalogue publishes nothing, since a rule refutes the value",
    "cleared": "the catalogue publishes nothing, by decision of a curator",
    "undecided": "the catalogue publishes nothing, since equal evidence disagrees",
    "filled": "the source has no value and the catalogue has one",
    "score withheld": "scores that a rule took out of the catalogue",
}
"""Kinds of errata and what they mean, in the order in which they are counted."""

_FIELDS = (
    *(name for item in CELL_TABLES for name in item.fields if name != "model_id"),
    "score",
)

SAME_RATIO = 2e-4
"""Relative difference up to which two ratios are prints of one value."""

Key = tuple[str, str]
"""A model and a field."""


@dataclass(frozen=True, slots=True)
class Errata:
    """How a source differs from a catalogue.

    Attributes:
        source: Name of the source.
        rows: One row per cell or group of scores: `model_id`, `field`, `kind`,
            `published`, `ours`, `relative_difference`, `evidence`.
        num_claims: Number of claims compared.
    """

    source: str
    rows: pl.DataFrame
    num_claims: int

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows of each kind that occurs."""
        found = dict(self.rows["kind"].value_counts().iter_rows())
        return {kind: found[kind] for kind in KINDS if kind in found}


_SCHEMA = {
    "model_id": pl.String,
    "field": pl.String,
    "kind": pl.String,
    "published": pl.String,
    "ours": pl.String,
    "relative_difference": pl.Float64,
    "evidence": pl.String,
}


def find_errata(catalogue: Path, source: str, only: str | None = None) -> Errata:
    """Compare every claim of a source with the cell it is about.

    Args:
        catalogue: The catalogue.
        source: Name of a source in it.
        only: Compare this field alone.

    Raises:
        UsageError: The catalogue has no such source, or there is no such field.
        CatalogueError: The catalogue cannot be opened.
    """
    known = run_query(catalogue, "SELECT source FROM source ORDER BY source")["source"]
    if source not in known:
        raise UsageError(
            f"The catalogue has no source {source!r}. It has: {', '.join(known)}."
        )
    if only is not None and only not in _FIELDS:
        raise UsageError(
            f"No published field is called {only!r}. Fields: {', '.join(_FIELDS)}."
        )
    evidence = _Evidence(catalogue, source)
    rows = [*_cells(evidence, only)]
    if only in (None, "score"):
        rows.extend(_scores(catalogue, source))
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return Errata(
        source=source,
        rows=frame.sort("model_id", "field", "kind", "published", "evidence"),
        num_claims=len(evidence.claims),
    )


class _Evidence:
    """What the catalogue says on the models of one source."""

    def __init__(self, catalogue: Path, source: str) -> None:
        name = quote_text(source)
        models = f"(SELECT model_id FROM finding WHERE source = {name})"
        self.claims: dict[Key, Any] = {
            (row["model_id"], row["field"]): json.loads(row["value"])
            for row in run_query(
                catalogue,
                "SELECT model_id, field, value FROM finding "
                f"WHERE source = {name} ORDER BY model_id, field, finding_id DESC",
            ).to_dicts()
        }
        self.cells = {
            row["model_id"]: row
            for row in run_query(
                catalogue, f"SELECT * FROM catalogue WHERE model_id IN {models}"
            ).to_dicts()
        }
        self.rests_on = _by_key(
            catalogue,
            "SELECT p.model_id, p.field, p.origin, p.note, f.source, f.path, "
            "f.locator, f.quote, o.reason, o.url, o.quote AS override_quote "
            "FROM provenance p LEFT JOIN finding f USING (finding_id) "
            'LEFT JOIN "override" o USING (override_id) '
            f"WHERE p.model_id IN {models}",
        )
        self.cleared = _by_key(
            catalogue,
            "SELECT model_id, field, reason, url, quote AS override_quote "
            f"FROM \"override\" WHERE action = 'clear' AND model_id IN {models}",
        )
        self.withheld = _by_key(
            catalogue,
            "SELECT model_id, field, reason_code, message FROM quarantine "
            "WHERE verdict = 'withheld' AND field IS NOT NULL "
            f"AND table_name <> 'evaluation' AND model_id IN {models} "
            "ORDER BY reason_code DESC",
        )
        self.conflicts = _by_key(
            catalogue,
            "SELECT model_id, field, candidate_values FROM conflict "
            f"WHERE model_id IN {models}",
        )


def _by_key(catalogue: Path, sql: str) -> dict[Key, dict[str, Any]]:
    rows = run_query(catalogue, sql).to_dicts()
    return {(row["model_id"], row["field"]): row for row in rows}


def _cells(evidence: _Evidence, only: str | None) -> Iterator[tuple[Any, ...]]:
    fields = {name for _, name in evidence.claims}
    if only is not None:
        fields &= {only}
    for model_id, cells in evidence.cells.items():
        for name in fields & cells.keys():
            key = (model_id, name)
            row = _compare(evidence, key, field(name), cells[name])
            if row is not None:
                kind, because, difference = row
                yield (
                    *key,
                    kind,
                    _text(evidence.claims.get(key)),
                    _text(cells[name]),
                    difference,
                    because,
                )


def _compare(
    evidence: _Evidence, key: Key, item: Field, ours: Any
) -> tuple[str, str, float | None] | None:
    """The kind of disagreement on a cell, its evidence and its size."""
    published = evidence.claims.get(key)
    if ours is not None:
        because = _because(evidence.rests_on[key])
        if published is None or (published == -1 and item.ge is not None):
            return "filled", because, None
        if _same(published, ours):
            return None
        is_near = item.tolerance > 0 and agree(item, published, ours)
        kind = "rounded" if is_near else "differs"
        return kind, because, _relative(published, ours)
    if published is None:
        return None
    if key in evidence.withheld:
        row = evidence.withheld[key]
        return "withheld", f"{row['reason_code']}: {row['message']}", None
    if key in evidence.cleared:
        return "cleared", _curated(evidence.cleared[key]), None
    if key in evidence.conflicts:
        return "undecided", evidence.conflicts[key]["candidate_values"], None
    return None


def _same(published: Any, ours: Any) -> bool:
    """Whether two values are one; shares and ratios may be printed with few digits."""
    if isinstance(ours, float) and isinstance(published, int | float):
        return math.isclose(published, ours, rel_tol=SAME_RATIO)
    return bool(published == ours)


def _relative(published: Any, ours: Any) -> float | None:
    numbers = (int, float)
    if isinstance(published, bool) or not isinstance(published, numbers):
        return None
    return None if published == 0 else (ours - published) / abs(published)


def _because(row: Mapping[str, Any]) -> str:
    if row["origin"] == "override":
        return _curated(row)
    if row["origin"] == "derived":
        return str(row["note"])
    return f"{row['source']}: {row['path']} {row['locator']}: {_quoted(row['quote'])}"


def _curated(row: Mapping[str, Any]) -> str:
    parts = [row["reason"], row["url"], _quoted(row["override_quote"])]
    return " ".join(part for part in parts if part)


def _quoted(text: str | None) -> str:
    return "" if not text else f'"{" ".join(text.split())}"'


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _scores(catalogue: Path, source: str) -> Iterator[tuple[Any, ...]]:
    """Withheld scores, one row per model, benchmark and reason."""
    rows = run_query(
        catalogue,
        "SELECT q.model_id, p.benchmark, q.reason_code, count(*) AS num_scores, "
        "min(json_extract(q.row_content, '$.score')::DOUBLE) AS low, "
        "max(json_extract(q.row_content, '$.score')::DOUBLE) AS high, "
        "min(q.message) AS message FROM quarantine q JOIN protocol p "
        "ON p.protocol_id = json_extract_string(q.row_content, '$.protocol_id') "
        f"WHERE q.verdict = 'withheld' AND q.source = {quote_text(source)} "
        "AND q.table_name = 'evaluation' GROUP BY ALL",
    )
    for row in rows.to_dicts():
        low, high = row["low"], row["high"]
        published = None if low is None else f"{low:.4g}"
        if low != high:
            published = f"{low:.4g} to {high:.4g}"
        yield (
            row["model_id"],
            row["benchmark"],
            "score withheld",
            published,
            None,
            None,
            f"{row['reason_code']}, {row['num_scores']} scores: {row['message']}",
        )
