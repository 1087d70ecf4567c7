"""Writing the catalogue: whole, checked, and put in place in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.db.checks import check_catalogue
from nsl_db.db.connection import NEW_FILE, insert, open_new
from nsl_db.db.content_hash import TableHash, combine
from nsl_db.db.views import VIEWS
from nsl_db.db.workspace import workspace
from nsl_db.errors import SchemaError
from nsl_db.schema.duckdb_ddl import comments, create_table, quote_text
from nsl_db.schema.frames import empty_frame, frame_of
from nsl_db.schema.tables import (
    BUILD_MANIFEST,
    CRAWL_RUN,
    FINDING,
    PROVENANCE,
    tables_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from nsl_db.schema.spec import Table

__all__ = ["SCHEMA_VERSION", "stored_order", "write_catalogue"]

SCHEMA_VERSION = 2
"""Raised whenever a table or a column of the catalogue changes, or the hash."""

UNHASHED = (BUILD_MANIFEST, CRAWL_RUN)
"""Tables that say how a file came about, not what it states."""

STORED_ORDER = {
    FINDING.name: ("model_id", "finding_id"),
    PROVENANCE.name: ("model_id", "table_name", "field"),
}
"""Order of rows where it is not that of the primary key: what belongs to a model is
kept together, so that it is found fast and can be written model by model."""

ROWS_AT_ONCE = 2 * 122_880
"""Rows that are stored at once: whole row groups of DuckDB, which are written once."""

TABLES_AT_ONCE = 2
"""Tables that are filled at the same time: the two largest take most of it."""

Rows = pl.DataFrame | Iterable[pl.DataFrame]
"""The rows of a table: whole, or in parts that follow each other in stored order."""


def write_catalogue(
    path: Path, frames: Mapping[str, Rows], manifest: Mapping[str, str]
) -> str:
    """Write a catalogue and rename it into place.

    A reader sees the old file or the new one, never half of either. If anything
    fails, the old file stays as it was.

    Args:
        path: The file to write; its folder is created.
        frames: Checked rows of each table; tables without any stay empty.
        manifest: Entries of `build_manifest`; the content hash is added.

    Returns:
        The content hash: equal for equal content, whenever it was built.

    Raises:
        ValidationError: The finished file breaks a rule.
        CatalogueError: The folder cannot be written.
    """
    with workspace(path.parent) as folder:
        draft = folder / path.name
        with open_new(draft) as connection:
            connection.begin()
            _create(connection)
            connection.commit()
            lines = _fill_all(connection, frames)
            connection.execute("RESET threads")
            content_hash = combine(SCHEMA_VERSION, lines)
            check_catalogue(connection)
            _write_manifest(connection, {**manifest, "content_hash": content_hash})
        _sync(draft)
        draft.replace(path)
    return content_hash


def stored_order(item: Table) -> tuple[str, ...]:
    """The columns by which a catalogue keeps the rows of a table in order."""
    return STORED_ORDER.get(item.name, item.primary_key) or item.fields


def _create(connection: DuckDBPyConnection) -> None:
    for item in tables_of("catalogue"):
        connection.execute(create_table(item, keys=False))
        for statement in comments(item):
            connection.execute(statement)
    for view in VIEWS:
        connection.execute(f"CREATE VIEW {view.name} AS {view.sql}")
        text = quote_text(view.description)
        connection.execute(f"COMMENT ON VIEW {view.name} IS {text}")


def _fill_all(connection: DuckDBPyConnection, frames: Mapping[str, Rows]) -> list[str]:
    """Store all rows, of some tables at a time; returns their parts of the hash."""

    def fill(item: Table) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"USE {NEW_FILE}")
            return _fill(cursor, item, frames.get(item.name, ()))

    with ThreadPoolExecutor(TABLES_AT_ONCE) as threads:
        return list(threads.map(fill, tables_of("catalogue")))


def _fill(connection: DuckDBPyConnection, item: Table, rows: Rows) -> str:
    """Store the rows of a table; returns its part of the content hash.

    While some rows are stored, the next are got ready.
    """
    parts = iter((rows,)) if isinstance(rows, pl.DataFrame) else iter(rows)
    ready = _Ready(item, parts)
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(ready.next)
        while (frame := following.result()) is not None:
            following = thread.submit(ready.next)
            insert(connection, item, frame)
    return "" if item in UNHASHED else ready.digest.line()


class _Ready:
    """The rows of a table, sorted and hashed, part after part.

    Args:
        item: The table.
        parts: Its rows.
    """

    def __init__(self, item: Table, parts: Iterator[pl.DataFrame]) -> None:
        self.digest = TableHash(item)
        self._item = item
        self._parts = parts
        self._rest = empty_frame(item)
        self._last: tuple[Any, ...] | None = None

    def next(self) -> pl.DataFrame | None:
        """The next rows to store at once, or None where there are none."""
        for part in self._parts:
            self._rest = pl.concat([self._rest, self._sorted(part)])
            full = self._rest.height // ROWS_AT_ONCE * ROWS_AT_ONCE
            if full:
                return self._take(full)
        return self._take(self._rest.height) if self._rest.height else None

    def _take(self, number: int) -> pl.DataFrame:
        taken, self._rest = self._rest[:number], self._rest[number:]
        self.digest.add(taken)
        return taken

    def _sorted(self, part: pl.DataFrame) -> pl.DataFrame:
        if part.is_empty():
            return empty_frame(self._item)
        order = stored_order(self._item)
        frame = part.select(self._item.fields).sort(order)
        first, last = frame[[0, -1]].select(order).rows()
        self._check(first)
        self._last = last
        return frame

    def _check(self, first: tuple[Any, ...]) -> None:
        if self._last is None or not self._item.primary_key or first >= self._last:
            return
        raise SchemaError(
            f"The rows of {self._item.name} do not come in the order of "
            f"{stored_order(self._item)}: {first} follows {self._last}."
        )


def _write_manifest(
    connection: DuckDBPyConnection, manifest: Mapping[str, str]
) -> None:
    entries = {**manifest, "schema_version": str(SCHEMA_VERSION)}
    rows = [{"name": name, "text": text} for name, text in sorted(entries.items())]
    insert(connection, BUILD_MANIFEST, frame_of(BUILD_MANIFEST, rows))


def _sync(path: Path) -> None:
    """Make sure the bytes are on disk before the file is put in place."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
