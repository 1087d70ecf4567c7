"""The estimators that see scale alone recover the law they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad

from nsl_db.analysis.estimators.baselines import LogLinear, Median
from nsl_db.analysis.estimators.bounded_sigmoid import BoundedSigmoid
from nsl_db.analysis.estimators.score_range import score_range
from nsl_db.analysis.estimators.sigmoid_curve import LossShape, curve_loss
from tests.analysis.estimators.conftest import Law


def test_the_median_is_that_of_the_training_scores(law: Law) -> None:
    fitted = Median().fit(law.features, law.accuracy)
    assert set(fitted.predict(law.features[:5])) == {np.median(law.accuracy)}


def test_the_plane_is_recovered(law: Law) -> None:
    plane = 0.1 + 0.02 * law.features[:, 0] - 0.01 * law.features[:, 1]
    fitted = LogLinear().fit(law.features, plane)
    np.testing.assert_allclose(fitted.coef_, [0.02, -0.01])
    assert fitted.intercept_ == pytest.approx(0.1)
    np.testing.assert_allclose(fitted.predict(law.features), plane)


def test_the_sigmoid_is_recovered(law: Law) -> None:
    fitted = BoundedSigmoid(chance=0.25).fit(law.features, law.accuracy)
    per_unit = fitted.slopes_ / law.features[:, :2].std(axis=0)
    np.testing.assert_allclose(per_unit, [0.9, 0.6], rtol=0.1)
    assert fitted.floor_ == pytest.approx(0.25, abs=0.02)
    assert fitted.ceiling_ == pytest.approx(0.9, abs=0.02)
    error = np.abs(fitted.predict(law.features) - law.accuracy).mean()
    assert error < 0.006


def test_a_brier_score_is_the_same_law_upside_down(law: Law) -> None:
    fitted = BoundedSigmoid(chance=0.8, best=0).fit(law.features, law.brier)
    turned = BoundedSigmoid().fit(law.features, 1 - law.brier)
    np.testing.assert_allclose(
        fitted.predict(law.features), 1 - turned.predict(law.features)
    )
    assert fitted.floor_ > fitted.ceiling_


def test_predictions_stay_between_floor_and_ceiling(law: Law) -> None:
    fitted = BoundedSigmoid(chance=0.25).fit(law.features, law.accuracy)
    far = np.array([[0.0, 0.0, np.nan], [90.0, 90.0, np.nan]])
    np.testing.assert_allclose(fitted.predict(far), [fitted.floor_, fitted.ceiling_])


def test_more_tokens_never_lower_a_prediction(law: Law) -> None:
    falling = 0.5 - 0.05 * (law.features[:, 1] - 27.5)
    fitted = BoundedSigmoid().fit(law.features, falling)
    assert (fitted.slopes_ >= 0).all()


def test_the_range_of_an_accuracy() -> None:
    limits = score_range(np.array([0.2, 0.3, 0.4, 0.5, 0.8]), 0.25, 1.0)
    assert limits.floor == pytest.approx((0.15, 0.32))
    assert limits.ceiling == (0.8, 1.0)


@pytest.mark.parametrize("chance", [1.15, 0.75, None])
def test_chance_does_not_bound_a_brier_score(chance: float | None) -> None:
    limits = score_range(np.array([1.2, 1.1, 1.0, 0.6]), chance, 0.0)
    assert limits.floor == pytest.approx((-0.3, -0.11))
    assert limits.ceiling == pytest.approx((0.4, 1.0))
    assert limits.turn(np.array([0.3])) == pytest.approx(0.7)


def test_scores_below_chance_lower_the_floor() -> None:
    limits = score_range(np.array([0.1, 0.1, 0.1, 0.8]), 0.25, 1.0)
    assert limits.floor == pytest.approx((0.0, 0.1))


def test_a_score_better_than_perfect_is_its_own_ceiling() -> None:
    assert score_range(np.array([0.5, 3.0]), None, 1.0).ceiling == (3.0, 3.0)


def test_the_gradient_of_a_curve(law: Law) -> None:
    scale = law.features[:, :2] - law.features[:, :2].mean(axis=0)
    point = np.array([0.2, 0.9, -0.5, 0.4, 0.7])
    shape = LossShape(0.01, 0.05)
    gap = check_grad(
        lambda v: curve_loss(v, scale, law.accuracy, shape)[0],
        lambda v: curve_loss(v, scale, law.accuracy, shape)[1],
        point,
    )
    assert gap < 1e-5
