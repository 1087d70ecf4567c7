"""Builds that are killed: the old catalogue stays, and nothing is left lying about."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from nsl_db.config import settings
from nsl_db.db.workspace import PREFIX
from tests.support.killed_builds import build_one
from tests.support.stores import store_models

NUM_KILLS = 50
"""Builds that are killed."""

ROOT = Path(__file__).parents[2]


def test_a_killed_build_leaves_the_old_catalogue(tmp_path: Path) -> None:
    place = settings(tmp_path)
    store_models(place.raw_path, 2)
    store_models(place.raw_path, 2, days=9)
    known = {build_one(place, number) for number in (0, 1)}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.support.killed_builds",
            str(tmp_path),
            str(NUM_KILLS),
            "5",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == NUM_KILLS
    assert {item["content_hash"] for item in found} <= known
    assert {item["num_models"] for item in found} == {2}
    assert sum(item["is_killed"] for item in found) >= NUM_KILLS // 5
    assert build_one(place, 0) in known
    assert not list(tmp_path.glob(f"{PREFIX}*"))
    whole = {item.name for item in tmp_path.iterdir()}
    assert whole == {"raw.duckdb", "catalog.duckdb", "build-cache.duckdb"}
