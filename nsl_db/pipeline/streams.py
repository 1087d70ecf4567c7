"""The two largest tables on their way into the catalogue, some models at a time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.pipeline.publishing import ROW
from nsl_db.pipeline.ruling import CELL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nsl_db.db.build_cache import BuildCache
    from nsl_db.pipeline.claims import Claims
    from nsl_db.pipeline.publishing import Published

__all__ = ["Counted", "all_findings", "all_provenance"]

BATCH = 4000
"""Models whose rows are in memory at once."""


class Counted:
    """Frames that can be walked through once, and are counted.

    Args:
        frames: The frames.
    """

    def __init__(self, frames: Iterator[pl.DataFrame]) -> None:
        self._frames = frames
        self.num_rows = 0

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for frame in self._frames:
            self.num_rows += frame.height
            yield frame


def all_findings(
    cache: BuildCache, claims: Claims, model_ids: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """Every finding.

    Args:
        cache: Holds what was extracted.
        claims: Holds what tables say.
        model_ids: The models, in order.
    """
    for low, high in _ranges(model_ids):
        yield pl.concat(
            [cache.findings(low, high), _between(claims.findings, low, high)]
        )


def all_provenance(
    cache: BuildCache, done: Published, model_ids: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """What every published cell rests on.

    Args:
        cache: Holds what was settled.
        done: Knows which cells were added and taken out since.
        model_ids: The models, in order.
    """
    for low, high in _ranges(model_ids):
        settled = cache.provenance(low, high)
        added = _between(done.derived, low, high)
        rows = pl.concat([settled, added])
        yield rows.join(done.refused, on=ROW, how="anti").join(
            done.emptied, on=CELL, how="anti"
        )


def _ranges(model_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    rest = iter(model_ids)
    while part := list(islice(rest, BATCH)):
        yield part[0], part[-1]


def _between(frame: pl.DataFrame, low: str, high: str) -> pl.DataFrame:
    return frame.filter(pl.col("model_id").is_between(pl.lit(low), pl.lit(high)))
