"""Many scores, one estimator each, gaps left out."""

from __future__ import annotations

import numpy as np
import pytest

from nsl_db.analysis.estimators.baselines import LogLinear, Median
from nsl_db.analysis.estimators.bounded_sigmoid import BoundedSigmoid
from nsl_db.analysis.estimators.per_target import PerTarget
from tests.analysis.estimators.conftest import Law


def test_rows_without_a_score_do_not_count(law: Law) -> None:
    scores = law.scores
    scores[:20, 1] = np.nan
    fitted = PerTarget(LogLinear()).fit(law.features, scores)
    alone = LogLinear().fit(law.features[20:], law.brier[20:])
    np.testing.assert_array_equal(
        fitted.predict(law.features)[:, 1], alone.predict(law.features)
    )


def test_too_few_scores_give_their_median_and_none_gives_unknown(law: Law) -> None:
    scores = np.full((60, 3), np.nan)
    scores[:, 0] = law.accuracy
    scores[:3, 1] = [0.1, 0.2, 0.6]
    fitted = PerTarget(LogLinear()).fit(law.features, scores)
    predicted = fitted.predict(law.features)
    assert set(predicted[:, 1]) == {0.2}
    assert np.isnan(predicted[:, 2]).all()
    assert [model is None for model in fitted.estimators_] == [False, True, True]


def test_each_score_may_have_its_own_estimator(law: Law) -> None:
    fitted = PerTarget((Median(), BoundedSigmoid(best=0))).fit(law.features, law.scores)
    predicted = fitted.predict(law.features)
    assert len(set(predicted[:, 0])) == 1
    assert np.abs(predicted[:, 1] - law.brier).mean() < 0.01


def test_one_estimator_too_many_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="2 targets and there are 3 estimators"):
        PerTarget((Median(),) * 3).fit(law.features, law.scores)


def test_rows_must_match(law: Law) -> None:
    with pytest.raises(ValueError, match="X has 60 rows and y has 59"):
        PerTarget(Median()).fit(law.features, law.scores[1:])


def test_no_score_at_all_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="no row has a score"):
        PerTarget(Median()).fit(law.features, np.full((60, 2), np.nan))
