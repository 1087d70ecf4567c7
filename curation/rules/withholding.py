"""Taking near-certain errors out of their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.schema.tables import (
    CELL_TABLES,
    EVALUATION,
    FINDING,
    GENERATION_FEATURE,
    MODEL,
    PROVENANCE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["withhold_flagged"]

TRUSTED = ("stated", "derived")
"""Kinds of evidence that only arithmetic overrules."""

_CELL = ["table_name", "model_id", "field"]
_ROWS = (
    (EVALUATION, ["model_id", "protocol_id", "source"]),
    (GENERATION_FEATURE, ["model_id", "statistic", "source"]),
)


def withhold_flagged(
    frames: Mapping[str, pl.DataFrame], flagged: pl.DataFrame
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Empty flagged cells, remove flagged scores and statistics.

    A cell stays where a curator decided it, or where the model's own files state it
    and the rule is no arithmetic certainty.

    Args:
        frames: Frame of each catalogue table.
        flagged: Flags with `withholds` and `is_certain`.

    Returns:
        The frames without what was withheld, and the flags with their `verdict`.
    """
    kept = dict(frames)
    flagged = flagged.with_row_index("flag").with_columns(statistic="field")
    wanted = flagged.filter("withholds")
    cells = _cells(frames, wanted)
    gone = [cells["flag"]]
    for item in CELL_TABLES:
        part = cells.filter(table_name=item.name)
        if not part.is_empty():
            kept[item.name] = _emptied(frames[item.name], part, item is MODEL)
    kept[PROVENANCE.name] = _without(frames[PROVENANCE.name], cells, _CELL)
    for item, key in _ROWS:
        has_key = pl.all_horizontal(pl.col(key).is_not_null())
        part = wanted.filter(has_key, pl.col("table_name") == item.name)
        kept[item.name] = _without(frames[item.name], part, key)
        gone.append(part["flag"])
    is_gone = pl.col("flag").is_in(pl.concat(gone).implode())
    verdict = pl.when(is_gone).then(pl.lit("withheld")).otherwise(pl.lit("flagged"))
    return kept, flagged.with_columns(verdict=verdict)


def _cells(frames: Mapping[str, pl.DataFrame], wanted: pl.DataFrame) -> pl.DataFrame:
    """The flags on cells that may be emptied."""
    flagged = wanted.filter(
        pl.col("table_name").is_in([item.name for item in CELL_TABLES])
    )
    origins = frames[PROVENANCE.name].join(flagged, on=_CELL, how="semi")
    kinds = frames[FINDING.name].select("finding_id", "confidence")
    kinds = kinds.join(origins, on="finding_id", how="semi")
    origins = origins.join(kinds, on="finding_id", how="left")
    is_curated = pl.col("origin") == "override"
    is_trusted = pl.col("confidence").is_in(TRUSTED).fill_null(False)
    return flagged.join(
        origins.select(*_CELL, "origin", "confidence"), on=_CELL, how="inner"
    ).filter(~is_curated, ~is_trusted | pl.col("is_certain"))


def _without(frame: pl.DataFrame, gone: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    return frame.join(gone, on=key, how="anti", maintain_order="left")


def _emptied(frame: pl.DataFrame, gone: pl.DataFrame, is_model: bool) -> pl.DataFrame:
    """The frame without some cells, and without rows that have no cell left."""
    cleared = [
        pl.when(~pl.col("model_id").is_in(part["model_id"].implode()))
        .then(pl.col(name))
        .alias(name)
        for (name,), part in gone.group_by("field", maintain_order=True)
        if isinstance(name, str)
    ]
    frame = frame.with_columns(cleared)
    if is_model:
        return frame
    return frame.filter(pl.any_horizontal(pl.exclude("model_id").is_not_null()))
