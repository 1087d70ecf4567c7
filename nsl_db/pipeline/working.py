"""Bringing the build cache up to date, part by part, on several processes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.config import num_cores
from nsl_db.pipeline.engines import EngineName, cluster, pool, run_parts
from nsl_db.pipeline.extraction import ExtractionPart, extract_part, extract_read
from nsl_db.pipeline.settling import SettlingPart, settle_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from nsl_db.db.build_cache import BuildCache
    from nsl_db.pipeline.claims import Claims

__all__ = ["Workshop"]

STORED_AT_ONCE = 8000
"""Models whose results are stored in one go: many small ones are written twice."""

SMALL = 500
"""Models up to which starting processes takes longer than doing the work here."""

PART = 2000
"""Most models of a part."""

PARTS_PER_JOB = 4
"""Parts that each process gets at least where there are many models, so that none
waits long for another at the end."""


class Workshop:
    """Extracts and settles what the cache lacks.

    Args:
        cache: Knows what is wanted, and takes the results.
        claims: What tables and curators say.
        raw_path: The raw store.
        engine: Where extraction runs.
        jobs: Processes; one per core where None.
        progress: Told how many models are extracted.
    """

    def __init__(
        self,
        cache: BuildCache,
        claims: Claims,
        raw_path: Path,
        engine: EngineName,
        jobs: int | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._cache = cache
        self._claims = claims
        self._raw_path = raw_path
        self._engine = engine
        self._jobs = jobs or num_cores()
        self._progress = progress or (lambda done, total: None)

    def extract(self, total: int) -> int:
        """Extract what the cache lacks; returns the number of models.

        Args:
            total: Number of models of the build.
        """
        missing = self._cache.unextracted()
        done = total - missing.height
        parts = (
            ExtractionPart(self._raw_path, tuple(part.rows()))
            for part in self._split(missing)
        )
        if done:
            self._progress(done, total)
        with self._executor(missing.height, self._engine) as executor:
            if self._engine.is_dask:
                read = ((part.keys, part.read()) for part in parts)
                results = run_parts(executor, extract_read, read, self._jobs)
            else:
                results = run_parts(executor, extract_part, parts, self._jobs)
            for group in _groups(results, "extraction"):
                self._cache.store_extracted(group)
                done += group["extraction"].height
                self._progress(done, total)
        return missing.height

    def settle(self) -> None:
        """Settle what the cache lacks."""
        missing = self._cache.unsettled()
        parts = (self._settling_part(part) for part in self._split(missing))
        with self._executor(missing.height, EngineName()) as executor:
            results = run_parts(executor, settle_part, parts, self._jobs)
            for group in _groups(results, "settlement"):
                self._cache.store_settled(group)

    def _settling_part(self, models: pl.DataFrame) -> SettlingPart:
        claims = self._claims
        model_ids = models["model_id"]
        extracted = self._cache.findings_of(model_ids)
        tables = claims.findings.filter(pl.col("model_id").is_in(model_ids.implode()))
        return SettlingPart(
            heads=models.select("model_id", "settling_key"),
            findings=pl.concat([extracted, tables]),
            ranks=claims.ranks,
            overrides=claims.overrides.among(model_ids),
        )

    def _split(self, models: pl.DataFrame) -> Iterator[pl.DataFrame]:
        spread = -(-models.height // (PARTS_PER_JOB * self._jobs))
        size = max(1, min(PART, max(spread, SMALL // 2)))
        return models.iter_slices(size)

    @contextmanager
    def _executor(
        self, num_models: int, engine: EngineName
    ) -> Iterator[Executor | None]:
        if not num_models:
            yield None
        elif engine.is_dask:
            with cluster(engine, self._jobs) as executor:
                yield executor
        elif self._jobs == 1 or num_models <= SMALL:
            yield None
        else:
            with pool(self._jobs) as executor:
                yield executor


def _groups(
    results: Iterator[dict[str, pl.DataFrame]], head: str
) -> Iterator[dict[str, pl.DataFrame]]:
    """Results of parts, several put together.

    Args:
        results: Frames of each part.
        head: Frame that has one row per model.
    """
    waiting: list[dict[str, pl.DataFrame]] = []
    for frames in results:
        waiting.append(frames)
        if sum(part[head].height for part in waiting) >= STORED_AT_ONCE:
            yield _joined(waiting)
            waiting = []
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[dict[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    return {name: pl.concat([part[name] for part in parts]) for name in parts[0]}
