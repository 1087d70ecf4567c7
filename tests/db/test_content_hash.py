"""The hash of a catalogue: of values alone, and of every one of them."""

from __future__ import annotations

import hashlib
import struct
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.db.content_hash import TableHash, combine
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import EVALUATION, MODEL, SOURCE

ROW = {
    "model_id": "acme/tiny",
    "organization": "acme",
    "num_parameters": 7,
    "is_gated": True,
    "release_date": date(2026, 1, 2),
    "created_at": datetime(2026, 1, 2, 3, 4, 5),
}


def line(*frames: pl.DataFrame) -> str:
    digest = TableHash(MODEL)
    for frame in frames:
        digest.add(frame)
    return digest.line()


@pytest.mark.parametrize(
    "change",
    [
        {"organization": "acmf"},
        {"organization": None},
        {"num_parameters": 8},
        {"num_parameters": None},
        {"num_parameters": 0},
        {"is_gated": False},
        {"is_gated": None},
        {"release_date": date(2026, 1, 3)},
        {"created_at": datetime(2026, 1, 2, 3, 4, 6)},
        {"organization": "ac", "model_family": "me"},
    ],
)
def test_every_value_counts(change: dict[str, Any]) -> None:
    rows = frame_of(MODEL, [ROW]), frame_of(MODEL, [{**ROW, **change}])
    assert line(rows[0]) != line(rows[1])


def test_unknown_is_neither_zero_nor_empty() -> None:
    lines = {
        line(frame_of(MODEL, [{"model_id": "a", "num_parameters": value}]))
        for value in (None, 0)
    } | {
        line(frame_of(MODEL, [{"model_id": "a", "organization": value}]))
        for value in (None, "")
    }
    assert len(lines) == 3


@given(
    st.lists(st.tuples(st.text(), st.none() | st.text()), max_size=9), st.integers(1, 9)
)
def test_parts_do_not_matter(rows: list[tuple[str, str | None]], size: int) -> None:
    frame = frame_of(MODEL, [{"model_id": a, "organization": b} for a, b in rows])
    assert line(frame) == line(*frame.iter_slices(size))


@given(st.lists(st.none() | st.floats(allow_nan=False), min_size=1, max_size=9))
def test_floats_count_as_their_bits(values: list[float | None]) -> None:
    digest = TableHash(EVALUATION)
    digest.add(frame_of(EVALUATION, [{"score": value} for value in values]))
    bits = b"".join(struct.pack("<d", (value or 0.0) + 0.0) for value in values)
    assert hashlib.sha256(bits).hexdigest() in digest.line()


def test_the_format_stays_as_it_is_described() -> None:
    """A value worked out by hand: a change of the format needs another version."""
    digest = TableHash(SOURCE)
    digest.add(frame_of(SOURCE, [{"source": "hub", "source_rank": 1}]))
    text = (b"\x00", struct.pack("<I", 0), b"")
    runs = dict.fromkeys(SOURCE.fields, text) | {
        "source": (b"\x01", struct.pack("<I", 3), b"hub"),
        "source_rank": (b"\x01", b"", struct.pack("<q", 1)),
        "retrieved_date": (b"\x00", b"", struct.pack("<q", 0)),
    }
    parts = (
        " ".join(
            (name, *(hashlib.sha256(run).hexdigest() for run in runs.get(name, text)))
        )
        for name in SOURCE.fields
    )
    assert digest.line() == f"source: {', '.join(parts)}\n"


def test_version_and_tables_count() -> None:
    assert combine(1, ["a\n"]) == hashlib.sha256(b"1\na\n").hexdigest()
    assert combine(2, ["a\n"]) != combine(1, ["a\n"])
