"""Figures as SVG text, and SVG text as a part of a page.

The same numbers give the same bytes. Colours are those of a light page; a page replaces
each by a variable of its style sheet, so that a figure follows the page's colours.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nsl_db.analysis.figures import FAINT, INK, NO_METADATA, STYLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

BLUE = "#1d6fb8"
"""Colour of estimates."""

BAND = "#bcd6ee"
"""Colour of bands around estimates."""

BROWN = "#a3541b"
"""Colour of what is compared with, and of the highest values."""

GREY = "#69707d"
"""Colour of reference marks and of unknown values."""

NAVY = "#10245a"
"""Colour of a second series."""

STEPS = ("#2b5fa8", "#5c8fc9", "#8f8f9c", "#cf8a54", "#a8481a")
"""Colours of values from the lowest to the highest fifth."""

VARIABLES = {
    INK: "ink",
    FAINT: "rule",
    "#ffffff": "page",
    BLUE: "scale",
    BAND: "band",
    BROWN: "line",
    GREY: "median",
    NAVY: "published",
    **{colour: f"step-{place}" for place, colour in enumerate(STEPS, start=1)},
}
"""Variables of the style sheet that replace the colours of a figure."""

_LONG_NUMBER = re.compile(r"(\d+\.\d{2})\d+")

_NAMES = re.compile(r'(\bid="|url\(#|href="#)')


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure of a report.

    Attributes:
        name: Unique name; also that of its file.
        title: Short line above it.
        text: What it shows, for those who cannot see it.
        svg: A complete SVG document.
    """

    name: str
    title: str
    text: str
    svg: str

    @property
    def element(self) -> Markup:
        """The figure as an element of a page that follows the page's colours."""
        return inline(self.svg, self.name)


def draw(width: float, height: float, paint: Callable[[Axes], None]) -> str:
    """Draw one panel.

    Args:
        width: Width [inches].
        height: Height [inches].
        paint: Draws on the axes.

    Returns:
        A complete SVG document.
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        axes.spines[["top", "right", "left"]].set_visible(False)
        paint(axes)
        _lay_out(figure)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata=NO_METADATA)
    return _LONG_NUMBER.sub(r"\1", buffer.getvalue())


def _lay_out(figure: Figure) -> None:
    """Arrange a figure once: saving it would do so twice."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine("none")


def legend(axes: Axes, columns: int = 2) -> None:
    """Put the legend above the panel."""
    axes.figure.legend(
        loc="outside upper left", ncols=columns, frameon=False, handletextpad=0.4
    )


def name_rows(axes: Axes, labels: Sequence[str]) -> None:
    """Name the rows of a chart, the first at the top."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=(1, 2, 5, 10)))
    axes.grid(axis="x", color=FAINT, linewidth=0.6)


def inline(svg: str, name: str) -> Markup:
    """Turn an SVG document of ours into an element of a page.

    Names inside it get a prefix, so that no two figures of a page share one.
    """
    element = svg[svg.index("<svg") :]
    element = re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", element)
    element = element.replace("xlink:href", "href")
    element = _NAMES.sub(lambda found: f"{found.group(1)}{name}-", element)
    for colour, variable in VARIABLES.items():
        element = element.replace(colour, f"var(--{variable}, {colour})")
    return Markup(element)  # noqa: S704


__all__ = [
    "BAND",
    "BLUE",
    "BROWN",
    "GREY",
    "NAVY",
    "STEPS",
    "VARIABLES",
    "Drawing",
    "draw",
    "inline",
    "legend",
    "name_rows",
]
