"""A planned model: what a recipe file may say, and how it is checked."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.analysis.data import DESIGN_COLUMNS
from nsl_db.analysis.planning.quantities import parse_quantity, short_number
from nsl_db.analysis.planning.recipe_text import fields_of, read_text
from nsl_db.errors import UsageError
from nsl_db.schema.fields import field
from nsl_db.schema.fields.training import DOMAIN_SHARES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REQUIRED = ("num_parameters", "training_tokens")
"""Fields that a recipe must give."""

_NOT_PLANNED = (
    "model_id",
    "model_family",
    "exclusion_reason",
    "release_date",
    "is_instruction_tuned",
)
"""Design columns that say who a model is, not how it is made."""

RECIPE_FIELDS = tuple(name for name in DESIGN_COLUMNS if name not in _NOT_PLANNED)
"""Fields that a recipe may give, beside a free `name`."""

UNREAD = ("num_hidden_layers", "math_share")
"""Fields that a recipe may give and that no estimator reads."""

SHARE_TOLERANCE = 0.01
"""By how much the shares of the domains may sum to more than 1."""

Value = float | str
"""A number in the unit of its field, or a word."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A planned model.

    Attributes:
        name: What people call it.
        values: Fields that are decided; all others are unknown.
    """

    name: str
    values: Mapping[str, Value]

    @property
    def parameters(self) -> float:
        """Planned parameters."""
        return float(self.values["num_parameters"])

    @property
    def tokens(self) -> float:
        """Planned training tokens."""
        return float(self.values["training_tokens"])

    @property
    def flop(self) -> float:
        """Training compute [FLOP]. Source: Kaplan et al. 2020, C = 6 N D."""
        return 6 * self.parameters * self.tokens

    @property
    def label(self) -> str:
        """Name and scale for people."""
        return (
            f"{self.name} ({short_number(self.parameters)} parameters, "
            f"{short_number(self.tokens)} tokens)"
        )

    @property
    def design(self) -> tuple[str, ...]:
        """Decided fields beside parameters and tokens."""
        return tuple(name for name in self.values if name not in REQUIRED)

    def with_values(self, changes: Mapping[str, Value]) -> Recipe:
        """The same recipe with some fields changed."""
        return Recipe(self.name, {**self.values, **changes})

    def without_design(self) -> Recipe:
        """The same recipe with nothing decided but parameters and tokens."""
        return Recipe(self.name, {name: self.values[name] for name in REQUIRED})


def read_recipe(path: Path) -> Recipe:
    """Read a recipe file; it is called by the file's name unless it gives one.

    Raises:
        UsageError: It cannot be read, or says something that cannot be.
    """
    return recipe_of(fields_of(read_text(path), str(path)), path.stem, str(path))


def recipe_of(
    content: Mapping[str, str | float | None], name: str, where: str
) -> Recipe:
    """Check a mapping of fields to values; None means undecided.

    Args:
        content: Fields and values, numbers perhaps as text such as `1.4B`.
        name: What to call the recipe, unless the mapping gives a `name`.
        where: Where it comes from, for messages.

    Raises:
        UsageError: A field is unknown, missing or impossible.
    """
    values: dict[str, Value] = {}
    for key, value in content.items():
        if key == "name":
            name = name if value is None else str(value)
        elif key not in RECIPE_FIELDS:
            raise UsageError(f"{where}: {unknown_field(key)}")
        elif value is not None:
            values[key] = check_value(key, value, where)
    missing = [key for key in REQUIRED if key not in values]
    if missing:
        raise UsageError(f"{where}: {' and '.join(missing)} must be given.")
    excess = share_excess(values)
    if excess:
        raise UsageError(f"{where}: {excess}.")
    return Recipe(name, values)


def recipe_of_model(row: Mapping[str, Any]) -> Recipe:
    """The recipe of a real model, as far as it is known.

    Args:
        row: A row of a design frame.
    """
    values = {key: row[key] for key in RECIPE_FIELDS if row[key] is not None}
    return Recipe(str(row["model_id"]), values)


def recipe_frame(recipes: list[Recipe]) -> pl.DataFrame:
    """Recipes as rows of a design frame; undecided is null."""
    rows = [
        {name: recipe.values.get(name) for name in RECIPE_FIELDS} for recipe in recipes
    ]
    numbers = {
        name: pl.Float64() if dtype == pl.Int64() else dtype
        for name, dtype in DESIGN_COLUMNS.items()
        if name in RECIPE_FIELDS
    }
    return pl.DataFrame(rows, schema=numbers)


def unknown_field(name: str) -> str:
    """Say that a field is unknown, with the nearest that is known."""
    near = difflib.get_close_matches(name, RECIPE_FIELDS, n=1, cutoff=0.4)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return (
        f"{name!r} is not a field of a recipe.{hint} "
        f"The fields are {', '.join(RECIPE_FIELDS)}."
    )


def check_value(name: str, value: object, where: str) -> Value:
    """Read the value of a field and hold it against the field's declaration.

    Raises:
        UsageError: It has the wrong type, is no word of the vocabulary or is out of
            range.
    """
    declared = field(name)
    if not declared.is_number:
        return _word(name, value, where)
    number = parse_quantity(value, f"{where}: {name}")
    unit = f" [{declared.unit}]" if declared.unit else ""
    low, high = declared.ge, declared.le
    if (low is not None and number < low) or (high is not None and number > high):
        raise UsageError(
            f"{where}: {name}{unit} must lie between {low:g} and {high:g}, "
            f"not {number:g}."
        )
    if declared.dtype == "int64" and number != round(number):
        raise UsageError(f"{where}: {name}{unit} must be a whole number.")
    return number


def _word(name: str, value: object, where: str) -> str:
    """Check a word against its vocabulary."""
    words = field(name).enum
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{where}: {name} must be a word, not {value!r}.")
    if words is not None and value not in words:
        near = difflib.get_close_matches(value, words, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise UsageError(
            f"{where}: {name} is one of {', '.join(words)}, not {value!r}.{hint}"
        )
    return value


def share_excess(values: Mapping[str, Value]) -> str:
    """Say that the shares of the domains exceed everything; empty where they do not."""
    total = sum(float(values.get(name, 0)) for name in DOMAIN_SHARES)
    if total <= 1 + SHARE_TOLERANCE:
        return ""
    return (
        f"the shares of the domains sum to {total:.3g} and can make up 1 at most "
        "(english_share is an axis of its own)"
    )


__all__ = [
    "RECIPE_FIELDS",
    "REQUIRED",
    "UNREAD",
    "Recipe",
    "check_value",
    "read_recipe",
    "recipe_frame",
    "recipe_of",
    "recipe_of_model",
    "share_excess",
    "unknown_field",
]
