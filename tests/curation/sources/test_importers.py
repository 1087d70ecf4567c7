"""Finding the files of an import."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nsl_db.curation.sources import IMPORTERS, PACKAGED, importer, read_packaged
from nsl_db.curation.sources.tables import SourceTables, source_tables
from nsl_db.errors import SourceError, UsageError
from nsl_db.schema.pandera_models import check_frame
from nsl_db.schema.tables import EVALUATION, FINDING, SOURCE


def test_kinds_and_sources_are_unique_and_both_found() -> None:
    for names in ([i.kind for i in IMPORTERS], [i.source for i in IMPORTERS]):
        assert len(set(names)) == len(names)
    for item in IMPORTERS:
        assert importer(item.kind) is importer(item.source) is item
    with pytest.raises(UsageError, match="lm-eval"):
        importer("spreadsheet")


def test_folders_are_searched_for_results(tmp_path: Path) -> None:
    for name in (
        "a/results_1.json",
        "b/results_1.json",
        "b/samples_arc.json",
        "b/samples_arc.jsonl",
        "c/eval.schema.json",
        "notes.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    reader = importer("lm-eval")
    found = reader.collect(tmp_path)
    assert sorted(found) == ["a/results_1.json", "b/results_1.json"]
    files = [tmp_path / "a/results_1.json", tmp_path / "b/results_1.json"]
    assert reader.collect(files) == {
        "results_1.json": b"a/results_1.json",
        "b/results_1.json": b"b/results_1.json",
    }


def test_nothing_to_import_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"a folder that holds \*\.json"):
        importer("lm-eval").collect(tmp_path)
    with pytest.raises(SourceError, match=r"Cannot read .*gone\.json"):
        importer("lm-eval").collect(tmp_path / "gone.json")


def test_files_of_a_set_may_be_given_one_by_one(tmp_path: Path) -> None:
    reader = importer("sloth")
    (tmp_path / "data_v1.csv").write_text("x")
    assert reader.collect([tmp_path / "data_v1.csv"]) == {"data_v1.csv": b"x"}
    assert reader.collect(tmp_path) == {"data_v1.csv": b"x"}
    with pytest.raises(SourceError, match="must hold base_llm_benchmark_eval"):
        importer("obsscaling").collect(tmp_path)


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_sources_are_sound_and_small(name: str) -> None:
    tables = read_packaged(name)
    assert tables.name == name
    for item in (SOURCE, FINDING, EVALUATION):
        check_frame(item, getattr(tables, item.name))
    folder = Path(__file__).parents[3] / "curation" / "sources" / name
    assert all(path.stat().st_size < 1_500_000 for path in folder.iterdir())


def test_sources_may_hold_nothing() -> None:
    row = {
        "source": "empty",
        "title": "t",
        "citation": "c",
        "url": "u",
        "terms": "x",
        "retrieved_date": date(2026, 1, 2),
        "source_rank": 9,
        "source_status": "live",
    }
    tables = source_tables(row)
    assert isinstance(tables, SourceTables)
    assert tables.finding.is_empty()
    assert tables.skipped == {}
