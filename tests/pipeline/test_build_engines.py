"""Where a build works makes no difference to what it gives."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from nsl_db.config import Settings, settings
from nsl_db.errors import NslDbError, UsageError
from nsl_db.pipeline import ruling, working
from nsl_db.pipeline.build import build
from nsl_db.pipeline.engines import EngineName, pool, run_parts
from tests.support.stores import store_models

NUM_MODELS = 5
"""Models of a build."""


@pytest.fixture(autouse=True)
def _without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules look at what is built, wherever it comes from, and take their time."""
    monkeypatch.setattr(ruling, "RULES", ())


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Some stored models."""
    place = settings(tmp_path)
    store_models(place.raw_path, NUM_MODELS)
    return place


def hashed(place: Settings, jobs: int, engine: str = "local") -> str:
    report = build(place, sources=["hub"], jobs=jobs, engine=engine, use_cache=False)
    assert report.num_extracted == NUM_MODELS
    return report.content_hash


def test_neither_processes_nor_parts_matter(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = hashed(place, 1)
    monkeypatch.setattr(working, "SMALL", 2)
    monkeypatch.setattr(working, "STORED_AT_ONCE", 3)
    for part, jobs in ((1, 1), (2, 2)):
        monkeypatch.setattr(working, "PART", part)
        assert hashed(place, jobs) == expected


def test_a_dask_cluster_gives_the_same(place: Settings) -> None:
    assert hashed(place, 2, "dask") == hashed(place, 1)


def test_without_dask_it_is_said_how_to_get_it(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'nsl-db\[dask\]'"):
        build(place, engine="dask")


def test_a_scheduler_that_does_not_answer_is_named(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "200ms"}),
        pytest.raises(NslDbError, match=r"No Dask scheduler answers at tcp://127"),
    ):
        build(place, engine="dask://127.0.0.1:9")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("local", EngineName()),
        ("dask", EngineName(is_dask=True)),
        ("dask://host:8786", EngineName(True, "tcp://host:8786")),
        ("dask://tls://host:8786", EngineName(True, "tls://host:8786")),
    ],
)
def test_engines_have_names(text: str, name: EngineName) -> None:
    assert EngineName.parse(text) == name


@pytest.mark.parametrize("text", ["ray", "dask://", "local://here", ""])
def test_other_words_are_no_engines(text: str) -> None:
    with pytest.raises(UsageError, match="is no engine"):
        EngineName.parse(text)


def test_a_process_that_dies_is_an_error_in_words() -> None:
    with (
        pool(1) as executor,
        pytest.raises(NslDbError, match="ended without an answer"),
    ):
        list(run_parts(executor, os._exit, [3], 1))
