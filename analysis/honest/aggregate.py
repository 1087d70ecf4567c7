"""Errors and gains over benchmarks, and the leakage panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.honest.bootstrap import (
    FamilyBootstrap,
    chance_of_no_gain,
    interval,
)
from nsl_db.analysis.honest.study_of import is_headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.honest.errors import Errors, MethodKey
    from nsl_db.analysis.honest.methods import Method
    from nsl_db.analysis.study import Study

REFERENCE: MethodKey = ("xgboost", "scale")
"""Method that gains are measured against."""

RECIPE: MethodKey = ("xgboost_paper", "scale")
"""The paper's own recipe on scale, which throws a fifth of the training part away."""

LINE: MethodKey = ("log_linear", "scale")
"""The simplest method that uses scale."""


@dataclass(frozen=True, slots=True)
class AggregateRow:
    """One method on one kind of folds, over benchmarks of equal weight.

    Attributes:
        folds: Kind of folds.
        scope: `headline` for the paper's 13 targets, `all` for every target.
        estimator: Name of the estimator.
        features: Name of the feature set.
        num_targets: Targets in the mean.
        num_models: Models that were predicted.
        num_families: Their families.
        mean_mae: Mean of the targets' errors.
        mean_gain: Mean of the targets' relative gains over XGBoost on scale.
        gain_low: Lower end of its 95 % interval over families.
        gain_high: Upper end.
        p_value: Share of bootstrap draws without a mean gain.
        gain_vs_recipe: Mean of the relative gains over the paper's own recipe on
            scale, which throws a fifth of the training part away.
        recipe_low: Lower end of its 95 % interval over families.
        recipe_high: Upper end.
        gain_vs_line: Mean of the relative gains over the line in log scale.
        num_better: Targets with a gain.
        worst_gain: Smallest gain of a target.
        worst_target: Key of that target.
        rank: Place by mean error among the methods on the same folds.
    """

    folds: str
    scope: str
    estimator: str
    features: str
    num_targets: int
    num_models: int
    num_families: int
    mean_mae: float
    mean_gain: float | None
    gain_low: float | None
    gain_high: float | None
    p_value: float | None
    gain_vs_recipe: float | None
    recipe_low: float | None
    recipe_high: float | None
    gain_vs_line: float | None
    num_better: int | None
    worst_gain: float | None
    worst_target: str | None
    rank: int


@dataclass(frozen=True, slots=True)
class MeanGain:
    """Mean relative gain over targets of equal weight.

    Attributes:
        mean: The mean.
        low: Lower end of its 95 % interval over families.
        high: Upper end.
        p_value: Share of draws without a gain.
        by_target: Gain of each target in the mean.
    """

    mean: float | None
    low: float | None
    high: float | None
    p_value: float | None
    by_target: NDArray[np.float64] | None


def mean_gain(
    bootstrap: FamilyBootstrap,
    part: Errors,
    rival: Errors,
    chosen: NDArray[np.bool_],
) -> MeanGain:
    """Measure the mean relative gain of a method over a rival.

    Args:
        bootstrap: Draws of families.
        part: The method.
        rival: The method to beat, on the same folds.
        chosen: Targets in the mean (t,).
    """
    by_target = (1 - part.mae / rival.mae)[chosen]
    errors = bootstrap.means(part.by_model[:, chosen])
    draws = 1 - errors / bootstrap.means(rival.by_model[:, chosen])
    means: NDArray[np.float64] = np.nanmean(draws, axis=1)
    low, high = interval(means)
    p_value = chance_of_no_gain(means)
    return MeanGain(float(by_target.mean()), low, high, p_value, by_target)


