"""From errors to result rows: one over all seeds, then one per seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.honest.aggregate import REFERENCE
from nsl_db.analysis.honest.bootstrap import (
    FamilyBootstrap,
    benjamini_hochberg,
    chance_of_no_gain,
    holm,
    interval,
)
from nsl_db.analysis.honest.study_of import is_headline
from nsl_db.analysis.results import ResultRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nsl_db.analysis.honest.errors import Errors, MethodKey
    from nsl_db.analysis.honest.noise_floor import NoiseFloor
    from nsl_db.analysis.study import Study, Target


@dataclass(frozen=True, slots=True)
class HonestRow(ResultRow):
    """A result row of the honest protocol.

    Intervals are over families, with the predictions held fixed.

    Attributes:
        harness: Program that measured the scores, null where unknown.
        target: Unique name of benchmark, shots, metric and harness.
        is_headline: Whether it is one of the paper's 13 targets.
        p_value: Share of bootstrap draws without a gain; null for seeds.
        p_holm: The same, adjusted over benchmarks after Holm.
        p_bh: The same, adjusted after Benjamini and Hochberg.
        noise_multiple: Error in noise floors.
    """

    harness: str | None
    target: str
    is_headline: bool
    p_value: float | None
    p_holm: float | None
    p_bh: float | None
    noise_multiple: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Turns errors into rows.

    Attributes:
        study: Models, targets and families.
        floors: Noise floor by key of the target.
        names: Names of the features by method.
        bootstrap: Draws of families.
    """

    study: Study
    floors: Mapping[str, NoiseFloor]
    names: Mapping[MethodKey, tuple[str, ...]]
    bootstrap: FamilyBootstrap

    def rows(self, errors: Sequence[Errors]) -> tuple[HonestRow, ...]:
        """Rows by target, kind of folds and method; aggregates before their seeds."""
        references = _by_folds(errors, REFERENCE)
        found: list[HonestRow] = []
        for part in errors:
            reference = references.get(part.folds)
            if part.method == REFERENCE:
                reference = None
            found += self._rows(part, reference)
        order = {target.key: place for place, target in enumerate(self.study.targets)}
        return tuple(sorted(found, key=lambda row: order[row.target]))

    def _rows(self, part: Errors, reference: Errors | None) -> list[HonestRow]:
        """Rows of one method on one kind of folds."""
        draws = self.bootstrap.means(part.by_model)
        gains = None
        if reference is not None:
            gains = 1 - draws / self.bootstrap.means(reference.by_model)
        known = np.flatnonzero(np.isfinite(part.mae))
        found: list[HonestRow] = []
        for place in known:
            mae = float(part.mae[place])
            low, high = interval(draws[:, place])
            whole = self._row(part, int(place), None, mae, sum(part.seconds))
            whole = replace(whole, mae_low=low, mae_high=high)
            if reference is not None and gains is not None:
                gain_low, gain_high = interval(gains[:, place])
                whole = replace(
                    whole,
                    gain_vs_scale=float(1 - mae / reference.mae[place]),
                    gain_low=gain_low,
                    gain_high=gain_high,
                    p_value=chance_of_no_gain(gains[:, place]),
                )
            found += [whole, *self._seed_rows(part, int(place), reference)]
        return _adjusted(found)

    def _seed_rows(
        self, part: Errors, place: int, reference: Errors | None
    ) -> list[HonestRow]:
        """Rows of one target, seed by seed."""
        found = []
        for number, seed in enumerate(part.seeds):
            mae = float(part.by_seed[number, place])
            row = self._row(part, place, seed, mae, part.seconds[number])
            if reference is not None:
                gain = float(1 - mae / reference.by_seed[number, place])
                row = replace(row, gain_vs_scale=gain)
            found.append(row)
        return found

    def _row(
        self, part: Errors, place: int, seed: int | None, mae: float, seconds: float
    ) -> HonestRow:
        """A row without intervals and gains."""
        target: Target = self.study.targets[place]
        measured = np.flatnonzero(np.isfinite(part.by_model[:, place]))
        floor = self.floors[target.key].value
        return HonestRow(
            benchmark=target.benchmark,
            num_shots=target.num_shots,
            metric=target.metric,
            num_models=len(measured),
            num_families=len({self.study.families[row] for row in measured}),
            folds=part.folds,
            estimator=part.method[0],
            features=part.method[1],
            feature_names=self.names[part.method],
            seed=seed,
            mae=mae,
            mae_low=None,
            mae_high=None,
            gain_vs_scale=None,
            gain_low=None,
            gain_high=None,
            noise_floor=floor,
            seconds=seconds / len(self.study.targets),
            harness=target.harness,
            target=target.key,
            is_headline=is_headline(target),
            p_value=None,
            p_holm=None,
            p_bh=None,
            noise_multiple=mae / floor if floor else None,
        )


def _by_folds(errors: Iterable[Errors], method: MethodKey) -> dict[str, Errors]:
    """Errors of one method by kind of folds."""
    return {part.folds: part for part in errors if part.method == method}


def _adjusted(rows: list[HonestRow]) -> list[HonestRow]:
    """Adjust the p-values of one method on one kind of folds over its targets."""
    p_values = [row.p_value for row in rows if row.p_value is not None]
    pairs = zip(holm(p_values), benjamini_hochberg(p_values), strict=True)
    found = []
    for row in rows:
        if row.p_value is not None:
            p_holm, p_bh = next(pairs)
            row = replace(row, p_holm=p_holm, p_bh=p_bh)
        found.append(row)
    return found


__all__ = ["HonestRow", "Summary"]
