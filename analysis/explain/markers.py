"""Values of design fields that stand for one family rather than for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

UNKNOWN = "unknown"
"""Word for a value that nobody states."""

KNOWN = "known"
"""Word for any value that somebody states."""


@dataclass(frozen=True, slots=True)
class FamilyMarker:
    """A value of a field that stands for one family rather than for itself.

    Attributes:
        field: Field of the catalogue.
        value: The word, a number that several models share, `unknown`, or `known` for
            all models that state the field.
        family: Family that holds most of it.
        share: Share of the models with that value that are of this family.
        num_models: Models with the value.
        num_families: Their families.
    """

    field: str
    value: str
    family: str
    share: float
    num_models: int
    num_families: int


MARKER_SHARE = 0.8
"""A value marks a family if more than this share of its models is of the family."""

MARKER_MODELS = 3
"""Fewest models of a value that can mark a family."""


def family_markers(
    design: pl.DataFrame, families: Sequence[str], fields: Sequence[str]
) -> tuple[FamilyMarker, ...]:
    """Find values of fields that mark one family, by field and value.

    Args:
        design: Design frame of the models.
        families: Family of each model (n,).
        fields: Fields to look at; scale is passed over.
    """
    owners = pl.Series("family", families)
    found = []
    for field in fields:
        if field in ("num_parameters", "training_tokens"):
            continue
        column = design[field]
        words = [_word(value) for value in column.to_list()]
        for value in (*sorted(set(words)), KNOWN):
            held = [_holds(word, value) for word in words]
            members = owners.filter(pl.Series(held, dtype=pl.Boolean))
            if len(members) < MARKER_MODELS:
                continue
            counts = members.value_counts().sort(
                ["count", "family"], descending=[True, False]
            )
            share = counts["count"][0] / len(members)
            if share > MARKER_SHARE:
                found.append(
                    FamilyMarker(
                        field,
                        value,
                        counts["family"][0],
                        share,
                        len(members),
                        counts.height,
                    )
                )
    return tuple(found)


def _holds(word: str, value: str) -> bool:
    """Whether a model's word is the value in question."""
    return word != UNKNOWN if value == KNOWN else word == value


def _word(value: object) -> str:
    """Write a value of a field."""
    if value is None:
        return UNKNOWN
    return f"{value:g}" if isinstance(value, float) else str(value)


__all__ = ["MARKER_SHARE", "FamilyMarker", "family_markers"]
