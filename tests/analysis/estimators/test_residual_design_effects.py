"""A law first: what design features add, and how far that can be trusted."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from nsl_db.analysis.estimators.per_target import PerTarget
from nsl_db.analysis.estimators.residual_model import ResidualModel
from tests.analysis.estimators.conftest import Law

NAMES = ["log_parameters", "log_tokens", "code_share", "norm_type_is_rmsnorm"]


def with_design(law: Law, seed: int = 0) -> tuple[pl.DataFrame, NDArray[np.float64]]:
    """Families with a share and a word, and what they should add to a score."""
    random = np.random.default_rng(seed)
    share = random.permutation(np.linspace(0, 1, 15)).repeat(4)
    word = random.permutation(np.arange(15) % 2).repeat(4).astype(float)
    features = np.column_stack([law.features[:, :2], share, word])
    added = 0.15 * (share - 0.5) + 0.04 * (word - 0.5)
    return pl.DataFrame(features, schema=NAMES), added


@pytest.mark.parametrize("corrector", ["ridge", "xgboost"])
def test_true_effects_are_found(law: Law, corrector: str) -> None:
    features, added = with_design(law)
    target = law.accuracy + added
    model = ResidualModel(corrector, 0.25).fit(features, target, law.families)
    assert model.share_ > 0.5
    assert model.design_effects_["code_share"] > 0.015
    assert model.design_effects_["norm_type_is_rmsnorm"] > 0.005
    assert set(model.design_effects_) == set(NAMES[2:])


def test_the_line_states_effects_in_score_units(law: Law) -> None:
    features, added = with_design(law)
    target = law.accuracy + added
    model = ResidualModel("ridge", 0.25).fit(features, target, law.families)
    deviation = features["code_share"].std(ddof=0)
    assert model.design_effects_["code_share"] == pytest.approx(
        0.15 * deviation, rel=0.3
    )
    assert model.design_effects_["norm_type_is_rmsnorm"] == pytest.approx(0.04, rel=0.4)


@pytest.mark.parametrize("corrector", ["ridge", "xgboost"])
def test_families_left_out_are_predicted_better(law: Law, corrector: str) -> None:
    features, added = with_design(law)
    target = law.accuracy + added
    is_test = np.isin(law.families, ["family-2", "family-6", "family-10"])
    rows, others = features.filter(~is_test), features.filter(is_test)
    model = ResidualModel(corrector, 0.25)
    model.fit(rows, target[~is_test], law.families[~is_test])
    alone = np.abs(model.law_.predict(others.to_numpy()) - target[is_test]).mean()
    assert np.abs(model.predict(others) - target[is_test]).mean() < 0.9 * alone


def test_noise_is_hardly_trusted(law: Law) -> None:
    effects = []
    for seed in range(5):
        features, _ = with_design(law, seed)
        noise = np.random.default_rng(100 + seed).normal(0, 0.04, 15).repeat(4)
        model = ResidualModel("ridge", 0.25)
        model.fit(features, law.accuracy + noise, law.families)
        effects.append(abs(model.design_effects_["code_share"]))
    assert np.mean(effects) < 0.012


def test_without_names_columns_are_counted(law: Law) -> None:
    features, added = with_design(law)
    model = ResidualModel().fit(features.to_numpy(), law.accuracy + added, law.families)
    assert list(model.design_effects_) == ["x2", "x3"]


def test_names_reach_each_score(law: Law) -> None:
    features, added = with_design(law)
    models = PerTarget(ResidualModel()).fit(
        features, law.scores + added[:, None], law.families
    )
    for model in models.estimators_:
        assert set(model.design_effects_) == set(NAMES[2:])


def test_one_family_leaves_the_law_alone(law: Law) -> None:
    features, _ = with_design(law)
    model = ResidualModel("xgboost").fit(features, law.accuracy, ["one"] * 60)
    assert model.share_ == 0
    law_alone = model.law_.predict(features.to_numpy())
    np.testing.assert_array_equal(model.predict(features), law_alone)


def test_an_unknown_corrector_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="corrector='forest' is not one of"):
        ResidualModel("forest").fit(law.features, law.accuracy)
