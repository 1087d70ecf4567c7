"""The estimators by name, ready to be built for a set of targets."""

# ruff: noqa: N803 (scikit-learn calls features X)

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, Self

from nsl_db.analysis.estimators.baselines import LogLinear, Median
from nsl_db.analysis.estimators.boosting import BoostedTrees, PaperBoostedTrees
from nsl_db.analysis.estimators.bounded_sigmoid import BoundedSigmoid
from nsl_db.analysis.estimators.ensemble import MiddleEnsemble
from nsl_db.analysis.estimators.forest import ScaleForest
from nsl_db.analysis.estimators.gaussian_process import FamilyGaussianProcess
from nsl_db.analysis.estimators.joint_sigmoid import JointSigmoid
from nsl_db.analysis.estimators.per_target import PerTarget
from nsl_db.analysis.estimators.residual_model import ResidualModel
from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from nsl_db.analysis.study import Target

DEFAULT = "ensemble"
"""Name of the estimator that is used unless another is asked for."""


class MultiTargetEstimator(Protocol):
    """An estimator of all scores at once."""

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit features (n, k) to scores (n, t), NaN for unknown."""

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return scores (n, t)."""


@dataclass(frozen=True, slots=True)
class EstimatorSpec:
    """One estimator that an analysis can name.

    Attributes:
        name: Name in results and on the command line.
        label: Name for people.
        features: `scale` if only the first two columns are read, `all` if design
            features are too.
        mode: `unseen_family`, or `seen_family` for an estimator that is told the
            family of what it predicts: `predict(X, groups=families)`.
        build: From targets and a seed to an estimator that is not fitted yet.
    """

    name: str
    label: str
    features: Literal["scale", "all"]
    mode: Literal["unseen_family", "seen_family"]
    build: Callable[[tuple[Target, ...], int], MultiTargetEstimator]


def _median(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    del targets, seed
    return PerTarget(Median())


def _log_linear(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    del targets, seed
    return PerTarget(LogLinear())


def _xgboost(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    del targets
    return PerTarget(BoostedTrees(seed=seed))


def _xgboost_paper(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    del targets
    return PerTarget(PaperBoostedTrees(seed=seed))


def _extra_trees(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    del targets
    return PerTarget(ScaleForest(seed=seed))


def _bounded_sigmoid(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    del seed
    return PerTarget(
        tuple(BoundedSigmoid(target.chance, target.best) for target in targets)
    )


def _joint_sigmoid(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    return JointSigmoid(*_ends(targets), seed=seed)


def _joint_sigmoid_design(
    targets: tuple[Target, ...], seed: int
) -> MultiTargetEstimator:
    return JointSigmoid(*_ends(targets), use_design=True, seed=seed)


def _residual_xgboost(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    return _residual(targets, "xgboost", seed)


def _residual_ridge(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    return _residual(targets, "ridge", seed)


def _residual(
    targets: tuple[Target, ...], corrector: str, seed: int
) -> MultiTargetEstimator:
    return PerTarget(
        tuple(
            ResidualModel(corrector, target.chance, target.best, seed)
            for target in targets
        )
    )


def _ensemble(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    return MiddleEnsemble(*_ends(targets), seed=seed)


def _gaussian_process(targets: tuple[Target, ...], seed: int) -> MultiTargetEstimator:
    del targets, seed
    return PerTarget(FamilyGaussianProcess())


def _ends(
    targets: tuple[Target, ...],
) -> tuple[tuple[float | None, ...], tuple[float, ...]]:
    """Chance and best score of each target."""
    return (
        tuple(target.chance for target in targets),
        tuple(target.best for target in targets),
    )


def _unseen(
    name: str,
    label: str,
    features: Literal["scale", "all"],
    build: Callable[[tuple[Target, ...], int], MultiTargetEstimator],
) -> EstimatorSpec:
    return EstimatorSpec(name, label, features, "unseen_family", build)


ESTIMATORS: tuple[EstimatorSpec, ...] = (
    _unseen("median", "Median", "scale", _median),
    _unseen("log_linear", "Line in log scale", "scale", _log_linear),
    _unseen("xgboost", "XGBoost", "scale", _xgboost),
    _unseen("xgboost_paper", "XGBoost, the paper's recipe", "scale", _xgboost_paper),
    _unseen("extra_trees", "Extremely randomised trees", "scale", _extra_trees),
    _unseen("bounded_sigmoid", "Bounded sigmoid", "scale", _bounded_sigmoid),
    _unseen("joint_sigmoid", "Joint sigmoid", "scale", _joint_sigmoid),
    _unseen(
        "joint_sigmoid_design",
        "Joint sigmoid with design",
        "all",
        _joint_sigmoid_design,
    ),
    _unseen(
        "residual_xgboost", "Sigmoid, then XGBoost on design", "all", _residual_xgboost
    ),
    _unseen("residual_ridge", "Sigmoid, then ridge on design", "all", _residual_ridge),
    _unseen("ensemble", "Mean of the middle three of five", "all", _ensemble),
    EstimatorSpec(
        "gaussian_process",
        "Gaussian process, family already seen",
        "scale",
        "seen_family",
        _gaussian_process,
    ),
)
"""All estimators, simplest first."""


def estimator_of(name: str) -> EstimatorSpec:
    """Return the estimator of a name.

    Raises:
        UsageError: There is none of that name.
    """
    for spec in ESTIMATORS:
        if spec.name == name:
            return spec
    known = ", ".join(spec.name for spec in ESTIMATORS)
    raise UsageError(f"--estimator: {name!r} is not one of {known}.")


__all__ = [
    "DEFAULT",
    "ESTIMATORS",
    "EstimatorSpec",
    "MultiTargetEstimator",
    "estimator_of",
]
