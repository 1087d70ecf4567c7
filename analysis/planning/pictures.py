"""Pictures of predictions and sweeps as SVG: equal numbers give equal bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from nsl_db.analysis.figures import FAINT, NO_METADATA, STYLE
from nsl_db.analysis.planning.quantities import short_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from nsl_db.analysis.planning.sweeps import Sweep

BLUE = "#2f6db3"
"""Colour of predictions."""

RED = "#b3402f"
"""Colour of measured scores."""

GREY = "#6b7280"
"""Colour of reference marks."""

NUM_COLUMNS = 3
"""Panels side by side."""


def draw_predictions(predictions: pl.DataFrame, title: str) -> str:
    """Draw one row per benchmark: prediction, intervals, chance, best, measured.

    Args:
        predictions: As in `whatif.Planned`.
        title: Line above the picture.

    Returns:
        A complete SVG document.
    """
    places = np.arange(predictions.height)
    columns = {
        name: predictions[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in (
            *("predicted", "low_80", "high_80", "low_90", "high_90"),
            *("chance", "best_observed", "measured"),
        )
    }
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7, 1.6 + 0.36 * len(places)), layout="constrained")
        axes = figure.add_subplot()
        for level, width in (("90", 2.0), ("80", 6.0)):
            low, high = columns[f"low_{level}"], columns[f"high_{level}"]
            label = f"{level} % interval"
            axes.hlines(
                places, low, high, color=BLUE, lw=width, alpha=0.45, label=label
            )
        for name, marker, colour, label in _MARKS:
            if np.isfinite(columns[name]).any():
                axes.plot(
                    *(columns[name], places),
                    marker,
                    color=colour,
                    label=label,
                    markersize=7,
                )
        axes.set_yticks(places, [panel_title(row) for row in _rows(predictions)])
        axes.set_ylim(len(places) - 0.4, -0.6)
        axes.set_xlabel("Score in the unit of the metric; Brier: lower is better")
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        axes.tick_params(length=0)
        axes.spines[["top", "right", "left"]].set_visible(False)
        figure.suptitle(title, fontsize=10.5)
        figure.legend(loc="outside lower center", ncols=3, frameon=False)
        return _svg(figure)


_MARKS = (
    ("chance", "|", GREY, "chance"),
    ("best_observed", "^", GREY, "best real model"),
    ("predicted", "o", BLUE, "predicted"),
    ("measured", "x", RED, "measured"),
)
"""Columns, markers, colours and names of what is drawn on the intervals."""


def draw_sweep(sweep: pl.DataFrame, sweeps: Sequence[Sweep], title: str) -> str:
    """Draw one panel per benchmark: a line with its 80 % band, or a heat map.

    Points outside the support are hatched and have no prediction.

    Returns:
        A complete SVG document.
    """
    panels = sweep.partition_by("label", "metric", maintain_order=True)
    draw = _draw_line if len(sweeps) == 1 else _draw_map
    num_columns = min(NUM_COLUMNS, len(panels))
    num_rows = -(-len(panels) // num_columns)
    with mpl.rc_context({**STYLE, "hatch.color": GREY, "hatch.linewidth": 0.6}):
        figure = Figure(
            figsize=(3.4 * num_columns + 0.4, 2.7 * num_rows + 0.9),
            layout="constrained",
        )
        for place, panel in enumerate(panels):
            axes = figure.add_subplot(num_rows, num_columns, place + 1)
            axes.set_title(panel_title(panel.row(0, named=True)), fontsize=10)
            draw(axes, panel, sweeps)
        note = "hatched: outside the data, no prediction"
        figure.suptitle(f"{title}\n{note}", fontsize=10.5)
        return _svg(figure)


def panel_title(row: dict[str, object]) -> str:
    """Name of a protocol for people."""
    name = str(row["label"])
    return f"{name}, Brier" if row["metric"] == "brier_score" else name


def _draw_line(axes: Axes, panel: pl.DataFrame, sweeps: Sequence[Sweep]) -> None:
    """Draw predictions along one field."""
    (sweep,) = sweeps
    places = _places(sweep)
    middle, low, high = (
        panel[name].fill_null(np.nan).to_numpy()
        for name in ("predicted", "low_80", "high_80")
    )
    if sweep.is_words:
        axes.vlines(places, low, high, color=BLUE, alpha=0.4, linewidth=5)
        axes.plot(places, middle, "o", color=BLUE)
    else:
        axes.fill_between(places, low, high, color=BLUE, alpha=0.2, linewidth=0)
        axes.plot(places, middle, "-o", color=BLUE, markersize=3)
    edges = _edges(places)
    for place in np.flatnonzero(~panel["is_inside"].to_numpy()):
        axes.axvspan(*edges[place : place + 2], hatch="///", fill=False, linewidth=0)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylabel("score")
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    _label(axes, "x", sweep)


def _draw_map(axes: Axes, panel: pl.DataFrame, sweeps: Sequence[Sweep]) -> None:
    """Draw predictions over two fields."""
    across, up = sweeps
    shape = (len(across.values), len(up.values))
    values = panel["predicted"].fill_null(np.nan).to_numpy().reshape(shape).T
    columns, rows = _edges(_places(across)), _edges(_places(up))
    if np.isfinite(values).any():
        mesh = axes.pcolormesh(columns, rows, values, cmap="viridis")
        axes.figure.colorbar(mesh, ax=axes)
    axes.patch.set(hatch="///", edgecolor=GREY, facecolor="white")
    axes.set_xlim(columns[0], columns[-1])
    axes.set_ylim(rows[0], rows[-1])
    _label(axes, "x", across)
    _label(axes, "y", up)


def _places(sweep: Sweep) -> NDArray[np.float64]:
    """Where the values stand: numbers or their logarithms, words at 0, 1 and so on."""
    if sweep.is_words:
        return np.arange(len(sweep.values), dtype=np.float64)
    numbers = np.array(sweep.values, dtype=np.float64)
    return np.log10(numbers) if sweep.is_log else numbers


def _edges(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Borders half way between places (n + 1,)."""
    if len(places) == 1:
        return np.array([places[0] - 0.5, places[0] + 0.5])
    middles = (places[1:] + places[:-1]) / 2
    first = 2 * places[0] - middles[0]
    last = 2 * places[-1] - middles[-1]
    return np.concatenate([[first], middles, [last]])


def _label(axes: Axes, name: str, sweep: Sweep) -> None:
    """Name an axis and its values."""
    axis = axes.xaxis if name == "x" else axes.yaxis
    axis.set_label_text(sweep.field)
    if sweep.is_words:
        axis.set_ticks(_places(sweep), [str(value) for value in sweep.values])
        return
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(
        FuncFormatter(
            lambda place, _: short_number(10**place if sweep.is_log else place)
        )
    )


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Rows as dictionaries."""
    return frame.to_dicts()


def _svg(figure: Figure) -> str:
    """A figure as text."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=NO_METADATA)
    return buffer.getvalue()


__all__ = ["draw_predictions", "draw_sweep", "panel_title"]
