"""Numbers as people write them: `1.4B`, `300e9`, `15%`."""

from __future__ import annotations

import math
import re

from nsl_db.errors import UsageError

SUFFIXES = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "%": 1e-2}
"""What a letter or sign after a number multiplies it by; B is 10^9."""

_NUMBER = re.compile(
    r"([+-]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([kmbt%]?)", re.IGNORECASE
)
"""A number with an optional exponent and an optional suffix."""


def parse_quantity(value: object, what: str) -> float:
    """Read a number.

    Args:
        value: A number, or a text such as `1.4B`, `300e9`, `2_048` or `15%`.
        what: Name of the field or option, for the message.

    Raises:
        UsageError: The value is no finite number.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
    else:
        match = _NUMBER.fullmatch(str(value).strip())
        if match is None or isinstance(value, bool):
            raise UsageError(
                f"{what}: {value!r} is not a number. Write it as 1.4e9, 1.4B or 15%."
            )
        digits, suffix = match.groups()
        plain = float(digits.replace("_", "").replace(",", ""))
        number = plain * SUFFIXES.get(suffix.lower(), 1.0)
    if not math.isfinite(number):
        raise UsageError(f"{what}: {value!r} is not a finite number.")
    return number


def short_number(value: float) -> str:
    """Write a number the way people do: `1.4B`, `300B`, `0.15`."""
    for suffix, size in (("T", 1e12), ("B", 1e9), ("M", 1e6)):
        if abs(value) >= size:
            return f"{value / size:.3g}{suffix}" if value < 1e15 else f"{value:.3g}"
    return f"{round(value):,}" if abs(value) >= 1e4 else f"{value:.4g}"


__all__ = ["SUFFIXES", "parse_quantity", "short_number"]
