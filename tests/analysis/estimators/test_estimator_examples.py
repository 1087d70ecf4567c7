"""The examples in the description of the package are true."""

from __future__ import annotations

import doctest

from nsl_db.analysis import estimators


def test_the_examples_hold() -> None:
    outcome = doctest.testmod(estimators)
    assert outcome.attempted > 20
    assert outcome.failed == 0
