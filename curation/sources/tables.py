"""The tables in which a source states its claims, and their Parquet form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.errors import SourceError
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import EVALUATION, FINDING, GENERATION_FEATURE, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nsl_db.schema.evidence import Finding

__all__ = ["SourceTables", "read_tables", "source_tables", "write_tables"]

_TABLES = (SOURCE, FINDING, EVALUATION, GENERATION_FEATURE)


@dataclass(frozen=True, slots=True)
class SourceTables:
    """Everything that one source claims.

    Attributes:
        source: One row of `source`.
        finding: Rows of `finding`.
        evaluation: Rows of `evaluation`.
        generation_feature: Rows of `generation_feature`.
        skipped: Number of scores that were left out, by reason; not stored.
    """

    source: pl.DataFrame
    finding: pl.DataFrame
    evaluation: pl.DataFrame
    generation_feature: pl.DataFrame
    skipped: Mapping[str, int] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """Name of the source."""
        return str(self.source["source"][0])


def source_tables(
    source: Mapping[str, Any],
    findings: Iterable[Finding] = (),
    evaluations: Iterable[Mapping[str, Any]] = (),
    skipped: Mapping[str, int] | None = None,
) -> SourceTables:
    """Gather what a source claims; it has no statistics of generated text.

    Args:
        source: Its row of `source`.
        findings: Claims about cells.
        evaluations: Rows of `evaluation`.
        skipped: Number of scores that were left out, by reason.
    """
    return SourceTables(
        source=frame_of(SOURCE, [dict(source)]),
        finding=frame_of(FINDING, [finding.as_row() for finding in findings]),
        evaluation=frame_of(EVALUATION, [dict(row) for row in evaluations]),
        generation_feature=frame_of(GENERATION_FEATURE, []),
        skipped=dict(skipped or {}),
    )


def write_tables(tables: SourceTables, directory: Path) -> list[Path]:
    """Write a source as compact Parquet, one file per table.

    Returns:
        The files written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for item in _TABLES:
        path = directory / f"{item.name}.parquet"
        frame: pl.DataFrame = getattr(tables, item.name)
        frame.write_parquet(path, compression="zstd", compression_level=19)
        paths.append(path)
    return paths


def read_tables(directory: Path) -> SourceTables:
    """Read a source written by `write_tables`.

    Raises:
        SourceError: A file is missing or does not have the declared columns.
    """
    frames = {}
    for item in _TABLES:
        path = directory / f"{item.name}.parquet"
        try:
            frame = pl.read_parquet(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise SourceError(f"Cannot read {path}: {error}.") from error
        if tuple(frame.columns) != item.fields:
            raise SourceError(
                f"{path} has the columns {frame.columns}, not those of the table "
                f"{item.name}. Import the source again with `nsl-db import`."
            )
        frames[item.name] = frame
    return SourceTables(
        source=frames[SOURCE.name],
        finding=frames[FINDING.name],
        evaluation=frames[EVALUATION.name],
        generation_feature=frames[GENERATION_FEATURE.name],
    )
