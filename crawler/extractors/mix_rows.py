"""Rows of a table of sources, and the parts of a mixture that they make up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.domain_words import Label
from nsl_db.crawler.extractors.mix_columns import as_shares
from nsl_db.crawler.extractors.mixture import Part, is_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cell", "Source", "parts_of_shares", "parts_of_tokens"]

MIN_TOKEN_ROWS = 3
"""Fewest sources of a mixture that is told in tokens."""

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the table: its label, its value and where that stands."""

    label: Label
    value: float
    row: int
    is_total: bool


def parts_of_shares(sources: Sequence[Source], column: int) -> list[Part[Cell]]:
    """Parts of a column of shares, sums of others left out."""
    rows = [source for source in sources if not source.is_total]
    shares = as_shares([source.value for source in rows])
    if shares is None:
        rows = _without_sums(rows)
        shares = as_shares([source.value for source in rows])
    if shares is None:
        return []
    return [
        Part(source.label, share, (source.row, column))
        for source, share in zip(rows, shares, strict=True)
    ]


def _without_sums(rows: Sequence[Source]) -> list[Source]:
    """Drop every row that is the sum of the rows right behind it."""
    kept: list[Source] = []
    position = 0
    while position < len(rows):
        length = _members(rows, position)
        start = position + 1 if length else position
        kept.extend(rows[start : position + 1 + length])
        position += 1 + length
    return kept


def _members(rows: Sequence[Source], position: int) -> int:
    """How many of the rows behind a row add up to it, at least two; else 0."""
    total = 0.0
    whole = rows[position].value
    for count, row in enumerate(rows[position + 1 :], 1):
        total += row.value
        if count > 1 and abs(total - whole) <= 0.005 * whole:
            return count
        if total > whole * 1.01:
            return 0
    return 0


def parts_of_tokens(sources: Sequence[Source], column: int) -> list[Part[Cell]]:
    """Parts of a column of tokens, checked against the total where there is one."""
    rows = [source for source in sources if not source.is_total]
    totals = [source.value for source in sources if source.is_total]
    total = sum(source.value for source in rows)
    if totals and not _agrees(total, totals[-1]):
        rows = _without_sums(rows)
        total = sum(source.value for source in rows)
    if len(rows) < MIN_TOKEN_ROWS or total <= 0:
        return []
    if totals and not (len(totals) == 1 and _agrees(total, totals[0])):
        return []
    if not totals and len(_without_sums(rows)) != len(rows):
        return []
    return [
        Part(source.label, source.value / total, (source.row, column))
        for source in rows
    ]


def _agrees(total: float, stated: float) -> bool:
    return stated > 0 and is_whole(total / stated)
