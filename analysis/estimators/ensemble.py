"""Five unlike estimators, the middle of what they say."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from sklearn.base import clone

from nsl_db.analysis.estimators.base import ManyScoreEstimator, ScoreEstimator
from nsl_db.analysis.estimators.boosting import BoostedTrees
from nsl_db.analysis.estimators.bounded_sigmoid import BoundedSigmoid
from nsl_db.analysis.estimators.forest import ScaleForest
from nsl_db.analysis.estimators.joint_sigmoid import JointSigmoid
from nsl_db.analysis.estimators.per_target import PerTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


class MiddleEnsemble(ManyScoreEstimator):
    """The mean of the middle predictions of several estimators.

    By default these are five: a bounded sigmoid per score; the joint sigmoid on scale;
    the joint sigmoid with design features; boosted trees and randomised trees on
    parameters, tokens, compute and tokens per parameter. With five members and one
    cut at each end, three count: one stray member cannot move a prediction far.

    Args:
        chances: Score of uniform guessing per target, None where there is none (t,).
        bests: Score of a perfect model per target, 0 where less is better (t,).
        cut: Predictions left out at each end; 2 of five is the median.
        seed: Seed of the members.
        members: Estimators of many scores to use instead.

    Attributes:
        members_: The fitted members.

    Source: trimmed means as in Andrews et al. 1972.
    """

    def __init__(
        self,
        chances: Sequence[float | None] | None = None,
        bests: Sequence[float] | None = None,
        cut: int = 1,
        seed: int = 0,
        members: Sequence[ScoreEstimator] | None = None,
    ) -> None:
        self.chances = chances
        self.bests = bests
        self.cut = cut
        self.seed = seed
        self.members = members

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit all members.

        Args:
            X: Features (n, k).
            y: Scores (n, t), NaN where a model was not measured.
            groups: Family of each row (n,).

        Raises:
            ValueError: Nothing is left after the cut.
        """
        features, targets = self._read_many(X, y)
        members = self._members(targets.shape[1])
        if len(members) <= 2 * self.cut:
            raise ValueError(
                f"cut={self.cut} leaves nothing of {len(members)} members; cut less."
            )
        self.members_ = tuple(
            clone(member).fit(features, targets, groups) for member in members
        )
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return scores (n, t)."""
        kept = np.sort(self.predict_members(X), axis=0)
        kept = kept[self.cut : len(kept) - self.cut]
        return self._shaped(np.asarray(kept.mean(axis=0)))

    def predict_members(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the scores that each member predicts (m, n, t)."""
        features = self._read(X)
        return np.array([member.predict(features) for member in self.members_])

    def _members(self, num_targets: int) -> tuple[ScoreEstimator, ...]:
        """Estimators to clone."""
        if self.members is not None:
            return tuple(self.members)
        chances = (None,) * num_targets if self.chances is None else self.chances
        bests = (1.0,) * num_targets if self.bests is None else self.bests
        return (
            PerTarget(tuple(map(BoundedSigmoid, chances, bests))),
            JointSigmoid(self.chances, self.bests),
            JointSigmoid(self.chances, self.bests, use_design=True, seed=self.seed),
            PerTarget(
                BoostedTrees(
                    "products",
                    learning_rates=(0.1,),
                    max_depths=(3,),
                    nums_trees=(50,),
                    seed=self.seed,
                )
            ),
            PerTarget(ScaleForest(seed=self.seed)),
        )


__all__ = ["MiddleEnsemble"]
