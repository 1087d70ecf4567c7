"""The raw store: what was read, byte for byte, before anything is made of it.

Append-only and content-addressed. One process writes, the crawler or an import;
DuckDB itself keeps a second one out.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Self

import duckdb

from nsl_db.db.bulk import put_rows, put_snapshots
from nsl_db.db.connection import fetch, first_line, open_raw, transaction
from nsl_db.db.listings import ListingPage, Listings, put_pages
from nsl_db.db.raw_models import (
    newest_models,
    read_history,
    read_imports,
    read_models,
    read_runs,
    read_some,
)
from nsl_db.db.raw_pages import known_pages, page_hashes, read_pages
from nsl_db.db.raw_records import (
    DocumentRecord,
    ImportedSource,
    PageRecord,
    SnapshotRecord,
    StoredModel,
    StoredPage,
)
from nsl_db.errors import SnapshotError
from nsl_db.schema.duckdb_ddl import comments, create_table
from nsl_db.schema.tables import (
    BUILD_MANIFEST,
    CRAWL_RUN,
    MODEL_ALIAS,
    tables_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    import polars as pl

__all__ = [
    "RAW_VERSION",
    "DocumentRecord",
    "ImportedSource",
    "PageRecord",
    "RawStore",
    "SnapshotRecord",
    "StoredModel",
    "StoredPage",
]

RAW_VERSION = "1"
"""Version of the raw store's tables, kept in its `build_manifest`."""


