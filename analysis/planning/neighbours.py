"""The real models that a planned one is most like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.data import DESIGN_COLUMNS
from nsl_db.analysis.estimators.design_features import design_features
from nsl_db.analysis.planning.recipe import UNREAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nsl_db.analysis.planning.recipe import Recipe, Value
    from nsl_db.analysis.study import Study

NUM_NEAREST = 5
"""Real models that are shown."""

LOGARITHMIC = (
    "num_parameters",
    "training_tokens",
    "hidden_size",
    "training_sequence_length",
    "num_attention_heads",
)
"""Fields that are compared by ratio."""


def distances(study: Study, recipe: Recipe) -> NDArray[np.float64]:
    """Distance of each real model to a recipe (n,).

    The squared distance is the sum of the squared differences in log parameters and
    log tokens, each in standard deviations of the real models, and of the mean
    squared difference over the design fields that the recipe decides. A number
    differs by its standard deviations, at most 1; a word by 0 or 1; where a model's
    field is not known it differs by 1. So design weighs at most as much as one
    standard deviation of scale. Source: after Gower 1971.
    """
    squared = np.zeros(study.design.height)
    for name in ("num_parameters", "training_tokens"):
        squared += _number_gaps(study.design[name], name, recipe.values[name]) ** 2
    fields = [name for name in recipe.design if name not in UNREAD]
    gaps = [_gaps(study.design[name], name, recipe.values[name]) for name in fields]
    if gaps:
        squared += np.mean(np.square(gaps), axis=0)
    return np.asarray(np.sqrt(squared))


def nearest_models(study: Study, recipe: Recipe) -> pl.DataFrame:
    """The nearest real models and their scores.

    Returns:
        `model_id`, `num_parameters`, `training_tokens`, `distance` [standard
        deviations], `design_alike` (decided fields with the same or a close value,
        such as `2 of 3`), then one column per target; nearest first.
    """
    far = distances(study, recipe)
    order = np.argsort(far, kind="stable")[:NUM_NEAREST]
    fields = [name for name in recipe.design if name not in UNREAD]
    alike = np.zeros(study.design.height, dtype=int)
    for name in fields:
        alike += is_alike(study.design[name], name, recipe.values[name])
    scores = {
        target.key: pl.Series(study.scores[order, place]).fill_nan(None)
        for place, target in enumerate(study.targets)
    }
    return study.design[order].select(
        "model_id",
        "num_parameters",
        "training_tokens",
        distance=pl.Series(far[order]),
        design_alike=pl.Series(
            [f"{alike[row]} of {len(fields)}" for row in order], dtype=pl.String
        ),
        **scores,
    )


def is_alike(column: pl.Series, name: str, value: Value) -> NDArray[np.bool_]:
    """Whether models have the same word, or a number close by (n,); unknown is not.

    Close is within 0.05 for shares and within a factor of 1.25 for other numbers.
    Activations are the same if they are of one kind: `gelu_new` is a `gelu`.
    """
    if name == "hidden_act":
        kinds = _activation_kinds(pl.concat([pl.Series([value]), column]))
        return np.asarray((kinds[1:] == kinds[0]).all(axis=1))
    if isinstance(value, str):
        same = column.eq_missing(pl.Series([value]))
        return np.asarray(same.to_numpy(), dtype=np.bool_)
    known = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    if name.endswith("_share"):
        return np.asarray(np.abs(known - value) <= SHARE_WINDOW + 1e-12)
    with np.errstate(invalid="ignore"):
        ratio = np.abs(np.log(known / value))
    return np.asarray(ratio <= np.log(FACTOR_WINDOW) + 1e-12)


SHARE_WINDOW = 0.05
"""Largest difference of shares that are close."""

FACTOR_WINDOW = 1.25
"""Largest ratio of other numbers that are close."""


def _activation_kinds(column: pl.Series) -> NDArray[np.float64]:
    """Indicators of the kind of activation (n, k), as the estimators see them."""
    empty = {
        name: pl.Series([None] * len(column), dtype=dtype)
        for name, dtype in DESIGN_COLUMNS.items()
    }
    features = design_features(pl.DataFrame({**empty, "hidden_act": column}))
    return features.select(pl.selectors.starts_with("hidden_act_is_")).to_numpy()


def _gaps(column: pl.Series, name: str, value: Value) -> NDArray[np.float64]:
    """Difference of a design field of each model (n,), from 0 to 1."""
    if isinstance(value, str):
        return np.asarray(~is_alike(column, name, value), dtype=np.float64)
    gaps = _number_gaps(column, name, value)
    return np.minimum(np.nan_to_num(gaps, nan=1.0), 1.0)


def _number_gaps(column: pl.Series, name: str, value: Value) -> NDArray[np.float64]:
    """Difference of a number in standard deviations (n,), NaN where unknown."""
    known = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    wanted = float(value)
    if name in LOGARITHMIC:
        known, wanted = np.log(known), float(np.log(wanted))
    finite = known[np.isfinite(known)]
    spread = float(finite.std()) if len(finite) else 0.0
    return np.asarray(np.abs(known - wanted) / (spread or 1.0), dtype=np.float64)


__all__ = ["NUM_NEAREST", "distances", "is_alike", "nearest_models"]
