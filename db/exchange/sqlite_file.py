"""All tables in one SQLite file, for programs that read nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.errors import SourceError
from nsl_db.schema.duckdb_ddl import quote_text
from nsl_db.schema.fields import field
from nsl_db.schema.frames import frame_schema
from nsl_db.schema.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from nsl_db.schema.spec import DType, Table

__all__ = ["read_sqlite", "write_sqlite"]

_TYPES: dict[DType, str] = {
    "string": "TEXT",
    "int64": "INTEGER",
    "float64": "REAL",
    "bool": "INTEGER",
    "date": "TEXT",
    "timestamp": "TEXT",
    "bytes": "BLOB",
}
"""SQLite has no booleans and no times: they are 0 or 1, and ISO 8601 text."""


def write_sqlite(
    tables: Iterable[tuple[Table, pl.DataFrame]], views: Iterable[str], path: Path
) -> None:
    """Write every table, with its keys, checks on vocabularies and indexes.

    Args:
        tables: Tables and their rows.
        views: Statements that create views, run last.
        path: A file that does not exist yet.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        for item, frame in tables:
            connection.execute(_create(item))
            marks = ", ".join("?" * len(item.fields))
            connection.executemany(
                f"INSERT INTO {item.name} VALUES ({marks})", _rows(frame)
            )
        for statement in views:
            connection.execute(statement)


def _create(item: Table) -> str:
    columns = [
        f"{name} {_TYPES[field(name).dtype]}{_check(name)}" for name in item.fields
    ]
    if item.primary_key:
        columns.append(f"PRIMARY KEY ({', '.join(item.primary_key)})")
    return f"CREATE TABLE {item.name} ({', '.join(columns)})"


def _check(name: str) -> str:
    words = field(name).enum
    if words is None:
        return ""
    listed = ", ".join(quote_text(word) for word in words)
    return f" CHECK ({name} IN ({listed}))"


def _rows(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    for row in frame.iter_rows():
        yield tuple(
            value.isoformat() if isinstance(value, date | datetime) else value
            for value in row
        )


def read_sqlite(path: Path) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Read what `write_sqlite` wrote.

    Raises:
        SourceError: The file is no such database.
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            for item in tables_of("catalogue"):
                columns = ", ".join(item.fields)
                rows = connection.execute(f"SELECT {columns} FROM {item.name}")
                yield item, _frame(item, rows.fetchall())
    except sqlite3.Error as error:
        raise SourceError(
            f"{path} is not an exported catalogue: {error}. Export it again with "
            "`nsl-db export --kind sqlite`."
        ) from error


def _frame(item: Table, rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    readers = [_READERS.get(field(name).dtype) for name in item.fields]
    typed = [
        tuple(
            value if value is None or read is None else read(value)
            for value, read in zip(row, readers, strict=True)
        )
        for row in rows
    ]
    return pl.DataFrame(typed, schema=frame_schema(item), orient="row", strict=True)


_READERS: dict[DType, Any] = {
    "bool": bool,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}
