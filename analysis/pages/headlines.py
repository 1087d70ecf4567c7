"""The few figures at the top of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.analysis.pages.facts import FAMILY
from nsl_db.analysis.wording import percent

if TYPE_CHECKING:
    from nsl_db.analysis.pages.facts import Facts


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure at the top.

    Attributes:
        title: What it is.
        value: The figure.
        interval: Its 95 % interval.
        note: What it rests on.
    """

    title: str
    value: str
    interval: str
    note: str


def headline_tiles(facts: Facts) -> tuple[Tile, ...]:
    """The figures that there are, most important first."""
    found = [_gain(facts), _design(facts), _error(facts), _coverage(facts)]
    return tuple(tile for tile in found if tile is not None)


def _gain(facts: Facts) -> Tile | None:
    row = facts.gains.get(FAMILY)
    if row is None or row.mean_gain is None:
        return None
    if row.gain_low is None or row.gain_high is None:
        return None
    return Tile(
        "Gain over XGBoost on scale",
        percent(row.mean_gain),
        f"{percent(row.gain_low)} to {percent(row.gain_high)}",
        f"{row.num_models} models of {row.num_families} unseen families, "
        f"{row.num_targets} benchmarks",
    )


def _design(facts: Facts) -> Tile | None:
    row = facts.design
    if row is None:
        return None
    shown = "" if row.gain_low > 0 or row.gain_high < 0 else ": not shown"
    return Tile(
        f"What design features add{shown}",
        percent(row.mean_gain),
        f"{percent(row.gain_low)} to {percent(row.gain_high)}",
        "joint sigmoid with design over the same on scale",
    )


def _error(facts: Facts) -> Tile | None:
    error = facts.mean_error
    if error is None:
        return None
    return Tile(
        "Mean error of a prediction",
        f"{100 * error.value:.1f} points",
        f"{100 * error.low:.1f} to {100 * error.high:.1f}",
        "points of 100, unseen families",
    )


def _coverage(facts: Facts) -> Tile | None:
    if not facts.coverage:
        return None
    level = max(facts.coverage)
    measured = facts.coverage[level]
    return Tile(
        f"Held by the {100 * level:.0f} % intervals",
        percent(measured.value),
        f"{percent(measured.low)} to {percent(measured.high)}",
        "scores of unseen families, every family the same weight",
    )


__all__ = ["Tile", "headline_tiles"]
