"""Keeping rows that the schema refuses out of the catalogue, and in sight.

What fits the schema and still makes no sense is left to `nsl_db.curation.rules`.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import CELL_TABLES, MODEL, QUARANTINE, tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.schema.spec import Table

__all__ = ["quarantine_failures"]


def quarantine_failures(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Move failing rows of every table to `quarantine`.

    A model stays known by its identifier even where its row is refused; the
    provenance of refused cells goes with them.

    Returns:
        Frames whose rows all pass.
    """
    from nsl_db.schema.pandera_models import failures

    kept = dict(frames)
    refused: list[dict[str, Any]] = []
    for item in tables_of("catalogue"):
        frame = frames.get(item.name)
        if frame is None or item.name == QUARANTINE.name:
            continue
        failed = failures(item, frame)
        if not failed:
            continue
        positions = sorted({failure.row for failure in failed})
        reasons = {failure.row: failure for failure in reversed(failed)}
        bad = frame[positions]
        for position, row in zip(positions, bad.to_dicts(), strict=True):
            refused.append(_quarantine_row(item, row, reasons[position].reason_code))
        index = pl.int_range(pl.len())
        kept[item.name] = frame.filter(~index.is_in(positions))
        _forget(kept, item, bad)
    if refused:
        kept[QUARANTINE.name] = pl.concat(
            [kept[QUARANTINE.name], frame_of(QUARANTINE, refused)]
        )
    return kept


def _forget(kept: dict[str, pl.DataFrame], item: Table, bad: pl.DataFrame) -> None:
    """Take back what depends on the refused rows of a resolved table."""
    if item not in CELL_TABLES:
        return
    ids = bad["model_id"].to_list()
    gone = (pl.col("table_name") == item.name) & pl.col("model_id").is_in(ids)
    kept["provenance"] = kept["provenance"].filter(~gone)
    if item.name == MODEL.name:
        bare = frame_of(MODEL, [{"model_id": model_id} for model_id in ids])
        kept[MODEL.name] = pl.concat([kept[MODEL.name], bare])


def _quarantine_row(item: Table, row: dict[str, Any], reason: str) -> dict[str, Any]:
    rules = {check.id: check.sentence for check in item.row_checks}
    return {
        "table_name": item.name,
        "model_id": row.get("model_id"),
        "source": row.get("source"),
        "verdict": "refused",
        "reason_code": reason,
        "message": rules.get(reason, f"The row fails the check {reason!r}."),
        "row_content": json.dumps(row, sort_keys=True, default=_plain),
    }


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
