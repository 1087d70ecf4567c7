"""What design features say about the errors of a law: a ridge line or small trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import xgboost as xgb

from nsl_db.analysis.estimators.base import NUM_SCALE
from nsl_db.analysis.estimators.standard_design import StandardDesign, standard_design

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TREES = {
    "max_depth": 2,
    "learning_rate": 0.1,
    "min_child_weight": 3,
    "nthread": 1,
}
"""Small trees: a handful of families cannot show how three choices interact."""

NUM_TREES = 50
"""Trees of a correction."""


class Correction(Protocol):
    """A fitted correction."""

    def predict(self, features: Array) -> Array:
        """Return what to add to the law (n,)."""

    def effects(self, names: list[str]) -> dict[str, float]:
        """Return the change of the score by design feature."""


@dataclass(frozen=True, slots=True)
class RidgeCorrection:
    """A line on standardised design features."""

    design: StandardDesign
    centre: float
    slopes: Array

    def predict(self, features: Array) -> Array:
        """Return what to add to the law (n,)."""
        values = self.design.of(features[:, NUM_SCALE:])
        return np.asarray(self.centre + values @ self.slopes)

    def effects(self, names: list[str]) -> dict[str, float]:
        """Return the change per standard deviation, or from 0 to 1 of an indicator."""
        labels = self.design.names(names)
        return dict(zip(labels, self.slopes.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class TreeCorrection:
    """Boosted trees on scale and design features, gaps left as they are."""

    booster: xgb.Booster
    training: Array

    def predict(self, features: Array) -> Array:
        """Return what to add to the law (n,)."""
        added = self.booster.inplace_predict(features, validate_features=False)
        return np.asarray(added, dtype=np.float64)

    def effects(self, names: list[str]) -> dict[str, float]:
        """Return the mean contribution of the upper half minus that of the lower."""
        matrix = xgb.DMatrix(self.training, nthread=1)
        shares = self.booster.predict(matrix, pred_contribs=True)
        return {
            name: _contrast(self.training[:, NUM_SCALE + number], share)
            for number, (name, share) in enumerate(
                zip(names, shares[:, NUM_SCALE:-1].T, strict=True)
            )
        }


def ridge_corrections(
    features: Array,
    residual: Array,
    labels: NDArray[np.intp],
    strengths: Sequence[float],
) -> tuple[Correction, ...]:
    """Fit one line to residuals per strength of shrinkage.

    Args:
        features: Log N, log D and design features (n, k).
        residual: What the law leaves (n,) [score].
        labels: Family of each row (n,).
        strengths: Weights of the squared slopes beside the mean squared error.
    """
    design = standard_design(features[:, NUM_SCALE:], labels)
    values = design.of(features[:, NUM_SCALE:])
    middle = values.mean(axis=0)
    centred = values - middle
    gram = centred.T @ centred / len(values)
    pull = centred.T @ (residual - residual.mean()) / len(values)
    unit = np.eye(len(gram))
    lines = [np.linalg.solve(gram + strength * unit, pull) for strength in strengths]
    return tuple(
        RidgeCorrection(design, float(residual.mean() - middle @ slopes), slopes)
        for slopes in lines
    )


def tree_corrections(
    features: Array,
    residual: Array,
    labels: NDArray[np.intp],
    strengths: Sequence[float],
) -> tuple[Correction, ...]:
    """Fit small trees to residuals, once per L2 weight of their leaves.

    Args:
        features: Log N, log D and design features (n, k).
        residual: What the law leaves (n,) [score].
        labels: Not used.
        strengths: L2 weights of leaf values.
    """
    del labels
    train = xgb.QuantileDMatrix(features, residual, nthread=1)
    return tuple(
        TreeCorrection(_grow(train, strength), features) for strength in strengths
    )


def _grow(train: xgb.QuantileDMatrix, strength: float) -> xgb.Booster:
    """Fit small trees."""
    booster = xgb.Booster({**TREES, "reg_lambda": strength, "seed": 0}, [train])
    for number in range(NUM_TREES):
        booster.update(train, number)
    return booster


def _contrast(column: Array, share: Array) -> float:
    """Mean share where a feature is high minus where it is low; 0 if it is constant."""
    known = np.isfinite(column)
    if not known.any():
        return 0.0
    middle = np.median(column[known])
    high, low = known & (column > middle), known & (column <= middle)
    if not high.any():
        high, low = known & (column >= middle), known & (column < middle)
    if not (high.any() and low.any()):
        return 0.0
    return float(share[high].mean() - share[low].mean())


__all__ = ["Correction", "ridge_corrections", "tree_corrections"]
