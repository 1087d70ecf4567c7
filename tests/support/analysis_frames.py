"""A small made-up catalogue for tests of the analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nsl_db.analysis.data import (
    DESIGN_COLUMNS,
    GENERATION_COLUMNS,
    SCORE_COLUMNS,
    AnalysisData,
)

__all__ = ["Part", "design_frame", "generation_frame", "score_frame", "synthetic_data"]

CATEGORIES = {
    "hidden_act": ("gelu", "silu"),
    "attention_type": ("mha", "gqa", None),
    "bias_placement": ("none", "attention_only", "norm_only", None),
    "block_type": ("sequential", "parallel", None),
    "norm_type": ("rmsnorm", "layernorm", None),
    "position_embedding_type": ("rope", "learned", "alibi", None),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One harness task of the made-up catalogue."""

    benchmark: str
    task: str
    num_shots: int
    metric: str = "accuracy"
    harness: str | None = "lm-evaluation-harness"


ARC = Part("arc_challenge", "arc_challenge", 25)
"""A task of one part, whose published features are columns of the design."""


@dataclass(slots=True)
class _Maker:
    """Draws values and blanks some of them."""

    random: np.random.Generator
    num_models: int

    def numbers(self, low: float, high: float) -> list[float | None]:
        values = self.random.uniform(low, high, self.num_models)
        gaps = self.random.random(self.num_models) < 0.2
        return [
            None if gap else float(value)
            for value, gap in zip(values, gaps, strict=True)
        ]

    def words(self, choices: tuple[str | None, ...]) -> list[str | None]:
        return [
            choices[i] for i in self.random.integers(len(choices), size=self.num_models)
        ]


def design_frame(num_models: int = 36, seed: int = 0) -> pl.DataFrame:
    """One row per model, with gaps in everything but scale."""
    maker = _Maker(np.random.default_rng(seed), num_models)
    columns: dict[str, object] = {
        "model_id": [f"org/m{number:03d}" for number in range(num_models)],
        "model_family": [f"family-{number // 3}" for number in range(num_models)],
        "exclusion_reason": [None] * num_models,
        "release_date": [None] * num_models,
        "num_parameters": (10 ** maker.random.uniform(8, 10.8, num_models)).astype(int),
        "training_tokens": (10 ** maker.random.uniform(10, 13, num_models)).astype(int),
        "hidden_size": maker.random.integers(8, 64, num_models) * 128,
        "num_hidden_layers": [None] * num_models,
        "num_attention_heads": maker.random.integers(8, 64, num_models),
        "mlp_ratio": maker.numbers(2, 5),
        "training_sequence_length": maker.random.integers(1, 9, num_models) * 1024,
        **{name: maker.words(choices) for name, choices in CATEGORIES.items()},
        **{
            f"{domain}_share": maker.numbers(0, 0.5)
            for domain in ("web", "code", "books", "reference", "academic", "english")
        },
        "math_share": [None] * num_models,
        "is_instruction_tuned": [
            None if number % 5 else False for number in range(num_models)
        ],
    }
    return pl.DataFrame(columns, schema=dict(DESIGN_COLUMNS))


def score_frame(
    design: pl.DataFrame, parts: tuple[Part, ...] = (ARC,), seed: int = 1
) -> pl.DataFrame:
    """Scores that rise with parameters and tokens, plus noise."""
    random = np.random.default_rng(seed)
    scale = np.log10(
        design["num_parameters"].cast(pl.Float64).fill_null(1e9).to_numpy()
        * design["training_tokens"].cast(pl.Float64).fill_null(1e11).to_numpy()
    )
    rows: list[tuple[object, ...]] = []
    for part in parts:
        level = 1 / (1 + np.exp(-(scale - 21))) * 0.7 + 0.2
        noisy = np.clip(level + random.normal(0, 0.02, len(level)), 0, 1)
        rows += [
            (
                model_id,
                part.benchmark,
                part.task,
                part.num_shots,
                part.metric,
                part.harness,
                score,
                None,
            )
            for model_id, score in zip(design["model_id"], noisy.tolist(), strict=True)
        ]
    columns = list(SCORE_COLUMNS)[:-1]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    numbered = frame.with_columns(source_row=pl.int_range(1, len(frame) + 1))
    return numbered.select(
        pl.col(name).cast(dtype) for name, dtype in SCORE_COLUMNS.items()
    )


def generation_frame(
    design: pl.DataFrame, features: tuple[str, ...] = (), seed: int = 2
) -> pl.DataFrame:
    """Free-generation statistics between 0 and 1."""
    random = np.random.default_rng(seed)
    rows = [
        (model_id, feature, float(random.random()))
        for feature in features
        for model_id in design["model_id"]
    ]
    return pl.DataFrame(rows, schema=dict(GENERATION_COLUMNS), orient="row")


def synthetic_data(
    num_models: int = 36,
    parts: tuple[Part, ...] = (ARC,),
    generation: tuple[str, ...] = (),
) -> AnalysisData:
    """A catalogue with the given harness tasks."""
    design = design_frame(num_models)
    return AnalysisData(
        design=design,
        scores=score_frame(design, parts),
        generation=generation_frame(design, generation),
        catalogue_hash="c" * 64,
    )
