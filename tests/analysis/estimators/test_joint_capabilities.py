"""The joint sigmoid shares what scores have in common."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad

from nsl_db.analysis.estimators.joint_loss import (
    JointParameters,
    JointProblem,
    joint_loss,
)
from nsl_db.analysis.estimators.joint_sigmoid import JointSigmoid
from tests.analysis.estimators.conftest import Law

ENDS = {"chances": (0.25, 0.8), "bests": (1.0, 0.0)}


def test_the_gradient_with_gaps_and_unequal_ridges() -> None:
    random = np.random.default_rng(0)
    targets = random.random((12, 4))
    targets[random.random((12, 4)) < 0.3] = np.nan
    problem = JointProblem(
        random.normal(size=(12, 5)), targets, 0.05, 0.01, np.array([1, 2, 3, 4, 5.0])
    )
    point = JointParameters(
        floors=random.random(4),
        ceilings=random.random(4) + 1,
        levels=random.normal(size=4),
        weights=random.normal(size=(5, 2)),
        loadings=random.normal(size=(2, 4)),
    )
    gap = check_grad(
        lambda v: joint_loss(v, problem, point)[0],
        lambda v: joint_loss(v, problem, point)[1],
        point.flat(),
    )
    assert gap < 1e-4


def test_parameters_survive_the_way_through_a_vector() -> None:
    shape = JointParameters(
        np.zeros(3), np.zeros(3), np.zeros(3), np.zeros((4, 2)), np.zeros((2, 3))
    )
    vector = np.arange(23.0)
    assert shape.like(vector).flat().tolist() == vector.tolist()
    assert shape.like(vector).weights[1].tolist() == [11, 12]


def test_both_scores_are_recovered(law: Law) -> None:
    fitted = JointSigmoid(**ENDS).fit(law.features, law.scores, law.families)
    errors = np.abs(fitted.predict(law.features) - law.scores).mean(axis=0)
    assert (errors < 0.008).all()


def test_a_score_that_most_models_lack_is_predicted_for_all(law: Law) -> None:
    scores = law.scores
    scores[12:, 1] = np.nan
    fitted = JointSigmoid(**ENDS).fit(law.features, scores, law.families)
    predicted = fitted.predict(law.features)[12:, 1]
    assert np.abs(predicted - law.brier[12:]).mean() < 0.05


def test_a_score_that_nobody_has_stays_unknown(law: Law) -> None:
    scores = np.column_stack([law.accuracy, np.full(60, np.nan)])
    predicted = JointSigmoid().fit(law.features, scores).predict(law.features)
    assert np.isnan(predicted[:, 1]).all()
    assert np.isfinite(predicted[:, 0]).all()


@pytest.mark.parametrize("num_factors", [1, 3])
def test_other_numbers_of_factors(law: Law, num_factors: int) -> None:
    fitted = JointSigmoid(**ENDS, num_factors=num_factors)
    predicted = fitted.fit(law.features, law.scores).predict(law.features)
    assert np.abs(predicted - law.scores).mean() < 0.02


def test_a_design_feature_that_matters_helps_on_families_left_out(law: Law) -> None:
    design = np.repeat(np.linspace(-1, 1, 15), 4)[:, None]
    features = np.column_stack([law.features[:, :2], design])
    scores = law.scores + 0.1 * design * [1, -1]
    is_test = np.isin(law.families, ["family-3", "family-7", "family-11"])
    errors = []
    for use_design in (False, True):
        model = JointSigmoid(**ENDS, use_design=use_design, design_ridges=(1.0, 0.001))
        model.fit(features[~is_test], scores[~is_test], law.families[~is_test])
        errors.append(np.abs(model.predict(features[is_test]) - scores[is_test]).mean())
    assert model.design_ridge_ == 0.001
    assert errors[1] < 0.6 * errors[0]


def test_noise_in_the_design_is_shrunk_most(law: Law) -> None:
    noise = np.random.default_rng(2).normal(size=(15, 12)).repeat(4, axis=0)
    features = np.column_stack([law.features[:, :2], noise])
    families = np.random.default_rng(3).normal(0, 0.03, 15).repeat(4)
    scores = law.scores + families[:, None]
    model = JointSigmoid(**ENDS, use_design=True).fit(features, scores, law.families)
    assert model.design_ridge_ == 10.0


def test_ends_are_needed_for_each_score(law: Law) -> None:
    with pytest.raises(ValueError, match="2 targets, chances 1 and bests 2"):
        JointSigmoid(chances=(0.25,)).fit(law.features, law.scores)
