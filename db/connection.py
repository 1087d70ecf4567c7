"""Opening DuckDB files. Everything that touches DuckDB goes through here."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from nsl_db.errors import CatalogueError, NslDbError, SnapshotError
from nsl_db.schema.duckdb_ddl import quote_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from nsl_db.schema.spec import Table

__all__ = [
    "NEW_FILE",
    "WITHOUT_PROGRESS",
    "fetch",
    "first_line",
    "insert",
    "open_new",
    "open_raw",
    "open_read_only",
    "sandbox",
    "transaction",
]

STORAGE_VERSION = "v1.0.0"
"""File format of the catalogue: every DuckDB since 1.0 reads it."""

WRITER_SETTINGS = ("threads = 1", "memory_limit = '1GB'")
"""A crawl stores little at a time, and leaves the machine to others."""

READER_SETTINGS = ("memory_limit = '400MB'",)
"""Several processes read at once, each a few models at a time."""

NEW_FILE = "target"
"""Name of a new file among the databases of its connection."""

BUILD_MEMORY = "600MB"
"""Memory with which a file is filled; beyond it DuckDB uses the disk."""

WITHOUT_PROGRESS = "SET enable_progress_bar = false"
"""DuckDB prints how far a long statement is, among the data, unless told not to."""

LOCK_HOLDER = re.compile(r"Conflicting lock is held in .*\(PID (\d+)\)")
"""How DuckDB names the process that holds a file."""


@contextmanager
def open_new(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Create a database file in the format that all DuckDB versions since 1.0 read.

    One thread fills it: several leave gaps that are closed by writing it again.

    Args:
        path: A file that does not exist yet.
    """
    with duckdb.connect() as connection:
        connection.execute(WITHOUT_PROGRESS)
        connection.execute(f"SET memory_limit = '{BUILD_MEMORY}'")
        connection.execute("SET threads = 1")
        connection.execute(f"SET temp_directory = {quote_text(f'{path}.tmp')}")
        connection.execute(
            f"ATTACH {quote_text(str(path))} AS {NEW_FILE} "
            f"(STORAGE_VERSION '{STORAGE_VERSION}')"
        )
        connection.execute(f"USE {NEW_FILE}")
        yield connection
        connection.execute("USE memory")
        connection.execute(f"DETACH {NEW_FILE}")


@contextmanager
def open_read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a catalogue for reading.

    Raises:
        CatalogueError: The file is absent or is not a DuckDB database.
    """
    if not path.is_file():
        raise CatalogueError(
            f"No catalogue at {path}. Build one with `nsl-db build`, or try "
            "`nsl-db quickstart`."
        )
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise CatalogueError(
            f"Cannot open the catalogue {path}: {first_line(error)}. "
            "Rebuild it with `nsl-db build`."
        ) from error
    with connection:
        connection.execute(WITHOUT_PROGRESS)
        yield connection


@contextmanager
def sandbox(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a catalogue for queries written by anyone.

    File access, extensions and settings are switched off, and stay so.
    """
    with open_read_only(path) as connection:
        for setting in (
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
        yield connection


def open_raw(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open the raw store.

    Raises:
        SnapshotError: The file cannot be opened: another process holds it, it is
            damaged, or the folder cannot be written.
    """
    try:
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(path), read_only=read_only)
        connection.execute(WITHOUT_PROGRESS)
        for setting in READER_SETTINGS if read_only else WRITER_SETTINGS:
            connection.execute(f"SET {setting}")
        return connection
    except (duckdb.Error, OSError) as error:
        holder = LOCK_HOLDER.search(str(error))
        if holder is not None:
            raise SnapshotError(
                f"Another nsl-db crawl (pid {holder[1]}) is using {path}. Wait for it "
                "to end, or stop it: what it has stored stays."
            ) from error
        raise SnapshotError(
            f"Cannot open the raw store {path}: {first_line(error)}. Nothing was "
            "changed. Check the file and its folder; if the file is damaged, move it "
            "away and crawl again, or put a copy of it back."
        ) from error


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit changes of a raw store at the end of the block; roll back if it raises.

    Raises:
        SnapshotError: DuckDB refuses the changes, or cannot write them.
    """
    try:
        connection.begin()
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):
                connection.rollback()
            raise
        connection.commit()
    except duckdb.Error as error:
        raise SnapshotError(
            f"Cannot write to the raw store: {first_line(error)}. What was stored "
            "before stays. Check that the disk has room and can be written, then crawl "
            "again."
        ) from error


def fetch(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: Sequence[Any] | Mapping[str, Any] = (),
) -> pl.DataFrame:
    """Run a query and return all of its rows."""
    frame = pl.from_arrow(connection.sql(sql, params=parameters).to_arrow_table())
    if not isinstance(frame, pl.DataFrame):
        raise NslDbError(f"The query gave no table: {sql[:80]}")
    return frame


def insert(
    connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame
) -> None:
    """Append a frame to a table; columns are matched by name."""
    if frame.is_empty():
        return
    columns = ", ".join(table.fields)
    connection.register("incoming", frame.to_arrow())
    try:
        connection.execute(
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM incoming"
        )
    finally:
        connection.unregister("incoming")


def first_line(error: Exception) -> str:
    """The first line of a message of DuckDB, without the full stop."""
    return str(error).strip().split("\n", maxsplit=1)[0].rstrip(".")
