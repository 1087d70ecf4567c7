"""Writing the catalogue: checked, atomic, the same for the same content."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from nsl_db.db.catalogue import write_catalogue
from nsl_db.db.queries import read_manifest, read_table
from nsl_db.errors import CatalogueError, SchemaError, ValidationError
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import table, tables_of
from tests.support.catalogues import SOURCE_ROW, finding, tiny_frames, write_tiny

STORAGE_VERSION_OFFSET = 12
"""Where DuckDB's file header has the storage version, 8 bytes little-endian."""

STORAGE_V1_0_0 = 64
"""Number of storage version v1.0.0."""


def test_all_tables_and_views_exist(tmp_path: Path) -> None:
    path = tmp_path / "catalog.duckdb"
    write_tiny(path)
    for item in tables_of("catalogue"):
        assert tuple(read_table(path, item.name).columns) == item.fields
    wide = read_table(path, "catalogue").row(0, named=True)
    assert (wide["model_id"], wide["hidden_size"]) == ("acme/tiny", 64)
    assert read_table(path, "design_matrix").is_empty()


def test_file_is_in_the_oldest_format_without_indexes(tmp_path: Path) -> None:
    path = tmp_path / "catalog.duckdb"
    write_tiny(path)
    header = path.read_bytes()[STORAGE_VERSION_OFFSET : STORAGE_VERSION_OFFSET + 8]
    assert int.from_bytes(header, "little") == STORAGE_V1_0_0
    with duckdb.connect(str(path), read_only=True) as connection:
        constraints = connection.execute(
            "SELECT count(*) FROM duckdb_constraints() "
            "WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE')"
        ).fetchall()
    assert constraints == [(0,)]


def test_comments_travel_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "catalog.duckdb"
    write_tiny(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        ((comment,),) = connection.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'architecture' "
            "AND column_name = 'num_hidden_layers'"
        ).fetchall()
    assert comment == "Number of blocks. [layers]"


def test_hash_depends_on_content_only(tmp_path: Path) -> None:
    frames = tiny_frames()
    first = write_catalogue(tmp_path / "a.duckdb", frames, {"sources": "hub"})
    again = write_catalogue(tmp_path / "b.duckdb", frames, {"sources": "other"})
    assert first == again == read_manifest(tmp_path / "a.duckdb")["content_hash"]
    changed = frames["architecture"].with_columns(pl.lit(65).alias("hidden_size"))
    other = write_catalogue(
        tmp_path / "c.duckdb",
        {**frames, "architecture": changed.cast({"hidden_size": pl.Int64})},
        {},
    )
    assert other != first


def test_row_order_does_not_matter(tmp_path: Path) -> None:
    frames = tiny_frames()
    models = frame_of(table("model"), [{"model_id": "acme/tiny"}, {"model_id": "b/c"}])
    hashes = {
        write_catalogue(tmp_path / "x.duckdb", {**frames, "model": order}, {})
        for order in (models, models.reverse())
    }
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("name", "rows", "rule"),
    [
        ("model", [{"model_id": "a/b"}, {"model_id": "a/b"}], "unique key of model"),
        ("provenance", [], "architecture.hidden_size has one provenance row"),
        ("source", [], "finding.source names a source"),
        ("model", [], "architecture.model_id names a model"),
        (
            "provenance",
            [
                *tiny_frames()["provenance"].to_dicts(),
                {
                    "table_name": "nowhere",
                    "model_id": "acme/tiny",
                    "field": "hidden_size",
                    "origin": "derived",
                    "note": "n",
                },
            ],
            "provenance names existing cells",
        ),
    ],
)
def test_broken_content_is_not_published(
    tmp_path: Path, name: str, rows: list[dict[str, object]], rule: str
) -> None:
    path = tmp_path / "catalog.duckdb"
    before = write_tiny(path)
    frames = {**tiny_frames(), name: frame_of(table(name), rows)}
    with pytest.raises(ValidationError, match=rule):
        write_catalogue(path, frames, {})
    assert read_manifest(path)["content_hash"] == before
    assert [item.name for item in tmp_path.iterdir()] == ["catalog.duckdb"]


def test_readers_of_the_old_file_are_not_disturbed(tmp_path: Path) -> None:
    path = tmp_path / "catalog.duckdb"
    write_tiny(path)
    with duckdb.connect(str(path), read_only=True) as reader:
        write_tiny(path)
        assert reader.execute("SELECT count(*) FROM model").fetchall() == [(1,)]


def test_unwritable_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CatalogueError, match="Cannot write"):
        write_tiny(tmp_path / "file" / "catalog.duckdb")


def test_tiny_rows_are_sound() -> None:
    """The helpers of these tests obey the schema themselves."""
    from nsl_db.schema.pandera_models import check_frame

    for name, frame in tiny_frames().items():
        check_frame(table(name), frame)
    assert SOURCE_ROW["source"] == finding("hidden_size", 1).source


def test_rows_may_come_in_parts(tmp_path: Path) -> None:
    frames = tiny_frames()
    rows = [finding("hidden_size", size).as_row() for size in range(1, 8)]
    whole = frame_of(table("finding"), rows).vstack(frames["finding"])
    ordered = whole.unique("finding_id").sort("finding_id")
    hashes = {
        write_catalogue(tmp_path / "x.duckdb", {**frames, "finding": part}, {})
        for part in (ordered, ordered.iter_slices(3), iter([ordered[:0], ordered]))
    }
    assert len(hashes) == 1
    assert read_table(tmp_path / "x.duckdb", "finding").height == ordered.height


def test_parts_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    frames = tiny_frames()
    models = frame_of(table("model"), [{"model_id": "a/b"}, {"model_id": "acme/tiny"}])
    parts = [models[1:], models[:1]]
    with pytest.raises(SchemaError, match="do not come in the order"):
        write_catalogue(tmp_path / "x.duckdb", {**frames, "model": parts}, {})
    assert list(tmp_path.iterdir()) == []
