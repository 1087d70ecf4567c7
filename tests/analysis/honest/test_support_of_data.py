"""What lies inside the data that predictions are learned from."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nsl_db.analysis.honest.support import Support, inside_support


@pytest.fixture(scope="module")
def support() -> Support:
    random = np.random.default_rng(0)
    parameters = random.uniform(np.log(1e8), np.log(7e10), 90)
    tokens = random.uniform(np.log(1e11), np.log(1.5e13), 90)
    return Support.of(np.column_stack([parameters, tokens]))


def logs(parameters: float, tokens: float) -> NDArray[np.float64]:
    return np.log(np.array([[parameters, tokens]]))


def test_compute_alone_can_be_beyond_the_data() -> None:
    grid = np.log([[1e8, 1e13], [3e8, 3e12], [1e9, 1e12], [3e9, 3e11], [1e10, 1e11]])
    (reasons,) = Support.of(grid).reasons(logs(1e10, 1e13))
    assert any("training FLOP is above the data" in text for text in reasons)


def test_a_model_like_others_is_inside(support: Support) -> None:
    assert support.reasons(logs(7e9, 2e12)) == ((),)
    assert support.is_inside(logs(7e9, 2e12)).tolist() == [True]


@pytest.mark.parametrize(
    ("parameters", "tokens", "reason"),
    [
        (1e13, 1e13, "1e+13 parameters is above the data"),
        (1e6, 1e12, "1e+06 parameters is below the data"),
        (7e9, 1e9, "1e+09 training tokens is below the data"),
    ],
)
def test_a_model_beyond_the_data_is_told_why(
    support: Support, parameters: float, tokens: float, reason: str
) -> None:
    (reasons,) = support.reasons(logs(parameters, tokens))
    assert any(reason in text for text in reasons)
    assert not support.is_inside(logs(parameters, tokens)).any()


def test_a_hole_in_the_data_is_outside() -> None:
    random = np.random.default_rng(1)
    small = random.normal(np.log([1e8, 1e10]), 0.3, (40, 2))
    large = random.normal(np.log([1e11, 1e13]), 0.3, (40, 2))
    support = Support.of(np.vstack([small, large]))
    (reasons,) = support.reasons(logs(3e9, 3e11))
    assert len(reasons) == 1
    assert "nearest models differ by a factor of" in reasons[0]


def test_most_models_are_inside_their_own_data(support: Support) -> None:
    assert support.is_inside(support.logs).all()
    few = inside_support(support.logs, np.argsort(support.logs[:, 0])[:45])
    assert few[np.argsort(support.logs[:, 0])[:45]].all()
    assert not few[np.argmax(support.logs[:, 0])]


def test_the_nearest_models_come_first(support: Support) -> None:
    (rows,) = support.nearest(support.logs[7:8], count=3)
    assert rows[0] == 7
    assert len(rows) == 3
