"""The Dask engine gives the same numbers, and says when it cannot."""

from __future__ import annotations

import sys

import pytest

from nsl_db.analysis.honest.parallel import Pool
from nsl_db.errors import UsageError

CALLS = [(number, number + 1) for number in range(7)]


def test_dask_gives_the_results_of_one_process_in_their_order() -> None:
    pytest.importorskip("distributed")
    seen: list[tuple[int, int]] = []
    results = Pool(2, "dask").run(divmod, CALLS, lambda *step: seen.append(step))
    assert results == Pool().run(divmod, CALLS)
    assert seen == [(number, 7) for number in range(1, 8)]


def test_without_dask_the_user_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'nsl-db\[dask\]'"):
        Pool(1, "dask").run(divmod, CALLS)
