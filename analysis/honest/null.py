"""The permutation null: gains from a design that belongs to other families."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.honest.aggregate import mean_gain
from nsl_db.analysis.honest.errors import collect_errors
from nsl_db.analysis.honest.permutation import permute_design
from nsl_db.analysis.honest.result import PermutationRow
from nsl_db.analysis.honest.study_of import is_headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
    from nsl_db.analysis.honest.errors import MethodKey
    from nsl_db.analysis.honest.evaluate import Evaluator
    from nsl_db.analysis.honest.folds import Fold
    from nsl_db.analysis.honest.methods import Method
    from nsl_db.analysis.honest.parallel import Progress

SCALE_ONLY: MethodKey = ("joint_sigmoid", "scale")
"""Estimator that knows scale only."""

WITH_DESIGN: MethodKey = ("joint_sigmoid_design", "all")
"""The same estimator with design features."""


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """Compares the gain from the real design with the gains from permuted ones.

    Attributes:
        evaluator: Predicts held-out models.
        method: The method that sees the design.
        rival: Estimator and features of the method without it.
        bootstrap: Draws of families.
    """

    evaluator: Evaluator
    method: Method
    rival: MethodKey
    bootstrap: FamilyBootstrap

    def run(
        self,
        predictions: pl.DataFrame,
        folds: Sequence[Fold],
        permutations: int,
        progress: Progress | None = None,
    ) -> tuple[PermutationRow, ...]:
        """Measure the gain over the rival with the real and with permuted designs.

        Args:
            predictions: Predictions of both methods on the folds, among others.
            folds: Family folds.
            permutations: How many permutations.
            progress: Told about each finished fit.

        Returns:
            The real design first.
        """
        seeds = sorted({fold.seed for fold in folds})
        known = predictions.filter(
            pl.col("folds") == folds[0].kind, pl.col("seed").is_in(seeds)
        )
        rival = known.filter(_is_method(self.rival))
        fakes = self._permuted(folds, permutations, progress)
        rows = [
            self._row(rival, frame, number)
            for number, frame in enumerate(fakes, start=1)
        ]
        real = self._row(rival, known.filter(_is_method(self.method.key)), None)
        as_good = sum(row.mean_gain >= real.mean_gain for row in rows)
        p_value = (1 + as_good) / (1 + len(rows))
        return (replace(real, p_value=p_value), *rows)

    def _permuted(
        self, folds: Sequence[Fold], permutations: int, progress: Progress | None
    ) -> list[pl.DataFrame]:
        """Predictions with each permuted design."""
        study = self.evaluator.study
        matrix = self.evaluator.matrices[self.method.matrix]
        fakes = {
            f"permuted {number}": permute_design(matrix, study.families, number)
            for number in range(1, permutations + 1)
        }
        methods = [replace(self.method, features=name, matrix=name) for name in fakes]
        evaluator = replace(self.evaluator, matrices=fakes)
        frame = evaluator.predict(methods, folds, progress)
        return [frame.filter(_is_method(method.key)) for method in methods]

    def _row(
        self, rival: pl.DataFrame, frame: pl.DataFrame, number: int | None
    ) -> PermutationRow:
        """Gain of some predictions over the rival's."""
        study = self.evaluator.study
        base, part = collect_errors(pl.concat([rival, frame]), study)
        chosen = np.array([is_headline(target) for target in study.targets])
        chosen = chosen & np.isfinite(part.mae) & np.isfinite(base.mae)
        gain = mean_gain(self.bootstrap, part, base, chosen)
        return PermutationRow(
            permutation=number,
            mean_gain=gain.mean or 0.0,
            gain_low=gain.low or 0.0,
            gain_high=gain.high or 0.0,
            p_value=None,
        )


def _is_method(key: MethodKey) -> pl.Expr:
    """Rows of one method."""
    return (pl.col("estimator") == key[0]) & (pl.col("features") == key[1])


__all__ = ["SCALE_ONLY", "WITH_DESIGN", "PermutationTest"]
