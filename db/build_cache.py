"""What earlier builds made of each model, so that only changed models are read again.

Two layers, one row set per model and both thrown away when their code changes:
what was extracted from the model's files, and what was settled from that, from other
sources and from curators' decisions. The cache is a convenience: without it, or with
a broken one, a build gives the same catalogue.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nsl_db.db.build_cache_file import (
    EXTRACTED,
    SETTLED,
    LayerVersions,
    connect_cache,
)
from nsl_db.db.connection import fetch
from nsl_db.schema.tables import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import polars as pl
    from duckdb import DuckDBPyConnection

__all__ = ["BuildCache", "open_cache"]

_FINDING = ", ".join(FINDING.fields)


@contextmanager
def open_cache(
    path: Path, versions: LayerVersions, spare: Path
) -> Iterator[BuildCache]:
    """Open a cache; see `connect_cache`."""
    connection, note = connect_cache(path, versions, spare)
    with connection:
        yield BuildCache(connection, note)


class BuildCache:
    """An open cache, asked about the models of one build.

    Args:
        connection: The open file.
        note: Why it is not the one that was asked for, or None.
    """

    def __init__(self, connection: DuckDBPyConnection, note: str | None = None) -> None:
        self._connection = connection
        self.note = note

    def want(self, models: pl.DataFrame) -> None:
        """Say which models the build is about.

        Args:
            models: Columns `model_id`, `revision` and `extraction_key`, both NULL
                for models without stored files, and `settling_key`.
        """
        with self._given(incoming=models):
            self._connection.execute(
                "CREATE OR REPLACE TABLE wanted AS FROM incoming ORDER BY model_id"
            )

    def unextracted(self) -> pl.DataFrame:
        """`model_id`, `revision`, `extraction_key` of what has to be extracted."""
        return self._fetch(
            "SELECT model_id, revision, extraction_key FROM wanted "
            "ANTI JOIN extraction USING (model_id, revision, extraction_key) "
            "WHERE revision IS NOT NULL ORDER BY model_id"
        )

    def unsettled(self) -> pl.DataFrame:
        """`model_id`, `revision`, `settling_key` of what has to be settled."""
        return self._fetch(
            "SELECT model_id, revision, settling_key FROM wanted "
            "ANTI JOIN settlement USING (model_id, settling_key) ORDER BY model_id"
        )

    def store_extracted(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Take over what was extracted of some models, in place of what there was."""
        self._store(EXTRACTED, frames, "extraction", ("model_id", "revision"))

    def store_settled(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Take over what was settled of some models, in place of what there was."""
        self._store(SETTLED, frames, "settlement", ("model_id",))

    def _store(
        self,
        tables: Mapping[str, Mapping[str, str]],
        frames: Mapping[str, pl.DataFrame],
        head: str,
        key: tuple[str, ...],
    ) -> None:
        connection, names = self._connection, ", ".join(key)
        connection.execute("SET threads = 1")
        connection.begin()
        with self._given(done=frames[head].select(key)):
            ((num_known,),) = connection.execute(
                f"SELECT count(*) FROM {head} SEMI JOIN done USING ({names})"
            ).fetchall()
            for table in tables if num_known else ():
                connection.execute(
                    f"DELETE FROM {table} "
                    f"WHERE ({names}) IN (SELECT ({names}) FROM done)"
                )
        for table, columns in tables.items():
            if frames[table].is_empty():
                continue
            listed = ", ".join(columns)
            with self._given(incoming=frames[table]):
                connection.execute(
                    f"INSERT INTO {table} ({listed}) SELECT {listed} FROM incoming"
                )
        connection.commit()
        connection.execute("RESET threads")

    def read(self, name: str) -> pl.DataFrame:
        """The rows of one table about the wanted models, by model."""
        names = "model_id, revision" if name in EXTRACTED else "model_id"
        columns = {**EXTRACTED, **SETTLED}[name]
        return self._fetch(
            f"SELECT {', '.join(columns)} FROM {name} "
            f"SEMI JOIN wanted USING ({names}) ORDER BY model_id"
        )

    def findings(self, low: str, high: str) -> pl.DataFrame:
        """Extracted findings of the wanted models between two ids, both included.

        Returns:
            Columns of `finding`, by model, in the order of extraction.
        """
        return self._fetch_beside(
            f"SELECT {_FINDING} FROM hub_finding "
            "SEMI JOIN wanted USING (model_id, revision) "
            "WHERE model_id BETWEEN ? AND ? ORDER BY model_id, position",
            [low, high],
        )

    def findings_of(self, model_ids: pl.Series) -> pl.DataFrame:
        """Extracted findings of some of the wanted models, as `findings` gives them."""
        with self._given(part=model_ids.to_frame("model_id")):
            return self._fetch(
                f"SELECT {_FINDING} FROM hub_finding "
                "SEMI JOIN (FROM wanted SEMI JOIN part USING (model_id)) "
                "USING (model_id, revision) ORDER BY model_id, position"
            )

    def claims_on(self, fields: Sequence[str]) -> pl.DataFrame:
        """Extracted findings of the wanted models on some fields, as `finding`."""
        return self._fetch(
            f"SELECT {_FINDING} FROM hub_finding "
            "SEMI JOIN wanted USING (model_id, revision) "
            "WHERE list_contains(?::VARCHAR[], field) ORDER BY model_id, position",
            [list(fields)],
        )

    def findings_named(self, finding_ids: pl.Series) -> pl.DataFrame:
        """Extracted findings of the wanted models with some ids, as `finding`."""
        with self._given(named=finding_ids.to_frame("finding_id")):
            return self._fetch(
                f"SELECT {_FINDING} FROM hub_finding SEMI JOIN wanted USING "
                "(model_id, revision) SEMI JOIN named USING (finding_id) "
                "ORDER BY model_id, position"
            )

    def provenance_of(self, name: str) -> pl.DataFrame:
        """What the cells of a field rest on."""
        return self._fetch(
            "SELECT * FROM provenance SEMI JOIN wanted USING (model_id) "
            "WHERE field = ? ORDER BY model_id",
            [name],
        )

    def provenance_at(self, cells: pl.DataFrame) -> pl.DataFrame:
        """What some cells rest on: `table_name`, `model_id`, `field`."""
        with self._given(named=cells):
            return self._fetch(
                "SELECT * FROM provenance SEMI JOIN wanted USING (model_id) "
                "SEMI JOIN named USING (table_name, model_id, field) "
                "ORDER BY model_id, table_name, field"
            )

    def provenance(self, low: str, high: str) -> pl.DataFrame:
        """What the cells of the wanted models between two ids rest on."""
        return self._fetch_beside(
            "SELECT * FROM provenance SEMI JOIN wanted USING (model_id) "
            "WHERE model_id BETWEEN ? AND ? ORDER BY model_id, table_name, field",
            [low, high],
        )

    def skipped_scores(self) -> dict[str, int]:
        """Number of scores of the wanted models that were left out, by reason."""
        rows = self._connection.execute(
            "SELECT reason, sum(number)::BIGINT FROM skipped_score "
            "SEMI JOIN wanted USING (model_id, revision) "
            "GROUP BY reason ORDER BY reason"
        ).fetchall()
        return dict(rows)

    def prune(self, snapshots: pl.DataFrame) -> None:
        """Drop what was made of snapshots that there are no more.

        Args:
            snapshots: `model_id` and `revision` of those that there are.
        """
        connection = self._connection
        stale = (
            "SELECT (model_id, revision) FROM extraction "
            "ANTI JOIN held USING (model_id, revision)"
        )
        with self._given(held=snapshots):
            rows = connection.execute(f"SELECT count(*) FROM ({stale})").fetchall()
            if rows[0][0]:
                connection.begin()
                for table in reversed(EXTRACTED):
                    connection.execute(
                        f"DELETE FROM {table} WHERE (model_id, revision) IN ({stale})"
                    )
                connection.commit()

    def _fetch(self, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        return fetch(self._connection, sql, parameters)

    def _fetch_beside(self, sql: str, parameters: Sequence[Any]) -> pl.DataFrame:
        """For threads that read at the same time."""
        with self._connection.cursor() as cursor:
            return fetch(cursor, sql, parameters)

    @contextmanager
    def _given(self, **frames: pl.DataFrame) -> Iterator[None]:
        """Frames that a statement may name as tables."""
        for name, frame in frames.items():
            self._connection.register(name, frame.to_arrow())
        try:
            yield
        finally:
            for name in frames:
                self._connection.unregister(name)
