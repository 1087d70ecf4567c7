"""Figures of how well scores are predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nsl_db.analysis.figures import FAINT
from nsl_db.analysis.pages.canvas import (
    BLUE,
    BROWN,
    GREY,
    NAVY,
    Drawing,
    draw,
    legend,
    name_rows,
)
from nsl_db.analysis.pages.facts import COVERAGE_WEIGHTING, FAMILY
from nsl_db.analysis.pages.words import FOLDS, target_title
from nsl_db.analysis.wording import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from nsl_db.analysis.honest.result import HonestResult, TargetInfo
    from nsl_db.analysis.pages.facts import Facts

WIDTH = 4.7
"""Width of a figure of its own [inches]: narrow, to be readable on a telephone."""

PANEL = (3.2, 3.0)
"""Width and height of one of many panels [inches]."""

PANEL_LEVEL = 0.8
"""Level of the intervals around predictions."""

FOLD_MARKS = {
    FAMILY: ("o", BLUE),
    "random": ("x", BROWN),
    "size": ("^", NAVY),
    "time": ("s", GREY),
}
"""Marker and colour of each kind of folds."""


def draw_leakage(result: HonestResult) -> Drawing | None:
    """Error of every method on every kind of folds; None without the paper's scores."""
    kinds = [kind for kind in FOLD_MARKS if kind in result.manifest.folds]
    entries = [
        entry
        for entry in result.leakage
        if any(f"{kind}_mae" in entry for kind in kinds)
    ]
    if not entries:
        return None
    errors = {
        kind: np.array([_number(entry.get(f"{kind}_mae")) for entry in entries])
        for kind in kinds
    }
    labels = [str(entry["label"]) for entry in entries]
    grid = np.stack([100 * errors[kind] for kind in kinds])
    places = np.arange(len(entries))

    def paint(axes: Axes) -> None:
        axes.hlines(
            places,
            np.nanmin(grid, axis=0),
            np.nanmax(grid, axis=0),
            color=FAINT,
            linewidth=2,
            zorder=1,
        )
        for kind, values in zip(kinds, grid, strict=True):
            marker, colour = FOLD_MARKS[kind]
            axes.plot(
                values,
                places,
                linestyle="none",
                marker=marker,
                markersize=6,
                color=colour,
                label=FOLDS[kind],
            )
        name_rows(axes, [_broken(label) for label in labels])
        axes.set_xlabel("Mean absolute error, points")
        legend(axes)

    parts = [
        f"{label}: "
        + ", ".join(
            f"{FOLDS[kind].lower()} {100 * errors[kind][place]:.1f}"
            for kind in kinds
            if np.isfinite(errors[kind][place])
        )
        for place, label in enumerate(labels)
    ]
    return Drawing(
        "leakage",
        "Error of every method, by what is held out",
        "Mean absolute error in points of 100. " + "; ".join(parts) + ".",
        draw(WIDTH, 1.4 + 0.42 * len(entries), paint),
    )


def draw_gains(facts: Facts) -> Drawing | None:
    """Gain over XGBoost on scale by benchmark with intervals over families."""
    rows = sorted(
        (row for row in facts.targets.values() if row.gain_low is not None),
        key=lambda row: -(row.gain_vs_scale or 0.0),
    )
    if not rows:
        return None
    gains, lows, highs = (
        100 * np.array([_number(getattr(row, name)) for row in rows])
        for name in ("gain_vs_scale", "gain_low", "gain_high")
    )
    labels = [target_title(row.benchmark, row.num_shots) for row in rows]
    places = np.arange(len(rows))

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=GREY, linewidth=1)
        axes.hlines(places, lows, highs, color=BLUE, linewidth=2)
        axes.plot(gains, places, "o", color=BLUE, markersize=6)
        name_rows(axes, labels)
        axes.set_xlabel("Gain over XGBoost on scale, %")

    listed = "; ".join(
        f"{label} {percent(gain / 100)} ({percent(low / 100)} to {percent(high / 100)})"
        for label, gain, low, high in zip(labels, gains, lows, highs, strict=True)
    )
    return Drawing(
        "gains",
        "Gain by benchmark on unseen families",
        f"Gain of the default method with 95 % intervals over families. {listed}.",
        draw(WIDTH, 0.9 + 0.36 * len(rows), paint),
    )


