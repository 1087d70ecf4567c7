"""An export holds everything: read back, it is the same catalogue."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from nsl_db.db.catalogue import write_catalogue
from nsl_db.db.exchange.exporting import KINDS, Kind, export_catalogue
from nsl_db.db.exchange.restoring import restore_catalogue
from nsl_db.db.queries import read_manifest, read_table
from nsl_db.errors import SourceError, UsageError
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import table, tables_of
from tests.support.catalogues import tiny_frames


def _rows(name: str, *rows: dict[str, Any]) -> pl.DataFrame:
    return frame_of(table(name), rows)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    frames = tiny_frames()
    frames["snapshot"] = _rows(
        "snapshot",
        {
            "model_id": "acme/tiny",
            "revision": "a" * 40,
            "snapshot_state": "complete",
            "fetched_at": datetime(2026, 1, 2, 3, 4, 5, 678),
            "message": 'commas, "quotes"\nand a line',
        },
    )
    frames["model"] = _rows(
        "model",
        {
            "model_id": "acme/tiny",
            "release_date": date(2025, 12, 31),
            "is_gated": False,
        },
    )
    frames["provenance"] = pl.concat(
        [
            frames["provenance"],
            _rows(
                "provenance",
                *(
                    {
                        "table_name": "model",
                        "model_id": "acme/tiny",
                        "field": name,
                        "origin": "derived",
                        "note": "a test",
                    }
                    for name in ("release_date", "is_gated")
                ),
            ),
        ]
    )
    path = tmp_path / "catalog.duckdb"
    write_catalogue(path, frames, {"sources": "hub"})
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_reading_an_export_gives_the_same_catalogue(
    catalogue: Path, tmp_path: Path, kind: Kind
) -> None:
    export_catalogue(catalogue, tmp_path / "out", kind)
    again = tmp_path / "again.duckdb"
    expected = read_manifest(catalogue)["content_hash"]
    assert restore_catalogue(tmp_path / "out", again) == expected
    for item in tables_of("catalogue"):
        before, after = read_table(catalogue, item.name), read_table(again, item.name)
        assert before.sort(pl.all()).equals(after.sort(pl.all())), item.name


@pytest.mark.parametrize("kind", KINDS)
def test_equal_catalogues_give_equal_bytes(
    catalogue: Path, tmp_path: Path, kind: Kind
) -> None:
    first = export_catalogue(catalogue, tmp_path / "one", kind)
    second = export_catalogue(catalogue, tmp_path / "two", kind)
    assert [path.read_bytes() for path in first] == [
        path.read_bytes() for path in second
    ]


def test_empty_columns_keep_their_type(catalogue: Path, tmp_path: Path) -> None:
    export_catalogue(catalogue, tmp_path / "out", "parquet")
    schema = pl.read_parquet_schema(tmp_path / "out" / "evaluation.parquet")
    assert schema["score"] == pl.Float64
    assert schema["source_row"] == pl.Int64


def test_an_export_overwrites_nothing(catalogue: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not an empty folder"):
        export_catalogue(catalogue, tmp_path / "out", "csv")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_changed_export_is_refused(catalogue: Path, tmp_path: Path) -> None:
    export_catalogue(catalogue, tmp_path / "out", "csv")
    path = tmp_path / "out" / "architecture.csv"
    path.write_text(path.read_text().replace("64", "65"))
    before = catalogue.read_bytes()
    with pytest.raises(SourceError, match="was changed"):
        restore_catalogue(tmp_path / "out", catalogue)
    assert catalogue.read_bytes() == before


def test_a_folder_without_an_export_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no exported catalogue"):
        restore_catalogue(tmp_path, tmp_path / "catalog.duckdb")


def test_the_data_package_describes_every_column(
    catalogue: Path, tmp_path: Path
) -> None:
    export_catalogue(catalogue, tmp_path / "out", "datapackage")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == {item.name for item in tables_of("catalogue")}
    columns = {
        column["name"]: column
        for column in resources["architecture"]["schema"]["fields"]
    }
    assert columns["hidden_size"]["type"] == "integer"
    assert columns["hidden_size"]["constraints"]["minimum"] == 1
    header = (tmp_path / "out" / resources["model"]["path"]).read_text().split("\n")[0]
    names = [column["name"] for column in resources["model"]["schema"]["fields"]]
    assert header.split(",") == names


def test_the_dataset_card_is_front_matter_that_names_existing_files(
    catalogue: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export_catalogue(catalogue, out, "huggingface")
    _, front, _ = (out / "README.md").read_text().split("---\n", 2)
    card = yaml.safe_load(front)
    assert [
        entry["config_name"] for entry in card["configs"] if "default" in entry
    ] == ["model"]
    assert all((out / entry["data_files"]).is_file() for entry in card["configs"])
    croissant = json.loads((out / "croissant.json").read_text())
    files = {entry["@id"] for entry in croissant["distribution"]}
    used = {
        column["source"]["fileObject"]["@id"]
        for record in croissant["recordSet"]
        for column in record["field"]
    }
    assert used == files
