"""Run the honest protocol on a catalogue."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.analysis.honest.aggregate import Aggregator, leakage_panel
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
from nsl_db.analysis.honest.cache import analysis_cache
from nsl_db.analysis.honest.coverage import (
    INTERVAL_SCHEMA,
    coverage_table,
    measure_intervals,
)
from nsl_db.analysis.honest.describe import describe_run
from nsl_db.analysis.honest.errors import collect_errors
from nsl_db.analysis.honest.evaluate import Evaluator
from nsl_db.analysis.honest.folds import Fold, FoldPlan, plan_folds
from nsl_db.analysis.honest.matrices import build_matrices
from nsl_db.analysis.honest.methods import Method, all_methods, choose
from nsl_db.analysis.honest.noise_floor import noise_floors
from nsl_db.analysis.honest.null import SCALE_ONLY, WITH_DESIGN, PermutationTest
from nsl_db.analysis.honest.options import NOT_QUICK, HonestOptions
from nsl_db.analysis.honest.parallel import Pool
from nsl_db.analysis.honest.result import HonestResult
from nsl_db.analysis.honest.rows import Summary
from nsl_db.analysis.honest.study_of import build_study, is_headline
from nsl_db.errors import NotEnoughDataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nsl_db.analysis.data import AnalysisData
    from nsl_db.analysis.honest.noise_floor import NoiseFloor
    from nsl_db.analysis.honest.parallel import Progress
    from nsl_db.analysis.honest.result import HonestManifest, PermutationRow


def run_honest_protocol(
    data: AnalysisData,
    options: HonestOptions | None = None,
    progress: Progress | None = None,
    cache_folder: Path | None = None,
    methods: Sequence[Method] | None = None,
    default: str | None = None,
) -> HonestResult:
    """Predict models of families that were not seen, and say how well it works.

    Args:
        data: The catalogue.
        options: Choices; by default everything.
        progress: Called with the number of finished fits and their total.
        cache_folder: Where predictions are kept between runs; None keeps nothing.
        methods: Methods to compare instead of the registered ones.
        default: Estimator that intervals are laid around; by default the registered
            default.

    Returns:
        Rows, tables, predictions and manifest. Except for times they depend on the
        catalogue and the options only; they are the same for any engine and number
        of jobs.

    Raises:
        UsageError: A benchmark or estimator is unknown, or the engine is not there.
        NotEnoughDataError: No target has enough models and families, or no kind of
            folds can be formed.
    """
    started = time.perf_counter()
    options = options or HonestOptions()
    chosen = _methods(options, methods)
    study = build_study(data, options.benchmarks)
    plan = plan_folds(study, options.folds, options.run_seeds)
    if not plan.folds:
        reasons = "; ".join(f"{kind}: {why}" for kind, why in plan.absent.items())
        raise NotEnoughDataError(f"--folds: {reasons}. Choose other folds.")
    matrices = build_matrices(data, study, (method.matrix for method in chosen))
    evaluator = Evaluator(
        study,
        matrices,
        Pool(options.jobs, options.engine),
        analysis_cache(cache_folder, data.catalogue_hash),
    )
    run = _Run(
        evaluator=evaluator,
        options=options,
        methods=chosen,
        default=_default(default),
        plan=plan,
        bootstrap=FamilyBootstrap.of(study.families, options.bootstrap_draws),
        steps=_Steps(progress),
    )
    return run.result(data, started)


class _Steps:
    """One count of fits over the parts of a run.

    A part tells its own total when it starts, so the total grows until all have.
    """

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.finished = 0
        self.planned = 0

    def part(self, expected: int) -> Progress:
        """Announce a part of so many fits; the answer takes its progress."""
        before = self.finished
        self.planned += expected

        def update(done: int, total: int) -> None:
            self.finished = before + done
            if done == total:
                self.planned += total - expected
            if self.progress:
                self.progress(self.finished, max(self.planned, self.finished))

        return update


@dataclass(frozen=True, slots=True)
class _Run:
    """One run in its parts."""

    evaluator: Evaluator
    options: HonestOptions
    methods: tuple[Method, ...]
    default: str
    plan: FoldPlan
    bootstrap: FamilyBootstrap
    steps: _Steps

    def result(self, data: AnalysisData, started: float) -> HonestResult:
        """Do everything and put it together."""
        study = self.evaluator.study
        count = len(self.methods) * len(self.plan.folds)
        predictions = self.evaluator.predict(
            self.methods, self.plan.folds, self.steps.part(count)
        )
        permutation = self._permutation(predictions)
        intervals = self._intervals()
        floors = noise_floors(data.scores, study)
        names = {
            method.key: self.evaluator.matrices[method.matrix].names
            for method in self.methods
        }
        summary = Summary(study, floors, names, self.bootstrap)
        errors = collect_errors(predictions, study)
        aggregate = Aggregator(study, self.bootstrap).rows(errors)
        headline = [target.key for target in study.targets if is_headline(target)]
        return HonestResult(
            study=study,
            methods=self.methods,
            rows=summary.rows(errors),
            aggregate=aggregate,
            leakage=leakage_panel(aggregate, self.methods),
            coverage=coverage_table(intervals, headline) if len(intervals) else (),
            permutation=permutation,
            predictions=predictions,
            intervals=intervals,
            manifest=self._manifest(data, floors, started),
        )

    def _family_folds(self, seeds: Sequence[int]) -> tuple[Fold, ...]:
        """Family folds of some seeds."""
        return tuple(
            fold
            for fold in self.plan.folds
            if fold.kind == "family" and fold.seed in seeds
        )

    def _intervals(self) -> pl.DataFrame:
        """Intervals of the default estimator on family folds."""
        folds = self._family_folds(self.options.interval_seeds)
        chosen = [m for m in self.methods if m.estimator == self.default]
        if not folds or not chosen:
            return pl.DataFrame(schema=dict(INTERVAL_SCHEMA))
        update = self.steps.part(len(folds))
        return measure_intervals(self.evaluator, chosen[0], folds, update)

    def _permutation(self, predictions: pl.DataFrame) -> tuple[PermutationRow, ...]:
        """The permutation null of the design features."""
        folds = self._family_folds(self.options.permutation_seeds)
        by_key = {method.key: method for method in self.methods}
        if not folds or not {SCALE_ONLY, WITH_DESIGN} <= set(by_key):
            return ()
        if not any(is_headline(target) for target in self.evaluator.study.targets):
            return ()
        test = PermutationTest(
            self.evaluator, by_key[WITH_DESIGN], SCALE_ONLY, self.bootstrap
        )
        count = self.options.permutations
        update = self.steps.part(count * len(folds))
        return test.run(predictions, folds, count, update)

    def _manifest(
        self, data: AnalysisData, floors: Mapping[str, NoiseFloor], started: float
    ) -> HonestManifest:
        """Describe the run."""
        return describe_run(
            self.evaluator.study,
            self.options,
            self.plan,
            self.methods,
            floors,
            default=self.default,
            num_fits=self.steps.finished,
            num_catalogue_models=data.design.height,
            wall_seconds=time.perf_counter() - started,
        )


def _methods(
    options: HonestOptions, methods: Sequence[Method] | None
) -> tuple[Method, ...]:
    """The methods that were asked for."""
    offered = all_methods() if methods is None else tuple(methods)
    known = tuple(dict.fromkeys(method.estimator for method in offered))
    for name in options.estimators:
        if name not in known:
            raise UsageError(f"--estimator: {name!r} is not one of {', '.join(known)}.")
    wanted = options.estimators
    if options.quick and not wanted:
        wanted = tuple(name for name in known if name not in NOT_QUICK)
    chosen = choose(offered, wanted, options.features)
    if not chosen:
        raise UsageError(
            "--features: none of the chosen estimators uses "
            f"{' or '.join(options.features)} features."
        )
    return chosen


def _default(name: str | None) -> str:
    """Estimator that intervals are laid around."""
    if name is not None:
        return name
    from nsl_db.analysis.estimators.registry import DEFAULT

    return DEFAULT


__all__ = ["HonestOptions", "HonestResult", "run_honest_protocol"]
