"""Running a program, and what it and all that it starts take together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Usage", "run"]

INTERVAL = 0.1
"""How often memory is looked at [s]."""

PROC = Path("/proc")
"""Where Linux tells about processes."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a program took.

    Attributes:
        seconds: From start to end [s].
        cpu_seconds: Of all processes together [s].
        peak_gb: Most resident memory of all processes at one time; what they share
            counts for each [GB].
        output: What it printed.
    """

    seconds: float
    cpu_seconds: float
    peak_gb: float
    output: str


def run(command: Sequence[str]) -> Usage:
    """Run a program to its end.

    Raises:
        CalledProcessError: It failed.
    """
    before = os.times()
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  # A program of this project.
        command, stdout=subprocess.PIPE, text=True
    ) as process:
        peaks = [0]
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, done, peaks))
        watcher.start()
        output, _ = process.communicate()
        done.set()
        watcher.join()
    seconds = time.perf_counter() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command), output)
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Usage(seconds, cpu, max(peaks) / 1e9, output)


def _watch(root: int, done: threading.Event, peaks: list[int]) -> None:
    while not done.wait(INTERVAL):
        peaks.append(_memory_of_tree(root))


def _memory_of_tree(root: int) -> int:
    """Resident memory of a process and all below it [bytes]."""
    parents: dict[int, int] = {}
    memory: dict[int, int] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(folder.name)
        parents[pid] = int(fields[1])
        memory[pid] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    tree = {root}
    while more := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return sum(memory.get(pid, 0) for pid in tree)
