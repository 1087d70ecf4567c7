"""What a tree ensemble makes of each field, on families that it has not seen.

Contributions are XGBoost's own SHAP values (`pred_contribs`), taken on held-out
families only. Those of all columns of one field are added up, so that a field that is
stored in several columns counts once.

Source: Lundberg et al. 2018 (arXiv 1802.03888), TreeSHAP.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xgboost as xgb

from nsl_db.analysis.estimators.design_features import CATEGORIES, design_features
from nsl_db.analysis.explain.residuals import signs
from nsl_db.analysis.honest.folds import family_folds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from numpy.typing import NDArray

    from nsl_db.analysis.honest.folds import Fold
    from nsl_db.analysis.honest.parallel import Pool, Progress
    from nsl_db.analysis.study import Study

    Array = NDArray[np.float64]

TREES = {
    "objective": "reg:squarederror",
    "max_depth": 3,
    "learning_rate": 0.1,
    "min_child_weight": 2,
    "nthread": 1,
}
"""Trees of fixed shape: what is explained must not change with a search."""

NUM_TREES = 50
"""Trees of an ensemble."""

REFITS_PER_SEED = 2
"""Refits on families drawn with replacement, for every seed of the folds."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The matrix that trees see, and which field each column belongs to.

    Attributes:
        values: Scale and design features, NaN where unknown (n, k).
        fields: Fields in their order (f).
        owner: Field of each column (k,), as a position in `fields`.
    """

    values: Array
    fields: tuple[str, ...]
    owner: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Attributions:
    """Contributions of fields to predictions of unseen families.

    Attributes:
        fields: Fields (f).
        contributions: Mean over seeds (t, n, f) [score], more is better; NaN where a
            model was not measured.
        importances: Mean absolute contribution by target and refit (t, r, f); the
            first refits are those on the families as they are, one for each seed.
    """

    fields: tuple[str, ...]
    contributions: Array
    importances: Array


def field_columns(design: pl.DataFrame) -> Columns:
    """Arrange scale and design features by field; constant columns are left out."""
    frame = design_features(design)
    values = frame.fill_null(np.nan).to_numpy()
    varied = [
        place
        for place, column in enumerate(values.T)
        if len(np.unique(np.nan_to_num(column, nan=np.inf))) > 1
    ]
    owners = [_field(frame.columns[place]) for place in varied]
    fields = tuple(dict.fromkeys(owners))
    return Columns(
        np.ascontiguousarray(values[:, varied]),
        fields,
        np.array([fields.index(owner) for owner in owners], dtype=np.intp),
    )


def measure_attributions(
    study: Study,
    columns: Columns,
    seeds: Sequence[int],
    pool: Pool,
    progress: Progress | None = None,
) -> Attributions:
    """Fit and explain all targets.

    Args:
        study: Models, families and scores.
        columns: What trees see.
        seeds: Seeds of the folds.
        pool: Where fits run.
        progress: Told about each finished target.
    """
    labels = np.unique(np.asarray(study.families, dtype=object), return_inverse=True)[1]
    folds = tuple(family_folds(study.families, seed) for seed in seeds)
    calls = [
        (columns, score * sign, labels, folds)
        for score, sign in zip(study.scores.T, signs(study.targets), strict=True)
    ]
    parts = pool.run(_one_target, calls, progress)
    return Attributions(
        columns.fields,
        np.stack([part[0] for part in parts]),
        np.stack([part[1] for part in parts]),
    )


def _one_target(
    columns: Columns,
    score: Array,
    labels: NDArray[np.intp],
    folds: tuple[tuple[Fold, ...], ...],
) -> tuple[Array, Array]:
    """Mean contributions (n, f) and importances (r, f) on one target."""
    ones = np.ones(labels.max() + 1)
    plain = [_held_out(columns, score, labels, split, ones) for split in folds]
    again = []
    for split in folds:
        random = np.random.default_rng(split[0].seed)
        for _ in range(REFITS_PER_SEED):
            drawn = random.multinomial(len(ones), ones / len(ones)).astype(np.float64)
            again.append(_held_out(columns, score, labels, split, drawn))
    importances = [np.nanmean(np.abs(part), axis=0) for part in (*plain, *again)]
    return np.mean(plain, axis=0), np.array(importances)


def _held_out(
    columns: Columns,
    score: Array,
    labels: NDArray[np.intp],
    folds: tuple[Fold, ...],
    drawn: Array,
) -> Array:
    """Contributions of fields to predictions of held-out models (n, f).

    Args:
        columns: What trees see.
        score: Scores, more is better (n,).
        labels: Family of each row (n,).
        folds: Splits that together hold out every model.
        drawn: How often each family counts in the training part.
    """
    known = np.isfinite(score)
    found = np.full((len(score), len(columns.fields)), np.nan)
    for fold in folds:
        train = fold.train[known[fold.train] & (drawn[labels[fold.train]] > 0)]
        test = fold.test[known[fold.test]]
        if not len(test):
            continue
        matrix = xgb.QuantileDMatrix(
            columns.values[train],
            score[train],
            weight=drawn[labels[train]],
            nthread=1,
        )
        booster = xgb.Booster({**TREES, "seed": fold.seed}, [matrix])
        for number in range(NUM_TREES):
            booster.update(matrix, number)
        unseen = xgb.DMatrix(columns.values[test], nthread=1)
        shares = booster.predict(unseen, pred_contribs=True)[:, :-1]
        summed = np.zeros((len(test), len(columns.fields)))
        np.add.at(summed.T, columns.owner, shares.T)
        found[test] = summed
    return found


def _field(column: str) -> str:
    """Field of the catalogue behind a column of the matrix."""
    for name in CATEGORIES:
        if column.startswith(f"{name}_is_"):
            return name
    if column == "log_parameters":
        return "num_parameters"
    return "training_tokens" if column == "log_tokens" else column.removeprefix("log_")


__all__ = ["Attributions", "Columns", "field_columns", "measure_attributions"]
