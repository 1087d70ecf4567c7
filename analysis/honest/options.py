"""What the user may choose about an honest analysis."""

from __future__ import annotations

from dataclasses import dataclass

from nsl_db.analysis.honest.folds import KINDS
from nsl_db.analysis.honest.methods import SELECTED
from nsl_db.analysis.honest.parallel import LOCAL, Pool
from nsl_db.analysis.honest.study_of import HEADLINE
from nsl_db.analysis.options import (
    BOOTSTRAP_DRAWS,
    QUICK_BOOTSTRAP_DRAWS,
    check_choice,
    check_seeds,
)

FEATURE_SETS = ("scale", "all", "published", SELECTED)
"""Feature sets, in the order of the results."""

SEEDS = tuple(range(10))
"""Seeds of the folds, unless others are asked for."""

QUICK_SEEDS = 1
"""Seeds that a quick run keeps."""

NOT_QUICK = ("xgboost_paper",)
"""Estimators that a quick run leaves out unless they are asked for."""

INTERVAL_SEEDS = 2
"""First seeds on which coverage is measured: five fits for each outer fold."""

PERMUTATIONS = 5
"""Permutations of the design features."""

QUICK_PERMUTATIONS = 2
"""Permutations of a quick run."""

PERMUTATION_SEEDS = 2
"""First seeds on which each permutation is run."""


@dataclass(frozen=True, slots=True)
class HonestOptions:
    """Choices for one run.

    Attributes:
        benchmarks: Benchmarks to run; `headline` stands for the paper's 13 targets,
            `all` for these and every other benchmark of the catalogue.
        folds: Some of `folds.KINDS`.
        seeds: Seeds of the folds.
        estimators: Names of estimators; empty means all.
        features: Some of `FEATURE_SETS`; empty means all but `selected`.
        jobs: Processes that fit models at the same time.
        engine: `local`, `dask` or `dask://HOST:PORT`.
        quick: Keep only the first seed, fewer bootstrap draws and permutations, and
            leave out `NOT_QUICK` unless it is asked for.

    Raises:
        UsageError: A choice is empty, repeated or unknown.
    """

    benchmarks: tuple[str, ...] = (HEADLINE,)
    folds: tuple[str, ...] = KINDS
    seeds: tuple[int, ...] = SEEDS
    estimators: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    jobs: int = 1
    engine: str = LOCAL
    quick: bool = False

    def __post_init__(self) -> None:
        check_choice("folds", self.folds, KINDS)
        if self.features:
            check_choice("features", self.features, FEATURE_SETS)
        check_seeds(self.seeds, self.jobs)
        Pool(self.jobs, self.engine)

    @property
    def run_seeds(self) -> tuple[int, ...]:
        """Seeds that are really run."""
        return self.seeds[:QUICK_SEEDS] if self.quick else self.seeds

    @property
    def interval_seeds(self) -> tuple[int, ...]:
        """Seeds on which coverage is measured."""
        return self.run_seeds[: 1 if self.quick else INTERVAL_SEEDS]

    @property
    def permutations(self) -> int:
        """Permutations of the design features."""
        return QUICK_PERMUTATIONS if self.quick else PERMUTATIONS

    @property
    def permutation_seeds(self) -> tuple[int, ...]:
        """Seeds on which each permutation is run."""
        return self.run_seeds[:PERMUTATION_SEEDS]

    @property
    def bootstrap_draws(self) -> int:
        """Draws of families behind each interval."""
        return QUICK_BOOTSTRAP_DRAWS if self.quick else BOOTSTRAP_DRAWS


__all__ = ["FEATURE_SETS", "NOT_QUICK", "HonestOptions"]