@dataclass(frozen=True, slots=True)
class Aggregator:
    """Averages errors and gains over targets.

    Attributes:
        study: Models, targets and families.
        bootstrap: Draws of families.
    """

    study: Study
    bootstrap: FamilyBootstrap

    def rows(self, errors: Sequence[Errors]) -> tuple[AggregateRow, ...]:
        """One row per kind of folds, scope and method."""
        is_headline_target = np.array([is_headline(t) for t in self.study.targets])
        scopes = {"headline": is_headline_target}
        if not is_headline_target.all():
            scopes["all"] = np.ones(len(self.study.targets), dtype=bool)
        found = []
        for part in errors:
            rivals = {
                other.method: other for other in errors if other.folds == part.folds
            }
            rivals.pop(part.method)
            found += [
                self._aggregate(part, rivals, scope, chosen)
                for scope, chosen in scopes.items()
                if np.isfinite(part.mae[chosen]).any()
            ]
        return _ranked(found)

    def _aggregate(
        self,
        part: Errors,
        rivals: Mapping[MethodKey, Errors],
        scope: str,
        chosen: NDArray[np.bool_],
    ) -> AggregateRow:
        """Average one method over targets of equal weight."""
        chosen = chosen & np.isfinite(part.mae)
        predicted = np.isfinite(part.by_model[:, chosen]).any(axis=1)
        families = {self.study.families[row] for row in np.flatnonzero(predicted)}
        scale = self._gain(part, rivals.get(REFERENCE), chosen)
        recipe = self._gain(part, rivals.get(RECIPE), chosen)
        line = self._gain(part, rivals.get(LINE), chosen)
        targets = self.study.targets
        keys = [t.key for t, kept in zip(targets, chosen, strict=True) if kept]
        gains = scale.by_target
        return AggregateRow(
            folds=part.folds,
            scope=scope,
            estimator=part.method[0],
            features=part.method[1],
            num_targets=int(chosen.sum()),
            num_models=int(predicted.sum()),
            num_families=len(families),
            mean_mae=float(part.mae[chosen].mean()),
            mean_gain=scale.mean,
            gain_low=scale.low,
            gain_high=scale.high,
            p_value=scale.p_value,
            gain_vs_recipe=recipe.mean,
            recipe_low=recipe.low,
            recipe_high=recipe.high,
            gain_vs_line=line.mean,
            num_better=None if gains is None else int((gains > 0).sum()),
            worst_gain=None if gains is None else float(gains.min()),
            worst_target=None if gains is None else keys[int(gains.argmin())],
            rank=0,
        )

    def _gain(
        self, part: Errors, rival: Errors | None, chosen: NDArray[np.bool_]
    ) -> MeanGain:
        """Gain over a rival on the same folds, all None where it was not run."""
        if rival is None:
            return MeanGain(None, None, None, None, None)
        return mean_gain(self.bootstrap, part, rival, chosen)


def leakage_panel(
    aggregate: Iterable[AggregateRow], methods: Sequence[Method]
) -> tuple[dict[str, object], ...]:
    """One row per method: its error, gain and rank on every kind of folds.

    A method that leads on random folds and not on family folds knows siblings.
    Keys: `estimator`, `features`, `label`, `is_family_seen`, `caveat`, and for each
    kind of folds `<kind>_mae`, `<kind>_gain`, `<kind>_gain_low`, `<kind>_gain_high`
    and `<kind>_rank`, over the headline targets.
    """
    panel = {
        method.key: {
            "estimator": method.estimator,
            "features": method.features,
            "label": method.label,
            "is_family_seen": method.is_family_seen,
            "caveat": method.caveat,
        }
        for method in methods
    }
    for row in aggregate:
        entry = panel.get((row.estimator, row.features))
        if entry is not None and row.scope == "headline":
            entry |= {
                f"{row.folds}_mae": row.mean_mae,
                f"{row.folds}_gain": row.mean_gain,
                f"{row.folds}_gain_low": row.gain_low,
                f"{row.folds}_gain_high": row.gain_high,
                f"{row.folds}_rank": row.rank,
            }
    return tuple(panel.values())


def _ranked(rows: list[AggregateRow]) -> tuple[AggregateRow, ...]:
    """Rank the methods on the same folds and in the same scope by their error."""
    ranks: dict[int, int] = {}
    order = sorted(rows, key=lambda row: (row.folds, row.scope, row.mean_mae))
    for _, group in groupby(order, key=lambda row: (row.folds, row.scope)):
        for rank, row in enumerate(group, start=1):
            ranks[id(row)] = rank
    return tuple(replace(row, rank=ranks[id(row)]) for row in rows)


__all__ = [
    "LINE",
    "RECIPE",
    "REFERENCE",
    "AggregateRow",
    "Aggregator",
    "MeanGain",
    "leakage_panel",
    "mean_gain",
]
