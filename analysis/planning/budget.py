"""Compute, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

PEAK_FLOP_PER_SECOND: Mapping[str, float] = {"a100": 312e12, "h100": 989e12}
"""Peak dense BF16 arithmetic of one device [FLOP/s].

Source: NVIDIA A100 and H100 SXM data sheets; the H100 figure is half of that with
sparsity.
"""

UNITS = ("flop", "gpu-hours")
"""Units of a budget."""

USUAL_MFU = 0.4
"""Share of the peak that training reaches, unless stated.

Source: within the 0.21 to 0.46 of Chowdhery et al. 2022 (PaLM), table 3.
"""


def budget_flop(amount: float, unit: str, gpu: str, mfu: float) -> float:
    """A budget in FLOP.

    Args:
        amount: The budget in its unit.
        unit: One of `UNITS`.
        gpu: Device, a key of `PEAK_FLOP_PER_SECOND`.
        mfu: Share of the peak that training reaches, 0 to 1.

    Raises:
        UsageError: A choice is unknown or out of range.

    Source: FLOP = hours x 3,600 s x peak FLOP/s x mfu.
    """
    if amount <= 0:
        raise UsageError(f"--budget: {amount:g} is nothing; give an amount above 0.")
    if unit not in UNITS:
        raise UsageError(f"--unit: {unit!r} is not one of {', '.join(UNITS)}.")
    rate = flop_per_gpu_hour(gpu, mfu)
    return amount if unit == "flop" else amount * rate


def flop_per_gpu_hour(gpu: str, mfu: float) -> float:
    """Training compute of one device in one hour [FLOP].

    Raises:
        UsageError: The device is unknown, or the share is out of range.
    """
    if gpu not in PEAK_FLOP_PER_SECOND:
        known = ", ".join(PEAK_FLOP_PER_SECOND)
        raise UsageError(f"--gpu: {gpu!r} is not one of {known}.")
    if not 0 < mfu <= 1:
        raise UsageError(f"--mfu: {mfu:g} must be above 0 and at most 1.")
    return 3600 * PEAK_FLOP_PER_SECOND[gpu] * mfu


def scale_at(flop: float, ratio: float) -> tuple[float, float]:
    """Parameters and tokens of a run with a number of tokens per parameter.

    Source: C = 6 N D (Kaplan et al. 2020) with D = ratio N.
    """
    parameters = (flop / (6 * ratio)) ** 0.5
    return round(parameters), round(ratio * parameters)


__all__ = [
    "PEAK_FLOP_PER_SECOND",
    "UNITS",
    "USUAL_MFU",
    "budget_flop",
    "flop_per_gpu_hour",
    "scale_at",
]
