"""How long builds of many models take, and how much memory.

A raw store of made-up models is filled, built, built again after one model in a
hundred changed, and queried. Everything runs through the command line.

    python -m benchmarks.build_scale [--models 200000] [--jobs 2] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.process_tree import Usage, run
from benchmarks.scale_models import fill

QUERY = "select count(*) from catalogue where num_parameters > 1e9"
"""What is asked of the catalogue."""

CHANGED_SHARE = 0.01
"""Share of the models that change before the second build."""

TARGETS = {
    "full build": "< 480 s, < 3 GB",
    "incremental build": "< 60 s",
    "query": "< 0.6 s",
}
"""What should be reached for 200,000 models on two cores."""


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--work", type=Path, help="folder to keep; else a passing one")
    options = parser.parse_args()
    if options.work is not None:
        options.work.mkdir(parents=True, exist_ok=True)
        measure(options.work, options.models, options.jobs)
        return
    with tempfile.TemporaryDirectory(prefix="nsl-db-scale-") as folder:
        measure(Path(folder), options.models, options.jobs)


def measure(work: Path, num_models: int, jobs: int) -> None:
    """Fill, build, change, build, ask."""
    raw = work / "raw.duckdb"
    if not raw.exists():
        began = time.perf_counter()
        fill(raw, range(num_models))
        print(f"generation: {time.perf_counter() - began:.0f} s")
    print(f"raw store: {num_models} models, {raw.stat().st_size / 1e6:.0f} MB")
    build = ["build", "--format", "json", "--jobs", str(jobs), "--quiet"]
    build += ["--data-dir", str(work)]
    _print_build("full build", run(_program(*build)))
    num_changed = max(1, round(num_models * CHANGED_SHARE))
    step = num_models // num_changed
    fill(raw, range(0, step * num_changed, step), version=1)
    print(f"changed: {num_changed} models")
    _print_build("incremental build", run(_program(*build)))
    catalogue = work / "catalog.duckdb"
    print(f"catalogue: {catalogue.stat().st_size / 1e6:.0f} MB")
    query = _program("query", QUERY, "--format", "csv", "--catalogue", str(catalogue))
    usages = [run(query) for _ in range(5)]
    seconds = sorted(usage.seconds for usage in usages)
    print(f"query: {seconds[2]:.2f} s, the middle of 5 (target {TARGETS['query']})")
    print(f"query: {usages[0].output.split()[-1]} models")


def _program(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "nsl_db", *arguments]


def _print_build(name: str, usage: Usage) -> None:
    found = json.loads(usage.output)
    print(
        f"{name}: {usage.seconds:.1f} s, {usage.cpu_seconds:.0f} s of processor time, "
        f"{usage.peak_gb:.2f} GB at most (target {TARGETS[name]})"
    )
    print(
        f"{name}: {found['num_models']} models, {found['num_extracted']} extracted, "
        f"{found['rows']['finding']} findings, {found['rows']['provenance']} cells"
    )
    print(f"{name}: content hash {found['content_hash']}")


if __name__ == "__main__":
    main()
