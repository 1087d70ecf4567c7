"""Fitting the joint sigmoid, for several strengths of shrinkage in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nsl_db.analysis.estimators.base import NUM_SCALE
from nsl_db.analysis.estimators.joint_loss import (
    JointParameters,
    JointProblem,
    minimise,
)
from nsl_db.analysis.estimators.joint_terms import (
    NUM_SCALE_TERMS,
    JointTerms,
    joint_terms,
)
from nsl_db.analysis.estimators.score_range import ScoreRange, score_range
from nsl_db.analysis.estimators.sigmoid_curve import STARTS, LossShape, fit_curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CURVE_STARTS = STARTS[:2]
"""Starts of the single curves that the joint fit begins from."""

NUDGE = 0.01
"""Weight with which a factor beyond the second begins, since nothing grows from 0."""


class JointOptions(NamedTuple):
    """Settings of a joint fit.

    Attributes:
        chances: Score of uniform guessing per target, None where there is none (t,).
        bests: Score of a perfect model per target (t,).
        num_factors: Shared capability factors.
        ridge: Weight of the squared weights of scale and of the squared loadings.
        width: Error at which the loss turns from squared to absolute [score].
    """

    chances: tuple[float | None, ...]
    bests: tuple[float, ...]
    num_factors: int
    ridge: float
    width: float


@dataclass(frozen=True, slots=True)
class JointFit:
    """A fitted model.

    Attributes:
        terms: How features become terms.
        limits: Turn of each target that has a score (s,).
        is_scored: Which targets have a training score at all (t,).
        parameters: The parameters for those (s).
    """

    terms: JointTerms
    limits: tuple[ScoreRange, ...]
    is_scored: NDArray[np.bool_]
    parameters: JointParameters

    def predict(self, features: Array) -> Array:
        """Return scores (n, t), NaN for a target without a training score."""
        turned = self.parameters.scores(self.terms.of(features))
        scores = np.full((len(features), len(self.is_scored)), np.nan)
        scores[:, self.is_scored] = _turned(turned, self.limits)
        return scores


def fit_joint(
    features: Array,
    targets: Array,
    labels: NDArray[np.intp],
    options: JointOptions,
    design_ridges: Sequence[float] = (),
) -> tuple[JointFit, ...]:
    """Fit once per strength of shrinkage of the design features.

    The first fit begins from one bounded sigmoid per target, each further one where
    the last ended, so strengths should fall.

    Args:
        features: Log N, log D and design features (n, k).
        targets: Scores (n, t), NaN for unknown.
        labels: Family of each row (n,).
        options: Settings.
        design_ridges: Weights of the squared weights of design features; none for a
            fit on scale alone.

    Returns:
        One fit per strength, or the one on scale.
    """
    is_scored: NDArray[np.bool_] = np.any(np.isfinite(targets), axis=0)
    limits = tuple(
        score_range(column[np.isfinite(column)], chance, best)
        for column, chance, best, scored in zip(
            targets.T, options.chances, options.bests, is_scored, strict=True
        )
        if scored
    )
    terms = joint_terms(features, labels, use_design=bool(design_ridges))
    values = terms.of(features)
    turned = _turned(targets[:, is_scored], limits)
    now = _start(values, turned, limits, options)
    fits = []
    for strength in design_ridges or (options.ridge,):
        ridges = np.full(values.shape[1], strength)
        ridges[:NUM_SCALE_TERMS] = options.ridge
        problem = JointProblem(values, turned, options.width, options.ridge, ridges)
        now = minimise(problem, now, limits)
        fits.append(JointFit(terms, limits, is_scored, now))
    return tuple(fits)


def _start(
    terms: Array, targets: Array, limits: Sequence[ScoreRange], options: JointOptions
) -> JointParameters:
    """Join one curve per target: two factors span all pairs of slopes."""
    shape = LossShape(width=options.width)
    scale = terms[:, :NUM_SCALE]
    curves = np.array(
        [
            fit_curve(scale[known], column[known], limit, shape, CURVE_STARTS)
            for column, known, limit in zip(
                targets.T, np.isfinite(targets).T, limits, strict=True
            )
        ]
    )
    left, sizes, right = np.linalg.svd(curves[:, 3:].T, full_matrices=False)
    num_factors = options.num_factors
    shared = min(num_factors, len(sizes))
    root = np.sqrt(sizes[:shared])
    weights = np.zeros((terms.shape[1], num_factors))
    loadings = np.full((num_factors, len(curves)), NUDGE)
    weights[NUM_SCALE, shared:] = NUDGE
    weights[:NUM_SCALE, :shared] = left[:, :shared] * root
    loadings[:shared] = right[:shared] * root[:, None]
    floors, ceilings, levels = curves[:, :3].T
    return JointParameters(floors, ceilings, levels, weights, loadings)


def _turned(scores: Array, limits: Sequence[ScoreRange]) -> Array:
    """Turn scores (n, t) so that higher is better, or back."""
    columns = zip(scores.T, limits, strict=True)
    return np.column_stack([limit.turn(column) for column, limit in columns])


__all__ = ["JointFit", "JointOptions", "fit_joint"]
