"""Intervals that hold the scores of unseen families as often as they say."""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.analysis.honest.conformal import FamilyConformal, weighted_quantile
from nsl_db.analysis.honest.coverage import (
    INTERVAL_SCHEMA,
    coverage_table,
    intervals_of_fold,
)
from nsl_db.analysis.honest.folds import family_folds
from nsl_db.analysis.honest.matrices import build_matrices
from nsl_db.analysis.honest.methods import Method
from nsl_db.analysis.honest.study_of import build_study
from nsl_db.analysis.study import Target
from tests.support.simulated import FakeLine, FakeMean, Simulation, simulate

ARC = Target("arc_challenge", 25, "accuracy")
BRIER = Target("mathqa", 0, "brier_score", best=0.0)
LINE = Method("line", "scale", "Line", "scale", lambda *_: FakeLine())


@given(st.integers(1, 60), st.floats(0.05, 0.95), st.integers(0, 9))
def test_equal_weights_give_the_usual_order_statistic(
    count: int, level: float, seed: int
) -> None:
    values = np.random.default_rng(seed).normal(size=(count, 1))
    rank = int(np.ceil(level * (count + 1) - 1e-9))
    expected = np.sort(values[:, 0])[rank - 1] if rank <= count else np.inf
    assert weighted_quantile(values, np.ones(count), level) == expected


def test_a_family_weighs_as_much_as_any_other() -> None:
    values = np.array([[1.0], [1.0], [1.0], [1.0], [5.0]])
    weights = np.array([0.25, 0.25, 0.25, 0.25, 1.0])
    assert weighted_quantile(values, weights, 0.6) == 5.0
    assert weighted_quantile(values, np.ones(5), 0.6) == 1.0


@pytest.mark.parametrize(("size", "slack"), [(1, 0.06), (4, 0.12)])
def test_exchangeable_families_are_covered(size: int, slack: float) -> None:
    """Ten families to learn from are few: the guarantee is one-sided."""
    truth = Simulation(num_families=60 // size, family_size=size, family_deviation=0.04)
    shares: dict[float, list[float]] = {0.8: [], 0.9: []}
    for seed in range(6):
        study = build_study(simulate(truth, seed))
        matrix = build_matrices(simulate(truth, seed), study, ("scale",))["scale"]
        for fold in family_folds(study.families, seed):
            frame = intervals_of_fold(LINE, matrix, study, fold)
            hit = pl.col("actual").is_between("low", "high")
            for level, hits in shares.items():
                part = frame.filter(level=level, weighting="family")
                hits.append(float(part.select(hit.mean()).item()))
    for level, hits in shares.items():
        assert -0.04 <= np.mean(hits) - level <= slack


def test_the_errors_come_from_fits_that_did_not_see_the_family() -> None:
    families = ["a", "a", "b", "b", "c", "c"]
    scores = np.array([[0.0], [0.0], [0.6], [0.6], [0.9], [0.9]])
    fitted = FamilyConformal(FakeMean, (ARC,), num_folds=3).fit(
        np.zeros((6, 2)), scores, families
    )
    np.testing.assert_allclose(
        fitted.residuals_[:, 0], [0.75, 0.75, 0.15, 0.15, 0.6, 0.6]
    )
    np.testing.assert_allclose(fitted.predict(np.zeros((2, 2))), 0.5)


def test_intervals_stay_inside_the_range_of_the_metric() -> None:
    random = np.random.default_rng(0)
    scores = np.column_stack([random.uniform(0, 1, 12), random.uniform(0, 2, 12)])
    families = [f"f{row // 2}" for row in range(12)]
    fitted = FamilyConformal(partial(FakeMean), (ARC, BRIER)).fit(
        np.zeros((12, 2)), scores, families
    )
    laid = fitted.intervals(np.zeros((1, 2)), 0.9)
    assert laid.low.tolist() == [[0.0, 0.0]]
    assert laid.high.tolist() == [[1.0, 2.0]]
    narrow = fitted.intervals(np.zeros((1, 2)), 0.5, "model")
    assert (narrow.low > laid.low).all()
    assert (narrow.high < laid.high).all()


def interval_rows(*rows: tuple[str, str, float, bool]) -> pl.DataFrame:
    """Rows of family, target, score and support; intervals from 0.4 to 0.6."""
    return pl.DataFrame(
        [
            {
                "seed": 0,
                "fold": 0,
                "model_id": f"m{number}",
                "family": family,
                "target": target,
                "level": 0.8,
                "weighting": "family",
                "low": 0.4,
                "high": 0.6,
                "actual": actual,
                "is_inside": is_inside,
            }
            for number, (family, target, actual, is_inside) in enumerate(rows)
        ],
        schema=dict(INTERVAL_SCHEMA),
    )


def test_coverage_weighs_every_target_the_same() -> None:
    rows = [("good", "arc", 0.5, True)] * 6 + [("bad", "arc", 0.9, False)] * 6
    rows += [("good", "own", 0.5, True)] * 2
    table = coverage_table(interval_rows(*rows), ("arc",))
    assert [row.target for row in table] == ["headline", "all", "arc", "own"]
    headline, everything = table[:2]
    assert headline.coverage == pytest.approx(0.5)
    assert (headline.worst_family, headline.worst_coverage) == ("bad", 0.0)
    assert everything.coverage == pytest.approx(0.75)
    assert everything.mean_width == pytest.approx(0.2)
    assert everything.inside_coverage == 1.0
    assert everything.outside_coverage == 0.0
    assert everything.outside_share == pytest.approx(6 / 14)


def test_a_family_of_few_cases_is_never_the_worst() -> None:
    rows = [("large", "arc", 0.5, True)] * 5 + [("small", "arc", 0.9, True)] * 4
    (headline, _) = coverage_table(interval_rows(*rows), ("arc",))
    assert headline.worst_family == "large"
