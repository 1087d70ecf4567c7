"""The figures that the report speaks of, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.honest.aggregate import REFERENCE
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap, interval
from nsl_db.analysis.honest.errors import collect_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nsl_db.analysis.explain.study_explanation import Explanation
    from nsl_db.analysis.honest.aggregate import AggregateRow
    from nsl_db.analysis.honest.coverage import CoverageRow
    from nsl_db.analysis.honest.errors import Errors, MethodKey
    from nsl_db.analysis.honest.methods import Method
    from nsl_db.analysis.honest.result import HonestResult, PermutationRow
    from nsl_db.analysis.honest.rows import HonestRow

PUBLISHED: MethodKey = ("xgboost", "published")
"""The paper's method: its features were chosen on all models."""

FAMILY = "family"
"""Kind of folds that hold out whole families."""

HEADLINE, ALL = "headline", "all"
"""Scopes of means: the paper's targets, or every target."""

COVERAGE_WEIGHTING = "family"
"""Weights of the intervals that the report speaks of: every family the same."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its 95 % interval over families.

    Attributes:
        value: The figure.
        low: Lower end.
        high: Upper end.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pages state.

    Attributes:
        scope: `headline` or `all`: the targets that means are over.
        default: The default method, None where it was not run.
        gains: Row of the default method by kind of folds.
        mean_error: Its mean error on unseen families [score].
        design: Gain from the real design, None where it was not tested.
        permuted: Gains from permuted designs.
        leak: How much larger the error is on unseen families than on random folds,
            as a share; of the paper's method, or of the reference.
        leak_label: Name of that method.
        targets: Rows of the default method on unseen families by key of the target.
        coverage: Measured coverage by nominal level; intervals over families.
        coverage_rows: The rows behind it by nominal level.
        explanation: What was explained, None where nothing was.
    """

    scope: str
    default: Method | None
    gains: Mapping[str, AggregateRow]
    mean_error: Measured | None
    design: PermutationRow | None
    permuted: tuple[PermutationRow, ...]
    leak: Measured | None
    leak_label: str
    targets: Mapping[str, HonestRow]
    coverage: Mapping[float, Measured]
    coverage_rows: Mapping[float, CoverageRow]
    explanation: Explanation | None


def gather_facts(result: HonestResult, explanation: Explanation | None) -> Facts:
    """Compute every figure that the pages state in words."""
    name = result.manifest.default_estimator
    default = next((m for m in result.methods if m.estimator == name), None)
    scopes = {row.scope for row in result.aggregate}
    scope = HEADLINE if HEADLINE in scopes else ALL
    key = default.key if default else ("", "")
    errors = _Errors.of(result, scope)
    leaky = PUBLISHED if errors.has(PUBLISHED) else REFERENCE
    labels = {method.key: method.label for method in result.methods}
    rows = [row for row in result.aggregates if row.folds == FAMILY]
    return Facts(
        scope=scope,
        default=default,
        gains={
            row.folds: row
            for row in result.aggregate
            if row.scope == scope and (row.estimator, row.features) == key
        },
        mean_error=errors.mean(key),
        design=next((r for r in result.permutation if r.permutation is None), None),
        permuted=tuple(r for r in result.permutation if r.permutation is not None),
        leak=errors.leak(leaky),
        leak_label=labels.get(leaky, ""),
        targets={
            row.target: row for row in rows if (row.estimator, row.features) == key
        },
        coverage=_coverage(result, scope),
        coverage_rows=_coverage_rows(result, scope),
        explanation=explanation,
    )


@dataclass(frozen=True, slots=True)
class _Errors:
    """Errors of the methods of a sentence, and draws of families."""

    parts: Mapping[tuple[str, MethodKey], Errors]
    chosen: NDArray[np.bool_]
    bootstrap: FamilyBootstrap

    @classmethod
    def of(cls, result: HonestResult, scope: str) -> _Errors:
        """Collect the errors of a run."""
        study = result.study
        marked = {t.key: t.is_headline or scope == ALL for t in result.manifest.targets}
        parts = collect_errors(result.predictions, study)
        return cls(
            {(part.folds, part.method): part for part in parts},
            np.array([marked[target.key] for target in study.targets]),
            FamilyBootstrap.of(study.families, result.manifest.bootstrap_draws),
        )

    def has(self, method: MethodKey) -> bool:
        """Whether a method was run on family and on random folds."""
        return {(FAMILY, method), ("random", method)} <= set(self.parts)

    def mean(self, method: MethodKey) -> Measured | None:
        """Mean error over targets on unseen families."""
        part = self.parts.get((FAMILY, method))
        if part is None:
            return None
        used = self.chosen & np.isfinite(part.mae)
        draws = np.nanmean(self.bootstrap.means(part.by_model[:, used]), axis=1)
        return Measured(float(part.mae[used].mean()), *interval(draws))

    def leak(self, method: MethodKey) -> Measured | None:
        """Mean over targets of the error on unseen families over that on random."""
        if not self.has(method):
            return None
        seen, unseen = self.parts["random", method], self.parts[FAMILY, method]
        used = self.chosen & np.isfinite(seen.mae) & np.isfinite(unseen.mae)
        value = float((unseen.mae[used] / seen.mae[used]).mean() - 1)
        above = self.bootstrap.means(unseen.by_model[:, used])
        below = self.bootstrap.means(seen.by_model[:, used])
        return Measured(value, *interval(np.nanmean(above / below, axis=1) - 1))


def _coverage_rows(result: HonestResult, scope: str) -> dict[float, CoverageRow]:
    """Rows over the targets of the scope by nominal level."""
    return {
        row.level: row
        for row in result.coverage
        if row.target == scope and row.weighting == COVERAGE_WEIGHTING
    }


def _coverage(result: HonestResult, scope: str) -> dict[float, Measured]:
    """Share of held-out scores inside, every family weighing the same."""
    keys = [t.key for t in result.manifest.targets if t.is_headline or scope == ALL]
    judged = result.intervals.filter(
        pl.col("weighting") == COVERAGE_WEIGHTING, pl.col("target").is_in(keys)
    )
    shares = (
        judged.with_columns(hit=pl.col("actual").is_between("low", "high"))
        .group_by("level", "family")
        .agg(pl.col("hit").mean())
        .sort("level", "family")
    )
    found = {}
    for (level,), part in shares.group_by("level", maintain_order=True):
        hits = part["hit"].to_numpy()
        bootstrap = FamilyBootstrap.of(
            part["family"].to_list(), result.manifest.bootstrap_draws
        )
        draws = bootstrap.means(hits[:, None])[:, 0]
        found[float(str(level))] = Measured(float(hits.mean()), *interval(draws))
    return found


__all__ = ["ALL", "FAMILY", "HEADLINE", "Facts", "Measured", "gather_facts"]
