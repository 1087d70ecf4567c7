"""Varying one or two fields of a recipe."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.planning.design_notes import unsupported
from nsl_db.analysis.planning.prediction import (
    PREDICTION_COLUMNS,
    predict,
    scale_of,
)
from nsl_db.analysis.planning.quantities import parse_quantity
from nsl_db.analysis.planning.recipe import (
    RECIPE_FIELDS,
    REQUIRED,
    check_value,
    share_excess,
    unknown_field,
)
from nsl_db.errors import UsageError
from nsl_db.schema.fields import field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.planning.prediction import Learned
    from nsl_db.analysis.planning.recipe import Recipe, Value

MAX_SWEEPS = 2
"""Fields that vary at the same time: what a picture can show."""

MAX_POINTS = 2_500
"""Points of a sweep, all fields together."""

_FORM = "Write FIELD=from:to:number, with log after the number for even ratios, "
_FORM += "or FIELD=value,value."


@dataclass(frozen=True, slots=True)
class Sweep:
    """Values that one field takes.

    Attributes:
        field: A field of a recipe.
        values: Its values, in order.
        is_log: Whether they stand at even ratios.
    """

    field: str
    values: tuple[Value, ...]
    is_log: bool = False

    @property
    def is_words(self) -> bool:
        """Whether the values are words."""
        return isinstance(self.values[0], str)


def parse_sweep(text: str) -> Sweep:
    """Read `training_tokens=100B:3T:7log` or `norm_type=rmsnorm,layernorm`.

    Raises:
        UsageError: The text has another form, or the field or a value is impossible.
    """
    name, separator, values = text.partition("=")
    where = f"--sweep {text}"
    if not separator or not values:
        raise UsageError(f"{where}: {_FORM}")
    if name not in RECIPE_FIELDS:
        raise UsageError(f"--sweep: {unknown_field(name)}")
    if ":" not in values:
        return Sweep(
            name, tuple(check_value(name, value, where) for value in values.split(","))
        )
    parts = values.split(":")
    if len(parts) != 3:
        raise UsageError(f"{where}: {_FORM}")
    low, high = (parse_quantity(part, where) for part in parts[:2])
    is_log = parts[2].endswith("log")
    count = _count(parts[2].removesuffix("log"), where)
    if is_log and min(low, high) <= 0:
        raise UsageError(f"{where}: even ratios need ends above 0.")
    grid = np.geomspace(low, high, count) if is_log else np.linspace(low, high, count)
    if field(name).dtype == "int64":
        grid = np.unique(grid.round())
    return Sweep(
        name, tuple(check_value(name, float(value), where) for value in grid), is_log
    )


def check_sweeps(sweeps: Sequence[Sweep]) -> None:
    """Refuse more sweeps than can be shown.

    Raises:
        UsageError: There are too many, too many points, or one field twice.
    """
    names = [sweep.field for sweep in sweeps]
    points = int(np.prod([len(sweep.values) for sweep in sweeps]))
    if len(sweeps) > MAX_SWEEPS:
        raise UsageError(f"--sweep: at most {MAX_SWEEPS} fields can vary at once.")
    if len(set(names)) < len(names):
        raise UsageError(f"--sweep: {names[0]} is given twice.")
    if points > MAX_POINTS:
        raise UsageError(f"--sweep: {points:,} points; {MAX_POINTS:,} are the limit.")


def run_sweep(
    learned: Learned, recipe: Recipe, sweeps: Sequence[Sweep]
) -> pl.DataFrame:
    """Predict a recipe at all combinations of values.

    Returns:
        One row per point and target: the swept fields, `benchmark`, `num_shots`,
        `metric`, `harness`, `label`, `PREDICTION_COLUMNS` (null outside the
        support), `is_inside` and `reason` why not.
    """
    points = [
        dict(zip((sweep.field for sweep in sweeps), values, strict=True))
        for values in product(*(sweep.values for sweep in sweeps))
    ]
    recipes = [recipe.with_values(point) for point in points]
    reasons = _reasons(learned, recipes, points)
    targets = len(learned.study.targets)
    repeated = pl.DataFrame(
        {
            **{
                sweep.field: [point[sweep.field] for point in points]
                for sweep in sweeps
            },
            "reason": reasons,
        }
    ).select(pl.all().repeat_by(targets).explode())
    frame = pl.concat([repeated, predict(learned, recipes)], how="horizontal")
    is_inside = pl.col("reason") == ""
    return frame.with_columns(
        *(
            pl.when(is_inside).then(pl.col(name)).alias(name)
            for name in PREDICTION_COLUMNS
        ),
        is_inside=is_inside,
        reason=pl.when(is_inside).then(None).otherwise(pl.col("reason")),
    ).select(pl.exclude("reason"), "reason")


def _reasons(
    learned: Learned, recipes: Sequence[Recipe], points: Sequence[dict[str, Value]]
) -> list[str]:
    """Why each point lies outside the data; empty where it does not."""
    by_scale = learned.support.reasons(scale_of(recipes))
    found: list[str] = []
    for recipe, point, reasons in zip(recipes, points, by_scale, strict=True):
        by_design = [
            unsupported(learned.study, name, value)
            for name, value in point.items()
            if name not in REQUIRED
        ]
        parts = [*reasons, *by_design, share_excess(recipe.values)]
        found.append("; ".join(part for part in parts if part))
    return found


def _count(text: str, where: str) -> int:
    """Read the number of points of a range."""
    if not text.isdecimal() or not 2 <= int(text) <= MAX_POINTS:
        raise UsageError(f"{where}: {text!r} is no number of points from 2 up. {_FORM}")
    return int(text)


__all__ = ["Sweep", "check_sweeps", "parse_sweep", "run_sweep"]
