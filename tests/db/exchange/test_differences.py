"""The difference of two catalogues names every cell that changed, and no other."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from nsl_db.db.catalogue import write_catalogue
from nsl_db.db.exchange.differences import catalogue_differences
from tests.support.catalogues import tiny_frames


def _catalogue(path: Path, hidden_size: int | None) -> Path:
    frames = tiny_frames()
    if hidden_size is None:
        frames["architecture"] = frames["architecture"].clear()
        frames["provenance"] = frames["provenance"].clear()
    else:
        frames["architecture"] = frames["architecture"].with_columns(
            hidden_size=pl.lit(hidden_size, dtype=pl.Int64)
        )
    write_catalogue(path, frames, {})
    return path


def test_equal_catalogues_differ_in_nothing(tmp_path: Path) -> None:
    a = _catalogue(tmp_path / "a.duckdb", 64)
    assert catalogue_differences(a, a).is_empty()


def test_a_changed_cell_is_named_with_its_relative_difference(tmp_path: Path) -> None:
    a = _catalogue(tmp_path / "a.duckdb", 64)
    b = _catalogue(tmp_path / "b.duckdb", 80)
    assert catalogue_differences(a, b).to_dicts() == [
        {
            "change": "changed",
            "table_name": "architecture",
            "model_id": "acme/tiny",
            "field": "hidden_size",
            "value_a": "64",
            "value_b": "80",
            "relative_difference": 0.25,
        }
    ]


def test_cells_come_and_go(tmp_path: Path) -> None:
    a = _catalogue(tmp_path / "a.duckdb", 64)
    b = _catalogue(tmp_path / "b.duckdb", None)
    assert catalogue_differences(a, b)["change"].to_list() == ["removed"]
    assert catalogue_differences(b, a)["change"].to_list() == ["added"]
