"""Power and the value of information against simulation and known cases."""

from __future__ import annotations

import numpy as np
import pytest

from nsl_db.analysis.planning import power
from nsl_db.analysis.planning.run_noise import outcome_variance, run_deviations
from nsl_db.analysis.study import Target

ARC = Target("arc_challenge", 25, "accuracy", None, 0.25, 1.0, 1172)
XNLI = Target("xnli", 0, "brier_score", None, 2 / 3, 0.0)


def test_power_is_the_share_of_simulated_trials_that_find_the_difference() -> None:
    random = np.random.default_rng(0)
    variance, seeds, difference = 0.01**2, 4, 0.015
    error = power.standard_error(variance, seeds)
    draws = random.normal(0, 0.01, (2, seeds, 40_000)).mean(axis=1)
    measured = draws[0] - draws[1]
    for truth, expected in ((difference, None), (0.0, 1 - power.LEVEL)):
        found = np.abs(measured + truth) >= power.critical() * error
        wanted = power.power(truth, error) if expected is None else expected
        assert found.mean() == pytest.approx(wanted, abs=0.01)


def test_the_detectable_difference_has_the_wanted_power() -> None:
    assert power.power(power.detectable(0.01), 0.01) == pytest.approx(0.8, abs=1e-3)


def test_the_expected_size_is_that_of_a_folded_normal() -> None:
    draws = np.random.default_rng(1).normal(0.01, 0.02, 400_000)
    assert power.expected_size(0.01, 0.02) == pytest.approx(
        np.abs(draws).mean(), rel=0.01
    )


@pytest.mark.parametrize(("mean", "error"), [(0.0, 0.01), (0.01, 0.005), (-0.02, 0.02)])
def test_the_value_is_what_simulated_choices_gain(mean: float, error: float) -> None:
    random = np.random.default_rng(2)
    deviation = 0.02
    truth = random.normal(mean, deviation, 400_000)
    measured = truth + random.normal(0, error, truth.size)
    share = deviation**2 / (deviation**2 + error**2)
    posterior = mean + share * (measured - mean)
    after = np.where(posterior > 0, truth, 0).mean()
    before = max(0.0, mean)
    assert power.value_of_information(mean, deviation, error) == pytest.approx(
        after - before, abs=1e-4
    )


def test_value_falls_with_noise_and_knowing_the_truth_is_worth_most() -> None:
    values = [power.value_of_information(0.005, 0.02, s) for s in (0.0, 0.01, 0.1, 10)]
    assert values == sorted(values, reverse=True)
    assert values[-1] == pytest.approx(0, abs=1e-6)


def test_noise_of_one_run_adds_seeds_and_items() -> None:
    arc, xnli = run_deviations((ARC, XNLI), np.array([0.5, 0.9]))
    seeds = 0.0096 * np.sqrt(np.pi) / 2
    assert arc == pytest.approx(np.hypot(seeds, np.sqrt(0.25 / 1172)))
    assert xnli > 0.0345 * np.sqrt(np.pi) / 2 - 1e-12


def test_averaging_benchmarks_lowers_noise_but_not_the_shared_part() -> None:
    twins = (ARC,) * 14
    scores = np.full(14, 0.5)
    alone = outcome_variance(twins[:1], scores[:1], np.ones(1))
    together = outcome_variance(twins, scores, np.full(14, 1 / 14))
    seed = (0.0096 * np.sqrt(np.pi) / 2) ** 2
    assert 0.2 * seed < together < 0.3 * alone
