"""Data mixtures in tables.

A table is a mixture where one column states shares that make up a whole, or tokens
of every source, and the labels left of it name domains. Of several columns of
shares the one that carries the name of the model is taken; where that leaves a
choice, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nsl_db.crawler.extractors.domain_words import read_label
from nsl_db.crawler.extractors.mix_columns import (
    Column,
    is_total_label,
    plain,
    read_column,
)
from nsl_db.crawler.extractors.mix_rows import (
    Cell,
    Source,
    parts_of_shares,
    parts_of_tokens,
)
from nsl_db.crawler.extractors.mixture import MixShare, shares_of

__all__ = ["Cell", "MixTable", "read_mix_table"]

MAX_CELLS = 6000
"""Most cells of a table that is looked at."""

MAX_ROWS = 80
"""Most sources of a mixture."""

_DESCRIPTION = re.compile(
    r"\b(?:source|descri|content|compos|includ|type|domain|detail)"
)
_PERCENT = re.compile(r"[~\u2248]?\s?\d{1,2}(?:\.\d{1,3})?\s?[%\uff05]")
_LANGUAGE = re.compile(r"\blang")
_INDENT = re.compile(r"^(?:&nbsp;|&emsp;|[-\u2013\u2014\u2022\u2514\u251c\u21b3>+\s])+")

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class MixTable:
    """A mixture that a table states.

    Attributes:
        shares: The shares; each rests on the cell (row from 0, column from 0).
        is_tokens: Whether they were worked out from tokens.
        header: All headers, in lower case.
        column: The header of the column that was read.
    """

    shares: tuple[MixShare[Cell], ...]
    is_tokens: bool
    header: str
    column: str


def read_mix_table(rows: Rows, model_id: str) -> MixTable | None:
    """Read a table; None where it is no mixture or leaves any doubt.

    Args:
        rows: The cells as they are written; the first row is the header.
        model_id: Identifier of the model, whose column is looked for.
    """
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or width < 2 or len(rows) * width > MAX_CELLS:
        return None
    grid = [[plain(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    found = _read(grid, model_id)
    if found is not None:
        return found
    if len(grid) == 2 and all(_PERCENT.fullmatch(cell) for cell in grid[1]):
        return _read_pair(grid)
    turned = _read([list(column) for column in zip(*grid, strict=True)], model_id)
    if turned is None:
        return None
    shares = tuple(
        MixShare(s.field, s.value, s.num_parts, (s.place[1], s.place[0]))
        for s in turned.shares
    )
    return MixTable(shares, turned.is_tokens, " ".join(grid[0]), turned.column)


def _read_pair(grid: list[list[str]]) -> MixTable | None:
    """A table whose header names the sources and whose only row holds the shares."""
    listed = [["", "share"], *(list(pair) for pair in zip(*grid, strict=True))]
    found = _read(listed, "")
    if found is None:
        return None
    shares = tuple(
        MixShare(s.field, s.value, s.num_parts, (1, s.place[0] - 1))
        for s in found.shares
    )
    return MixTable(shares, found.is_tokens, " ".join(grid[0]), "")


def _read(grid: list[list[str]], model_id: str) -> MixTable | None:
    header, body = grid[0], grid[1:]
    columns = [
        column
        for position in range(len(header))
        if (column := _column(grid, position)) is not None
    ]
    first = min((column.position for column in columns), default=0)
    if first == 0 or len(body) > MAX_ROWS:
        return None
    chosen = _shares_column(columns, model_id) or _tokens_column(columns)
    if chosen is None:
        return None
    sources = _sources(grid, chosen, {column.position for column in columns}, first)
    is_tokens = chosen.kind == "tokens"
    parts = (
        parts_of_tokens(sources, chosen.position)
        if is_tokens
        else parts_of_shares(sources, chosen.position)
    )
    shares = tuple(shares_of(parts))
    if not shares:
        return None
    return MixTable(shares, is_tokens, " ".join(header), chosen.header)


def _column(grid: list[list[str]], position: int) -> Column | None:
    return read_column(position, grid[0][position], [row[position] for row in grid[1:]])


def _shares_column(columns: list[Column], model_id: str) -> Column | None:
    """The one column of shares, or that of the model."""
    shares = [column for column in columns if column.kind == "share"]
    if not shares:
        named = [c for c in columns if c.kind == "unknown"]
        return _of_model(named, model_id)
    if len(shares) > 1:
        seen = [column for column in shares if column.is_seen and not column.is_once]
        return seen[0] if len(seen) == 1 else _of_model(shares, model_id)
    only = shares[0]
    return None if only.is_once or _repeats(only, columns) else only


def _of_model(columns: list[Column], model_id: str) -> Column | None:
    """The column whose header is the name of the model, as far as only one is."""
    own = _letters(model_id.rsplit("/", 1)[-1])
    exact = [column for column in columns if _letters(column.header) == own]
    if len(exact) == 1:
        return exact[0]
    near = [
        column
        for column in columns
        if len(letters := _letters(column.header)) > 3
        and (letters in own or own in letters)
    ]
    return near[0] if len(near) == 1 else None


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", name.lower())


def _repeats(shares: Column, columns: list[Column]) -> bool:
    """Whether the shares are only those of another column of bytes or documents.

    Beside a column of tokens they are taken as they are.
    """
    if any(column.kind == "tokens" for column in columns):
        return False
    return any(
        _is_proportional(shares.values, column.values)
        for column in columns
        if column.kind == "amount"
    )


def _is_proportional(
    first: Sequence[float | None], second: Sequence[float | None]
) -> bool:
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a and b]
    total = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return len(pairs) > 1 and all(
        abs(a / total[0] - b / total[1]) <= 0.01 for a, b in pairs
    )


def _tokens_column(columns: list[Column]) -> Column | None:
    """The column of tokens of the training; sources that repeat must be counted."""
    tokens = [column for column in columns if column.kind == "tokens"]
    if any(column.kind == "share" for column in columns):
        return None
    seen = [column for column in tokens if column.is_seen and not column.is_once]
    if len(seen) == 1:
        return seen[0]
    is_repeated = any(column.kind == "repeated" for column in columns)
    if len(tokens) != 1 or is_repeated or tokens[0].is_once:
        return None
    return tokens[0]


def _sources(
    grid: list[list[str]], chosen: Column, numeric: set[int], first: int
) -> list[Source]:
    """The rows that hold a value, with their labels."""
    described = [
        position
        for position in range(len(grid[0]))
        if position not in numeric
        and position > first
        and _DESCRIPTION.search(grid[0][position])
    ]
    spoken = [
        position
        for position in range(first + 1, len(grid[0]))
        if position not in numeric and _LANGUAGE.search(grid[0][position])
    ]
    found: list[Source] = []
    group = ""
    for number, row in enumerate(grid[1:], 1):
        group = row[0] or group
        value = chosen.values[number - 1]
        if value is None:
            continue
        names = [group, *row[1:first]] if first > 1 else [row[0]]
        description = " ".join(row[position] for position in described)
        is_total = any(is_total_label(name) for name in names if name)
        languages = [row[position] for position in spoken]
        label = read_label(
            [*languages, *(_INDENT.sub("", name) for name in names)], description
        )
        found.append(Source(label, value, number, is_total))
    return found
