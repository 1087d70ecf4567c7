"""Made-up catalogues in which the truth is known.

Scores follow a bounded curve in the logarithms of parameters and tokens. On top come
an effect of the share of code, which siblings have in common, an effect of the family
that nothing explains, and noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nsl_db.analysis.data import DESIGN_COLUMNS, SCORE_COLUMNS, AnalysisData
from tests.support.analysis_frames import generation_frame

__all__ = ["FakeLine", "FakeMean", "Simulation", "simulate"]

TASKS = (("arc_challenge", 25, 0.25), ("hellaswag", 10, 0.25), ("winogrande", 5, 0.5))
"""Benchmark, shots and chance of the made-up scores."""

SHARES = ("web", "code", "books", "reference", "academic", "english")
"""Design columns that are drawn once per family."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is true in a made-up catalogue.

    Attributes:
        num_families: Families.
        family_size: Models of each.
        code_effect: Change of a score from no code to all code.
        family_deviation: Standard deviation of the unexplained effect of a family.
        noise: Standard deviation of a score.
    """

    num_families: int = 20
    family_size: int = 3
    code_effect: float = 0.0
    family_deviation: float = 0.03
    noise: float = 0.01


def simulate(truth: Simulation, seed: int = 0) -> AnalysisData:
    """Draw a catalogue."""
    random = np.random.default_rng(seed)
    count = truth.num_families * truth.family_size
    family = np.repeat(np.arange(truth.num_families), truth.family_size)
    parameters = 10 ** random.uniform(8, 10.8, count)
    tokens = 10 ** random.uniform(10.5, 12.5, truth.num_families)[family]
    shares = random.uniform(0, 0.5, (truth.num_families, len(SHARES)))[family]
    code = shares[:, SHARES.index("code")]
    columns: dict[str, object] = {name: [None] * count for name in DESIGN_COLUMNS}
    columns |= {
        "model_id": [f"org{place:02d}/m{row:03d}" for row, place in enumerate(family)],
        "model_family": [f"family {place:02d}" for place in family],
        "num_parameters": parameters.astype(int),
        "training_tokens": tokens.astype(int),
    }
    columns |= {
        f"{name}_share": shares[:, place].tolist() for place, name in enumerate(SHARES)
    }
    design = pl.DataFrame(columns, schema=dict(DESIGN_COLUMNS))
    scale = np.log10(parameters * tokens)
    rows: list[dict[str, object]] = []
    for name, shots, chance in TASKS:
        level = chance + (0.95 - chance) / (1 + np.exp(-1.3 * (scale - 21)))
        level += truth.code_effect * (code - code.mean())
        level += random.normal(0, truth.family_deviation, truth.num_families)[family]
        scores = np.clip(level + random.normal(0, truth.noise, count), 0, 1)
        rows += _scores(design["model_id"], name, shots, scores)
    return AnalysisData(
        design=design,
        scores=pl.DataFrame(rows, schema=dict(SCORE_COLUMNS)).with_columns(
            source_row=pl.int_range(1, len(rows) + 1)
        ),
        generation=generation_frame(design),
        catalogue_hash=f"{seed:064d}",
    )


def _scores(
    model_ids: pl.Series, name: str, shots: int, scores: NDArray[np.float64]
) -> list[dict[str, object]]:
    return [
        {
            "model_id": model_id,
            "benchmark": name,
            "task": name,
            "num_shots": shots,
            "metric": "accuracy",
            "harness": "lm-evaluation-harness",
            "score": float(score),
            "score_stderr": None,
            "source_row": None,
        }
        for model_id, score in zip(model_ids, scores, strict=True)
    ]


class FakeMean:
    """Predicts the mean of what it was shown."""

    def fit(self, features: object, scores: object, groups: object = None) -> FakeMean:
        del features, groups
        self.means = np.nanmean(np.asarray(scores), axis=0)
        return self

    def predict(self, features: object) -> NDArray[np.float64]:
        return np.tile(self.means, (len(np.asarray(features)), 1))


class FakeLine:
    """Least squares on all columns, gaps as zero, target by target."""

    def fit(self, features: object, scores: object, groups: object = None) -> FakeLine:
        del groups
        targets = np.asarray(scores)
        matrix = self._matrix(features)
        self.weights = np.column_stack(
            [
                np.linalg.lstsq(
                    matrix[np.isfinite(column)], column[np.isfinite(column)], rcond=None
                )[0]
                for column in targets.T
            ]
        )
        return self

    def predict(self, features: object) -> NDArray[np.float64]:
        answer: NDArray[np.float64] = self._matrix(features) @ self.weights
        return answer

    @staticmethod
    def _matrix(features: object) -> NDArray[np.float64]:
        numbers = np.nan_to_num(np.asarray(features, dtype=np.float64))
        return np.column_stack([np.ones(len(numbers)), numbers])
