"""A made-up study with known effects, shared by the tests of planning."""

from __future__ import annotations

import pytest

from nsl_db.analysis.honest.study_of import build_study
from nsl_db.analysis.study import Study
from tests.support.simulated import Simulation, simulate


@pytest.fixture(scope="session")
def study() -> Study:
    """Twenty families of three models, without unexplained differences."""
    return build_study(simulate(Simulation(family_deviation=0.01), seed=3))
