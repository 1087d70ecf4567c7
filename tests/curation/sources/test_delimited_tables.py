"""Reading tables of comma-separated values."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation.sources.delimited import Cell, CsvTable
from nsl_db.errors import SourceError


def _cell(text: str) -> Cell:
    return Cell("x.csv", 3, 2, "size", text)


def test_cells_know_their_place_and_kinds() -> None:
    cell = _cell("1.5")
    assert cell.locator == "T1R3C2"
    assert (cell.decimal(), cell.number()) == (Decimal("1.5"), 1.5)
    assert (_cell("True").flag(), _cell("false").flag()) == (True, False)


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1,5", "1e999999"])
def test_other_numbers_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(SourceError, match=r"x\.csv, row 3, column size"):
        _cell(text).decimal()


@pytest.mark.parametrize("text", ["-1", "1.5", "11"])
def test_other_counts_are_refused(text: str) -> None:
    assert _cell("1e1").count(10) == 10
    with pytest.raises(SourceError, match="cannot read"):
        _cell(text).count(10)


def test_empty_lines_and_cells_are_left_out() -> None:
    table = CsvTable("x.csv", b"\xef\xbb\xbfa,b\n1, \n\n,2\n", ("a",))
    rows = [{name: cell.text for name, cell in row.items()} for row in table.rows()]
    assert rows == [{"a": "1"}, {"b": "2"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "It has: no header"),
        (b"\xff", "not in UTF-8"),
        (b'a,b\n"1,2\n', "not a CSV file"),
        (b"a,b\n1\n", "row 1: 1 cells under 2 columns"),
    ],
)
def test_broken_tables_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        list(CsvTable("x.csv", content, ("a",)).rows())


_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8
).map(str.strip)


@given(st.lists(st.lists(_text, min_size=2, max_size=2), max_size=5))
def test_written_cells_are_read_again(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["a", "b"], *rows])
    table = CsvTable("x.csv", out.getvalue().encode(), ("a", "b"))
    read = [[row[n].text if n in row else "" for n in "ab"] for row in table.rows()]
    assert read == rows
