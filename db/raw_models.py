"""Reading models, imports and the history of the raw store back."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from nsl_db.db.connection import fetch
from nsl_db.db.raw_records import ImportedSource, StoredModel
from nsl_db.schema.tables import CRAWL_RUN, SNAPSHOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import polars as pl
    from duckdb import DuckDBPyConnection

__all__ = [
    "newest_models",
    "read_history",
    "read_imports",
    "read_models",
    "read_runs",
    "read_some",
]

READ_BATCH = 500
"""Models whose documents are in memory at once while reading."""

_NEWEST = """
WITH newest AS (
    SELECT model_id, arg_max(revision,
        (snapshot_state = 'complete', fetched_at, revision)) AS revision
    FROM snapshot
    WHERE snapshot_state <> 'failed'
        AND ($as_of::TIMESTAMP IS NULL OR fetched_at <= $as_of)
    GROUP BY model_id
), held AS (
    SELECT model_id, revision,
        sha256(string_agg(path || chr(31) || sha256, chr(30) ORDER BY path))
            AS documents_key
    FROM snapshot_document WHERE sha256 IS NOT NULL GROUP BY ALL
)
SELECT model_id, revision, coalesce(documents_key, '') AS documents_key
FROM newest LEFT JOIN held USING (model_id, revision) ORDER BY model_id
"""

_FILES = """
SELECT model_id, revision, path, sha256, content
FROM snapshot_document JOIN document USING (sha256)
WHERE (model_id, revision)
    IN (SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]))
ORDER BY path
"""


def newest_models(
    connection: DuckDBPyConnection, as_of: datetime | None
) -> pl.DataFrame:
    """The snapshot of each model that counts, and a hash over its files.

    Returns:
        Columns `model_id`, `revision` and `documents_key`, by model id.
    """
    return fetch(connection, _NEWEST, {"as_of": as_of})


def read_models(
    connection: DuckDBPyConnection, as_of: datetime | None
) -> Iterator[StoredModel]:
    """The snapshot of each model that counts, with its files, by model id."""
    newest = newest_models(connection, as_of).select("model_id", "revision").rows()
    for start in range(0, len(newest), READ_BATCH):
        yield from read_some(connection, newest[start : start + READ_BATCH])


def read_some(
    connection: DuckDBPyConnection, keys: Sequence[tuple[str, str]]
) -> list[StoredModel]:
    """The files of some models: `(model_id, revision)`, in the given order."""
    rows = connection.execute(
        _FILES,
        [[model_id for model_id, _ in keys], [revision for _, revision in keys]],
    ).fetchall()
    documents: dict[tuple[str, str], dict[str, tuple[str, bytes]]] = {}
    for model_id, revision, path, sha256, content in rows:
        documents.setdefault((model_id, revision), {})[path] = (sha256, content)
    return [
        StoredModel(model_id, revision, documents.get((model_id, revision), {}))
        for model_id, revision in keys
    ]


def read_imports(
    connection: DuckDBPyConnection, as_of: datetime | None
) -> list[ImportedSource]:
    """Imported sources by name, without those imported after `as_of`."""
    rows = connection.execute(
        "SELECT source, imported_at, path, content FROM imported_file "
        "JOIN document USING (sha256) WHERE ?::TIMESTAMP IS NULL "
        "OR imported_at <= ? ORDER BY source, path",
        [as_of, as_of],
    ).fetchall()
    return [
        ImportedSource(
            source=source,
            imported_at=imported_at,
            files={path: content for _, _, path, content in group},
        )
        for (source, imported_at), group in groupby(rows, key=lambda row: row[:2])
    ]


def read_runs(connection: DuckDBPyConnection) -> pl.DataFrame:
    """Every row of `crawl_run`, newest first."""
    return fetch(
        connection,
        f"SELECT {', '.join(CRAWL_RUN.fields)} FROM crawl_run "
        "ORDER BY started_at DESC, run_id",
    )


def read_history(
    connection: DuckDBPyConnection, as_of: datetime | None
) -> dict[str, pl.DataFrame]:
    """The `snapshot` and `crawl_run` rows that the catalogue repeats."""
    limits = ((SNAPSHOT, "fetched_at"), (CRAWL_RUN, "started_at"))
    return {
        table.name: fetch(
            connection,
            f"SELECT {', '.join(table.fields)} FROM {table.name} "
            f"WHERE ?::TIMESTAMP IS NULL OR {column} <= ?",
            [as_of, as_of],
        )
        for table, column in limits
    }
