"""Known effects are found within their intervals, and absent ones are not found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from nsl_db.analysis.explain.choices import choice_frame, contrast_values
from nsl_db.analysis.explain.inference import Estimate, estimate_of
from nsl_db.analysis.explain.observational import averaged, measure_effects
from nsl_db.analysis.explain.questions import QUESTIONS
from nsl_db.analysis.explain.residuals import (
    benchmark_weights,
    measure_residuals,
    scale_matrix,
)
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
from nsl_db.analysis.honest.parallel import Pool
from tests.support.simulated_design import DesignTruth, simulate_design

CONTRASTS = {
    contrast.key: contrast
    for question in QUESTIONS
    for claim in question.claims
    for contrast in claim.contrasts
}
CODE = "code_share_slope"
NORM = "norm_type_rmsnorm_over_layernorm"
REAL = DesignTruth(code_effect=0.2, norm_effect=0.03)
FEW = DesignTruth(code_effect=0.2, norm_effect=0.03, num_families=12, family_size=4)
NUM_STUDIES = 80


def _estimates(truth: DesignTruth, count: int) -> dict[str, list[Estimate]]:
    """Estimates of both effects on made-up studies."""
    found: dict[str, list[Estimate]] = {CODE: [], NORM: []}
    for seed in range(count):
        study = simulate_design(truth, seed)
        residuals = measure_residuals(study, (0,), Pool())
        bootstrap = FamilyBootstrap.of(study.families, 200)
        choices = choice_frame(study.design)
        for key, estimates in found.items():
            values = contrast_values(CONTRASTS[key], choices)
            effects = measure_effects(
                values, scale_matrix(study), residuals.values, bootstrap
            )
            estimate = estimate_of(*averaged(effects, benchmark_weights(study.targets)))
            if estimate is not None:
                estimates.append(estimate)
    return found


def _coverage(estimates: Sequence[Estimate], truth: float) -> float:
    return float(np.mean([e.low <= truth <= e.high for e in estimates]))


@pytest.fixture(scope="module")
def real_effects() -> dict[str, list[Estimate]]:
    return _estimates(REAL, NUM_STUDIES)


@pytest.mark.parametrize(("key", "truth"), [(CODE, 0.02), (NORM, 0.03)])
def test_intervals_hold_the_truth_at_the_nominal_rate(
    real_effects: dict[str, list[Estimate]], key: str, truth: float
) -> None:
    found = real_effects[key]
    assert len(found) >= 0.95 * NUM_STUDIES
    assert 0.88 <= _coverage(found, truth) <= 1.0
    shifted = [e.low <= truth + 3 * e.half_width <= e.high for e in found]
    assert not any(shifted)


@pytest.mark.parametrize(("key", "truth"), [(CODE, 0.02), (NORM, 0.03)])
def test_choices_that_come_with_scale_are_not_credited_with_it(
    real_effects: dict[str, list[Estimate]], key: str, truth: float
) -> None:
    mean = np.mean([estimate.value for estimate in real_effects[key]])
    assert mean == pytest.approx(truth, abs=0.2 * truth)


def test_a_clear_effect_is_found(real_effects: dict[str, list[Estimate]]) -> None:
    assert np.mean([e.p_value <= 0.05 for e in real_effects[CODE]]) > 0.9


def test_intervals_hold_with_few_families() -> None:
    found = _estimates(FEW, 30)
    assert _coverage(found[CODE], 0.02) >= 0.85
    assert _coverage(found[NORM], 0.03) >= 0.85


def test_no_effect_is_rarely_found() -> None:
    found = _estimates(DesignTruth(), 40)
    for estimates in found.values():
        assert np.mean([e.p_value <= 0.05 for e in estimates]) <= 0.12
