"""Offline from nothing to a report: packaged corpus, catalogue, short analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.pipeline.analyze import (
    HonestAnalysis,
    analyze_honestly,
    cache_folder,
    default_catalogue,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nsl_db.config import Settings

__all__ = ["Quickstart", "quickstart"]


@dataclass(frozen=True, slots=True)
class Quickstart:
    """What the tour made.

    Attributes:
        catalogue: The default catalogue.
        analysis: The short analysis of it.
    """

    catalogue: Path
    analysis: HonestAnalysis


def quickstart(
    settings: Settings,
    output: Path,
    jobs: int,
    progress: Callable[[int, int], None] | None = None,
) -> Quickstart:
    """Build the packaged corpus and analyse it; no network is used.

    A default catalogue that exists is analysed as it is.

    Args:
        settings: Where the catalogue is.
        output: Folder to write results and report to.
        jobs: Processes.
        progress: Called with the number of finished fits and their total.
    """
    from nsl_db.analysis.honest.options import HonestOptions
    from nsl_db.analysis.honest.study_of import HEADLINE

    catalogue = default_catalogue(settings)
    options = HonestOptions(benchmarks=(HEADLINE,), jobs=jobs, quick=True)
    cache = cache_folder(settings)
    return Quickstart(
        catalogue, analyze_honestly(catalogue, options, output, progress, cache)
    )
