"""Controlled comparisons that a budget could pay for, and what each would tell."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.honest.support import Support
from nsl_db.analysis.planning import power
from nsl_db.analysis.planning.prediction import features_of
from nsl_db.analysis.planning.quantities import short_number
from nsl_db.analysis.planning.run_noise import outcome_variance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.planning.effects import Prior
    from nsl_db.analysis.planning.law import Law
    from nsl_db.analysis.planning.recipe import Recipe

SIZES = (
    70e6,
    160e6,
    250e6,
    330e6,
    410e6,
    500e6,
    600e6,
    1e9,
    1.4e9,
    2.8e9,
    6.9e9,
    12e9,
    30e9,
    70e9,
)
"""Sizes of trials [parameters]: those of Pythia, some between and two beyond."""

TOKEN_RATIOS = (20.0, 100.0, 400.0)
"""Tokens per parameter of trials: compute-optimal (Hoffmann et al. 2022), over-trained
as small models for use are, and as far as the small Pythia models went and beyond."""

MIN_SEEDS = 2
"""Fewest runs of each option: one run gives no check of the noise."""

MAX_SEEDS = 16
"""Most runs of each option that are planned."""

MAX_BELOW = 10.0
"""How far below the least tokens and compute of the data a trial may lie [factor]."""

NUM_OPTIONS = 2
"""Options that a trial compares."""


@dataclass(frozen=True, slots=True)
class Place:
    """A scale at which trials can be run.

    Attributes:
        parameters: Parameters of each run.
        tokens: Training tokens of each run.
        weights: Weights of the targets (t,): 0 at chance, adding up to 1.
        variance: Variance of the outcome of one run [score^2].
        ratio: Size of a difference here, as a share of that at the planned scale.
        is_inside: Whether real models are near; else the law is extrapolated to
            less compute.
    """

    parameters: float
    tokens: float
    weights: NDArray[np.float64]
    variance: float
    ratio: float
    is_inside: bool

    @property
    def run_flop(self) -> float:
        """Compute of one run [FLOP]. Source: Kaplan et al. 2020, C = 6 N D."""
        return 6 * self.parameters * self.tokens


@dataclass(frozen=True, slots=True)
class Trial:
    """A comparison of two options at one scale with some seeds.

    Attributes:
        prior: The question and what is known about it.
        place: The scale.
        seeds: Runs of each option.
    """

    prior: Prior
    place: Place
    seeds: int

    @property
    def flop(self) -> float:
        """Compute of all runs [FLOP]."""
        return NUM_OPTIONS * self.seeds * self.place.run_flop

    @property
    def error(self) -> float:
        """Standard error of the difference at this scale [score]."""
        return power.standard_error(self.place.variance, self.seeds)

    @property
    def expected(self) -> float:
        """Expected size of the difference at this scale [score]."""
        return self.place.ratio * self.prior.expected

    @property
    def power(self) -> float:
        """Chance that a difference of the expected size is found."""
        return power.power(self.expected, self.error)

    @property
    def threshold(self) -> float:
        """Smallest observed difference that counts as found [score]."""
        return power.critical() * self.error

    @property
    def detectable(self) -> float:
        """Smallest true difference found with the wanted power [score]."""
        return power.detectable(self.error)

    @property
    def value(self) -> float:
        """Mean gain of the planned model from choosing after the trial [score]."""
        return power.value_of_information(
            self.prior.mean, self.prior.deviation, self.error / self.place.ratio
        )

    @property
    def decides(self) -> bool:
        """Whether the power is as wanted."""
        return self.power >= power.WANTED_POWER


@dataclass(frozen=True, slots=True)
class Ladder:
    """The scales that trials can have.

    Attributes:
        places: Scales where some benchmark is clear of chance.
        outside: Scales left out because they are too far from all real models.
        at_chance: Scales left out because every benchmark is at chance there.
    """

    places: tuple[Place, ...]
    outside: tuple[str, ...]
    at_chance: tuple[str, ...]


def build_ladder(law: Law, planned: Recipe, weights: NDArray[np.float64]) -> Ladder:
    """Find the scales below the planned one that can tell something.

    Args:
        law: The law of scale.
        planned: The model that the decisions are for.
        weights: Weights of the targets (t,).
    """
    support = Support.of(features_of(law.study.design)[:, :2])
    places: list[Place] = []
    outside: list[str] = []
    at_chance: list[str] = []
    for scale in _scales(planned):
        name = f"{short_number(scale[0])} on {short_number(scale[1])} tokens"
        if not _is_near(support, scale):
            outside.append(name)
            continue
        place = _place(law, planned, weights, scale)
        if place is None:
            at_chance.append(name)
        else:
            is_inside = not support.reasons(np.log([scale]))[0]
            places.append(replace(place, is_inside=is_inside))
    return Ladder(tuple(places), tuple(outside), tuple(at_chance))


def best_trial(prior: Prior, place: Place, limit: float) -> Trial | None:
    """The cheapest trial with the wanted power, or the most powerful one in reach.

    Args:
        prior: The question.
        place: The scale.
        limit: Compute that may be spent [FLOP].

    Returns:
        None where the limit does not pay for the fewest seeds.
    """
    affordable = math.floor(limit / (NUM_OPTIONS * place.run_flop) + 1e-9)
    most = min(affordable, MAX_SEEDS)
    if most < MIN_SEEDS:
        return None
    for seeds in range(MIN_SEEDS, most + 1):
        trial = Trial(prior, place, seeds)
        if trial.decides:
            return trial
    return Trial(prior, place, most)


def rank(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """Order trials: those that decide first, then by value per FLOP."""
    return tuple(sorted(trials, key=lambda t: (not t.decides, -t.value / t.flop)))


def _scales(planned: Recipe) -> Iterator[tuple[float, float]]:
    """Parameters and tokens of trials smaller than the planned model."""
    for parameters in SIZES:
        for ratio in TOKEN_RATIOS:
            if (
                parameters <= planned.parameters
                and 6 * parameters**2 * ratio < planned.flop
            ):
                yield parameters, parameters * ratio


def _is_near(support: Support, scale: tuple[float, float]) -> bool:
    """Whether a scale is inside the data, or a little below it.

    Below the data the law tends to chance, which costs a trial its worth and can
    mislead nobody; above the data nothing is known.
    """
    if not support.reasons(np.log([scale]))[0]:
        return True
    axes = np.log([scale[0], scale[1], 6 * scale[0] * scale[1]])
    below = support.low - np.log([1.0, MAX_BELOW, MAX_BELOW])
    return bool((axes >= below).all() and axes[2] <= support.low[2] + np.log(MAX_BELOW))


def _place(
    law: Law,
    planned: Recipe,
    weights: NDArray[np.float64],
    scale: tuple[float, float],
) -> Place | None:
    """A scale with its noise, or None where all benchmarks are at chance.

    A difference between options acts through the steepness of the law, as in the
    joint sigmoid, so it shrinks where scores are flat. It is never taken to be larger
    than at the planned scale.
    """
    telling = law.is_telling(*scale) * weights
    if telling.sum() == 0:
        return None
    telling /= telling.sum()
    logs = np.log([scale, (planned.parameters, planned.tokens)])
    slopes = law.slopes(logs)
    here, there = float(slopes[0] @ telling), float(slopes[1] @ weights)
    if here <= 0 or there <= 0:
        return None
    return Place(
        parameters=scale[0],
        tokens=scale[1],
        weights=telling,
        variance=outcome_variance(law.study.targets, law.scores(*scale), telling),
        ratio=min(1.0, here / there),
        is_inside=True,
    )


__all__ = ["Ladder", "Place", "Trial", "best_trial", "build_ladder", "rank"]
