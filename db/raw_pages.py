"""Reading the stored pages of papers back, a few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.db.raw_records import StoredPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

__all__ = ["known_pages", "page_hashes", "read_pages"]

PAGE_BATCH = 20
"""Pages that are in memory at once while reading: each may be many megabytes."""


def known_pages(connection: DuckDBPyConnection) -> set[tuple[str, str]]:
    """`(arxiv_id, kind)` of the pages about which nothing more is to be learned."""
    rows = connection.execute(
        "SELECT arxiv_id, page_kind FROM paper_page WHERE document_status <> 'failed'"
    ).fetchall()
    return {(str(arxiv_id), str(kind)) for arxiv_id, kind in rows}


def page_hashes(
    connection: DuckDBPyConnection, as_of: datetime | None
) -> dict[str, dict[str, str]]:
    """Hash of every stored page by paper and kind, without those read after `as_of`."""
    hashes: dict[str, dict[str, str]] = {}
    for arxiv_id, kind, sha256 in connection.execute(
        "SELECT arxiv_id, page_kind, sha256 FROM paper_page WHERE sha256 IS NOT NULL "
        "AND document_status = 'stored' "
        "AND (?::TIMESTAMP IS NULL OR fetched_at <= ?) ORDER BY ALL",
        [as_of, as_of],
    ).fetchall():
        hashes.setdefault(arxiv_id, {})[kind] = sha256
    return hashes


def read_pages(
    connection: DuckDBPyConnection,
    as_of: datetime | None,
    arxiv_ids: Sequence[str] | None = None,
) -> Iterator[StoredPage]:
    """Stored pages by paper and kind, without those read after `as_of`.

    Args:
        connection: The raw store.
        as_of: An instant, or None for no limit.
        arxiv_ids: The papers; all where None.
    """
    keys = connection.execute(
        "SELECT arxiv_id, page_kind FROM paper_page WHERE document_status = 'stored' "
        "AND (?::TIMESTAMP IS NULL OR fetched_at <= ?) "
        "AND (?::VARCHAR[] IS NULL OR list_contains(?::VARCHAR[], arxiv_id)) "
        "ORDER BY ALL",
        [as_of, as_of, arxiv_ids, arxiv_ids],
    ).fetchall()
    for start in range(0, len(keys), PAGE_BATCH):
        part = keys[start : start + PAGE_BATCH]
        rows = connection.execute(
            "SELECT arxiv_id, page_kind, url, sha256, content, fetched_at "
            "FROM paper_page JOIN document USING (sha256) "
            "WHERE (arxiv_id, page_kind) IN "
            "(SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])) "
            "ORDER BY arxiv_id, page_kind",
            [[arxiv_id for arxiv_id, _ in part], [kind for _, kind in part]],
        ).fetchall()
        for row in rows:
            yield StoredPage(*row)
