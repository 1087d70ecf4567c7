"""Rules over a whole catalogue, without all of its findings in memory.

Findings and provenance are by far the largest tables. Rules are given the claims they
ask for by field, and what flagged cells rest on is looked up afterwards.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules import apply_rules
from nsl_db.curation.rules.registry import RULES
from nsl_db.curation.rules.view import View
from nsl_db.schema.frames import empty_frame
from nsl_db.schema.tables import CELL_TABLES, FINDING, PROVENANCE, tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.curation.rules.rule import Find
    from nsl_db.db.build_cache import BuildCache
    from nsl_db.pipeline.claims import Claims

__all__ = ["CELL", "ruled"]

CELL = ("table_name", "model_id", "field")
"""What names a cell."""


class _StoredView(View):
    """The frames of a build; what was extracted is read where it is asked for.

    `frames["finding"]` holds only what tables say, and `frames["provenance"]` nothing.

    Args:
        frames: Frame of each table but `finding` and `provenance`.
        cache: Holds the others.
        claims: Holds what tables say.
    """

    def __init__(
        self, frames: Mapping[str, pl.DataFrame], cache: BuildCache, claims: Claims
    ) -> None:
        super().__init__(frames)
        self._cache = cache
        self._tables = claims.findings
        self._read: dict[tuple[str, ...], pl.DataFrame] = {}

    def claims(self, *fields: str) -> pl.DataFrame:
        """The findings on some fields; several rules ask for the same."""
        if fields not in self._read:
            stated = self._tables.filter(pl.col("field").is_in(fields))
            extracted = self._cache.claims_on(fields)
            self._read[fields] = pl.concat([extracted, stated])
        return self._read[fields]

    def trust(self, field: str) -> pl.DataFrame:
        """What the cells of a field rest on: `model_id`, `origin`, `confidence`."""
        origins = self._cache.provenance_of(field)
        kinds = self.claims(field).select("finding_id", "confidence")
        return origins.join(kinds, on="finding_id", how="left").select(
            "model_id", "origin", "confidence"
        )


def ruled(
    frames: Mapping[str, pl.DataFrame], cache: BuildCache, claims: Claims
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Apply every rule.

    Args:
        frames: Frame of each table but `finding` and `provenance`.
        cache: Holds the others.
        claims: The sources; without curators' decisions rules only flag.

    Returns:
        The frames, and the cells that were emptied, with the columns `CELL`.
    """
    absent = {
        item.name: empty_frame(item)
        for item in tables_of("catalogue")
        if item.name not in frames
    }
    view = _StoredView(
        {**absent, **frames, FINDING.name: claims.findings}, cache, claims
    )
    found = {rule.code: rule.find(view) for rule in RULES}
    names = [item.name for item in CELL_TABLES]
    flagged = [
        rows.filter(pl.col("table_name").is_in(names)).select(CELL)
        for rows in found.values()
    ]
    cells = pl.concat([empty_frame(PROVENANCE).select(CELL), *flagged]).unique()
    origins = cache.provenance_at(cells)
    resting = origins["finding_id"].drop_nulls().unique()
    evidence = [
        cache.findings_named(resting),
        claims.findings.filter(pl.col("finding_id").is_in(resting.implode())),
    ]
    kept = apply_rules(
        {**frames, PROVENANCE.name: origins, FINDING.name: pl.concat(evidence)},
        withhold=claims.is_curated,
        rules=[replace(rule, find=_giving(found[rule.code])) for rule in RULES],
    )
    emptied = origins.join(kept[PROVENANCE.name], on=CELL, how="anti").select(CELL)
    return {name: kept[name] for name in frames}, emptied


def _giving(rows: pl.DataFrame) -> Find:
    """A rule that has found already."""
    return lambda _: rows
