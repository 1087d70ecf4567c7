"""What the user may choose about an analysis."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nsl_db.errors import UsageError

ESTIMATORS = ("median", "log_linear", "xgboost")
"""Estimators of the paper protocol, in the order of the results."""

FEATURE_SETS = ("scale", "published")
"""Feature sets that the paper protocol runs unless asked for others."""

EXTRA_FEATURE_SETS = ("all", "selected")
"""Feature sets to be asked for: all 79 features, and the forward selection done again,
which takes hours."""

REPORTING_SEEDS = tuple(range(50))
"""Seeds over which the paper reports. Source: Liu et al. 2025 (arXiv 2503.03862)."""

QUICK_SEEDS = 5
"""Seeds that a quick run keeps."""

MAX_SEEDS = 1000
"""More seeds than this are a slip of the keyboard: each costs minutes."""

BOOTSTRAP_DRAWS = 2000
"""Resamples behind an interval."""

QUICK_BOOTSTRAP_DRAWS = 200
"""Resamples behind an interval of a quick run."""


@dataclass(frozen=True, slots=True)
class AnalysisOptions:
    """Choices for one run.

    Attributes:
        benchmarks: Benchmarks to run; empty means all of them.
        seeds: Seeds of the folds.
        estimators: Some of `ESTIMATORS`.
        features: Some of `FEATURE_SETS` and `EXTRA_FEATURE_SETS`; the baselines
            always use `scale`.
        jobs: Processes that fit models at the same time.
        quick: Keep only the first seeds and draw fewer bootstrap samples.

    Raises:
        UsageError: A choice is empty, repeated or unknown.
    """

    benchmarks: tuple[str, ...] = ()
    seeds: tuple[int, ...] = REPORTING_SEEDS
    estimators: tuple[str, ...] = ESTIMATORS
    features: tuple[str, ...] = FEATURE_SETS
    jobs: int = 1
    quick: bool = False

    def __post_init__(self) -> None:
        check_choice("estimator", self.estimators, ESTIMATORS)
        check_choice("features", self.features, FEATURE_SETS + EXTRA_FEATURE_SETS)
        check_seeds(self.seeds, self.jobs)

    @property
    def run_seeds(self) -> tuple[int, ...]:
        """Seeds that are really run."""
        return self.seeds[:QUICK_SEEDS] if self.quick else self.seeds

    @property
    def bootstrap_draws(self) -> int:
        """Resamples behind each interval."""
        return QUICK_BOOTSTRAP_DRAWS if self.quick else BOOTSTRAP_DRAWS


def parse_seeds(text: str) -> tuple[int, ...]:
    """Read seeds such as `0-9` or `0,3,7-9`.

    Raises:
        UsageError: The text is not a list of numbers and rising ranges.
    """
    seeds: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,10})(?:\s*-\s*(\d{1,10}))?\s*", part)
        first, last = match.groups() if match else (None, None)
        if first is None or int(last or first) < int(first):
            raise UsageError(f"--seeds: {text!r} is not like 0-9 or 0,3,7-9.")
        if int(last or first) - int(first) >= MAX_SEEDS:
            raise UsageError(f"--seeds: {text!r} is more than {MAX_SEEDS} seeds.")
        seeds.extend(range(int(first), int(last or first) + 1))
    return tuple(seeds)


def check_seeds(seeds: tuple[int, ...], jobs: int) -> None:
    """Refuse seeds and numbers of processes that cannot be.

    Raises:
        UsageError: No seed, a repeated one, one out of range, or no process.
    """
    if not seeds or len(set(seeds)) < len(seeds):
        raise UsageError("--seeds: give at least one seed, and each only once.")
    if min(seeds) < 0 or max(seeds) >= 2**32:
        raise UsageError("--seeds: a seed is a number from 0 to 4294967295.")
    if jobs < 1:
        raise UsageError(f"--jobs: {jobs} is not a number of processes.")


def check_choice(name: str, chosen: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Refuse an empty, repeated or unknown choice.

    Raises:
        UsageError: The choice is one of these.
    """
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        raise UsageError(f"--{name}: {unknown[0]!r} is not one of {', '.join(known)}.")
    if not chosen or len(set(chosen)) < len(chosen):
        raise UsageError(f"--{name}: give at least one, and each only once.")


__all__ = [
    "BOOTSTRAP_DRAWS",
    "ESTIMATORS",
    "EXTRA_FEATURE_SETS",
    "FEATURE_SETS",
    "MAX_SEEDS",
    "QUICK_BOOTSTRAP_DRAWS",
    "QUICK_SEEDS",
    "REPORTING_SEEDS",
    "AnalysisOptions",
    "check_choice",
    "check_seeds",
    "parse_seeds",
]
