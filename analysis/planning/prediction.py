"""Predicted scores of planned models, with intervals for a family never seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from nsl_db.analysis.estimators.design_features import design_features
from nsl_db.analysis.estimators.registry import DEFAULT, estimator_of
from nsl_db.analysis.honest.conformal import LEVELS, FamilyConformal, score_range
from nsl_db.analysis.honest.study_of import is_headline
from nsl_db.analysis.honest.support import Support
from nsl_db.analysis.planning.recipe import recipe_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.planning.recipe import Recipe
    from nsl_db.analysis.study import Study, Target

WEIGHTING = "family"
"""Every family counts the same: a planned model is a new family."""

PREDICTION_COLUMNS = ("predicted", "low_80", "high_80", "low_90", "high_90")
"""A score and the ends of its intervals, in the unit of the metric."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What the models of a study taught.

    Attributes:
        study: The models.
        features: Their features (n, k).
        conformal: The fitted estimator with the errors of its inner folds.
        support: The range of their parameters and tokens.
        estimator: Name of the estimator.
    """

    study: Study
    features: NDArray[np.float64]
    conformal: FamilyConformal
    support: Support
    estimator: str


def learn(study: Study, estimator: str = DEFAULT, seed: int = 0) -> Learned:
    """Fit an estimator and its intervals, on one thread.

    Args:
        study: Models and targets.
        estimator: Name of an estimator.
        seed: Seed of the estimator and of the inner folds.
    """
    spec = estimator_of(estimator)
    features = features_of(study.design)
    conformal = FamilyConformal(
        partial(spec.build, study.targets, seed), study.targets, seed=seed
    )
    with threadpool_limits(limits=1):
        conformal.fit(features, study.scores, study.families)
    return Learned(study, features, conformal, Support.of(features[:, :2]), estimator)


def predict(learned: Learned, recipes: Sequence[Recipe]) -> pl.DataFrame:
    """Predict the scores of planned models, inside the support or not.

    Returns:
        One row per recipe and target, recipes outermost: `benchmark`, `num_shots`,
        `metric`, `harness`, `label` and `PREDICTION_COLUMNS`.
    """
    features = features_of(recipe_frame(list(recipes)))
    with threadpool_limits(limits=1):
        scores = _possible(learned.conformal.predict(features), learned.study)
        centres = learned.conformal.centres(features)
    columns = [scores]
    for level in LEVELS:
        laid = learned.conformal.laid_around(centres, level, WEIGHTING)
        columns += [laid.low, laid.high]
    numbers = {
        name: column.ravel()
        for name, column in zip(PREDICTION_COLUMNS, columns, strict=True)
    }
    keys = pl.DataFrame([target_row(target) for target in learned.study.targets])
    return pl.concat(
        [pl.concat([keys] * len(recipes)), pl.DataFrame(numbers)], how="horizontal"
    )


def scale_of(recipes: Sequence[Recipe]) -> NDArray[np.float64]:
    """Natural logarithms of parameters and tokens (m, 2)."""
    return np.log([[recipe.parameters, recipe.tokens] for recipe in recipes])


def features_of(design: pl.DataFrame) -> NDArray[np.float64]:
    """Scale and design features (n, k), NaN where unknown."""
    frame = design_features(design)
    return frame.select(pl.all().fill_null(np.nan)).to_numpy()


def target_row(target: Target) -> dict[str, str | int | None]:
    """The protocol of a target."""
    return {
        "benchmark": target.benchmark,
        "num_shots": target.num_shots,
        "metric": target.metric,
        "harness": target.harness,
        "label": target.label,
    }


def headline_study(study: Study) -> Study:
    """The study of the paper's targets alone; the whole study where it has none.

    Models without any of their scores are left out.
    """
    columns = [number for number, t in enumerate(study.targets) if is_headline(t)]
    if not columns:
        return study
    scores = study.scores[:, columns]
    rows = np.isfinite(scores).any(axis=1)
    return replace(
        study,
        design=study.design.filter(pl.Series(rows)),
        targets=tuple(study.targets[number] for number in columns),
        scores=scores[rows],
        families=tuple(np.asarray(study.families, dtype=object)[rows]),
    )


def _possible(scores: NDArray[np.float64], study: Study) -> NDArray[np.float64]:
    """Scores (m, t) inside the ranges of their metrics."""
    low, high = np.transpose([score_range(target) for target in study.targets])
    return np.clip(scores, low, high)


def without_family(study: Study, family: str) -> Study:
    """The study without the models of a family."""
    keep = np.array([name != family for name in study.families])
    return replace(
        study,
        design=study.design.filter(pl.Series(keep)),
        scores=study.scores[keep],
        families=tuple(name for name in study.families if name != family),
    )


__all__ = [
    "PREDICTION_COLUMNS",
    "WEIGHTING",
    "Learned",
    "features_of",
    "headline_study",
    "learn",
    "predict",
    "scale_of",
    "target_row",
    "without_family",
]
