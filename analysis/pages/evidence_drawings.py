"""Figures of the evidence on one design question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.figures import INK
from nsl_db.analysis.pages.canvas import (
    BAND,
    BLUE,
    GREY,
    Drawing,
    draw,
    legend,
    name_rows,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from nsl_db.analysis.explain.choices import Level
    from nsl_db.analysis.explain.pages import ContrastEvidence, EvidencePage

WIDTH = 4.2
"""Width of a figure [inches]."""


def draw_support(page: EvidencePage) -> Drawing:
    """Models and families by bin or word."""
    levels = page.levels
    labels = [level_label(page.field, level) for level in levels]
    places = np.arange(len(levels))
    models = np.array([level.num_models for level in levels])
    families = np.array([level.num_families for level in levels])

    def paint(axes: Axes) -> None:
        axes.barh(places - 0.19, models, height=0.36, color=BAND, label="models")
        axes.barh(places + 0.19, families, height=0.36, color=BLUE, label="families")
        for values, offset in ((models, -0.19), (families, 0.19)):
            for place, value in zip(places, values, strict=True):
                axes.annotate(
                    str(value),
                    (value, place + offset),
                    (3, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=8.5,
                )
        name_rows(axes, labels)
        axes.set_xlim(0, 1.15 * max(1, models.max()))
        axes.set_xlabel("number")
        legend(axes)

    listed = "; ".join(
        f"{label} {model} models of {family} families"
        for label, model, family in zip(labels, models, families, strict=True)
    )
    return Drawing(
        f"support_{page.key}",
        "Where the data are",
        f"{page.title}: {listed}.",
        draw(WIDTH, 1.3 + 0.42 * len(levels), paint),
    )


def draw_effects(
    page: EvidencePage, evidence: ContrastEvidence, labels: Mapping[str, str]
) -> Drawing | None:
    """Effect of a contrast by target, and on the mean; None for a single target."""
    rows = [
        (labels.get(effect.target, effect.target), effect.estimate)
        for effect in evidence.by_target
        if effect.estimate is not None
    ]
    if evidence.mean is None or len(rows) < 2:
        return None
    rows = [("Mean", evidence.mean), *rows]
    values, lows, highs = (
        100 * np.array([getattr(estimate, name) for _, estimate in rows])
        for name in ("value", "low", "high")
    )
    places = np.arange(len(rows))
    names = [name for name, _ in rows]

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=GREY, linewidth=1)
        for chosen, colour in ((places == 0, INK), (places > 0, BLUE)):
            axes.hlines(
                places[chosen], lows[chosen], highs[chosen], color=colour, linewidth=2
            )
            axes.plot(values[chosen], places[chosen], "o", color=colour, markersize=5)
        name_rows(axes, names)
        axes.set_xlabel("Effect, points")

    listed = "; ".join(
        f"{name} {value:+.1f} ({low:+.1f} to {high:+.1f})"
        for name, value, low, high in zip(names, values, lows, highs, strict=True)
    )
    return Drawing(
        f"effect_{evidence.contrast.key}",
        evidence.contrast.title[0].upper() + evidence.contrast.title[1:],
        f"{page.title}, {evidence.contrast.title}: points with 95 % intervals over "
        f"families. {listed}.",
        draw(WIDTH, 0.9 + 0.32 * len(rows), paint),
    )


def level_label(field: str, level: Level) -> str:
    """Name a bin or a word."""
    if level.low is None or level.high is None:
        return level.label.replace("_", " ")
    if field.startswith("log2_"):
        return f"{2**level.low:,.0f} to {2**level.high:,.0f}"
    if field.endswith("_share"):
        return f"{100 * level.low:.0f} to {100 * level.high:.0f} %"
    return f"{level.low:g} to {level.high:g}"


__all__ = ["draw_effects", "draw_support", "level_label"]
