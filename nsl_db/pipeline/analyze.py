"""catalogue -> results and report."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.benchmarks import STATED_SUFFIX
from nsl_db.db.queries import read_manifest, read_table
from nsl_db.pipeline.build import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nsl_db.analysis.data import AnalysisData
    from nsl_db.analysis.honest.options import HonestOptions
    from nsl_db.analysis.honest.result import HonestResult
    from nsl_db.analysis.options import AnalysisOptions
    from nsl_db.analysis.outputs import OutputPaths
    from nsl_db.analysis.results import AnalysisResult
    from nsl_db.config import Settings

__all__ = [
    "Analysis",
    "HonestAnalysis",
    "analyze",
    "analyze_honestly",
    "cache_folder",
    "default_catalogue",
    "load_data",
    "published_catalogue",
]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A finished analysis after the paper, and the files that hold it."""

    result: AnalysisResult
    paths: OutputPaths


@dataclass(frozen=True, slots=True)
class HonestAnalysis:
    """A finished honest analysis and the files that hold it."""

    result: HonestResult
    paths: OutputPaths


def load_data(catalogue: Path) -> AnalysisData:
    """What an analysis reads of a catalogue: measured scores, not stated ones.

    Raises:
        CatalogueError: The catalogue cannot be opened.
    """
    from nsl_db.analysis.data import AnalysisData

    generation = read_table(catalogue, "generation_feature")
    harness = read_table(catalogue, "protocol").select("protocol_id", "harness")
    is_stated = pl.col("protocol_id").str.ends_with(STATED_SUFFIX)
    scores = read_table(catalogue, "evaluation").filter(~is_stated)
    return AnalysisData(
        design=read_table(catalogue, "design_matrix"),
        scores=scores.join(harness, on="protocol_id", how="left"),
        generation=generation.select(
            "model_id",
            pl.col("statistic").alias("feature"),
            pl.col("statistic_value").alias("value"),
        ),
        catalogue_hash=read_manifest(catalogue)["content_hash"],
    )


@contextmanager
def published_catalogue(settings: Settings) -> Iterator[Path]:
    """A passing catalogue of the paper's own table, exactly as published."""
    with tempfile.TemporaryDirectory(prefix="nsl-db-") as folder:
        path = Path(folder) / "liu2025.duckdb"
        build(settings, sources=["liu2025"], output=path)
        yield path


def default_catalogue(settings: Settings) -> Path:
    """The catalogue of the data folder, built from what is there if there is none."""
    if not settings.catalogue_path.is_file():
        build(settings)
    return settings.catalogue_path


def cache_folder(settings: Settings) -> Path:
    """Where an analysis keeps predictions between runs."""
    return settings.data_dir / "cache" / "analysis"


def analyze(
    catalogue: Path,
    options: AnalysisOptions,
    output: Path,
    progress: Callable[[int, int], None] | None = None,
    cache: Path | None = None,
) -> Analysis:
    """Run the paper protocol and write all its files.

    Args:
        catalogue: The catalogue to read.
        options: Choices.
        output: Folder to write.
        progress: Called with the number of finished trials and their total.
        cache: Where outcomes are kept between runs; None keeps nothing.

    Raises:
        CatalogueError: The catalogue cannot be opened.
        AnalysisError: The catalogue does not hold enough.
    """
    from nsl_db.analysis.run import run_paper_protocol, write_outputs

    result = run_paper_protocol(load_data(catalogue), options, progress, cache)
    return Analysis(result=result, paths=write_outputs(result, output))


def analyze_honestly(
    catalogue: Path,
    options: HonestOptions,
    output: Path,
    progress: Callable[[int, int], None] | None = None,
    cache: Path | None = None,
) -> HonestAnalysis:
    """Run the honest protocol and write all its files.

    Args:
        catalogue: The catalogue to read.
        options: Choices.
        output: Folder to write.
        progress: Called with the number of finished fits and their total.
        cache: Where predictions are kept between runs; None keeps nothing.

    Raises:
        CatalogueError: The catalogue cannot be opened.
        AnalysisError: The catalogue does not hold enough.
        UsageError: The engine is not there.
    """
    from nsl_db.analysis.honest.outputs import write_honest
    from nsl_db.analysis.honest.run import run_honest_protocol

    result = run_honest_protocol(load_data(catalogue), options, progress, cache)
    verdicts = (
        read_table(catalogue, "quarantine")["verdict"].value_counts().sort("verdict")
    )
    paths = write_honest(result, output, counts=dict(verdicts.iter_rows()))
    return HonestAnalysis(result=result, paths=paths)
