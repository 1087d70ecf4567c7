"""How a known error of the table of Liu et al. 2025 is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Aim", "KnownError", "Trap", "cells", "mixture", "scores"]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wrong: cells, or scores.

    Attributes:
        fields: Fields of the wrong cells; none for scores.
        tasks: Regular expression of the tasks of the wrong scores.
        num_shots: Shots of the wrong scores; None for all.
        metrics: Metrics of the wrong scores; none for all.
        is_whole_row: Whether a flag without a field counts: on a mixture, say.
    """

    fields: tuple[str, ...] = ()
    tasks: str = ""
    num_shots: int | None = None
    metrics: tuple[str, ...] = ()
    is_whole_row: bool = False


@dataclass(frozen=True, slots=True)
class KnownError:
    """One error.

    Attributes:
        section: Where it belongs: size, tokens, architecture, data, score, identity.
        confidence: `A` or `B`.
        models: Patterns of identifiers in the published table.
        aim: What is wrong.
        note: What is right, or why it is wrong.
        codes: Reason codes that recognise it; none where every code does.
        right: Right values by pattern of the identifier, where they are known.
        structure: Check of the default catalogue that takes the place of a corrected
            cell, by name.
    """

    section: str
    confidence: str
    models: tuple[str, ...]
    aim: Aim
    note: str
    codes: tuple[str, ...] = ()
    structure: str = ""
    right: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trap:
    """Something right that looks wrong.

    Attributes:
        name: What it is.
        models: Patterns of identifiers; none for all models.
        codes: Reason codes that must not be given, as regular expression.
        fields: Fields that they must not be given for; none for all.
    """

    name: str
    models: tuple[str, ...]
    codes: str
    fields: tuple[str, ...] = ()


def cells(*fields: str) -> Aim:
    """Wrong cells."""
    return Aim(fields=fields)


def mixture(*fields: str) -> Aim:
    """Wrong cells of a mixture, or the mixture as a whole."""
    return Aim(fields=fields, is_whole_row=True)


def scores(tasks: str, num_shots: int | None = None, *metrics: str) -> Aim:
    """Wrong scores."""
    return Aim(tasks=tasks, num_shots=num_shots, metrics=metrics)
