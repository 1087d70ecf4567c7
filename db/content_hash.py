"""One hash over the content of a catalogue, equal wherever and however it was built.

Each column of a table, in the order of the table's rows, gives three runs of bytes:
which cells are known (one byte each), the lengths of texts (32 bits), and the values:
UTF-8 text, integers and dates in 64 bits, floats as IEEE 754, all little-endian. An
unknown cell counts as zero or empty text. The hash is the SHA-256 over the SHA-256
of every run. It depends on values alone: on no library's way to print a number.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.schema.spec import Table

__all__ = ["TableHash", "combine"]


class TableHash:
    """The hash of one table, row by row; how rows come in batches does not matter.

    Args:
        table: The table.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns = {
            name: (hashlib.sha256(), hashlib.sha256(), hashlib.sha256())
            for name in table.fields
        }

    def add(self, frame: pl.DataFrame) -> None:
        """Take the next rows in."""
        for name, (known, lengths, values) in self._columns.items():
            column = frame[name]
            known.update(_bytes(column.is_not_null(), np.uint8))
            if column.dtype == pl.String:
                text = column.fill_null("")
                lengths.update(_bytes(text.str.len_bytes(), np.uint32))
                values.update(_text(text))
            else:
                values.update(_numbers(column))

    def line(self) -> str:
        """The table's part of the whole."""
        parts = (
            f"{name} {known.hexdigest()} {lengths.hexdigest()} {values.hexdigest()}"
            for name, (known, lengths, values) in self._columns.items()
        )
        return f"{self._table.name}: {', '.join(parts)}\n"


def combine(version: int, lines: Sequence[str]) -> str:
    """The hash of a catalogue.

    Args:
        version: Version of its tables.
        lines: Part of each table, in the order of the tables.
    """
    return hashlib.sha256("".join((f"{version}\n", *lines)).encode()).hexdigest()


def _text(column: pl.Series) -> memoryview:
    """The texts one after the other."""
    array = column.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, np.int64)[array.offset :][: len(array) + 1]
    whole = memoryview(b"" if data is None else data)
    return whole[ends[0] : ends[-1]]


def _numbers(column: pl.Series) -> bytes:
    if column.dtype == pl.Float64:
        return _bytes(column.fill_null(0.0) + 0.0, np.float64)
    if column.dtype == pl.Boolean:
        return _bytes(column.fill_null(value=False), np.uint8)
    return _bytes(column.to_physical().cast(pl.Int64).fill_null(0), np.int64)


def _bytes(column: pl.Series, dtype: type[np.generic]) -> bytes:
    return column.to_numpy().astype(np.dtype(dtype).newbyteorder("<")).tobytes()
