"""XGBoost on features chosen one by one, inside the training part or by the paper.

The forward selection is the paper's: from the two scale features on, the candidate
that lowers the mean error most is added until none lowers it by the threshold. Here
it sees the training part only and its folds keep families together. To make it
affordable a candidate is judged under the setting of the grid that was best for the
features chosen so far, and the setting is tuned again after each addition.

Source: Liu et al. 2025 (arXiv 2503.03862) for rule, threshold, grid and encoding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
import xgboost as xgb

from nsl_db.analysis.estimators.inner_folds import Split, grouped_folds
from nsl_db.analysis.paper.boosting import (
    GRID,
    Setting,
    grid_errors,
    predict_xgboost,
)
from nsl_db.analysis.paper.features import PUBLISHED, SCALE
from nsl_db.analysis.paper.folds import Fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from nsl_db.analysis.study import Target

    Array = NDArray[np.float64]

THRESHOLD = 1e-4
"""Smallest fall of the mean absolute error that a feature is added for.

Source: Liu et al. 2025 (arXiv 2503.03862), published code.
"""

NUM_SELECTION_SEEDS = 2
"""Seeds of the inner folds that a candidate's error is averaged over; the paper
averages over ten."""


class ColumnBoosting:
    """One XGBoost per target, each on columns of its own.

    Args:
        names: Names of the columns; the first two are parameters and tokens.
        seed: Seed of the inner folds and of XGBoost.

    Attributes:
        columns_: Columns of each target, in the order in which they were chosen.
    """

    columns_: list[tuple[int, ...]]

    def __init__(self, names: tuple[str, ...], seed: int = 0) -> None:
        self.names = names
        self.seed = seed

    def fit(
        self,
        X: ArrayLike,  # noqa: N803
        y: ArrayLike,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Choose the columns of each target; the trees are grown when predicting.

        Args:
            X: Features in the paper's encoding (n, k), unknown as -1.
            y: Scores (n, t), NaN for unknown.
            groups: Family of each row (n,).
        """
        self._matrix = np.asarray(X, dtype=np.float64)
        self._scores = np.asarray(y, dtype=np.float64)
        labels = np.arange(len(self._matrix)) if groups is None else np.asarray(groups)
        self._labels = np.unique(labels, return_inverse=True)[1]
        self.columns_ = [
            self._choose(place, self._known(place))
            for place in range(self._scores.shape[1])
        ]
        return self

    def predict(self, X: ArrayLike) -> Array:  # noqa: N803
        """Predict scores (n, t)."""
        features = np.asarray(X, dtype=np.float64)
        columns = [
            self._predict(features, place) for place in range(len(self.columns_))
        ]
        return np.column_stack(columns)

    @property
    def selected_(self) -> tuple[tuple[str, ...], ...]:
        """Names of the columns of each target."""
        return tuple(
            tuple(self.names[column] for column in columns) for columns in self.columns_
        )

    def _choose(self, place: int, rows: NDArray[np.intp]) -> tuple[int, ...]:
        """Columns of one target."""
        raise NotImplementedError

    def _known(self, place: int) -> NDArray[np.intp]:
        """Training rows that have a score."""
        return np.flatnonzero(np.isfinite(self._scores[:, place]))

    def _predict(self, features: Array, place: int) -> Array:
        """Tune and fit one target on its columns, and predict."""
        rows = self._known(place)
        columns = list(self.columns_[place])
        stacked = np.vstack([self._matrix[rows], features])[:, columns]
        target = np.concatenate([self._scores[rows, place], np.zeros(len(features))])
        number = np.arange(len(stacked))
        fold = Fold(
            train=number[: len(rows)],
            test=number[len(rows) :],
            inner=grouped_folds(self._labels[rows], seed=self.seed),
        )
        return predict_xgboost(stacked, target, fold, self.seed)


class PublishedFeatures(ColumnBoosting):
    """XGBoost on the features that the paper selected.

    Args:
        targets: The targets; those that the paper does not have get scale only.
        names: Names of the columns.
        seed: Seed of the inner folds and of XGBoost.
    """

    def __init__(
        self, targets: tuple[Target, ...], names: tuple[str, ...], seed: int = 0
    ) -> None:
        super().__init__(names, seed)
        self.targets = targets

    def _choose(self, place: int, rows: NDArray[np.intp]) -> tuple[int, ...]:
        del rows
        target = self.targets[place]
        wanted = (*SCALE, *PUBLISHED.get((target.benchmark, target.num_shots), ()))
        known = [name for name in wanted if name in self.names]
        return tuple(self.names.index(name) for name in known)


class NestedSelection(ColumnBoosting):
    """XGBoost with forward selection inside the training part.

    Args:
        names: Names of the columns, which are the candidates.
        seed: Seed of the inner folds and of XGBoost.
        num_seeds: Seeds that a candidate's error is averaged over.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        seed: int = 0,
        num_seeds: int = NUM_SELECTION_SEEDS,
    ) -> None:
        super().__init__(names, seed)
        self.num_seeds = num_seeds

    def _choose(self, place: int, rows: NDArray[np.intp]) -> tuple[int, ...]:
        labels = self._labels[rows]
        splits = [
            grouped_folds(labels, seed=self.seed + step)
            for step in range(self.num_seeds)
        ]
        matrix, target = self._matrix[rows], self._scores[rows, place]
        with xgb.config_context(nthread=1):
            return forward_selection(matrix, target, splits, self.seed)


def forward_selection(
    matrix: Array, target: Array, splits: Sequence[Sequence[Split]], seed: int
) -> tuple[int, ...]:
    """Add columns to the first two as long as the error falls by the threshold.

    Args:
        matrix: Features in the paper's encoding (n, k).
        target: Scores (n,).
        splits: Inner folds by seed.
        seed: Seed handed to XGBoost.

    Returns:
        The chosen columns, in the order in which they were chosen.
    """
    chosen = tuple(range(len(SCALE)))
    while len(chosen) < matrix.shape[1]:
        setting, error = _tuned(matrix[:, chosen], target, splits, seed)
        candidates = {
            column: _error(matrix[:, (*chosen, column)], target, splits, seed, setting)
            for column in range(matrix.shape[1])
            if column not in chosen
        }
        best = min(candidates, key=candidates.__getitem__)
        if candidates[best] > error - THRESHOLD:
            break
        chosen = (*chosen, best)
    return chosen


def _tuned(
    matrix: Array, target: Array, splits: Sequence[Sequence[Split]], seed: int
) -> tuple[Setting, float]:
    """The best setting for some columns and its error, averaged over seeds."""
    errors = [grid_errors(matrix, target, inner, seed) for inner in splits]
    means = {cell: float(np.mean([part[cell] for part in errors])) for cell in GRID}
    best = min(GRID, key=means.__getitem__)
    return best, means[best]


def _error(
    matrix: Array,
    target: Array,
    splits: Sequence[Sequence[Split]],
    seed: int,
    setting: Setting,
) -> float:
    """Error of some columns under one setting, averaged over seeds."""
    errors = [
        grid_errors(matrix, target, inner, seed, (setting,))[setting]
        for inner in splits
    ]
    return float(np.mean(errors))


__all__ = [
    "NUM_SELECTION_SEEDS",
    "THRESHOLD",
    "NestedSelection",
    "PublishedFeatures",
    "forward_selection",
]
