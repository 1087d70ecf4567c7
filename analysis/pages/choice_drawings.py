"""Figures of what predictions rest on and of what a design choice is worth."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from matplotlib.ticker import (
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
)

from nsl_db.analysis.explain.dependence import LOGARITHMIC
from nsl_db.analysis.figures import FAINT, INK
from nsl_db.analysis.pages.canvas import (
    BAND,
    BLUE,
    GREY,
    STEPS,
    Drawing,
    draw,
    name_rows,
)
from nsl_db.analysis.pages.drawings import WIDTH
from nsl_db.analysis.pages.words import field_title, plain_value, target_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from nsl_db.analysis.explain.study_explanation import Explanation
    from nsl_db.analysis.study import Target

    Array = NDArray[np.float64]

MEAN = "mean"
"""Name of the mean over benchmarks in place of a target."""

NUM_FIELDS = 12
"""Fields of the ranking that are drawn."""

NUM_BINS = 60
"""Columns in which points of a swarm are stacked."""

SWARM_SIZE = (5.0, 3.4)
"""Width and height of a swarm [inches]."""

CURVE_SIZE = (3.4, 2.6)
"""Width and height of a curve [inches]."""


def draw_ranks(explanation: Explanation) -> Drawing | None:
    """Mean importance of the first fields."""
    rows = [row for row in explanation.ranks if row.target == MEAN][:NUM_FIELDS]
    if not rows:
        return None
    labels = [field_title(row.field) for row in rows]
    values = 100 * np.array([row.importance for row in rows])
    places = np.arange(len(rows))

    def paint(axes: Axes) -> None:
        axes.barh(places, values, color=BLUE, height=0.62)
        for place, row in enumerate(rows):
            axes.annotate(
                f"rank {row.rank_low} to {row.rank_high}",
                (values[place], place),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
            )
        name_rows(axes, labels)
        axes.set_xlim(0, 1.3 * values.max())
        axes.set_xlabel("Mean absolute SHAP value, points")

    listed = "; ".join(
        f"{label} {value:.1f} (rank {row.rank_low} to {row.rank_high})"
        for label, value, row in zip(labels, values, rows, strict=True)
    )
    return Drawing(
        "importance",
        "What predictions rest on, mean over benchmarks",
        f"Mean absolute SHAP value in points, with ranks of 90 % of refits. {listed}.",
        draw(WIDTH, 0.9 + 0.34 * len(rows), paint),
    )


def draw_swarms(
    explanation: Explanation, targets: Sequence[Target]
) -> tuple[Drawing, ...]:
    """One beeswarm of contributions per target."""
    return tuple(
        _swarm(target, explanation.swarm.filter(pl.col("target") == target.key))
        for target in targets
        if target.key in explanation.swarm["target"]
    )


def _swarm(target: Target, points: pl.DataFrame) -> Drawing:
    """Contributions of the first fields to one target."""
    fields = points["field"].unique(maintain_order=True).to_list()
    edge = float(points["contribution"].abs().max() or 1.0)  # type: ignore[arg-type]
    rows = [points.filter(pl.col("field") == field) for field in fields]

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=GREY, linewidth=1)
        for place, part in enumerate(rows):
            values = part["contribution"].to_numpy()
            heights = place - _stacked(values, edge)
            _swarm_points(axes, 100 * values, heights, _fifths(part))
        name_rows(axes, [field_title(field) for field in fields])
        axes.set_xlabel("Contribution, points (right is better)")

    title = target_title(target.benchmark, target.num_shots)
    listed = ", ".join(
        f"{field_title(field)} {100 * float(part['contribution'].abs().mean()):.1f}"  # type: ignore[arg-type]
        for field, part in zip(fields, rows, strict=True)
    )
    return Drawing(
        f"swarm_{target.key}",
        title,
        f"{title}: SHAP values of {rows[0].height} held-out models. Mean absolute "
        f"values in points: {listed}.",
        draw(SWARM_SIZE[0], SWARM_SIZE[1], paint),
    )


def _swarm_points(
    axes: Axes, values: Array, heights: Array, fifths: NDArray[np.intp]
) -> None:
    """Draw points in the colour of the fifth that their value lies in."""
    for fifth in (-2, -1, *range(len(STEPS))):
        chosen = fifths == fifth
        if not chosen.any():
            continue
        colour = GREY if fifth < 0 else STEPS[fifth]
        axes.plot(
            values[chosen],
            heights[chosen],
            "o",
            markersize=2.8 if fifth != -1 else 2.4,
            color=colour,
            markerfacecolor="none" if fifth == -1 else colour,
            markeredgewidth=0.6,
        )


def _fifths(part: pl.DataFrame) -> NDArray[np.intp]:
    """Fifth of each value: 0 to 4, -1 where it is unknown, -2 for words."""
    values = part["value"].fill_null(np.nan).to_numpy()
    found = np.where(part["word"].is_not_null().to_numpy(), -2, -1).astype(np.intp)
    known = np.isfinite(values)
    if known.any():
        cuts = np.quantile(values[known], (0.2, 0.4, 0.6, 0.8))
        found[known] = np.searchsorted(cuts, values[known], side="left")
    return found


def _stacked(values: Array, edge: float) -> Array:
    """Heights of points so that those of one place lie side by side (n,)."""
    bins = np.floor((values / edge + 1) / 2 * NUM_BINS)
    heights = np.zeros(len(values))
    for number in np.unique(bins):
        members = np.flatnonzero(bins == number)
        order = np.arange(len(members))
        steps = np.ceil(order / 2) * np.where(order % 2, 1, -1)
        reach = max(1.0, float(np.abs(steps).max()))
        heights[members] = steps * min(0.09, 0.42 / reach)
    return heights


def draw_curves(explanation: Explanation) -> Mapping[str, Drawing]:
    """Dependence curves on the mean over benchmarks, by field."""
    curves = explanation.curves.filter(pl.col("target") == MEAN)
    return {
        str(field): _curve(
            str(field),
            curves.filter(pl.col("field") == field),
            explanation.rug.filter(pl.col("field") == field)["value"].to_numpy(),
        )
        for field in curves["field"].unique(maintain_order=True)
    }


def _curve(field: str, points: pl.DataFrame, rug: Array) -> Drawing:
    """One curve with its band, its gaps and the models below it."""
    is_log = field in LOGARITHMIC
    segments = points.partition_by("segment", maintain_order=True)

    def paint(axes: Axes) -> None:
        if is_log:
            axes.set_xscale("log")
        axes.axhline(0, color=GREY, linewidth=0.8)
        for part in segments:
            value = part["value"].to_numpy()
            low, middle, high = (
                100 * part[name].to_numpy() for name in ("low", "effect", "high")
            )
            if len(value) == 1:
                axes.vlines(value, low, high, color=BAND, linewidth=4)
                axes.plot(value, middle, "o", color=BLUE, markersize=4)
            else:
                axes.fill_between(value, low, high, color=BAND, linewidth=0)
                axes.plot(value, middle, color=BLUE, linewidth=1.8)
        _shade_gaps(axes, segments)
        axes.plot(
            rug,
            np.full(len(rug), 0.03),
            "|",
            color=INK,
            markersize=6,
            markeredgewidth=0.5,
            transform=axes.get_xaxis_transform(),
        )
        _value_axis(axes, field, is_log=is_log)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=(1, 2, 5, 10)))
        axes.grid(axis="y", color=FAINT, linewidth=0.5)
        axes.set_ylabel("effect, points")

    title = field_title(field)
    first, last = points["value"].min(), points["value"].max()
    effects = 100 * points["effect"].to_numpy()
    low = plain_value(field, float(first or 0.0))  # type: ignore[arg-type]
    high = plain_value(field, float(last or 0.0))  # type: ignore[arg-type]
    return Drawing(
        f"curve_{field}",
        title[0].upper() + title[1:],
        f"Effect of {title} on the mean score: {effects[0]:+.1f} points at {low}, "
        f"{effects[-1]:+.1f} at {high}; {len(segments) - 1} gaps without models; "
        f"{len(rug)} models.",
        draw(*CURVE_SIZE, paint),
    )


def _shade_gaps(axes: Axes, segments: Sequence[pl.DataFrame]) -> None:
    """Mark stretches without models."""
    for left, right in pairwise(segments):
        axes.axvspan(
            left["value"][-1],
            right["value"][0],
            facecolor="none",
            edgecolor=FAINT,
            hatch="////",
            linewidth=0,
        )


def _value_axis(axes: Axes, field: str, *, is_log: bool) -> None:
    """Write few round values below the axis."""
    if is_log:
        axes.xaxis.set_major_locator(LogLocator(numticks=5))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=(1, 2, 5, 10)))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: plain_value(field, value))
    )
    axes.set_xlabel(field_title(field))


__all__ = [
    "draw_curves",
    "draw_ranks",
    "draw_swarms",
]
