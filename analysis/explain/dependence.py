"""How predictions move with one number, all else as the models have it.

Curves are accumulated local effects: over the models between two neighbouring grid
points, the mean change of the prediction from one point to the other, summed along the
grid. For scale the predictor is the law itself; for a design number it is small trees
on the law's out-of-family residuals. Bands come from refits on families drawn with
replacement.

A stretch without models is a gap: the curve ends before it and starts again behind it.
The step across is that of the models at its two ends.

Source: Apley and Zhu 2020 (arXiv 1612.08468).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import xgboost as xgb
from scipy.stats import norm

from nsl_db.analysis.explain.residuals import new_law, signs
from nsl_db.analysis.intervals import LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.explain.attributions import Columns
    from nsl_db.analysis.explain.residuals import Residuals
    from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
    from nsl_db.analysis.honest.parallel import Pool, Progress
    from nsl_db.analysis.study import Study, Target

    Array = NDArray[np.float64]
    Predict = Callable[[Array], Array]

SCALE_FIELDS = ("num_parameters", "training_tokens")
"""Fields that the law explains."""

NUMBERS = (
    "web_share",
    "code_share",
    "books_share",
    "reference_share",
    "academic_share",
    "english_share",
    "mlp_ratio",
    "hidden_size",
    "num_attention_heads",
    "training_sequence_length",
)
"""Design fields that have a curve."""

LOGARITHMIC = (*SCALE_FIELDS, "hidden_size", "training_sequence_length")
"""Fields that the predictors see as natural logarithms."""

GAP_SHARE = 0.04
"""A stretch of more than this share of the range without a model is a gap.

Of code shares, that is a stretch of 4 percentage points.
"""

NUM_POINTS = 9
"""Grid points of a stretch with models, at most: quantiles of its values."""

TREES = {
    "max_depth": 2,
    "learning_rate": 0.1,
    "min_child_weight": 3,
    "reg_lambda": 5.0,
    "nthread": 1,
    "seed": 0,
}
"""Small trees on residuals: a handful of families cannot show how choices interact."""

NUM_TREES = 50
"""Trees on residuals."""

CURVE_SCHEMA = {
    "target": pl.String(),
    "field": pl.String(),
    "segment": pl.Int64(),
    "value": pl.Float64(),
    "effect": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "num_models": pl.Int64(),
    "num_families": pl.Int64(),
}
"""Columns of curves: points of one `segment` are joined, gaps lie between segments.

