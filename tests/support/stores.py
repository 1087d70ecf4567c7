"""Raw stores with small models, filled without a crawl."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nsl_db.db.raw import DocumentRecord, RawStore, SnapshotRecord
from tests.support.models import model_files

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["START", "store_model", "store_models"]

START = datetime(2026, 1, 1)
"""When models are read unless it is said otherwise."""


def store_model(
    path: Path, model_id: str, files: dict[str, bytes], *, days: int = 0
) -> None:
    """Store one model, read some days after the start."""
    with RawStore(path) as store:
        store.add_snapshot(_snapshot(model_id, files, days))


def store_models(path: Path, number: int, *, days: int = 0) -> None:
    """Store models `acme/m000` and on; they differ in their width."""
    with RawStore(path) as store:
        store.add_snapshots(
            _snapshot(
                f"acme/m{index:03}",
                model_files(hidden_size=64 * (index + days + 1)),
                days,
            )
            for index in range(number)
        )


def _snapshot(model_id: str, files: dict[str, bytes], days: int) -> SnapshotRecord:
    documents = tuple(
        DocumentRecord(path, "stored", content) for path, content in files.items()
    )
    at = START + timedelta(days=days)
    return SnapshotRecord(model_id, f"rev{days}", "complete", at, documents)
