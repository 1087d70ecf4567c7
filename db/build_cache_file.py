"""The file of the build cache: its tables, and what happens where it is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from nsl_db.db.connection import WITHOUT_PROGRESS
from nsl_db.errors import CatalogueError
from nsl_db.schema.duckdb_ddl import DUCKDB_TYPES, quote_text
from nsl_db.schema.fields import field
from nsl_db.schema.tables import (
    CELL_TABLES,
    CONFLICT,
    EVALUATION,
    FINDING,
    LINEAGE,
    PROVENANCE,
    QUARANTINE,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nsl_db.schema.spec import Table

__all__ = ["EXTRACTED", "SETTLED", "LayerVersions", "connect_cache"]

LAYOUT = "1"
"""Version of the cache's tables."""

MEMORY_LIMIT = "350MB"
"""Memory of the cache's connection; beyond it DuckDB uses the disk."""


def _columns(table: Table, *more: str) -> dict[str, str]:
    named = {name: DUCKDB_TYPES[field(name).dtype] for name in table.fields}
    return named | dict(part.split() for part in more)


EXTRACTED = {
    "extraction": {
        "model_id": "VARCHAR",
        "revision": "VARCHAR",
        "extraction_key": "VARCHAR",
    },
    "hub_finding": _columns(FINDING, "position BIGINT"),
    "hub_evaluation": _columns(EVALUATION, "revision VARCHAR"),
    "hub_quarantine": _columns(QUARANTINE, "revision VARCHAR"),
    "skipped_score": {
        "model_id": "VARCHAR",
        "revision": "VARCHAR",
        "reason": "VARCHAR",
        "number": "BIGINT",
    },
}
"""Columns of the tables of the first layer, all by `model_id` and `revision`."""

SETTLED = {
    "settlement": {"model_id": "VARCHAR", "settling_key": "VARCHAR"},
    **{
        table.name: _columns(table)
        for table in (*CELL_TABLES, PROVENANCE, CONFLICT, LINEAGE, QUARANTINE)
    },
}
"""Columns of the tables of the second layer, all by `model_id`."""

LayerVersions = tuple[str, str]
"""Version of the code that extracts, and of the code that settles."""


def connect_cache(
    path: Path, versions: LayerVersions, spare: Path
) -> tuple[duckdb.DuckDBPyConnection, str | None]:
    """Open a cache; a file that cannot be used is replaced by an empty one.

    Args:
        path: The file.
        versions: Layers made by other code are emptied.
        spare: File to use while another process uses the cache.

    Returns:
        The open file, and why it is not the one that was asked for, or None.

    Raises:
        CatalogueError: The folder cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueError(
            f"Cannot write to {path.parent}: {error.strerror}. Choose another data "
            "folder with --data-dir."
        ) from error
    try:
        return _prepared(path, versions), None
    except duckdb.Error as error:
        if "Conflicting lock" in str(error):
            return _prepared(spare, versions), (
                f"Another build is using {path}; this one does without it."
            )
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    note = f"{path} could not be read and was replaced; every model is read again."
    return _prepared(path, versions), note


def _prepared(path: Path, versions: LayerVersions) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path))
    try:
        connection.execute(WITHOUT_PROGRESS)
        for setting in (
            f"memory_limit = '{MEMORY_LIMIT}'",
            f"temp_directory = {quote_text(f'{path}.tmp')}",
        ):
            connection.execute(f"SET {setting}")
        _create(connection, versions)
    except BaseException:
        connection.close()
        raise
    return connection


def _create(connection: duckdb.DuckDBPyConnection, versions: LayerVersions) -> None:
    connection.begin()
    connection.execute(
        "CREATE TABLE IF NOT EXISTS layer (name VARCHAR, made_by VARCHAR)"
    )
    made_by = dict(connection.execute("FROM layer").fetchall())
    for name, tables, version in zip(
        ("extracted", "settled"), (EXTRACTED, SETTLED), versions, strict=True
    ):
        if made_by.get(name) == f"{LAYOUT}:{version}":
            continue
        for table, columns in tables.items():
            listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            connection.execute(f"CREATE OR REPLACE TABLE {table} ({listed})")
        connection.execute("DELETE FROM layer WHERE name = ?", [name])
        connection.execute(
            "INSERT INTO layer VALUES (?, ?)", [name, f"{LAYOUT}:{version}"]
        )
    connection.commit()
