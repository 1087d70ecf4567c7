"""The packaged catalogue against what is known to be wrong in the paper's table."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nsl_db.config import Settings
from nsl_db.pipeline.build import build
from nsl_db.pipeline.errata import find_errata
from nsl_db.pipeline.errata_page import errata_page

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "errata-liu2025.md"

SHARE_OF_CERTAIN = 0.9
"""Least share of the provable errors that rules see without help."""


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default catalogue."""
    return _built(tmp_path_factory.mktemp("default"), [])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper's table alone."""
    return _built(tmp_path_factory.mktemp("published"), ["liu2025"])


def _built(folder: Path, sources: list[str]) -> Path:
    path = folder / "catalog.duckdb"
    build(Settings(folder, "https://huggingface.co"), sources=sources, output=path)
    return path


def test_page_is_current(default: Path) -> None:
    assert (
        PAGE.read_text("utf-8") == f"{errata_page(find_errata(default, 'liu2025'))}\n"
    )


def test_known_errors_are_seen_and_right_values_are_not(
    default: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.liu2025_error_list import ERRORS, TRAPS
    from benchmarks.liu2025_judging import Catalogue, Judge, flagged_traps

    for name in [name for name in sys.modules if name.startswith("benchmarks")]:
        monkeypatch.delitem(sys.modules, name)
    alone = Catalogue.read(published)
    judge = Judge(alone, Catalogue.read(default))
    certain = [judge.judge(item) for item in ERRORS if item.confidence == "A"]
    num_seen = sum(not verdict.unflagged for verdict in certain)
    assert num_seen >= SHARE_OF_CERTAIN * len(certain)
    assert [found for trap in TRAPS for found in flagged_traps(alone, trap)] == []
