"""HTML tables as grids of text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

__all__ = ["read_html_table", "split_html_tables"]

MAX_ROWS = 500
"""Most rows that are read."""

MAX_COLUMNS = 60
"""Most columns that are read."""

MAX_SPAN = 100
"""Largest rowspan or colspan that is believed."""

MAX_TAGS = 20_000
"""Most tags of a table that is read."""

_EDGE = re.compile(r"<(?P<close>/?)table\b[^<>]{0,2000}>?", re.IGNORECASE)
_SPAN = re.compile(r"\d{1,3}")


def split_html_tables(markup: str) -> list[str]:
    """The outermost tables of a text, each with what it holds."""
    found: list[str] = []
    depth = start = 0
    for edge in _EDGE.finditer(markup):
        if not edge["close"]:
            start = edge.start() if depth == 0 else start
            depth += 1
        elif depth > 0:
            depth -= 1
            if depth == 0:
                found.append(markup[start : edge.end()])
    if depth > 0:
        found.append(markup[start:])
    return found


@lru_cache(maxsize=8)
def read_html_table(markup: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table; a cell over several rows or columns is repeated.

    A table with another one inside, or with too many tags, gives no rows.
    """
    from bs4 import BeautifulSoup

    if len(_EDGE.findall(markup)) > 2 or markup.count("<") > MAX_TAGS:
        return ()
    table = BeautifulSoup(markup, "lxml").find("table")
    if table is None:
        return ()
    rows = table.find_all("tr", limit=MAX_ROWS)
    grid: dict[tuple[int, int], str] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.find_all(["td", "th"], limit=MAX_COLUMNS):
            while (number, column) in grid:
                column += 1
            _place(grid, cell, number, column)
    return _as_rows(grid, len(rows))


def _place(grid: dict[tuple[int, int], str], cell: Tag, row: int, column: int) -> None:
    text = " ".join(cell.get_text(" ").split())
    last_row = min(row + _span(cell, "rowspan"), MAX_ROWS)
    last_column = min(column + _span(cell, "colspan"), MAX_COLUMNS)
    for r in range(row, last_row):
        for c in range(column, last_column):
            grid.setdefault((r, c), text)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    if _SPAN.fullmatch(value) is None:
        return 1
    return min(max(int(value), 1), MAX_SPAN)


def _as_rows(
    grid: dict[tuple[int, int], str], num_rows: int
) -> tuple[tuple[str, ...], ...]:
    width = [0] * num_rows
    for row, column in grid:
        if row < num_rows:
            width[row] = max(width[row], column + 1)
    return tuple(
        tuple(grid.get((row, column), "") for column in range(width[row]))
        for row in range(num_rows)
    )