class RawStore:
    """A raw store file; use it as a context manager."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the store, creating it unless it is opened for reading.

        Raises:
            SnapshotError: The file cannot be opened or is of another version.
        """
        self.path = path
        if read_only and not path.is_file():
            raise SnapshotError(
                f"No raw store at {path}. Fill one with `nsl-db crawl MODEL_ID`."
            )
        self._connection = open_raw(path, read_only=read_only)
        try:
            self._prepare(read_only=read_only)
        except BaseException as error:
            self._connection.close()
            self._explain(error)
            raise

    def _explain(self, error: BaseException | None) -> None:
        """Say what an error of DuckDB means for the store.

        Raises:
            SnapshotError: It is one.
        """
        if isinstance(error, duckdb.Error):
            raise SnapshotError(
                f"Cannot read the raw store {self.path}: {first_line(error)}. Put a "
                "copy of the file back, or move it away and crawl again."
            ) from error

    def _prepare(self, *, read_only: bool) -> None:
        found = fetch(self._connection, "SELECT table_name FROM duckdb_tables()")
        tables = set(found["table_name"])
        if not tables and not read_only:
            self._create(tables)
        version = self._version() if tables or not read_only else None
        if version != RAW_VERSION:
            raise SnapshotError(
                f"{self.path} is a raw store of version {version}, and this program "
                f"reads version {RAW_VERSION}. Move it away and crawl again."
            )
        if tables:
            self._create(tables, is_temporary=read_only)

    def _create(self, existing: set[str], *, is_temporary: bool = False) -> None:
        """Create the tables that do not exist; a new table needs no new version.

        A reader sees them empty, and the file is not changed.
        """
        missing = [item for item in tables_of("raw") if item.name not in existing]
        if not missing:
            return
        with transaction(self._connection):
            for item in missing:
                statement = create_table(item)
                if is_temporary:
                    statement = statement.replace("CREATE", "CREATE TEMPORARY", 1)
                self._connection.execute(statement)
                for comment in comments(item):
                    self._connection.execute(comment)
            if not existing:
                manifest = [("raw_version", RAW_VERSION)]
                put_rows(self._connection, BUILD_MANIFEST, manifest)

    def _version(self) -> str | None:
        try:
            rows = self._connection.execute(
                "SELECT text FROM build_manifest WHERE name = 'raw_version'"
            ).fetchall()
        except duckdb.CatalogException:
            return None
        return str(rows[0][0]) if rows else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._explain(error)

    def add_snapshot(self, snapshot: SnapshotRecord) -> None:
        """Store a model and its files in one transaction.

        The same model and revision again replaces the earlier attempt.
        """
        self.add_snapshots([snapshot])

    def add_snapshots(
        self, snapshots: Iterable[SnapshotRecord], pages: Iterable[ListingPage] = ()
    ) -> None:
        """Store models and the pages that are settled with them, in one transaction.

        Raises:
            SnapshotError: They cannot be written; then none of them is stored.
        """
        with transaction(self._connection):
            put_snapshots(self._connection, snapshots)
            put_pages(self._connection, pages)

    @property
    def listings(self) -> Listings:
        """Listings that were read, to their end or not."""
        return Listings(self._connection)

    def add_aliases(self, names: Mapping[str, str], seen_at: datetime) -> None:
        """Store by which other names the Hub finds models: `{alias: model_id}`."""
        rows = [(alias, model_id, seen_at) for alias, model_id in names.items()]
        with transaction(self._connection):
            put_rows(self._connection, MODEL_ALIAS, rows)

    def _put(self, content: bytes | None) -> str | None:
        if content is None:
            return None
        sha256 = hashlib.sha256(content).hexdigest()
        self._connection.execute(
            "INSERT OR IGNORE INTO document VALUES (?, ?, ?)",
            [sha256, content, len(content)],
        )
        return sha256

    def known_revisions(self) -> set[tuple[str, str]]:
        """`(model_id, revision)` of the snapshots that need not be read again."""
        rows = self._connection.execute(
            "SELECT model_id, revision FROM snapshot WHERE snapshot_state <> 'failed'"
        ).fetchall()
        return {(str(model_id), str(revision)) for model_id, revision in rows}

    def add_page(self, page: PageRecord) -> None:
        """Store a page of a paper in place of an earlier attempt to read it."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO paper_page VALUES (?, ?, ?, ?, ?, ?)",
                [
                    page.arxiv_id,
                    page.kind,
                    page.url,
                    page.status,
                    self._put(page.content),
                    page.fetched_at,
                ],
            )

    def known_pages(self) -> set[tuple[str, str]]:
        """`(arxiv_id, kind)` of the pages that need not be read again."""
        return known_pages(self._connection)

    def page_hashes(self, as_of: datetime | None = None) -> dict[str, dict[str, str]]:
        """Hash of every stored page, by paper and kind.

        Args:
            as_of: Leave out what was read after this instant.
        """
        return page_hashes(self._connection, as_of)

    def pages(
        self, as_of: datetime | None = None, arxiv_ids: Sequence[str] | None = None
    ) -> Iterator[StoredPage]:
        """Stored pages by paper and kind.

        Args:
            as_of: Leave out what was read after this instant.
            arxiv_ids: The papers; all where None.
        """
        return read_pages(self._connection, as_of, arxiv_ids)

    def put_run(self, values: Mapping[str, Any]) -> None:
        """Store or replace one row of `crawl_run`."""
        with transaction(self._connection):
            put_rows(
                self._connection,
                CRAWL_RUN,
                [[values.get(name) for name in CRAWL_RUN.fields]],
            )

    def close_killed_runs(self) -> None:
        """Note of runs that never ended that they were killed.

        The caller holds the store alone, so none of them can be under way.
        """
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE crawl_run SET run_status = 'failed', last_error = 'killed' "
                "WHERE run_status = 'running'"
            )

    def add_import(
        self, source: str, files: Mapping[str, bytes], imported_at: datetime
    ) -> None:
        """Store the files of an imported source in place of its earlier ones."""
        with transaction(self._connection):
            self._connection.execute(
                "DELETE FROM imported_file WHERE source = ?", [source]
            )
            for path, content in sorted(files.items()):
                self._connection.execute(
                    "INSERT INTO imported_file VALUES (?, ?, ?, ?)",
                    [source, path, self._put(content), imported_at],
                )

    def imports(self, as_of: datetime | None = None) -> list[ImportedSource]:
        """Imported sources by name, without those imported after `as_of`."""
        return read_imports(self._connection, as_of)

    def newest(self, as_of: datetime | None = None) -> pl.DataFrame:
        """The newest whole snapshot of each model, else its newest one, by model id.

        A model that was gated, emptied or deleted later keeps what was read before.

        Args:
            as_of: Leave out what was read after this instant.

        Returns:
            Columns `model_id`, `revision` and `documents_key`, which is equal for
            equal files.
        """
        return newest_models(self._connection, as_of)

    def models(self, as_of: datetime | None = None) -> Iterator[StoredModel]:
        """The models of `newest`, a few at a time, with their files."""
        return read_models(self._connection, as_of)

    def read(self, keys: Sequence[tuple[str, str]]) -> list[StoredModel]:
        """The files of some models: `(model_id, revision)`, in the given order."""
        return read_some(self._connection, keys)

    def revisions(self) -> pl.DataFrame:
        """`model_id` and `revision` of every snapshot, whatever became of it."""
        return fetch(self._connection, "SELECT model_id, revision FROM snapshot")

    def runs(self) -> pl.DataFrame:
        """Every row of `crawl_run`, newest first."""
        return read_runs(self._connection)

    def history(self, as_of: datetime | None = None) -> dict[str, pl.DataFrame]:
        """The `snapshot` and `crawl_run` rows that the catalogue repeats."""
        return read_history(self._connection, as_of)
