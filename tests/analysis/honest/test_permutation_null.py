"""Design features that mean nothing: what each protocol makes of them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import KFold

from nsl_db.analysis.estimators.registry import ESTIMATORS
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
from nsl_db.analysis.honest.cache import FrameCache
from nsl_db.analysis.honest.evaluate import Evaluator
from nsl_db.analysis.honest.folds import plan_folds
from nsl_db.analysis.honest.matrices import FeatureMatrix, build_matrices
from nsl_db.analysis.honest.methods import from_spec
from nsl_db.analysis.honest.null import SCALE_ONLY, WITH_DESIGN, PermutationTest
from nsl_db.analysis.honest.parallel import Pool
from nsl_db.analysis.honest.permutation import permute_design, permuted_rows
from nsl_db.analysis.honest.selection import forward_selection
from nsl_db.analysis.honest.study_of import build_study
from nsl_db.analysis.paper.boosting import predict_xgboost
from nsl_db.analysis.paper.folds import random_folds
from tests.support.simulated import Simulation, simulate

TRUTH = Simulation(num_families=20, family_size=4, family_deviation=0.05)
DATA = simulate(TRUTH, seed=7)
STUDY = build_study(DATA)


@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=30), st.integers(0, 99))
def test_every_design_is_handed_on_once(families: list[str], seed: int) -> None:
    rows = permuted_rows(families, seed)
    assert sorted(rows) == list(range(len(families)))


def test_siblings_still_share_a_design() -> None:
    givers = permuted_rows(STUDY.families, 0)
    pairs = Counter(
        (family, STUDY.families[giver])
        for family, giver in zip(STUDY.families, givers, strict=True)
    )
    assert len(pairs) == len(set(STUDY.families))


def test_scale_stays_with_its_model_and_columns_move_together() -> None:
    values = np.random.default_rng(0).uniform(size=(len(STUDY.families), 5))
    matrix = FeatureMatrix(("n", "d", "a", "b", "c"), values)
    moved = permute_design(matrix, STUDY.families, 1).values
    np.testing.assert_array_equal(moved[:, :2], values[:, :2])
    rows = permuted_rows(STUDY.families, 1)
    np.testing.assert_array_equal(moved[:, 2:], values[rows, 2:])


def test_the_honest_protocol_gains_nothing_from_a_permuted_design() -> None:
    specs = [
        spec
        for spec in ESTIMATORS
        if (spec.name, spec.features) in (SCALE_ONLY, WITH_DESIGN)
    ]
    methods = [from_spec(spec) for spec in specs]
    matrices = build_matrices(DATA, STUDY, ("scale", "all"))
    evaluator = Evaluator(STUDY, matrices, Pool(), FrameCache(None))
    folds = plan_folds(STUDY, ("family",), (0, 1)).folds
    predictions = evaluator.predict(methods, folds)
    design = next(method for method in methods if method.key == WITH_DESIGN)
    bootstrap = FamilyBootstrap.of(STUDY.families, 200)
    test = PermutationTest(evaluator, design, SCALE_ONLY, bootstrap)
    real, *permuted = test.run(predictions, folds, permutations=2)
    assert real.permutation is None
    assert [row.permutation for row in permuted] == [1, 2]
    assert np.mean([row.mean_gain for row in permuted]) == pytest.approx(0, abs=0.02)
    assert real.p_value == pytest.approx(
        (1 + sum(row.mean_gain >= real.mean_gain for row in permuted)) / 3
    )


def test_the_papers_protocol_gains_from_a_permuted_design() -> None:
    """Selected on all models, judged on random folds of the same seeds."""
    matrix = build_matrices(DATA, STUDY, ("all",))["all"]
    shares = [place for place, name in enumerate(matrix.names) if "share" in name]
    permuted = permute_design(matrix, STUDY.families, 3).values
    values = permuted[:, [0, 1, *shares]]
    target = STUDY.scores[:, 0]
    splits = [
        tuple(KFold(3, shuffle=True, random_state=seed).split(values))
        for seed in (0, 1)
    ]
    chosen = forward_selection(values, target, splits, 0)
    assert len(chosen) > 2

    def error(columns: tuple[int, ...]) -> float:
        gaps = [
            np.abs(
                predict_xgboost(values[:, columns], target, fold, seed)
                - target[fold.test]
            ).mean()
            for seed in (0, 1)
            for fold in random_folds(len(target), seed)
        ]
        return float(np.mean(gaps))

    assert 1 - error(chosen) / error((0, 1)) > 0.03
