"""The cookbook's queries run, and its results are those of the packaged corpus."""

from __future__ import annotations

from pathlib import Path

from nsl_db.db.queries import run_query
from tests.support.scripts import load_script

script = load_script("render_cookbook")


def test_there_are_enough_questions_and_each_has_an_answer(
    packaged_catalogue: Path,
) -> None:
    found = script.queries(script.COOKBOOK.read_text("utf-8"))
    assert len(found) >= 15
    empty = [sql for sql in found if run_query(packaged_catalogue, sql).is_empty()]
    assert empty == []


def test_shown_results_are_up_to_date(packaged_catalogue: Path) -> None:
    page = script.COOKBOOK.read_text("utf-8")
    assert script.render(page, packaged_catalogue) == page
