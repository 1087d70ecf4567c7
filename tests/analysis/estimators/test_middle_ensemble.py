"""The middle of several estimators."""

from __future__ import annotations

from typing import Self

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from nsl_db.analysis.estimators.base import ManyScoreEstimator
from nsl_db.analysis.estimators.ensemble import MiddleEnsemble
from tests.analysis.estimators.conftest import Law


class Constant(ManyScoreEstimator):
    """Predicts one number for everything."""

    def __init__(self, value: float = 0.0) -> None:
        self.value = value

    def fit(
        self,
        X: ArrayLike,  # noqa: N803
        y: ArrayLike,
        groups: ArrayLike | None = None,
    ) -> Self:
        del groups
        self.shape_ = self._read_many(X, y)[1].shape
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        return np.full((len(self._read(X)), self.shape_[1]), self.value)


FIVE = tuple(Constant(value) for value in (9.0, 0.1, 0.4, 0.2, -9.0))


@pytest.mark.parametrize(("cut", "middle"), [(0, 0.14), (1, 0.7 / 3), (2, 0.2)])
def test_the_ends_are_cut_off(law: Law, cut: int, middle: float) -> None:
    fitted = MiddleEnsemble(cut=cut, members=FIVE).fit(law.features, law.scores)
    predicted = fitted.predict(law.features)
    assert predicted.shape == (60, 2)
    np.testing.assert_allclose(predicted, middle)


def test_something_must_be_left(law: Law) -> None:
    with pytest.raises(ValueError, match="cut=3 leaves nothing of 5 members"):
        MiddleEnsemble(cut=3, members=FIVE).fit(law.features, law.scores)


def test_the_five_follow_the_law_and_the_seed(law: Law) -> None:
    is_test = np.isin(law.families, ["family-1", "family-5", "family-9"])
    runs = []
    for seed in (1, 1, 2):
        model = MiddleEnsemble((0.25, None), (1.0, 0.0), seed=seed)
        model.fit(law.features[~is_test], law.scores[~is_test], law.families[~is_test])
        runs.append(model.predict(law.features[is_test]))
    assert np.abs(runs[0] - law.scores[is_test]).mean() < 0.03
    assert (runs[0] == runs[1]).all()
    assert (runs[0] != runs[2]).any()
    assert model.predict_members(law.features[is_test]).shape == (5, 12, 2)


def test_a_score_that_nobody_has_stays_unknown(law: Law) -> None:
    scores = np.column_stack([law.accuracy, np.full(60, np.nan)])
    predicted = MiddleEnsemble().fit(law.features, scores).predict(law.features)
    assert np.isnan(predicted[:, 1]).all()
    assert np.isfinite(predicted[:, 0]).all()
