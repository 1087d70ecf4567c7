"""Made-up models whose scores follow a known law."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Law:
    """Models, their families and two scores.

    Attributes:
        features: Log N, log D and a design feature with gaps (n, 3).
        families: Four models each (n,).
        accuracy: From .25 to .9 (n,).
        brier: From 1.0 down to .3 (n,).
    """

    features: NDArray[np.float64]
    families: NDArray[np.str_]
    accuracy: NDArray[np.float64]
    brier: NDArray[np.float64]

    @property
    def scores(self) -> NDArray[np.float64]:
        """Both scores (n, 2)."""
        return np.column_stack([self.accuracy, self.brier])


@pytest.fixture
def law() -> Law:
    """Sixty models of fifteen families, little noise."""
    random = np.random.default_rng(5)
    parameters, tokens = random.uniform(18, 25, 60), random.uniform(25, 30, 60)
    design = random.uniform(0, 1, 60)
    design[random.random(60) < 0.2] = np.nan
    share = 1 / (1 + np.exp(-(0.9 * (parameters - 21.5) + 0.6 * (tokens - 27.5))))
    noise = random.normal(0, 0.005, (2, 60))
    return Law(
        features=np.column_stack([parameters, tokens, design]),
        families=np.repeat([f"family-{number}" for number in range(15)], 4),
        accuracy=0.25 + 0.65 * share + noise[0],
        brier=1.0 - 0.7 * share + noise[1],
    )
