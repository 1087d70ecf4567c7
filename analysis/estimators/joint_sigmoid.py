"""All scores at once: shared capability factors behind bounded sigmoids."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from nsl_db.analysis.estimators.base import ManyScoreEstimator, group_labels
from nsl_db.analysis.estimators.inner_folds import grouped_folds
from nsl_db.analysis.estimators.joint_fit import JointFit, JointOptions, fit_joint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

DESIGN_RIDGES = (10.0, 3.0, 1.0)
"""Strengths of shrinkage of the design features to choose from, falling."""


class JointSigmoid(ManyScoreEstimator):
    r"""Scores as bounded sigmoids of a few capability factors that all share.

    .. math:: \theta = W' [z_N, z_D, z_N z_D, x], \quad
              y_t = f_t + (c_t - f_t) \sigma(a_t + b_t' \theta)

    Floors and ceilings are bounded as in `BoundedSigmoid`. All scores count jointly
    by the soft L1 loss; W and b are shrunk by ridge terms. A model that lacks a score
    counts with those it has, and every score is predicted for every model.

    Args:
        chances: Score of uniform guessing per target, None where there is none (t,);
            None if there is none for any.
        bests: Score of a perfect model per target, 0 where less is better (t,); None
            if it is 1 for all.
        num_factors: Shared factors k.
        use_design: Whether design features x join scale.
        ridge: Weight of the squared weights of scale and of the squared loadings.
        design_ridges: Weights of the squared weights of design features, falling;
            where there are several, folds of whole families choose.
        width: Error at which the loss turns from squared to absolute [score].
        seed: Seed of the inner folds.

    Attributes:
        design_ridge_: The chosen strength, None without design features.

    Source: after Polo et al. 2024 (Sloth) and Ruan et al. 2024 (Observational Scaling
    Laws).
    """

    def __init__(
        self,
        chances: Sequence[float | None] | None = None,
        bests: Sequence[float] | None = None,
        num_factors: int = 2,
        use_design: bool = False,
        ridge: float = 1e-3,
        design_ridges: Sequence[float] = DESIGN_RIDGES,
        width: float = 0.05,
        seed: int = 0,
    ) -> None:
        self.chances = chances
        self.bests = bests
        self.num_factors = num_factors
        self.use_design = use_design
        self.ridge = ridge
        self.design_ridges = design_ridges
        self.width = width
        self.seed = seed

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit all scores.

        Args:
            X: Features (n, k).
            y: Scores (n, t), NaN where a model was not measured.
            groups: Family of each row (n,).
        """
        features, targets = self._read_many(X, y)
        labels = group_labels(groups, len(features))
        options = self._options(targets.shape[1])
        self.design_ridge_ = self._strength(features, targets, labels, options)
        ridges = () if self.design_ridge_ is None else (self.design_ridge_,)
        self._fit: JointFit = fit_joint(features, targets, labels, options, ridges)[0]
        return self

    def predict(self, X: ArrayLike) -> Array:
        """Return scores (n, t); NaN for a target without any training score."""
        features = self._read(X)
        return self._shaped(self._fit.predict(features))

    def _options(self, num_targets: int) -> JointOptions:
        """Settings of the fit, one chance and one best per target."""
        chances = (None,) * num_targets if self.chances is None else self.chances
        bests = (1.0,) * num_targets if self.bests is None else self.bests
        if not len(chances) == len(bests) == num_targets:
            raise ValueError(
                f"y has {num_targets} targets, chances {len(chances)} and bests "
                f"{len(bests)} entries; give one for each target."
            )
        return JointOptions(
            tuple(chances), tuple(bests), self.num_factors, self.ridge, self.width
        )

    def _strength(
        self,
        features: Array,
        targets: Array,
        labels: NDArray[np.intp],
        options: JointOptions,
    ) -> float | None:
        """Choose the shrinkage that predicts left-out families best."""
        if not self.use_design:
            return None
        strengths = tuple(self.design_ridges)
        if len(strengths) == 1:
            return strengths[0]
        errors = np.zeros(len(strengths))
        for rows, others in grouped_folds(labels, seed=self.seed):
            fits = fit_joint(
                features[rows], targets[rows], labels[rows], options, strengths
            )
            for number, fit in enumerate(fits):
                gaps = np.abs(fit.predict(features[others]) - targets[others])
                errors[number] += np.nansum(gaps)
        return strengths[int(np.argmin(errors))]


__all__ = ["DESIGN_RIDGES", "JointSigmoid"]
