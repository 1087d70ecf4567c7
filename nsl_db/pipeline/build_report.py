"""What a build gave, in counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["BuildReport", "filled_cells", "quarantined_by"]


FILLED_COLUMNS = 3
"""Fields in one row of the printed table."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build gave.

    Attributes:
        path: The catalogue.
        content_hash: Equal for equal content.
        sources: Names of the sources that were read.
        rows: Number of rows of each table.
        filled: Number of models that each field is known of.
        verdicts: Number of rows of `quarantine` by verdict and reason code.
        skipped_scores: Number of scores in model cards that belong to no known
            benchmark or metric, by reason.
        num_extracted: Models whose files were read anew.
        seconds: Time that it took [s].
        notes: Remarks on the way, in words.
    """

    path: Path
    content_hash: str
    sources: tuple[str, ...]
    rows: dict[str, int]
    filled: dict[str, int]
    verdicts: dict[str, dict[str, int]]
    skipped_scores: dict[str, int] = field(default_factory=dict)
    num_extracted: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def quarantined(self) -> dict[str, int]:
        """Number of rows of `quarantine` by reason code."""
        counts: dict[str, int] = {}
        for reasons in self.verdicts.values():
            for reason, number in reasons.items():
                counts[reason] = counts.get(reason, 0) + number
        return counts

    def as_record(self) -> dict[str, Any]:
        """The report as one flat object."""
        return {
            "catalogue": str(self.path),
            "content_hash": self.content_hash,
            "sources": ", ".join(self.sources),
            **{f"{name} rows": count for name, count in self.rows.items() if count},
            **{
                f"{verdict}: {reason}": count
                for verdict, reasons in self.verdicts.items()
                for reason, count in reasons.items()
            },
            **{
                f"skipped scores: {reason}": count
                for reason, count in self.skipped_scores.items()
            },
            "models extracted": self.num_extracted,
            "seconds": round(self.seconds, 1),
        }

    def as_json(self) -> dict[str, Any]:
        """The same with a dictionary for each kind of count."""
        return {
            **self.as_record(),
            "num_models": self.rows["model"],
            "num_conflicts": self.rows["conflict"],
            "num_extracted": self.num_extracted,
            "rows": self.rows,
            "filled_cells": self.filled,
            "quarantined": self.verdicts,
            "skipped_scores": self.skipped_scores,
        }

    def filled_frame(self) -> pl.DataFrame:
        """Number of models that each field is known of, three fields to a row."""
        pairs: list[tuple[str, int | None]] = [*sorted(self.filled.items())]
        height = -(-len(pairs) // FILLED_COLUMNS)
        columns: dict[str, list[Any]] = {}
        for number in range(FILLED_COLUMNS):
            part = pairs[number * height : (number + 1) * height]
            part += [("", None)] * (height - len(part))
            columns["field" + " " * number] = [name for name, _ in part]
            columns["filled" + " " * number] = [count for _, count in part]
        return pl.DataFrame(columns)


def filled_cells(
    frames: Mapping[str, pl.DataFrame], names: Iterable[str]
) -> dict[str, int]:
    """Number of known cells of each column of some tables, keys aside."""
    return {
        column: int(frames[name][column].count())
        for name in names
        for column in frames[name].columns
        if column != "model_id"
    }


def quarantined_by(quarantine: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Number of rows by verdict and reason code, most frequent first."""
    counts = quarantine.group_by("verdict", "reason_code").agg(
        number=pl.len().cast(pl.Int64)
    )
    ordered = counts.sort(
        "verdict", "number", "reason_code", descending=[False, True, False]
    )
    found: dict[str, dict[str, int]] = {}
    for verdict, reason, number in ordered.iter_rows():
        found.setdefault(verdict, {})[reason] = number
    return found
