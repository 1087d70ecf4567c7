"""Sentences in two languages that carry the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nsl_db.analysis.pages.facts import Measured
from nsl_db.analysis.wording import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Outcome = Literal["gain", "loss", "unclear"]
"""What an interval of a gain says."""

Unit = Literal["share", "points", "effect", "times"]
"""Unit of a figure: a share as a percentage, points of 100, a signed change of
points, or a multiple."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One sentence in both languages.

    Attributes:
        key: What it is about.
        english: The sentence.
        japanese: The same sentence.
    """

    key: str
    english: str
    japanese: str


def conclusion(
    key: str,
    english: str,
    japanese: str,
    numbers: Mapping[str, str],
    english_words: Mapping[str, str] | None = None,
    japanese_words: Mapping[str, str] | None = None,
    measured: Measured | None = None,
    unit: Unit = "share",
) -> Conclusion:
    """Fill both texts with the same numbers.

    Args:
        key: What the sentence is about.
        english: Text with places in braces.
        japanese: The same in Japanese.
        numbers: What fills places in both texts.
        english_words: What else fills places in the English text.
        japanese_words: What else fills places in the Japanese text.
        measured: Figure whose interval fills the place `span`.
        unit: Unit of the figure.
    """
    spans = ("", "") if measured is None else span(measured, unit)
    return Conclusion(
        key,
        english.format(**numbers, **(english_words or {}), span=spans[0]),
        japanese.format(**numbers, **(japanese_words or {}), span=spans[1]),
    )


def outcome(measured: Measured) -> Outcome:
    """What an interval says."""
    if measured.low > 0:
        return "gain"
    return "loss" if measured.high < 0 else "unclear"


def sized(measured: Measured) -> Measured:
    """A gain, or a loss as a positive number with its interval turned alike."""
    if outcome(measured) != "loss":
        return measured
    return Measured(-measured.value, -measured.high, -measured.low)


def span(measured: Measured, unit: Unit = "share") -> tuple[str, str]:
    """The 95 % interval in both languages."""
    write = _WRITERS[unit]
    low, high = write(measured.low), write(measured.high)
    return (
        f"95\N{NO-BREAK SPACE}% interval {low} to {high}",
        f"95\N{NO-BREAK SPACE}% 区間 {low} から {high}",
    )


def signed(value: float) -> str:
    """Write a number with one decimal and its sign."""
    rounded = round(value, 1) + 0.0
    return f"{rounded:+.1f}".replace("-", "\N{MINUS SIGN}")


def _plain(value: float) -> str:
    return f"{value:.1f}".replace("-", "\N{MINUS SIGN}")


_WRITERS: Mapping[Unit, Callable[[float], str]] = {
    "share": percent,
    "points": _plain,
    "effect": signed,
    "times": _plain,
}

__all__ = [
    "Conclusion",
    "Outcome",
    "Unit",
    "conclusion",
    "outcome",
    "signed",
    "sized",
    "span",
]