`value` is in the unit of the field, `effect` in score units with more being better;
models and families are those of the whole segment.
"""

RUG_SCHEMA = {
    "field": pl.String(),
    "value": pl.Float64(),
    "model_id": pl.String(),
    "family": pl.String(),
}
"""Columns of the rug: where the models lie."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where a curve has points.

    Attributes:
        field: Field of the catalogue.
        column: Its column in the matrix.
        segments: Rising grid points of each stretch with models.
    """

    field: str
    column: int
    segments: tuple[Array, ...]

    @property
    def points(self) -> Array:
        """All grid points (p,)."""
        return np.concatenate(self.segments)


def grids(columns: Columns, fields: Sequence[str]) -> tuple[Grid, ...]:
    """Lay a grid over each field that has at least two values."""
    found = []
    for field in fields:
        if field not in columns.fields:
            continue
        column = int(np.flatnonzero(columns.owner == columns.fields.index(field))[0])
        values = columns.values[:, column]
        values = np.sort(values[np.isfinite(values)])
        if len(np.unique(values)) > 1:
            found.append(Grid(field, column, _segments(values)))
    return tuple(found)


def _segments(values: Array) -> tuple[Array, ...]:
    """Cut sorted values at gaps and thin each part to quantiles."""
    cuts = np.flatnonzero(np.diff(values) > GAP_SHARE * np.ptp(values)) + 1
    shares = np.linspace(0, 1, NUM_POINTS)
    return tuple(
        np.unique(np.quantile(part, shares, method="nearest"))
        for part in np.split(values, cuts)
    )


@dataclass(frozen=True, slots=True)
class Probe:
    """What a predictor is asked in order to draw a curve.

    Attributes:
        rows: For each step along the grid the models around it, once with the lower
            and once with the upper value (m, k).
        sizes: Models around each step (p - 1,).
        held: Models nearest to each grid point (p,).
    """

    rows: Array
    sizes: tuple[int, ...]
    held: NDArray[np.integer]

    def effects(self, predicted: Array) -> Array:
        """Accumulate effects at the grid points (p,), or (p, t).

        They are centred on the mean over models.

        Args:
            predicted: Predictions for `rows` (m,) or (m, t).
        """
        steps = [np.zeros(predicted.shape[1:])]
        start = 0
        for size in self.sizes:
            middle, end = start + size, start + 2 * size
            change = predicted[middle:end] - predicted[start:middle]
            steps.append(change.mean(axis=0))
            start = end
        summed = np.cumsum(steps, axis=0)
        return np.asarray(summed - np.average(summed, axis=0, weights=self.held))


def probe(matrix: Array, grid: Grid) -> Probe:
    """Prepare the questions for one curve.

    Args:
        matrix: Features of all models, NaN where unknown (n, k).
        grid: Where the curve has points.
    """
    known = matrix[np.isfinite(matrix[:, grid.column])]
    values = known[:, grid.column]
    points = grid.points
    behind_gap = np.cumsum([len(part) for part in grid.segments])
    rows, sizes = [], []
    for place in range(1, len(points)):
        low, high = points[place - 1], points[place]
        around = (values >= low) & (values <= high)
        if place in behind_gap:
            around = (values == low) | (values == high)
        below, above = known[around], known[around]
        below[:, grid.column], above[:, grid.column] = low, high
        rows += [below, above]
        sizes.append(int(around.sum()))
    nearest = np.abs(values[:, None] - points).argmin(axis=1)
    return Probe(
        np.vstack(rows), tuple(sizes), np.bincount(nearest, minlength=len(points))
    )


def local_effects(
    predict: Predict, matrix: Array, wanted: Sequence[Grid]
) -> list[Array]:
    """Accumulated local effects at the points of each grid (p,), or (p, t).

    Args:
        predict: From a matrix (m, k) to predictions (m,) or (m, t); called once.
        matrix: Features of all models, NaN where unknown (n, k).
        wanted: Where to evaluate.
    """
    return _asked(predict, [probe(matrix, grid) for grid in wanted])


def _asked(predict: Predict, probes: Sequence[Probe]) -> list[Array]:
    """Put all questions to a predictor at once."""
    if not probes:
        return []
    predicted = predict(np.vstack([entry.rows for entry in probes]))
    ends = np.cumsum([len(entry.rows) for entry in probes])[:-1]
    return [
        entry.effects(part)
        for entry, part in zip(probes, np.split(predicted, ends), strict=True)
    ]


def measure_dependence(
    study: Study,
    columns: Columns,
    residuals: Residuals,
    weights: Array,
    bootstrap: FamilyBootstrap,
    num_refits: int,
    pool: Pool,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Curves of all numbers, for each target and for the mean over benchmarks.

    Args:
        study: Models, families and scores.
        columns: The matrix; its first two columns are scale.
        residuals: What the law leaves.
        weights: Weights of the targets (t,).
        bootstrap: Draws of families; the first `num_refits` are used.
        num_refits: Refits behind a band.
        pool: Where fits run.
        progress: Told about each finished call.

    Returns:
        Columns as in `CURVE_SCHEMA`.
    """
    labels = bootstrap.members.argmax(axis=0)
    drawn = np.vstack([np.ones(len(bootstrap.members)), bootstrap.weights[:num_refits]])
    counts = drawn[:, labels]
    scale_grids = grids(columns, SCALE_FIELDS)
    design_grids = grids(columns, NUMBERS)
    scale = columns.values[:, :2]
    law_calls = [
        (study.targets, scale, study.scores, count, scale_grids) for count in counts
    ]
    tree_calls = [
        (columns.values, residual, counts, design_grids)
        for residual in residuals.values.T
    ]
    laws = pool.run(_law_effects, law_calls)
    trees = pool.run(_tree_effects, tree_calls, progress)
    frames = []
    for number, grid in enumerate(scale_grids):
        effects = np.stack([law[number] for law in laws])
        frames.append(_table(study, columns, grid, effects, weights, labels))
    for number, grid in enumerate(design_grids):
        effects = np.stack([tree[number] for tree in trees], axis=-1)
        frames.append(_table(study, columns, grid, effects, weights, labels))
    return pl.concat(frames) if frames else pl.DataFrame(schema=CURVE_SCHEMA)