def draw_predictions(result: HonestResult, facts: Facts) -> tuple[Drawing, ...]:
    """Predicted against measured scores of unseen families, one panel per benchmark."""
    if facts.default is None:
        return ()
    estimator, features = facts.default.key
    mean = (
        result.predictions.filter(
            pl.col("folds") == FAMILY,
            pl.col("estimator") == estimator,
            pl.col("features") == features,
        )
        .group_by("target", "model_id", maintain_order=True)
        .agg(pl.col("predicted", "actual").mean())
    )
    intervals = (
        result.intervals.filter(
            pl.col("weighting") == COVERAGE_WEIGHTING,
            (pl.col("level") - PANEL_LEVEL).abs() < 1e-9,
        )
        .group_by("target", "model_id")
        .agg(pl.col("low", "high").mean(), pl.col("is_inside").all())
    )
    points = mean.join(intervals, on=["target", "model_id"], how="left")
    return tuple(
        _prediction_panel(target, points.filter(pl.col("target") == target.key))
        for target in result.manifest.targets
        if target.key in facts.targets
    )


def _prediction_panel(target: TargetInfo, points: pl.DataFrame) -> Drawing:
    """One panel."""
    points = points.sort("actual", "model_id")
    actual, predicted, low, high = (
        points[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in ("actual", "predicted", "low", "high")
    )
    outside = (~points["is_inside"].fill_null(value=True)).to_numpy()
    ends = (min(actual.min(), predicted.min()), max(actual.max(), predicted.max()))
    margin = 0.06 * (ends[1] - ends[0] or 1.0)
    limits = (ends[0] - margin, ends[1] + margin)

    def paint(axes: Axes) -> None:
        axes.plot(limits, limits, color=GREY, linewidth=1)
        axes.vlines(actual, low, high, color=FAINT, linewidth=1.2)
        for chosen, face in ((~outside, BLUE), (outside, "none")):
            axes.plot(
                actual[chosen],
                predicted[chosen],
                "o",
                markersize=3.6,
                color=BLUE,
                markerfacecolor=face,
                markeredgewidth=0.9,
            )
        axes.set_xlim(limits)
        axes.set_ylim(limits)
        axes.set_aspect("equal", adjustable="box")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=4, steps=(1, 2, 5, 10)))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.2g}"))
        axes.grid(color=FAINT, linewidth=0.5)
        axes.set_xlabel("measured")
        axes.set_ylabel("predicted")

    title = target_title(target.benchmark, target.num_shots)
    kind = ", Brier score" if target.metric == "brier_score" else ""
    error = np.abs(predicted - actual).mean()
    return Drawing(
        f"predicted_{target.key}",
        f"{title}{kind}",
        f"{title}: predicted against measured score of {len(points)} models of unseen "
        f"families, mean absolute error {100 * error:.1f} points, "
        f"{int(outside.sum())} outside the support of the training part.",
        draw(*PANEL, paint),
    )


def draw_null(facts: Facts) -> Drawing | None:
    """Gain from the real design beside gains from permuted designs."""
    if facts.design is None or not facts.permuted:
        return None
    rows = [facts.design, *facts.permuted]
    labels = ["Real design", *(f"Shuffled {row.permutation}" for row in facts.permuted)]
    gains, lows, highs = (
        100 * np.array([getattr(row, name) for row in rows])
        for name in ("mean_gain", "gain_low", "gain_high")
    )
    places = np.arange(len(rows))

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=GREY, linewidth=1)
        for chosen, colour in ((places == 0, BLUE), (places > 0, GREY)):
            axes.hlines(
                places[chosen], lows[chosen], highs[chosen], color=colour, linewidth=2
            )
            axes.plot(gains[chosen], places[chosen], "o", color=colour, markersize=6)
        name_rows(axes, labels)
        axes.set_xlabel("Gain over the same on scale, %")

    listed = "; ".join(
        f"{label} {percent(gain / 100)}"
        for label, gain in zip(labels, gains, strict=True)
    )
    return Drawing(
        "permutations",
        "What design features add, real and shuffled between families",
        f"Gain from design features with 95 % intervals over families. {listed}.",
        draw(WIDTH, 0.9 + 0.36 * len(rows), paint),
    )


def _broken(label: str) -> str:
    """Break a long name after its comma."""
    return label.replace(", ", ",\n", 1) if len(label) > 22 else label


def _number(value: object) -> float:
    """A number, NaN for anything else."""
    return float(value) if isinstance(value, int | float) else float("nan")


__all__ = [
    "draw_gains",
    "draw_leakage",
    "draw_null",
    "draw_predictions",
]
