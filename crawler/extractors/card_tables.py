"""Tables of a card: where they stand, and the text of their cells.

Tables are numbered from 1 in the order of the document: pipe tables of Markdown
and outermost HTML tables, both outside of code. A row is numbered from 0, which is
the header (in HTML the first row), a column from 1. `T2R3C1` is a cell. A table
that is too large or holds another table has a number but no cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.html_tables import read_html_table, split_html_tables
from nsl_db.crawler.extractors.markdown_tables import is_table_start, read_pipe_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["CardTable", "card_tables", "cell_locator", "cell_text"]

MAX_TABLES = 200
"""Most tables of a card that are looked at."""

MAX_LINES = 20_000
"""Most lines of a card in which tables are looked for."""

MAX_HTML = 200_000
"""Longest HTML table that is read, in characters."""

_CODE_FENCE = re.compile(r"\s{0,8}(```|~~~)")
_HTML_START = re.compile(r"<table\b", re.IGNORECASE)
_HTML_EDGE = re.compile(r"<(?P<close>/?)table\b", re.IGNORECASE)
_LOCATOR = re.compile(r"T([1-9]\d{0,5})R(0|[1-9]\d{0,5})C([1-9]\d{0,5})")

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CardTable:
    """A table and its place.

    Attributes:
        number: Its number in the document, from 1.
        first_line: Its first line, from 1.
        source: Its text in the document.
        read: Gives the cells, row by row; the header is the first row.
    """

    number: int
    first_line: int
    source: str
    read: Callable[[], Rows]


def cell_locator(table: int, row: int, column: int) -> str:
    """Locator of a cell: table from 1, row from 0, column from 1."""
    return f"T{table}R{row}C{column}"


def cell_text(lines: Sequence[str], locator: str) -> str | None:
    """Text of the cell that a locator names; None where there is no such cell."""
    match = _LOCATOR.fullmatch(locator)
    if match is None:
        return None
    number, row, column = (int(part) for part in match.groups())
    for table in card_tables(lines):
        if table.number == number:
            rows = table.read()
            if row < len(rows) and column <= len(rows[row]):
                return rows[row][column - 1]
            return None
    return None


def card_tables(lines: Sequence[str]) -> tuple[CardTable, ...]:
    """The tables in the lines of a whole document, cells still unread."""
    return _tables(tuple(lines))


@lru_cache(maxsize=2)
def _tables(lines: tuple[str, ...]) -> tuple[CardTable, ...]:
    """The same; several extractors look at the tables of one card."""
    return tuple(_found(lines))


def _found(lines: tuple[str, ...]) -> Iterator[CardTable]:
    number = 0
    for first, last, kind in _spans(lines):
        source = "\n".join(lines[first:last])
        found: list[tuple[str, Callable[[], Rows]]]
        if kind == "pipe":
            found = [(source, partial(read_pipe_table, lines[first:last]))]
        elif len(source) > MAX_HTML:
            found = [(source[:MAX_HTML], _no_rows)]
        else:
            found = [
                (piece, partial(read_html_table, piece))
                for piece in split_html_tables(source)
            ]
        for text, read in found:
            number += 1
            if number > MAX_TABLES:
                return
            yield CardTable(number, first + 1, text, lru_cache(maxsize=1)(read))


def _no_rows() -> Rows:
    return ()


def _spans(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First line, line after the last, and kind of each table, counted from 0."""
    count = min(len(lines), MAX_LINES)
    position = 0
    in_code = False
    while position < count:
        line = lines[position]
        end = position + 1
        if ("`" in line or "~" in line) and _CODE_FENCE.match(line):
            in_code = not in_code
        elif in_code:
            pass
        elif "<" in line and _HTML_START.search(line):
            end = _html_end(lines, position, count)
            yield position, end, "html"
        elif end < count and is_table_start(line, lines[end]):
            end = _pipe_end(lines, position + 2, count)
            yield position, end, "pipe"
        position = end


def _pipe_end(lines: Sequence[str], start: int, count: int) -> int:
    position = start
    while position < count and "|" in lines[position]:
        if _CODE_FENCE.match(lines[position]):
            break
        position += 1
    return position


def _html_end(lines: Sequence[str], start: int, count: int) -> int:
    """Line after the one that closes the table, or after the longest that is read."""
    depth = size = 0
    for position in range(start, count):
        line = lines[position]
        size += len(line)
        for edge in _HTML_EDGE.finditer(line):
            depth += -1 if edge["close"] else 1
        if depth <= 0 or size > MAX_HTML:
            return position + 1
    return count
