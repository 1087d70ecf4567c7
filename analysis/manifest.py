"""What a run was made of: enough to repeat it, nothing about the machine."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import nsl_db

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.analysis.population import Drop

DEPENDENCIES = (
    "jinja2",
    "joblib",
    "matplotlib",
    "numpy",
    "polars",
    "scikit-learn",
    "scipy",
    "xgboost",
)
"""Distributions whose version can change a result or its presentation."""


@dataclass(frozen=True, slots=True)
class TaskCount:
    """Models behind the results of one task.

    Attributes:
        benchmark: Name of the benchmark.
        num_shots: Worked examples in the prompt.
        metric: Score that is predicted.
        num_models: Models with a score.
        paper_num_models: Models in the paper's own table.
        drop: Eligible models without a score.
    """

    benchmark: str
    num_shots: int
    metric: str
    num_models: int
    paper_num_models: int
    drop: Drop


@dataclass(frozen=True, slots=True)
class Manifest:
    """Inputs, versions and counts of one run.

    Attributes:
        protocol: Name of the protocol.
        catalogue_hash: Content hash of the catalogue.
        code_version: Version of nsl-db.
        python_version: Version of the interpreter.
        dependencies: Versions of the distributions in `DEPENDENCIES`.
        benchmarks: Benchmarks that were asked for; empty means all.
        estimators: Estimators that were run.
        features: Feature sets that were run.
        seeds: Seeds that were run.
        bootstrap_draws: Resamples behind each interval.
        jobs: Processes.
        quick: Whether seeds and resamples were cut to save time.
        num_trials: Errors measured, one per task, estimator, features and seed.
        wall_seconds: Duration of the run.
        num_catalogue_models: Models in the catalogue.
        num_eligible_models: Models of known scale, not instruction tuned.
        drops: Models that are not eligible, by reason.
        num_unknown_scored_models: Names with scores that are no catalogue model.
        tasks: Counts by task.
    """

    protocol: str
    catalogue_hash: str
    code_version: str
    python_version: str
    dependencies: Mapping[str, str]
    benchmarks: tuple[str, ...]
    estimators: tuple[str, ...]
    features: tuple[str, ...]
    seeds: tuple[int, ...]
    bootstrap_draws: int
    jobs: int
    quick: bool
    num_trials: int
    wall_seconds: float
    num_catalogue_models: int
    num_eligible_models: int
    drops: tuple[Drop, ...]
    num_unknown_scored_models: int
    tasks: tuple[TaskCount, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the content of `manifest.json`."""
        return asdict(self)


def code_version() -> str:
    """Version of nsl-db that is running."""
    return nsl_db.__version__


def python_version() -> str:
    """Version of the interpreter that is running."""
    return platform.python_version()


def dependency_versions() -> dict[str, str]:
    """Installed versions of `DEPENDENCIES`."""
    return {name: metadata.version(name) for name in DEPENDENCIES}


__all__ = [
    "DEPENDENCIES",
    "Manifest",
    "TaskCount",
    "code_version",
    "dependency_versions",
    "python_version",
]
