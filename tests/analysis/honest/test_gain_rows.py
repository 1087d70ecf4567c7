"""Rows, aggregates and the leakage panel, from errors that are known."""

from __future__ import annotations

import numpy as np
import pytest

from nsl_db.analysis.honest.aggregate import (
    LINE,
    RECIPE,
    REFERENCE,
    Aggregator,
    leakage_panel,
)
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
from nsl_db.analysis.honest.errors import Errors
from nsl_db.analysis.honest.methods import Method
from nsl_db.analysis.honest.noise_floor import NoiseFloor
from nsl_db.analysis.honest.rows import Summary
from nsl_db.analysis.honest.study_of import build_study
from tests.support.simulated import FakeMean, Simulation, simulate

STUDY = build_study(simulate(Simulation()))
OWN = ("own", "all")
RANDOM = np.random.default_rng(0)
BASE = RANDOM.uniform(0.02, 0.06, (60, 3))


def errors(
    method: tuple[str, str], factors: tuple[float, float, float], folds: str = "family"
) -> Errors:
    by_model = BASE * np.asarray(factors)
    by_seed = np.vstack([by_model.mean(axis=0) * 0.9, by_model.mean(axis=0) * 1.1])
    return Errors(folds, method, by_model, by_seed, (3, 5), (1.0, 2.0))


PARTS = (
    errors(REFERENCE, (1, 1, 1)),
    errors(RECIPE, (1.25, 1.25, 1.25)),
    errors(LINE, (2, 2, 2)),
    errors(OWN, (0.5, 0.8, 1.1)),
    errors(REFERENCE, (1, 1, 1), "random"),
    errors(OWN, (0.9, 0.9, 0.9), "random"),
)


@pytest.fixture(scope="module")
def summary() -> Summary:
    floors = {target.key: NoiseFloor(0.01, "items") for target in STUDY.targets}
    floors[STUDY.targets[2].key] = NoiseFloor(None, "unknown")
    names = {part.method: ("log_parameters", "log_tokens") for part in PARTS}
    return Summary(STUDY, floors, names, FamilyBootstrap.of(STUDY.families, 300))


@pytest.fixture(scope="module")
def aggregator(summary: Summary) -> Aggregator:
    return Aggregator(STUDY, summary.bootstrap)


def test_an_aggregate_stands_before_its_seeds(summary: Summary) -> None:
    rows = [
        row
        for row in summary.rows(PARTS)
        if (row.estimator, row.folds, row.benchmark) == ("own", "family", "hellaswag")
    ]
    assert [row.seed for row in rows] == [None, 3, 5]
    whole, *seeds = rows
    assert whole.mae == pytest.approx(0.8 * BASE[:, 1].mean())
    assert whole.mae == pytest.approx(np.mean([row.mae for row in seeds]))
    assert whole.gain_vs_scale == pytest.approx(0.2)
    assert (whole.gain_low, whole.gain_high) == (
        pytest.approx(0.2),
        pytest.approx(0.2),
    )
    assert whole.mae_low is not None
    assert whole.mae_high is not None
    assert whole.mae_low < whole.mae < whole.mae_high
    assert whole.noise_multiple == pytest.approx(whole.mae / 0.01)
    assert whole.seconds == pytest.approx(1.0)
    assert {row.p_value for row in seeds} == {None}
    assert (whole.num_models, whole.num_families) == (60, 20)


def test_p_values_are_adjusted_over_benchmarks(summary: Summary) -> None:
    rows = {
        row.benchmark: row
        for row in summary.rows(PARTS)
        if (row.estimator, row.folds, row.seed) == ("own", "family", None)
    }
    assert rows["arc_challenge"].p_value == pytest.approx(1 / 301)
    assert rows["arc_challenge"].p_holm == pytest.approx(3 / 301)
    assert rows["arc_challenge"].p_bh == pytest.approx(1.5 / 301)
    assert rows["winogrande"].p_value == 1.0
    assert rows["winogrande"].noise_multiple is None


def test_the_reference_has_no_gain_over_itself(summary: Summary) -> None:
    rows = [row for row in summary.rows(PARTS) if row.estimator == "xgboost"]
    assert {row.gain_vs_scale for row in rows} == {None}


def test_benchmarks_weigh_the_same_in_the_aggregate(aggregator: Aggregator) -> None:
    (row,) = [
        row
        for row in aggregator.rows(PARTS)
        if (row.estimator, row.folds) == ("own", "family")
    ]
    assert row.scope == "headline"
    assert row.mean_gain == pytest.approx((0.5 + 0.2 - 0.1) / 3)
    assert row.gain_vs_line == pytest.approx((0.75 + 0.6 + 0.45) / 3)
    assert row.gain_vs_recipe == pytest.approx((0.6 + 0.36 + 0.12) / 3)
    assert row.num_better == 2
    assert row.worst_gain == pytest.approx(-0.1)
    assert row.worst_target == "winogrande_5_accuracy"
    assert row.rank == 1
    assert row.p_value == pytest.approx(1 / 301)


def test_without_the_reference_there_is_no_gain(
    summary: Summary, aggregator: Aggregator
) -> None:
    (row,) = aggregator.rows(PARTS[3:4])
    assert row.mean_gain is None
    assert row.num_better is None
    assert {one.p_holm for one in summary.rows(PARTS[3:4])} == {None}


def test_the_panel_shows_all_folds_side_by_side(aggregator: Aggregator) -> None:
    method = Method("own", "all", "Own", "all", lambda *_: FakeMean(), caveat="leaks")
    (row,) = leakage_panel(aggregator.rows(PARTS), [method])
    assert row["family_gain"] == pytest.approx(0.2)
    assert row["random_gain"] == pytest.approx(0.1)
    assert (row["family_rank"], row["random_rank"]) == (1, 1)
    assert row["caveat"] == "leaks"
    assert "size_mae" not in row
