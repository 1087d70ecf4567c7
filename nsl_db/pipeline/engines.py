"""Where the work on parts of a store is done: here, in processes, or on a cluster."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    ProcessPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from nsl_db.errors import NslDbError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

__all__ = ["EngineName", "cluster", "pool", "run_parts"]

Part = TypeVar("Part")
Result = TypeVar("Result")

WAITING_PER_JOB = 2
"""Parts that wait or run at once for each process: more would only take memory."""


@dataclass(frozen=True, slots=True)
class EngineName:
    """Where extraction runs.

    Attributes:
        is_dask: On a Dask cluster, instead of processes of this machine.
        address: The scheduler; None for a cluster of this machine's own.
    """

    is_dask: bool = False
    address: str | None = None

    @classmethod
    def parse(cls, text: str) -> EngineName:
        """Read `local`, `dask` or `dask://ADDRESS`.

        Raises:
            UsageError: It is none of them.
        """
        if text == "local":
            return cls()
        name, separator, address = text.partition("://")
        if name != "dask" or (separator and not address):
            raise UsageError(
                f"{text!r} is no engine. Engines are local, dask (a cluster of this "
                "machine's own) and dask://HOST:PORT (the scheduler of a cluster)."
            )
        if not separator:
            return cls(is_dask=True)
        return cls(True, address if "://" in address else f"tcp://{address}")


@contextmanager
def pool(jobs: int) -> Iterator[Executor]:
    """Processes of this machine; they end when this one does, however it ends."""
    executor = ProcessPoolExecutor(
        jobs, multiprocessing.get_context("spawn"), _end_with_parent
    )
    with executor:
        try:
            yield executor
        except BaseException:
            executor.shutdown(cancel_futures=True)
            raise


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: Any) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def cluster(name: EngineName, jobs: int) -> Iterator[Executor]:
    """A Dask cluster, and where no address is given one that is started here.

    Raises:
        UsageError: Dask is not installed.
        NslDbError: The scheduler does not answer.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError(
            "The engine dask needs an extra: pip install 'nsl-db[dask]'."
        ) from error
    if name.address is None:
        local = LocalCluster(
            n_workers=jobs, threads_per_worker=1, dashboard_address=None
        )
        with local, Client(local) as client:
            yield client.get_executor(pure=False)
        return
    try:
        client = Client(name.address)
    except OSError as error:
        raise NslDbError(
            f"No Dask scheduler answers at {name.address}: {error}. Start one with "
            "`dask scheduler`, or use --engine local."
        ) from error
    with client:
        yield client.get_executor(pure=False)


def run_parts(
    executor: Executor | None,
    work: Callable[[Part], Result],
    parts: Iterable[Part],
    jobs: int,
) -> Iterator[Result]:
    """Do some work on every part; results come as they are ready.

    Args:
        executor: Where; None for this process.
        work: A function of a module, so that other processes find it.
        parts: Made one after the other, never many more than are worked on.
        jobs: How many are worked on at once.

    Raises:
        NslDbError: A process ended without an answer.
    """
    if executor is None:
        yield from map(work, parts)
        return
    waiting: set[Future[Result]] = set()
    try:
        for part in parts:
            waiting.add(executor.submit(work, part))
            if len(waiting) >= WAITING_PER_JOB * jobs:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in as_completed(waiting))
    except BrokenProcessPool as error:
        raise NslDbError(
            "A process of the build ended without an answer, most likely for want of "
            "memory. What was extracted is kept: build again, with fewer --jobs."
        ) from error
