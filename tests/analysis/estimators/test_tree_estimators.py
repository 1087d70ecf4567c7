"""Trees: the same numbers as the paper's own search, on other folds and columns."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import KFold, train_test_split

from nsl_db.analysis.estimators.boosting import BoostedTrees, PaperBoostedTrees
from nsl_db.analysis.estimators.forest import ScaleForest
from nsl_db.analysis.estimators.inner_folds import grouped_folds
from nsl_db.analysis.estimators.scale_terms import with_products
from nsl_db.analysis.paper.boosting import predict_xgboost, search
from nsl_db.analysis.paper.folds import Fold
from tests.analysis.estimators.conftest import Law


def test_the_grid_search_is_that_of_the_paper_on_folds_of_families(law: Law) -> None:
    scale = law.features[:, :2]
    labels = np.unique(law.families, return_inverse=True)[1]
    inner = grouped_folds(labels, seed=4)
    fitted = BoostedTrees(seed=4).fit(law.features, law.accuracy, law.families)
    assert fitted.setting_ == search(scale, law.accuracy, inner, 4)
    rows = np.arange(60)
    expected = predict_xgboost(scale, law.accuracy, Fold(rows, rows[:9], inner), 4)
    assert fitted.predict(law.features[:9]).tolist() == expected.tolist()


def test_the_recipe_of_the_paper_throws_a_fifth_away(law: Law) -> None:
    scale, rows = law.features[:, :2], np.arange(60)
    train, _ = train_test_split(rows, test_size=0.2, random_state=3)
    inner = tuple(
        (train[fit], train[validate])
        for fit, validate in KFold(3, shuffle=True, random_state=3).split(train)
    )
    expected = predict_xgboost(scale, law.accuracy, Fold(train, rows, inner), 3)
    fitted = PaperBoostedTrees(seed=3).fit(law.features, law.accuracy, law.families)
    assert fitted.predict(law.features).tolist() == expected.tolist()


def test_products_are_compute_and_tokens_per_parameter() -> None:
    assert with_products(np.array([[2.0, 5.0]])).tolist() == [[2, 5, 7, 3]]


def test_terms_decide_what_trees_see(law: Law) -> None:
    target = np.nan_to_num(law.features[:, 2])
    cell = {"learning_rates": (0.3,), "max_depths": (3,), "nums_trees": (60,)}
    errors = {
        terms: np.abs(
            BoostedTrees(terms, **cell).fit(law.features, target).predict(law.features)
            - target
        ).mean()
        for terms in ("scale", "products", "all")
    }
    assert errors["all"] < 0.3 * min(errors["scale"], errors["products"])
    assert errors["scale"] != errors["products"]


def test_unknown_terms_are_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="terms='compute' is not one of"):
        BoostedTrees("compute").fit(law.features, law.accuracy)


def test_the_forest_follows_scale(law: Law) -> None:
    fitted = ScaleForest(num_trees=30, seed=1).fit(law.features, law.accuracy)
    assert np.abs(fitted.predict(law.features) - law.accuracy).mean() < 0.03
    again = ScaleForest(num_trees=30, seed=1).fit(law.features, law.accuracy)
    other = ScaleForest(num_trees=30, seed=2).fit(law.features, law.accuracy)
    assert (again.predict(law.features) == fitted.predict(law.features)).all()
    assert (other.predict(law.features) != fitted.predict(law.features)).any()
