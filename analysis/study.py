"""What the honest protocol, the explanations and the plans all look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from nsl_db.analysis.population import Drop

USUAL_HARNESS = "lm-evaluation-harness"
"""Harness that names of targets leave out."""


@dataclass(frozen=True, slots=True)
class Target:
    """One score to predict, inside one protocol.

    Attributes:
        benchmark: Name of the benchmark.
        num_shots: Worked examples in the prompt.
        metric: Score that is predicted.
        harness: Program that measured it, None where unknown.
        chance: Score of uniform guessing in the unit of the metric, None where there
            is none.
        best: Score of a perfect model: 1 for an accuracy, 0 for a Brier score.
        num_items: Test items where the score is one proportion of them, else None.
    """

    benchmark: str
    num_shots: int
    metric: str
    harness: str | None = None
    chance: float | None = None
    best: float = 1.0
    num_items: int | None = None

    @property
    def is_lower_better(self) -> bool:
        """Whether a smaller score is a better one."""
        return self.best == 0.0

    @property
    def key(self) -> str:
        """Short unique name, such as `mmlu_5_accuracy`."""
        name = f"{self.benchmark}_{self.num_shots}_{self.metric}"
        return name if self.is_usual_harness else f"{name}_{self.harness}"

    @property
    def label(self) -> str:
        """Name for people, such as `mmlu (5-shot)`."""
        if self.is_usual_harness:
            return f"{self.benchmark} ({self.num_shots}-shot)"
        return f"{self.benchmark} ({self.num_shots}-shot, {self.harness})"

    @property
    def is_usual_harness(self) -> bool:
        """Whether names leave out who measured: the usual harness, or unknown."""
        return self.harness in (None, USUAL_HARNESS)


@dataclass(frozen=True, slots=True)
class Study:
    """The eligible models, their design and their scores.

    Attributes:
        design: One row per model, sorted by `model_id`; columns as in
            `analysis.data.DESIGN_COLUMNS`. Parameters and tokens are never null.
        targets: The scores to predict (t).
        scores: Scores (n, t); NaN where a model was not measured.
        families: Pretraining family of each model (n); a model of no known family is
            a family of its own.
        drops: Models of the catalogue that are left out, by reason.
        catalogue_hash: Content hash of the catalogue.
        skipped: Targets that too few models or families are measured on, in words.

    Raises:
        AnalysisError: The parts differ in length.
    """

    design: pl.DataFrame
    targets: tuple[Target, ...]
    scores: NDArray[np.float64]
    families: tuple[str, ...]
    drops: tuple[Drop, ...]
    catalogue_hash: str
    skipped: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        expected = (self.design.height, len(self.targets))
        if self.scores.shape != expected or len(self.families) != expected[0]:
            raise AnalysisError(
                f"A study of {expected[0]} models and {expected[1]} targets has "
                f"scores of shape {self.scores.shape} and {len(self.families)} "
                "families."
            )

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Identifiers of the models (n)."""
        return tuple(self.design["model_id"])


__all__ = ["USUAL_HARNESS", "Study", "Target"]
