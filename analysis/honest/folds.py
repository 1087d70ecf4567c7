"""How models are split into those that are learned from and those that are predicted.

The folds of a seed are the same for every method and every benchmark, and a model
that is held out is hidden on all benchmarks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.model_selection import KFold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.study import Study

KINDS = ("family", "random", "size", "time")
"""Kinds of folds: unseen families, siblings leak, larger models, later models."""

NUM_FOLDS = 3
"""Outer folds of the kinds that rotate."""

TEST_SHARE = 1 / 3
"""Share of models that are predicted where the split is fixed."""

MIN_DATED_MODELS = 30
"""Fewest models with a release date for a split in time."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One split of a study.

    Attributes:
        kind: One of `KINDS`.
        seed: Seed of the split; 0 where the split is fixed.
        number: Position among the folds of the seed.
        train: Rows to learn from (n_train,), rising.
        test: Rows to predict (n_test,), rising.
    """

    kind: str
    seed: int
    number: int
    train: NDArray[np.intp]
    test: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class FoldPlan:
    """All splits of a run.

    Attributes:
        folds: The splits.
        absent: Kinds that cannot be formed, and why.
        remarks: What else is to be known about a kind.
    """

    folds: tuple[Fold, ...]
    absent: dict[str, str]
    remarks: dict[str, str]


RANDOM_SEEDS = 2
"""First seeds that random folds use: they only show what siblings give away."""


def plan_folds(study: Study, kinds: Sequence[str], seeds: Sequence[int]) -> FoldPlan:
    """Form the folds of each kind.

    `family` rotates with every seed, `random` with the first `RANDOM_SEEDS`. `size`
    and `time` are one split each, which no seed changes.
    """
    folds: list[Fold] = []
    absent: dict[str, str] = {}
    remarks: dict[str, str] = {}
    for kind in kinds:
        if kind == "family":
            for seed in seeds:
                folds += family_folds(study.families, seed)
        elif kind == "random":
            for seed in seeds[:RANDOM_SEEDS]:
                folds += _random_folds(len(study.families), seed)
            remarks[kind] = f"seeds {', '.join(map(str, seeds[:RANDOM_SEEDS]))}"
        elif kind == "size":
            folds.append(_size_fold(study))
        else:
            fold, remark = _time_fold(study)
            if fold is None:
                absent[kind] = remark
            else:
                folds.append(fold)
                remarks[kind] = remark
    return FoldPlan(tuple(folds), absent, remarks)


def family_folds(
    families: Sequence[str], seed: int, num_folds: int = NUM_FOLDS
) -> tuple[Fold, ...]:
    """Split whole families, with about as many models in each fold.

    Families come in random order; each joins the fold that is smallest so far.

    Args:
        families: Family of each model (n,).
        seed: Seed of the order.
        num_folds: Folds to form; no more than there are families.
    """
    names, rows = np.unique(np.asarray(families, dtype=object), return_inverse=True)
    sizes = np.bincount(rows)
    num_folds = min(num_folds, len(names))
    fold_of = np.empty(len(names), dtype=np.intp)
    filled = np.zeros(num_folds, dtype=np.intp)
    for family in np.random.default_rng(seed).permutation(len(names)):
        smallest = int(filled.argmin())
        fold_of[family] = smallest
        filled[smallest] += sizes[family]
    return tuple(
        _fold("family", seed, number, fold_of[rows] == number)
        for number in range(num_folds)
    )


def _random_folds(num_models: int, seed: int) -> tuple[Fold, ...]:
    """Split models whatever their family, so that siblings leak."""
    splitter = KFold(NUM_FOLDS, shuffle=True, random_state=seed)
    return tuple(
        Fold("random", seed, number, train, test)
        for number, (train, test) in enumerate(splitter.split(np.arange(num_models)))
    )


def _size_fold(study: Study) -> Fold:
    """Learn from the smaller models, predict the larger ones."""
    sizes = study.design["num_parameters"].to_numpy()
    return _fold("size", 0, 0, sizes >= np.quantile(sizes, 1 - TEST_SHARE))


def _time_fold(study: Study) -> tuple[Fold | None, str]:
    """Learn from earlier models, predict later ones; and say what dates there are.

    Models without a release date are in neither part.
    """
    dates = study.design["release_date"]
    known = dates.drop_nulls().sort()
    remark = f"{len(known)} of {len(dates)} models have a release date"
    if len(known) < MIN_DATED_MODELS:
        return None, f"{remark}, {MIN_DATED_MODELS} are needed"
    last = known[int((1 - TEST_SHARE) * len(known)) - 1]
    train = (dates <= last).fill_null(value=False).to_numpy()
    test = (dates > last).fill_null(value=False).to_numpy()
    if not test.any():
        return None, f"{remark}, too many of them the same"
    fold = Fold("time", 0, 0, np.flatnonzero(train), np.flatnonzero(test))
    return fold, f"{remark}; learned up to {last}, predicted after"


def _fold(kind: str, seed: int, number: int, is_test: NDArray[np.bool_]) -> Fold:
    """The fold that predicts the marked models from all others."""
    return Fold(kind, seed, number, np.flatnonzero(~is_test), np.flatnonzero(is_test))


__all__ = [
    "KINDS",
    "NUM_FOLDS",
    "RANDOM_SEEDS",
    "Fold",
    "FoldPlan",
    "family_folds",
    "plan_folds",
]
