r"""Power of a comparison of two options, and the value of what it tells.

Each option is trained k times with different seeds. The difference of the means has
the standard error s = sqrt(2 v / k), v being the variance of one run. That variance
is taken as known (see `run_noise`), since a handful of seeds cannot tell it; runs that
scatter more call for more seeds. So the test is the two-sided normal one.
"""

from __future__ import annotations

import math

from scipy import stats

ALPHA = 0.05
"""Chance of finding a difference where there is none, for one question in all."""

NUM_LOOKS = 2
"""Times that a question is judged: after the trial and after the scale-up."""

LEVEL = 1 - ALPHA / NUM_LOOKS
"""Level of the interval at each look. Source: Bonferroni's inequality."""

WANTED_POWER = 0.8
"""Chance of finding a difference of the expected size. Source: Cohen 1988."""


def standard_error(variance: float, seeds: int) -> float:
    """Standard error of the difference of two means of `seeds` runs each."""
    return math.sqrt(2 * variance / seeds)


def critical() -> float:
    """Two-sided critical value at one look, in standard errors."""
    return float(stats.norm.ppf(1 - (1 - LEVEL) / 2))


def power(difference: float, error: float) -> float:
    """Chance that a true difference is found at one look.

    Args:
        difference: True difference.
        error: Standard error of the measured one.

    Source: the two-sided normal test; Cohen 1988, chapter 2.
    """
    shift, limit = abs(difference) / error, critical()
    return float(stats.norm.sf(limit - shift) + stats.norm.cdf(-limit - shift))


def detectable(error: float) -> float:
    """Smallest true difference that is found with the wanted power, nearly.

    Source: (z_critical + z_power) s, as in Bloom 1995.
    """
    return (critical() + float(stats.norm.ppf(WANTED_POWER))) * error


def expected_size(mean: float, deviation: float) -> float:
    """Mean absolute value of a normal variable: the folded normal mean."""
    ratio = mean / deviation
    density = deviation * math.sqrt(2 / math.pi) * math.exp(-(ratio**2) / 2)
    return float(density + mean * (1 - 2 * stats.norm.cdf(-ratio)))


def value_of_information(mean: float, deviation: float, error: float) -> float:
    """Mean gain in score from choosing after a measurement instead of before.

    The true difference of two options is normal with the given mean and deviation;
    it is measured with a standard error. Without a measurement the option with the
    better mean is taken; with one, the option with the better posterior mean.

    Args:
        mean: Expected difference.
        deviation: Its uncertainty.
        error: Standard error of the measurement; 0 tells the value of knowing the
            truth.

    Source: expected value of sample information for two acts and a normal prior,
    Raiffa and Schlaifer 1961, section 5.3: with u = d^2 / sqrt(d^2 + s^2), the value
    is u phi(m / u) - |m| Phi(-|m| / u).
    """
    spread = deviation**2 / math.hypot(deviation, error)
    ratio = abs(mean) / spread
    loss = spread * stats.norm.pdf(ratio) - abs(mean) * stats.norm.cdf(-ratio)
    return float(max(0.0, loss))


__all__ = [
    "ALPHA",
    "LEVEL",
    "WANTED_POWER",
    "critical",
    "detectable",
    "expected_size",
    "power",
    "standard_error",
    "value_of_information",
]