def rug(study: Study, columns: Columns) -> pl.DataFrame:
    """Where the models lie on each number; columns as in `RUG_SCHEMA`."""
    frames = [
        pl.DataFrame(
            {
                "field": [grid.field] * study.design.height,
                "value": study.design[grid.field].cast(pl.Float64),
                "model_id": study.design["model_id"],
                "family": list(study.families),
            },
            schema=RUG_SCHEMA,
        ).drop_nulls("value")
        for grid in grids(columns, (*SCALE_FIELDS, *NUMBERS))
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=RUG_SCHEMA)


def _law_effects(
    targets: Sequence[Target],
    scale: Array,
    scores: Array,
    counts: Array,
    wanted: Sequence[Grid],
) -> list[Array]:
    """Effects of scale on all targets (p, t), from one fit of the law."""
    rows = np.repeat(np.arange(len(scale)), counts.astype(int))
    law = new_law(targets).fit(scale[rows], scores[rows])
    turn = signs(targets)
    return local_effects(lambda matrix: law.predict(matrix) * turn, scale, wanted)


def _tree_effects(
    matrix: Array, residual: Array, counts: Array, wanted: Sequence[Grid]
) -> list[Array]:
    """Effects of design numbers on one target (r, p), over all refits."""
    probes = [probe(matrix, grid) for grid in wanted]
    found = []
    for count in counts:
        rows = np.isfinite(residual) & (count > 0)
        train = xgb.QuantileDMatrix(
            matrix[rows], residual[rows], weight=count[rows], nthread=1
        )
        booster = xgb.Booster(TREES, [train])
        for number in range(NUM_TREES):
            booster.update(train, number)
        found.append(_asked(partial(_predict, booster), probes))
    return [np.array(refits) for refits in zip(*found, strict=True)]


def _predict(booster: xgb.Booster, matrix: Array) -> Array:
    """Predict with trees (m,)."""
    predicted = booster.inplace_predict(matrix, validate_features=False)
    return np.asarray(predicted, dtype=np.float64)


def _table(
    study: Study,
    columns: Columns,
    grid: Grid,
    effects: Array,
    weights: Array,
    labels: NDArray[np.intp],
) -> pl.DataFrame:
    """Points with bands (refits, p, t) of one number as rows."""
    reach = float(norm.isf((1 - LEVEL) / 2))
    values = columns.values[:, grid.column]
    points = np.exp(grid.points) if grid.field in LOGARITHMIC else grid.points
    segment = np.repeat(np.arange(len(grid.segments)), [len(p) for p in grid.segments])
    held = [(values >= part[0]) & (values <= part[-1]) for part in grid.segments]
    frames = []
    averaged = np.nan_to_num(effects) @ weights
    for key, part in [
        ("mean", averaged),
        *((t.key, effects[:, :, place]) for place, t in enumerate(study.targets)),
    ]:
        spread = reach * part[1:].std(axis=0, ddof=1)
        frames.append(
            pl.DataFrame(
                {
                    "target": [key] * len(points),
                    "field": [grid.field] * len(points),
                    "segment": segment,
                    "value": points,
                    "effect": part[0],
                    "low": part[0] - spread,
                    "high": part[0] + spread,
                    "num_models": [int(held[place].sum()) for place in segment],
                    "num_families": [
                        len(np.unique(labels[held[place]])) for place in segment
                    ],
                },
                schema=CURVE_SCHEMA,
            )
        )
    return pl.concat(frames)


__all__ = [
    "CURVE_SCHEMA",
    "RUG_SCHEMA",
    "Grid",
    "grids",
    "local_effects",
    "measure_dependence",
    "rug",
]
