"""What an experiment is to decide, and which benchmarks count how much."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.planning.quantities import parse_quantity, short_number
from nsl_db.analysis.planning.recipe import (
    RECIPE_FIELDS,
    REQUIRED,
    UNREAD,
    check_value,
    unknown_field,
)
from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.planning.recipe import Value
    from nsl_db.analysis.study import Target

DEFAULT_QUESTIONS = (
    "code_share=0.05,0.2",
    "web_share=0.4,0.7",
    "position_embedding_type=rope,learned",
    "norm_type=rmsnorm,layernorm",
    "attention_type=gqa,mha",
    "block_type=parallel,sequential",
)
"""Design questions of Liu et al. 2025 (arXiv 2503.03862) that a small run can ask."""


@dataclass(frozen=True, slots=True)
class Question:
    """A choice between two values of a field.

    Attributes:
        field: A design field of a recipe.
        options: The two values.
    """

    field: str
    options: tuple[Value, Value]

    @property
    def label(self) -> str:
        """Name for people, such as `code_share 0.05 or 0.2`."""
        return f"{self.field} {self.shown(0)} or {self.shown(1)}"

    def shown(self, place: int) -> str:
        """One option as text."""
        value = self.options[place]
        return value if isinstance(value, str) else short_number(value)


def parse_question(text: str) -> Question:
    """Read `code_share=0.05,0.2`.

    Raises:
        UsageError: The text has another form, or a field or value is impossible.
    """
    name, _, values = text.partition("=")
    where = f"--question {text}"
    if name not in RECIPE_FIELDS:
        raise UsageError(f"--question: {unknown_field(name)}")
    if name in (*REQUIRED, *UNREAD):
        raise UsageError(
            f"{where}: a question is about a design field that predictions read, "
            f"not {name}."
        )
    parts = values.split(",")
    if len(parts) != 2 or len(set(parts)) != 2:
        raise UsageError(f"{where}: give two different values, such as FIELD=a,b.")
    first, second = (check_value(name, part.strip(), where) for part in parts)
    return Question(name, (first, second))


def parse_weight(text: str) -> tuple[str, float]:
    """Read `mmlu=2`.

    Raises:
        UsageError: The text has another form, or the weight is below 0.
    """
    name, separator, value = text.partition("=")
    if not separator:
        raise UsageError(f"--weight {text}: write BENCHMARK=number.")
    weight = parse_quantity(value, f"--weight {text}")
    if weight < 0:
        raise UsageError(f"--weight {text}: a weight is 0 or more.")
    return name, weight


def target_weights(
    targets: Sequence[Target], weights: Sequence[tuple[str, float]]
) -> NDArray[np.float64]:
    """Weights of the targets (t,), adding up to 1.

    All benchmarks weigh the same unless some are named; then only those count. The
    weight of a benchmark is shared evenly by its protocols.

    Raises:
        UsageError: A benchmark is not there, or all weights are 0.
    """
    names = [target.benchmark for target in targets]
    known = dict.fromkeys(names)
    chosen = dict(weights) if weights else dict.fromkeys(known, 1.0)
    for name in chosen:
        if name not in known:
            near = difflib.get_close_matches(name, list(known), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise UsageError(
                f"--weight: {name!r} is not one of {', '.join(known)}.{hint}"
            )
    raw = np.array([chosen.get(name, 0.0) / names.count(name) for name in names])
    if raw.sum() == 0:
        raise UsageError("--weight: all weights are 0; give one above 0.")
    return np.asarray(raw / raw.sum())


__all__ = [
    "DEFAULT_QUESTIONS",
    "Question",
    "parse_question",
    "parse_weight",
    "target_weights",
]
