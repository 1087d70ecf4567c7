"""Splits that keep families, sizes or years apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.analysis.honest.folds import (
    KINDS,
    RANDOM_SEEDS,
    family_folds,
    plan_folds,
)
from nsl_db.analysis.honest.study_of import build_study
from nsl_db.analysis.study import Study
from tests.support.simulated import Simulation, simulate


@pytest.fixture(scope="module")
def study() -> Study:
    return build_study(simulate(Simulation()))


families = st.lists(st.sampled_from("abcdefgh"), min_size=3, max_size=60)


@given(families=families, seed=st.integers(0, 2**31), count=st.integers(2, 5))
def test_folds_never_split_a_family(families: list[str], seed: int, count: int) -> None:
    names = np.asarray(families)
    folds = family_folds(families, seed, count)
    assert len(folds) == min(count, len(set(families)))
    for fold in folds:
        assert not set(names[fold.train]) & set(names[fold.test])
    tested = np.concatenate([fold.test for fold in folds])
    assert sorted(tested) == list(range(len(families)))


@given(families=families, seed=st.integers(0, 2**31))
def test_folds_differ_by_one_family_at_most(families: list[str], seed: int) -> None:
    largest = max(families.count(name) for name in families)
    sizes = [len(fold.test) for fold in family_folds(families, seed)]
    assert max(sizes) - min(sizes) <= largest


def test_a_seed_gives_the_same_folds_and_seeds_differ(study: Study) -> None:
    first, again, other = (family_folds(study.families, seed) for seed in (4, 4, 5))
    assert all((a.test == b.test).all() for a, b in zip(first, again, strict=True))
    assert any(
        a.test.tolist() != b.test.tolist() for a, b in zip(first, other, strict=True)
    )


def test_each_kind_has_its_folds(study: Study) -> None:
    plan = plan_folds(study, KINDS, range(5))
    counts = {kind: sum(fold.kind == kind for fold in plan.folds) for kind in KINDS}
    assert counts == {"family": 15, "random": 3 * RANDOM_SEEDS, "size": 1, "time": 0}
    assert "0 of 60 models have a release date" in plan.absent["time"]
    for fold in plan.folds:
        assert not set(fold.train) & set(fold.test)
        assert len(fold.train) + len(fold.test) == 60


def test_the_size_fold_predicts_the_larger_third(study: Study) -> None:
    (fold,) = plan_folds(study, ("size",), (0,)).folds
    sizes = study.design["num_parameters"].to_numpy()
    assert sizes[fold.train].max() < sizes[fold.test].min()
    assert len(fold.test) == 20


def test_the_time_fold_predicts_what_came_later(study: Study) -> None:
    days = [date(2020, 1, 1) + timedelta(days=30 * number) for number in range(60)]
    released: list[date | None] = [*days]
    released[::10] = [None] * 6
    dated = study.design.with_columns(release_date=pl.Series(released))
    plan = plan_folds(replace(study, design=dated), ("time",), (0,))
    (fold,) = plan.folds
    assert len(fold.train) + len(fold.test) == 54
    assert "54 of 60 models have a release date" in plan.remarks["time"]
    earlier = [day for row in fold.train if (day := released[row])]
    later = [day for row in fold.test if (day := released[row])]
    assert max(earlier) < min(later)
    assert len(fold.test) == 18


def test_one_release_date_is_no_split_in_time(study: Study) -> None:
    dated = study.design.with_columns(release_date=pl.lit(date(2024, 1, 1)))
    plan = plan_folds(replace(study, design=dated), ("time",), (0,))
    assert plan.folds == ()
    assert plan.absent["time"].endswith("too many of them the same")
