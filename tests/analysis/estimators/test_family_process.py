"""The Gaussian process that knows families."""

from __future__ import annotations

import numpy as np
from scipy.optimize import check_grad

from nsl_db.analysis.estimators.family_kernel import START, evidence_loss
from nsl_db.analysis.estimators.gaussian_process import FamilyGaussianProcess
from nsl_db.analysis.estimators.per_target import PerTarget
from tests.analysis.estimators.conftest import Law


def test_the_gradient_of_the_evidence() -> None:
    random = np.random.default_rng(0)
    rows, target = random.normal(size=(20, 2)), random.normal(size=20)
    labels = np.arange(20) // 4
    is_sibling = labels[:, None] == labels
    gap = check_grad(
        lambda v: evidence_loss(v, rows, is_sibling, target)[0],
        lambda v: evidence_loss(v, rows, is_sibling, target)[1],
        np.array(START) + 0.1,
    )
    assert gap < 1e-4


def test_a_covariance_that_cannot_be_inverted_is_no_candidate() -> None:
    rows = np.full((3, 2), 1e200)
    with np.errstate(over="ignore", invalid="ignore"):
        loss, _ = evidence_loss(
            np.array([2.0, 2, 0, 0, -5, -400]),
            np.zeros_like(rows),
            np.ones((3, 3), dtype=bool),
            np.ones(3),
        )
    assert loss == np.inf


def test_knowing_the_family_helps_only_when_told(law: Law) -> None:
    effect = np.random.default_rng(1).normal(0, 0.08, 15).repeat(4)
    target = law.accuracy + effect
    is_test = np.arange(60) % 4 == 0
    process = FamilyGaussianProcess().fit(
        law.features[~is_test], target[~is_test], law.families[~is_test]
    )
    rows, truth = law.features[is_test], target[is_test]
    told = np.abs(process.predict(rows, law.families[is_test]) - truth).mean()
    untold = np.abs(process.predict(rows) - truth).mean()
    strange = process.predict(rows, ["never seen"] * 15)
    assert told < 0.6 * untold
    np.testing.assert_allclose(strange, process.predict(rows))


def test_families_reach_it_through_many_scores(law: Law) -> None:
    both = PerTarget(FamilyGaussianProcess())
    both.fit(law.features, law.scores, law.families)
    one = FamilyGaussianProcess().fit(law.features, law.brier, law.families)
    np.testing.assert_allclose(
        both.predict(law.features, groups=law.families)[:, 1],
        one.predict(law.features, groups=law.families),
    )
