"""Builds that are killed at random instants, and what the catalogue is then.

    python -m tests.support.killed_builds DATA_DIR NUMBER SEED

Prints one JSON object per build: whether it was killed before its end, and the hash
and the number of models that a reader finds.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from nsl_db.config import Settings, settings
from nsl_db.db.queries import read_manifest, run_query
from nsl_db.pipeline import ruling
from nsl_db.pipeline.build import build

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

__all__ = ["EARLIER", "build_one"]

EARLIER = datetime(2026, 1, 6)
"""Every second build leaves out what was read after this."""


def build_one(place: Settings, number: int) -> str:
    """Build what was known earlier, or what is known now; returns the hash.

    Without rules: they take most of the time, and write nothing.
    """
    as_of = EARLIER if number % 2 else None
    with patch.object(ruling, "RULES", ()):
        return build(place, sources=["hub"], as_of=as_of, jobs=1).content_hash


def main() -> None:
    """Build, kill, look."""
    place, number = settings(Path(sys.argv[1])), int(sys.argv[2])
    draw = random.Random(int(sys.argv[3]))  # noqa: S311  # A test.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "nsl_db.schema.pandera_models"])

    def start(index: int) -> BaseProcess:
        process = context.Process(target=_build_quietly, args=(place, index))
        process.start()
        return process

    start(0).join()
    began = time.monotonic()
    start(0).join()
    usual = time.monotonic() - began
    for index in range(number):
        process = start(index)
        process.join(draw.uniform(0, usual))
        is_killed = process.is_alive()
        process.kill()
        process.join()
        path = place.catalogue_path
        found = {
            "is_killed": is_killed,
            "content_hash": read_manifest(path)["content_hash"],
            "num_models": run_query(path, "SELECT count(*) FROM catalogue").item(),
        }
        print(json.dumps(found), flush=True)


def _build_quietly(place: Settings, index: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    build_one(place, index)


if __name__ == "__main__":
    main()
