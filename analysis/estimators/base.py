"""What all estimators share: how they read what they are given."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from sklearn.utils import Tags

NUM_SCALE = 2
"""Leading columns that hold log parameters and log tokens."""


class ScoreEstimator(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A regressor whose first two columns are log parameters and log tokens.

    Further columns are design features. They may hold NaN, the two of scale may not.
    """

    def _read_one(
        self, X: ArrayLike, y: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Check features (n, k) and one target (n,) without gaps."""
        features, target = validate_data(
            self,
            X,
            y,
            dtype=np.float64,
            ensure_all_finite="allow-nan",
            ensure_min_features=NUM_SCALE,
            y_numeric=True,
        )
        _check_scale(features)
        return features, np.asarray(target, dtype=np.float64)

    def _read(self, X: ArrayLike) -> NDArray[np.float64]:
        """Check features to predict for (n, k)."""
        check_is_fitted(self)
        features: NDArray[np.float64] = validate_data(
            self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False
        )
        _check_scale(features)
        return features

    def __sklearn_tags__(self) -> Tags:
        """Say that scores which depend on other columns are predicted poorly."""
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags


class ManyScoreEstimator(ScoreEstimator):
    """A regressor of many scores at once, NaN where a model was not measured.

    It takes one score (n,) too, and then predicts in that shape.
    """

    def _read_many(
        self, X: ArrayLike, y: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Check features (n, k) and targets (n,) or (n, t), NaN for unknown.

        Returns:
            Features and targets (n, t).

        Raises:
            ValueError: The numbers of rows differ, or there is no score at all.
        """
        features, targets = validate_data(
            self,
            X,
            y,
            validate_separately=(
                {
                    "dtype": np.float64,
                    "ensure_all_finite": "allow-nan",
                    "ensure_min_features": NUM_SCALE,
                },
                {
                    "dtype": np.float64,
                    "ensure_all_finite": "allow-nan",
                    "ensure_2d": False,
                },
            ),
        )
        if not np.isfinite(targets).any():
            raise ValueError("y contains only NaN: no row has a score to learn from.")
        if len(features) != len(targets):
            raise ValueError(
                f"X has {len(features)} rows and y has {len(targets)}; "
                "give one row of scores per model."
            )
        _check_scale(features)
        self._is_flat = targets.ndim == 1
        return features, targets.reshape(len(targets), -1)

    def _shaped(self, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return predictions (n, t) in the shape of the targets of `fit`."""
        return predicted[:, 0] if self._is_flat else predicted

    def __sklearn_tags__(self) -> Tags:
        """Say that there may be many scores."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags


def group_labels(groups: ArrayLike | None, num_rows: int) -> NDArray[np.intp]:
    """Number the groups of rows (n,); without groups each row is one of its own.

    Raises:
        ValueError: The number of labels is not the number of rows.
    """
    if groups is None:
        return np.arange(num_rows)
    labels = np.asarray(groups).ravel()
    if len(labels) != num_rows:
        raise ValueError(
            f"groups has {len(labels)} labels for {num_rows} rows; "
            "give the family of each row."
        )
    return np.unique(labels, return_inverse=True)[1]


def _check_scale(features: NDArray[np.float64]) -> None:
    """Refuse unknown scale."""
    check_array(features[:, :NUM_SCALE], input_name="X")


__all__ = ["NUM_SCALE", "ManyScoreEstimator", "ScoreEstimator", "group_labels"]
