"""Every estimator can be named, built and run."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

from nsl_db.analysis.estimators.registry import (
    DEFAULT,
    ESTIMATORS,
    EstimatorSpec,
    estimator_of,
)
from nsl_db.analysis.study import Target
from nsl_db.errors import UsageError
from tests.analysis.estimators.conftest import Law

TARGETS = (
    Target("arc_challenge", 25, "accuracy", chance=0.25),
    Target("mathqa", 0, "brier_score", chance=0.8, best=0.0),
)


def test_names_are_unique_and_hold_the_default() -> None:
    names = [spec.name for spec in ESTIMATORS]
    assert len(set(names)) == len(names)
    assert estimator_of(DEFAULT).name == DEFAULT
    assert names == [
        "median",
        "log_linear",
        "xgboost",
        "xgboost_paper",
        "extra_trees",
        "bounded_sigmoid",
        "joint_sigmoid",
        "joint_sigmoid_design",
        "residual_xgboost",
        "residual_ridge",
        "ensemble",
        "gaussian_process",
    ]


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="'forest' is not one of median, log_linear"):
        estimator_of("forest")


def test_only_the_process_is_told_families() -> None:
    told = [spec.name for spec in ESTIMATORS if spec.mode == "seen_family"]
    assert told == ["gaussian_process"]


@pytest.mark.parametrize("spec", ESTIMATORS, ids=lambda spec: spec.name)
def test_each_is_deterministic_and_uses_what_it_says(
    spec: EstimatorSpec, law: Law
) -> None:
    estimator = spec.build(TARGETS, 3)
    scores = law.scores + 0.2 * np.nan_to_num(law.features[:, 2:])
    scores[::7, 1] = np.nan
    first = estimator.fit(law.features, scores, law.families).predict(law.features)
    again = clone(estimator).fit(law.features, scores, law.families)
    assert first.shape == (60, 2)
    assert np.isfinite(first).all()
    assert (again.predict(law.features) == first).all()
    scale = spec.build(TARGETS, 3).fit(law.features[:, :2], scores, law.families)
    if spec.features == "scale":
        assert (scale.predict(law.features[:, :2]) == first).all()
    else:
        assert (scale.predict(law.features[:, :2]) != first).any()
