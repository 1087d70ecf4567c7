"""Two other ways to read an effect off residuals, to see whether the answer depends.

`typical`: the median over pairs of families of their difference (Hodges-Lehmann), or
of their slope (Theil-Sen). No single family can move it, and scale is not in it again.
`ridge`: one shrunken line on all design features at once, so that the effect of a
choice is that beside the others, pulled towards 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.estimators.standard_design import standard_design

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nsl_db.analysis.explain.questions import Contrast

    Array = NDArray[np.float64]

RIDGE = 1.0
"""Weight of the squared slopes beside the mean squared error."""

_FEATURES = {
    "activation": "hidden_act",
    "log2_sequence_length": "training_sequence_length",
}
"""Names of choices in the matrix of design features, where they differ."""


def typical_effect(
    values: Array, residual: Array, labels: NDArray[np.intp]
) -> float | None:
    """Median over pairs of families.

    Args:
        values: The regressor of a contrast (n,), NaN for models outside.
        residual: Residuals (n,), NaN where a model was not measured.
        labels: Family of each row (n,).
    """
    rows = np.isfinite(values) & np.isfinite(residual)
    points = _family_points(values[rows], residual[rows], labels[rows])
    run = points[:, None, 0] - points[None, :, 0]
    rise = points[:, None, 1] - points[None, :, 1]
    apart = run > 0
    return float(np.median(rise[apart] / run[apart])) if apart.any() else None


def _family_points(values: Array, residual: Array, labels: NDArray[np.intp]) -> Array:
    """Median residual of each family and value of the choice (m, 2)."""
    keys = sorted({(label, value) for label, value in zip(labels, values, strict=True)})
    points = [
        (value, np.median(residual[(labels == label) & (values == value)]))
        for label, value in keys
    ]
    return np.array(points).reshape(-1, 2)


def ridge_effects(
    design: Array, names: list[str], residuals: Array, labels: NDArray[np.intp]
) -> list[dict[str, float]]:
    """Effect of each design feature on each target, beside all others.

    Args:
        design: Design features without scale, NaN where unknown (n, k).
        names: Their names (k,).
        residuals: Residuals (n, t).
        labels: Family of each row (n,).

    Returns:
        For each target the change of the score by the name of the feature: for
        1 of a number, or for having a property. Features of too few families are
        left out.
    """
    found: list[dict[str, float]] = []
    for column in residuals.T:
        rows = np.isfinite(column)
        standard = standard_design(design[rows], labels[rows])
        values = standard.of(design[rows])
        if not values.shape[1]:
            found.append({})
            continue
        centred = values - values.mean(axis=0)
        gram = centred.T @ centred / len(values) + RIDGE * np.eye(values.shape[1])
        pull = centred.T @ (column[rows] - column[rows].mean()) / len(values)
        slopes = np.linalg.solve(gram, pull) / standard.spread
        found.append(dict(zip(standard.names(names), slopes.tolist(), strict=True)))
    return found


def ridge_contrast(contrast: Contrast, effects: dict[str, float]) -> float | None:
    """Effect of a contrast from the effects of features; None for a window."""
    field = _FEATURES.get(contrast.field, contrast.field)
    if contrast.kind == "slope":
        if field == "training_sequence_length":
            slope = effects.get(f"log_{field}")
            return None if slope is None else slope * float(np.log(2))
        slope = effects.get(field)
        return None if slope is None else slope * contrast.unit
    if contrast.kind != "levels":
        return None
    first = [effects.get(f"{field}_is_{word}") for word in contrast.first]
    second = [effects.get(f"{field}_is_{word}") for word in contrast.second]
    if None in first:
        return None
    against = [value for value in second if value is not None]
    if not against:
        return None
    return float(np.mean([v for v in first if v is not None]) - np.mean(against))


__all__ = ["RIDGE", "ridge_contrast", "ridge_effects", "typical_effect"]
