"""Checks over a finished catalogue, before it is put in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nsl_db.errors import ValidationError
from nsl_db.schema.tables import CELL_TABLES, table, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from nsl_db.schema.spec import Table

__all__ = ["check_catalogue"]

_MODELS = "sum(hash(model_id)::HUGEINT)"
"""Equal for equal sets of models, and hardly ever for others."""


def check_catalogue(connection: DuckDBPyConnection) -> None:
    """Verify keys, references and provenance.

    Raises:
        ValidationError: Some check fails; the message names all of them.
    """
    failures = []
    for name, sql in _checks():
        (count,) = connection.execute(f"SELECT count(*) FROM ({sql})").fetchall()[0]
        if count:
            failures.append({"check": name, "count": count})
    failures.extend(_unfounded(connection))
    if failures:
        raise ValidationError(
            f"The new catalogue breaks {len(failures)} rules and was not published: "
            f"{failures[:5]}.",
            failures=failures,
        )


def _checks() -> Iterator[tuple[str, str]]:
    for item in tables_of("catalogue"):
        if item.primary_key:
            yield f"unique key of {item.name}", _duplicates(item)
        for column, target in item.references.items():
            yield f"{item.name}.{column} names a {target}", _orphans(item, column)
    yield "provenance names existing cells", _ghosts()


def _duplicates(item: Table) -> str:
    key = ", ".join(item.primary_key)
    return f"SELECT {key} FROM {item.name} GROUP BY {key} HAVING count(*) > 1"


def _orphans(item: Table, column: str) -> str:
    target = table(item.references[column])
    (key,) = target.primary_key
    return (
        f"SELECT {column} FROM {item.name} WHERE {column} IS NOT NULL "
        f"AND {column} NOT IN (SELECT {key} FROM {target.name})"
    )


def _unfounded(connection: DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Columns of resolved tables whose cells do not have one provenance row each.

    The models of both sides are compared by their number and the sum of their hashes:
    one pass over each table instead of one for every column.
    """
    rows = connection.execute(
        f"SELECT table_name, field, count(*), {_MODELS} FROM provenance GROUP BY ALL"
    ).fetchall()
    claimed = {(table, name): tuple(side) for table, name, *side in rows}
    for item in CELL_TABLES:
        names = [name for name in item.fields if name != "model_id"]
        sides = ", ".join(
            f"count({name}), {_MODELS} FILTER ({name} IS NOT NULL)" for name in names
        )
        (row,) = connection.execute(f"SELECT {sides} FROM {item.name}").fetchall()
        for name, *cells in zip(names, row[::2], row[1::2], strict=True):
            claims = claimed.get((item.name, name), (0, None))
            if tuple(cells) != claims:
                yield {
                    "check": f"{item.name}.{name} has one provenance row per cell",
                    "count": abs(cells[0] - claims[0]) or 1,
                }


def _ghosts() -> str:
    known = " OR ".join(
        f"(table_name = '{item.name}' AND field IN "
        f"({', '.join(repr(name) for name in item.fields)}))"
        for item in CELL_TABLES
    )
    return f"SELECT field FROM provenance WHERE NOT ({known})"
