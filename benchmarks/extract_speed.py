"""How many model folders a second are read, on two processes.

The folders of a pack, repeated, are extracted as `nsl-db extract` does it, and, for
comparison, merely read and parsed: JSON files as JSON, the front matter of a card as
YAML, by the compiled loader of libyaml and by `yaml.safe_load`. The ratios say how
much of the speed of parsing is left.

The processor time of one pass over the distinct folders, which other programs disturb
less, is printed as well.

    python -m benchmarks.extract_speed --pack FOLDER [--folders 5000] [--processes 2]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from benchmarks.pack_files import model_folders
from nsl_db.crawler.extractors.folder import read_folder
from nsl_db.pipeline.extract import extract_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.pool import Pool

TARGET_SPEED = 250
"""Folders a second that extraction should reach."""

TARGET_RATIO = 0.3
"""Share of the speed of parsing that extraction should reach."""

NUM_PASSES = 5
"""Passes of which the fastest counts."""

CHUNK = 50
"""Folders that a process takes at a time."""

CompiledLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader of libyaml, where it is installed."""


def main() -> None:
    """Print both speeds, the best of several rounds, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--folders", type=int, default=5000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    distinct = model_folders(options.pack, "real")
    folders = list(islice(cycle(distinct), options.folders))
    print(f"folders {len(folders)} ({len(distinct)} distinct)")
    print(f"processes {options.processes}")
    context = multiprocessing.get_context("spawn")
    with context.Pool(options.processes) as pool:
        speeds = {
            name: _best(pool, work, folders, options.rounds)
            for name, work in WORK.items()
        }
    for name, speed in speeds.items():
        print(f"{name} {speed:.0f} folders/s")
    print(f"extract target {TARGET_SPEED} folders/s")
    seconds = {name: _cpu_seconds(work, distinct) for name, work in WORK.items()}
    for name, value in seconds.items():
        print(f"{name} {value:.3f} s of processor time for {len(distinct)} folders")
    for name in ("parse", "parse_plainly"):
        ratio = speeds["extract"] / speeds[name]
        cpu_ratio = seconds[name] / seconds["extract"]
        print(
            f"extract / {name} {ratio:.3f}, by processor time {cpu_ratio:.3f} "
            f"(target {TARGET_RATIO})"
        )


def parse(folder: Path) -> int:
    """Read and parse the files of a folder; returns how many there are."""
    return _parse(folder, CompiledLoader)


def parse_plainly(folder: Path) -> int:
    """The same with the loader of `yaml.safe_load`."""
    return _parse(folder, yaml.SafeLoader)


def _parse(folder: Path, loader: Any) -> int:
    documents = read_folder(folder).documents
    for path, document in documents.items():
        text = document.content.decode("utf-8", "replace")
        try:
            if path.endswith(".json"):
                json.loads(text)
            elif text.startswith("---\n"):
                front_matter = text[4:].partition("\n---")[0]
                yaml.load(front_matter, Loader=loader)  # noqa: S506  # A safe loader.
        except (ValueError, yaml.YAMLError):
            continue
    return len(documents)


def extract(folder: Path) -> int:
    """Read a folder, settle its fields, write the line; returns its length."""
    return sum(len(json.dumps(item.as_json())) for item in extract_folders([folder]))


def _best(
    pool: Pool, work: Callable[[Path], int], folders: Iterable[Path], num_rounds: int
) -> float:
    todo = list(folders)
    pool.map(work, todo[: 4 * CHUNK], chunksize=CHUNK)
    speeds = []
    for _ in range(num_rounds):
        start = time.perf_counter()
        pool.map(work, todo, chunksize=CHUNK)
        speeds.append(len(todo) / (time.perf_counter() - start))
    return max(speeds)


def _cpu_seconds(work: Callable[[Path], int], folders: Iterable[Path]) -> float:
    """Processor time of the best of several passes in this process [s]."""
    todo = list(folders)
    seconds = []
    for _ in range(NUM_PASSES + 1):
        start = time.process_time()
        for folder in todo:
            work(folder)
        seconds.append(time.process_time() - start)
    return min(seconds[1:])


WORK = {"parse": parse, "parse_plainly": parse_plainly, "extract": extract}
"""What is timed, in this order."""


if __name__ == "__main__":
    main()
