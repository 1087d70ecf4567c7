"""What the honest protocol found, as one object and as the content of its files."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.analysis.honest.rows import HonestRow
from nsl_db.analysis.results import RESULT_SCHEMA, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nsl_db.analysis.honest.aggregate import AggregateRow
    from nsl_db.analysis.honest.coverage import CoverageRow
    from nsl_db.analysis.honest.methods import Method
    from nsl_db.analysis.population import Drop
    from nsl_db.analysis.study import Study

WEIGHTING = (
    "Means over benchmarks give every benchmark the same weight: the mean of the "
    "relative gains 1 - MAE / MAE of XGBoost on scale. Within a benchmark every model "
    "weighs the same, and seeds are averaged."
)
"""How aggregates are formed."""

INTERVALS = (
    "95 % percentile bootstrap over families; the predictions are held fixed, nothing "
    "is fitted again. p-values are one-sided: the share of draws without a gain."
)
"""How intervals are formed."""


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """A target and how many models and families it rests on.

    Attributes:
        key: Unique name.
        label: Name for people.
        benchmark: Name of the benchmark.
        num_shots: Worked examples in the prompt.
        metric: Score that is predicted.
        harness: Program that measured it, null where unknown.
        is_headline: Whether it is one of the paper's 13.
        num_models: Models with a score.
        num_families: Their families.
        noise_floor: Error that sampling of items explains, null where unknown.
        noise_basis: What the floor rests on; see `noise_floor.NoiseFloor`.
    """

    key: str
    label: str
    benchmark: str
    num_shots: int
    metric: str
    harness: str | None
    is_headline: bool
    num_models: int
    num_families: int
    noise_floor: float | None
    noise_basis: str


@dataclass(frozen=True, slots=True)
class HonestManifest:
    """Inputs, versions, choices and counts of one run.

    Attributes:
        protocol: `honest`.
        catalogue_hash: Content hash of the catalogue.
        code_version: Version of nsl-db.
        code_fingerprint: Hash of the analysis' source files.
        python_version: Version of the interpreter.
        dependencies: Versions of the libraries that can change a result.
        benchmarks: Benchmarks that were asked for; empty means all.
        folds: Kinds of folds that were run.
        absent_folds: Kinds that could not be formed, and why.
        fold_remarks: What else is to be known about a kind.
        estimators: Estimators that were run.
        features: Feature sets that were run.
        default_estimator: Estimator that intervals are laid around.
        seeds: Seeds of family and random folds; size and time are one split each.
        interval_seeds: Seeds of the folds on which coverage was measured.
        permutations: Permutations of the design features.
        permutation_seeds: Seeds of the folds that each permutation was run on.
        bootstrap_draws: Draws of families.
        engine: Where fits ran.
        jobs: Processes.
        quick: Whether seeds, draws and permutations were cut to save time.
        num_fits: Fits of this run; those found in the cache are not counted.
        wall_seconds: Duration of the run.
        num_catalogue_models: Models in the catalogue.
        num_models: Models that took part.
        num_families: Their families.
        num_unknown_families: Models of no known family, each a family of its own.
        drops: Models that are left out, by reason.
        skipped_targets: Protocols with too few models or families.
        targets: The targets.
        weighting: How aggregates are formed.
        intervals: How intervals are formed.
    """

    protocol: str
    catalogue_hash: str
    code_version: str
    code_fingerprint: str
    python_version: str
    dependencies: Mapping[str, str]
    benchmarks: tuple[str, ...]
    folds: tuple[str, ...]
    absent_folds: Mapping[str, str]
    fold_remarks: Mapping[str, str]
    estimators: tuple[str, ...]
    features: tuple[str, ...]
    default_estimator: str
    seeds: tuple[int, ...]
    interval_seeds: tuple[int, ...]
    permutations: int
    permutation_seeds: tuple[int, ...]
    bootstrap_draws: int
    engine: str
    jobs: int
    quick: bool
    num_fits: int
    wall_seconds: float
    num_catalogue_models: int
    num_models: int
    num_families: int
    num_unknown_families: int
    drops: tuple[Drop, ...]
    skipped_targets: tuple[str, ...]
    targets: tuple[TargetInfo, ...]
    weighting: str = WEIGHTING
    intervals: str = INTERVALS

    def as_dict(self) -> dict[str, object]:
        """Return the content of `manifest.json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PermutationRow:
    """Gain from design features over the same estimator on scale alone.

    Attributes:
        permutation: Number of the permutation, null for the real design.
        mean_gain: Mean relative gain over the headline targets.
        gain_low: Lower end of its 95 % interval over families.
        gain_high: Upper end.
        p_value: For the real design, the share of permutations that gain as much;
            null for a permutation.
    """

    permutation: int | None
    mean_gain: float
    gain_low: float
    gain_high: float
    p_value: float | None


@dataclass(frozen=True, slots=True)
class HonestResult:
    """What the honest protocol found, and what it was made of.

    Attributes:
        study: Models, design, scores and families: what everything was computed on.
        methods: The methods that were compared, simplest first.
        rows: Errors and gains by target, kind of folds, method and seed; the row over
            all seeds (`seed` null) has the intervals and p-values.
        aggregate: Errors and gains over benchmarks by kind of folds and method, for
            the paper's 13 targets and for all.
        leakage: The leakage panel: one row per method, with its error, gain and rank
            on every kind of folds side by side; see `aggregate.leakage_panel`.
        coverage: Measured coverage of the intervals around the default estimator;
            empty where no family folds were run.
        permutation: The real design first, then permuted ones; empty where the joint
            sigmoid was not run with and without design on family folds.
        predictions: Every out-of-fold prediction; columns as in
            `evaluate.PREDICTION_SCHEMA`.
        intervals: Every interval behind `coverage`; columns as in
            `coverage.INTERVAL_SCHEMA`.
        manifest: Inputs, versions, choices, counts and drops.
    """

    study: Study
    methods: tuple[Method, ...]
    rows: tuple[HonestRow, ...]
    aggregate: tuple[AggregateRow, ...]
    leakage: tuple[Mapping[str, object], ...]
    coverage: tuple[CoverageRow, ...]
    permutation: tuple[PermutationRow, ...]
    predictions: pl.DataFrame
    intervals: pl.DataFrame
    manifest: HonestManifest

    @property
    def drops(self) -> tuple[Drop, ...]:
        """Models that are left out, by reason."""
        return self.manifest.drops

    @property
    def aggregates(self) -> tuple[HonestRow, ...]:
        """Rows over all seeds."""
        return tuple(row for row in self.rows if row.seed is None)


HONEST_SCHEMA: Mapping[str, pl.DataType] = {
    **RESULT_SCHEMA,
    "harness": pl.String(),
    "target": pl.String(),
    "is_headline": pl.Boolean(),
    "p_value": pl.Float64(),
    "p_holm": pl.Float64(),
    "p_bh": pl.Float64(),
    "noise_multiple": pl.Float64(),
}
"""Column types of `results.parquet`, also where a column is all null."""


def honest_frame(rows: Iterable[HonestRow]) -> pl.DataFrame:
    """Tabulate rows with the declared types."""
    records = [asdict(row) for row in rows]
    return pl.DataFrame(records, schema=dict(HONEST_SCHEMA), orient="row")


def honest_document(result: HonestResult) -> dict[str, object]:
    """Compose the content of `results.json`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "manifest": result.manifest.as_dict(),
        "rows": [asdict(row) for row in result.rows],
        "aggregate": [asdict(row) for row in result.aggregate],
        "leakage": [dict(row) for row in result.leakage],
        "coverage": [asdict(row) for row in result.coverage],
        "permutation": [asdict(row) for row in result.permutation],
        "drops": [asdict(drop) for drop in result.drops],
    }


__all__ = [
    "HONEST_SCHEMA",
    "HonestManifest",
    "HonestResult",
    "PermutationRow",
    "TargetInfo",
    "honest_document",
    "honest_frame",
]
