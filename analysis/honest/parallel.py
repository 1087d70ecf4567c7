"""Running many independent calls, on this machine or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

import joblib
from threadpoolctl import threadpool_limits

from nsl_db.errors import UsageError

Progress = Callable[[int, int], None]
"""Called with the number of finished calls and their total."""

Result = TypeVar("Result")
"""What a call returns."""

LOCAL = "local"
"""Name of the engine that uses processes of this machine."""

DASK = "dask"
"""Name of the engine that uses a Dask cluster: `dask` or `dask://HOST:PORT`."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Where calls run; results do not depend on it.

    Attributes:
        jobs: Processes; with one local job, everything runs in this process.
        engine: `local`, `dask` (a cluster of its own with `jobs` processes) or
            `dask://HOST:PORT` (a running scheduler).

    Raises:
        UsageError: The engine has another name.
    """

    jobs: int = 1
    engine: str = LOCAL

    def __post_init__(self) -> None:
        name, separator, address = self.engine.partition("://")
        if name not in (LOCAL, DASK) or (name == LOCAL and separator):
            raise UsageError(
                f"--engine: {self.engine!r} is not local, dask or dask://HOST:PORT."
            )
        if separator and not address:
            raise UsageError("--engine: dask:// lacks the scheduler's HOST:PORT.")

    def run(
        self,
        function: Callable[..., Result],
        calls: Sequence[tuple[object, ...]],
        progress: Progress | None = None,
    ) -> list[Result]:
        """Call a function on each tuple of arguments, one thread per call.

        Returns:
            Results in the order of the calls.

        Raises:
            UsageError: Dask is asked for and not installed, or does not answer.
        """
        results: list[Result] = []
        with self._started(function, calls) as started:
            for result in started:
                results.append(result)
                if progress:
                    progress(len(results), len(calls))
        return results

    @contextmanager
    def _started(
        self, function: Callable[..., Result], calls: Sequence[tuple[object, ...]]
    ) -> Iterator[Iterable[Result]]:
        """Start the calls; results come in order."""
        if self.engine != LOCAL:
            with _dask_cluster(self.engine, self.jobs):
                yield _pooled(function, calls, -1)
        elif self.jobs == 1:
            yield (_alone(function, call) for call in calls)
        else:
            yield _pooled(function, calls, self.jobs)


def _pooled(
    function: Callable[..., Result], calls: Sequence[tuple[object, ...]], jobs: int
) -> Iterable[Result]:
    """Results of calls on the active backend of joblib."""
    pool = joblib.Parallel(n_jobs=jobs, return_as="generator")
    results: Iterable[Result] = pool(
        joblib.delayed(_alone)(function, call) for call in calls
    )
    return results


def _alone(function: Callable[..., Result], call: tuple[object, ...]) -> Result:
    """Call with one thread, so that processes do not crowd each other out."""
    with threadpool_limits(limits=1):
        return function(*call)


@contextmanager
def _dask_cluster(engine: str, jobs: int) -> Iterator[None]:
    """Make Dask the backend of joblib while calls run."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError(
            "--engine: dask is not installed; install it with "
            "`pip install 'nsl-db[dask]'`, or use --engine local."
        ) from error
    address = engine.partition("://")[2]
    if not address:
        with (
            distributed.LocalCluster(
                n_workers=jobs, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            distributed.Client(cluster),
            joblib.parallel_config(backend="dask"),
        ):
            yield
        return
    try:
        client = distributed.Client(f"tcp://{address}", timeout="10s")
    except OSError as error:
        raise UsageError(
            f"--engine: no Dask scheduler answers at {address}; start one with "
            "`dask scheduler`, or use --engine local."
        ) from error
    with client, joblib.parallel_config(backend="dask"):
        yield


__all__ = ["DASK", "LOCAL", "Pool", "Progress"]
