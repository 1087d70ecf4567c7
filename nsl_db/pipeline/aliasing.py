"""Giving the models of a table the identifiers that the catalogue knows them by."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.aliases import canonical_id
from nsl_db.pipeline.finding_rows import as_findings
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import EVALUATION, FINDING, GENERATION_FEATURE, QUARANTINE

if TYPE_CHECKING:
    from nsl_db.curation.sources.tables import SourceTables
    from nsl_db.schema.spec import Table

__all__ = ["with_canonical_ids"]

DOUBLED = "doubled_by_alias"
"""Reason code of a row that a source has under two names of one model."""


def with_canonical_ids(tables: SourceTables) -> tuple[SourceTables, pl.DataFrame]:
    """Replace other names of models by the identifiers they stand for.

    Where a source then has two scores or statistics for one thing, the one under the
    identifier itself counts, else the first.

    Returns:
        The tables, and rows of `quarantine` for what does not count.
    """
    source = tables.name
    names = {
        str(name): canonical_id(str(name), source)
        for frame in (tables.finding, tables.evaluation, tables.generation_feature)
        for name in frame["model_id"].unique()
    }
    changed = {name: known for name, known in names.items() if name != known}
    if not changed:
        return tables, frame_of(QUARANTINE, [])
    scores, doubled_scores = _renamed(EVALUATION, tables.evaluation, changed)
    statistics, doubled = _renamed(
        GENERATION_FEATURE, tables.generation_feature, changed
    )
    renamed = replace(
        tables,
        finding=_renamed_findings(tables.finding, changed),
        evaluation=scores,
        generation_feature=statistics,
    )
    return renamed, pl.concat([doubled_scores, doubled])


def _renamed_findings(frame: pl.DataFrame, changed: dict[str, str]) -> pl.DataFrame:
    """Findings have an identifier that depends on the model: it is made anew."""
    is_alias = frame["model_id"].is_in(list(changed))
    moved = (
        replace(finding, model_id=changed[finding.model_id]).as_row()
        for finding in as_findings(frame.filter(is_alias))
    )
    rows = pl.concat([frame.filter(~is_alias), frame_of(FINDING, list(moved))])
    return rows.unique("finding_id", keep="first", maintain_order=True)


def _renamed(
    item: Table, frame: pl.DataFrame, changed: dict[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    written = frame["model_id"]
    moved = frame.with_columns(
        written.replace(changed).alias("model_id"), written.alias("written")
    )
    is_alias = pl.col("written") != pl.col("model_id")
    ordered = moved.sort(is_alias, maintain_order=True)
    is_first = ordered.select(pl.struct(item.primary_key).is_first_distinct())
    kept = ordered.filter(is_first.to_series())
    doubled = ordered.filter(~is_first.to_series())
    return kept.select(item.fields), _quarantined(item, doubled)


def _quarantined(item: Table, rows: pl.DataFrame) -> pl.DataFrame:
    return frame_of(
        QUARANTINE,
        [
            {
                "table_name": item.name,
                "model_id": row["model_id"],
                "source": row["source"],
                "verdict": "refused",
                "reason_code": DOUBLED,
                "message": f"{row['written']} is another name of {row['model_id']}, "
                "about which the source says the same thing twice",
                "row_content": json.dumps(row, sort_keys=True),
            }
            for row in rows.to_dicts()
        ],
    )
