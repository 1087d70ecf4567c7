"""DuckDB prints nothing of its own among the data."""

from __future__ import annotations

from pathlib import Path

import duckdb

from nsl_db.db.build_cache_file import connect_cache
from nsl_db.db.connection import open_new, open_raw, open_read_only, sandbox
from tests.support.catalogues import write_tiny

SHOWS_PROGRESS = "SELECT current_setting('enable_progress_bar')"


def shows_progress(connection: duckdb.DuckDBPyConnection) -> bool:
    ((shown,),) = connection.execute(SHOWS_PROGRESS).fetchall()
    return bool(shown)


def test_no_connection_shows_progress(tmp_path: Path) -> None:
    path = tmp_path / "catalog.duckdb"
    write_tiny(path)
    with open_read_only(path) as connection:
        assert not shows_progress(connection)
    with sandbox(path) as connection:
        assert not shows_progress(connection)
    with open_new(tmp_path / "new.duckdb") as connection:
        assert not shows_progress(connection)
    with open_raw(tmp_path / "raw.duckdb", read_only=False) as connection:
        assert not shows_progress(connection)
    connection, _ = connect_cache(tmp_path / "cache", ("1", "2"), tmp_path / "spare")
    with connection:
        assert not shows_progress(connection)
