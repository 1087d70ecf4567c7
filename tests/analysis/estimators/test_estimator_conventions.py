"""scikit-learn's own checks, and frames as input.

All checks apply but the one for other array libraries, which scikit-learn itself
leaves out unless it is told to run it. Scores that hang on columns other than scale
are predicted poorly by design, which the estimators declare. Trees run with a small
grid.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator

from nsl_db.analysis.estimators.base import ScoreEstimator
from nsl_db.analysis.estimators.baselines import LogLinear, Median
from nsl_db.analysis.estimators.boosting import BoostedTrees, PaperBoostedTrees
from nsl_db.analysis.estimators.bounded_sigmoid import BoundedSigmoid
from nsl_db.analysis.estimators.ensemble import MiddleEnsemble
from nsl_db.analysis.estimators.forest import ScaleForest
from nsl_db.analysis.estimators.gaussian_process import FamilyGaussianProcess
from nsl_db.analysis.estimators.joint_sigmoid import JointSigmoid
from nsl_db.analysis.estimators.per_target import PerTarget
from nsl_db.analysis.estimators.residual_model import ResidualModel
from tests.analysis.estimators.conftest import Law

CELL = {"learning_rates": (0.3,), "max_depths": (2,), "nums_trees": (20,)}

ESTIMATORS = [
    Median(),
    LogLinear(),
    BoostedTrees(**CELL),
    PaperBoostedTrees(**CELL),
    ScaleForest(num_trees=5),
    BoundedSigmoid(),
    JointSigmoid(),
    JointSigmoid(use_design=True, design_ridges=(3.0,)),
    ResidualModel(),
    FamilyGaussianProcess(),
    PerTarget(LogLinear()),
    MiddleEnsemble(
        members=(PerTarget(Median()), PerTarget(LogLinear()), JointSigmoid())
    ),
]


CHECKS = [
    pytest.param(checked, check, id=f"{type(estimator).__name__}-{number}-{name}")
    for number, estimator in enumerate(ESTIMATORS)
    for checked, check in estimator_checks_generator(estimator)
    if (name := check.func.__name__) != "check_array_api_input"
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_scikit_learn_conventions(
    estimator: ScoreEstimator, check: Callable[[ScoreEstimator], None]
) -> None:
    check(estimator)


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_frames_and_arrays_give_the_same_predictions(
    estimator: ScoreEstimator, law: Law
) -> None:
    names = ["log_parameters", "log_tokens", "code_share"]
    polars = pl.DataFrame(law.features, schema=names).fill_nan(None)
    expected = estimator.fit(law.features, law.accuracy, law.families).predict(
        law.features
    )
    for frame in (polars, polars.to_pandas()):
        fitted = estimator.fit(frame, law.accuracy, law.families)
        assert list(fitted.feature_names_in_) == names
        np.testing.assert_allclose(fitted.predict(frame), expected)


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_unknown_scale_is_refused(estimator: ScoreEstimator, law: Law) -> None:
    features = law.features.copy()
    features[3, 1] = np.nan
    with pytest.raises(ValueError, match="contains NaN"):
        estimator.fit(features, law.accuracy)


def test_families_must_be_given_for_each_row(law: Law) -> None:
    with pytest.raises(ValueError, match="59 labels for 60 rows"):
        BoostedTrees().fit(law.features, law.accuracy, law.families[1:])
