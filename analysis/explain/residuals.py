"""What scale leaves of each score, predicted for families that the law did not see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.estimators.design_features import scale_features
from nsl_db.analysis.estimators.joint_sigmoid import JointSigmoid
from nsl_db.analysis.honest.folds import family_folds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.honest.parallel import Pool
    from nsl_db.analysis.study import Study, Target

    Array = NDArray[np.float64]

NUM_FOLDS = 6
"""Folds of whole families: the law sees five sixths of them."""

NUM_SEEDS = 3
"""First seeds over which residuals are averaged."""

MAX_DEVIATION = 4.0
"""Residuals further out than this count as this [robust standard deviations].

A few scores are those of broken runs; one of them must not decide a question.
"""

NORMAL_MAD = 1.4826
"""Standard deviation of a normal variable over its median absolute deviation."""


@dataclass(frozen=True, slots=True)
class Residuals:
    """Scores after the scale law, turned so that more is better.

    Attributes:
        values: Residuals (n, t) [score]; NaN where a model was not measured.
        num_bounded: Residuals that were drawn in to `MAX_DEVIATION`.
    """

    values: Array
    num_bounded: int


def scale_matrix(study: Study) -> Array:
    """Log parameters and log tokens (n, 2)."""
    return scale_features(study.design).to_numpy()


def new_law(targets: Sequence[Target]) -> JointSigmoid:
    """The law of scale, not fitted yet."""
    return JointSigmoid(
        tuple(target.chance for target in targets),
        tuple(target.best for target in targets),
    )


def signs(targets: Sequence[Target]) -> Array:
    """1, or -1 where less is better (t,)."""
    return np.array([-1.0 if target.is_lower_better else 1.0 for target in targets])


def benchmark_weights(targets: Sequence[Target]) -> Array:
    """Weights that sum to 1 and give every benchmark the same (t,).

    The protocols of one benchmark share its weight.
    """
    counts = Counter(target.benchmark for target in targets)
    return np.array([1 / counts[t.benchmark] for t in targets]) / len(counts)


def measure_residuals(study: Study, seeds: Sequence[int], pool: Pool) -> Residuals:
    """Fit the law without each family in turn, and see what it leaves.

    Args:
        study: Models and scores.
        seeds: Seeds of the folds; the first `NUM_SEEDS` are used.
        pool: Where fits run.
    """
    scale = scale_matrix(study)
    folds = [
        fold
        for seed in seeds[:NUM_SEEDS]
        for fold in family_folds(study.families, seed, NUM_FOLDS)
    ]
    calls = [
        (study.targets, scale[fold.train], study.scores[fold.train], scale[fold.test])
        for fold in folds
    ]
    sums = np.zeros_like(study.scores)
    for fold, predicted in zip(folds, pool.run(_predict, calls), strict=True):
        sums[fold.test] += study.scores[fold.test] - predicted
    turned = sums / len(seeds[:NUM_SEEDS]) * signs(study.targets)
    return _bounded(turned)


def _predict(
    targets: Sequence[Target], scale: Array, scores: Array, unseen: Array
) -> Array:
    """Predict models of families that are not in the training part."""
    return new_law(targets).fit(scale, scores).predict(unseen)


def _bounded(values: Array) -> Residuals:
    """Draw in what is far out, target by target."""
    middle = np.nanmedian(values, axis=0)
    spread = NORMAL_MAD * np.nanmedian(np.abs(values - middle), axis=0)
    reach = np.where(spread > 0, MAX_DEVIATION * spread, np.inf)
    bounded = np.clip(values, middle - reach, middle + reach)
    known = np.isfinite(values)
    return Residuals(bounded, int((bounded[known] != values[known]).sum()))


__all__ = [
    "MAX_DEVIATION",
    "Residuals",
    "benchmark_weights",
    "measure_residuals",
    "new_law",
    "scale_matrix",
    "signs",
]
