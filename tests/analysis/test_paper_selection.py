"""The paper's forward selection finds what a score was made of, and stops there."""

from __future__ import annotations

import numpy as np

from nsl_db.analysis.honest.cache import FrameCache
from nsl_db.analysis.paper.features import FEATURES, SCALE, feature_names
from nsl_db.analysis.paper.problems import ALL, SELECTED, Problem
from nsl_db.analysis.paper.selection import forward_selection, with_selection
from nsl_db.analysis.paper.statistics import STATISTICS
from nsl_db.analysis.paper.tasks import TASKS
from nsl_db.analysis.population import Drop

NAMES = (*SCALE, "hidden_size", "code_share", "mlp_ratio")


def _problem(effect: float) -> Problem:
    """A score of scale and code; the width is constant, the ratio is noise."""
    generator = np.random.default_rng(0)
    matrix = generator.uniform(size=(48, len(NAMES)))
    matrix[:, 2] = -1.0
    matrix[:, 3] = generator.integers(2, size=48)
    target = 0.3 * matrix[:, 0] + effect * matrix[:, 3]
    return Problem(
        task=TASKS[0],
        model_ids=tuple(f"acme/{number:02}" for number in range(48)),
        num_families=None,
        target=target,
        feature_names={ALL: NAMES},
        matrices={ALL: matrix},
        noise_floor=None,
        drop=Drop("no_score", 0, ()),
    )


def test_the_feature_that_matters_is_chosen_first() -> None:
    chosen = forward_selection(_problem(0.5), 1, seeds=(0, 1))
    assert chosen[: len(SCALE) + 1] == (*SCALE, "code_share")


def test_a_constant_feature_is_never_chosen() -> None:
    assert "hidden_size" not in forward_selection(_problem(0.0), 1, seeds=(0,))


def test_the_chosen_columns_become_a_feature_set() -> None:
    problem = _problem(0.5)
    (chosen,) = with_selection([problem], 1, FrameCache(None))
    names = chosen.feature_names[SELECTED]
    places = [NAMES.index(name) for name in names]
    assert np.array_equal(chosen.matrices[SELECTED], problem.matrices[ALL][:, places])


def test_all_features_are_the_seventy_nine_of_the_paper() -> None:
    assert len(STATISTICS) == 61
    assert len(FEATURES) == 79
    assert feature_names("mmlu", 5, "all")[:2] == SCALE
