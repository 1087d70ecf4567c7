"""What an analysis reads: three frames of the catalogue and its content hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Mapping

DESIGN_COLUMNS: Mapping[str, pl.DataType] = {
    "model_id": pl.String(),
    "model_family": pl.String(),
    "exclusion_reason": pl.String(),
    "release_date": pl.Date(),
    "num_parameters": pl.Int64(),
    "training_tokens": pl.Int64(),
    "hidden_size": pl.Int64(),
    "num_hidden_layers": pl.Int64(),
    "num_attention_heads": pl.Int64(),
    "mlp_ratio": pl.Float64(),
    "training_sequence_length": pl.Int64(),
    "hidden_act": pl.String(),
    "attention_type": pl.String(),
    "bias_placement": pl.String(),
    "block_type": pl.String(),
    "norm_type": pl.String(),
    "position_embedding_type": pl.String(),
    "web_share": pl.Float64(),
    "code_share": pl.Float64(),
    "books_share": pl.Float64(),
    "reference_share": pl.Float64(),
    "academic_share": pl.Float64(),
    "math_share": pl.Float64(),
    "english_share": pl.Float64(),
    "is_instruction_tuned": pl.Boolean(),
}
"""Columns of the design frame that an analysis may read; unknown is null."""

SCORE_COLUMNS: Mapping[str, pl.DataType] = {
    "model_id": pl.String(),
    "benchmark": pl.String(),
    "task": pl.String(),
    "num_shots": pl.Int64(),
    "metric": pl.String(),
    "harness": pl.String(),
    "score": pl.Float64(),
    "score_stderr": pl.Float64(),
    "source_row": pl.Int64(),
}
"""Columns of the score frame; `source_row` orders rows that compete.

The harness is null where the source does not name the program.
"""

GENERATION_COLUMNS: Mapping[str, pl.DataType] = {
    "model_id": pl.String(),
    "feature": pl.String(),
    "value": pl.Float64(),
}
"""Columns of the free-generation frame: one row per model and feature."""


@dataclass(frozen=True, slots=True)
class AnalysisData:
    """The catalogue as an analysis sees it.

    Attributes:
        design: One row per model; see `DESIGN_COLUMNS`.
        scores: One row per model, harness task, shots and metric as run; see
            `SCORE_COLUMNS`.
        generation: Long table of statistics of text that models generate freely;
            see `GENERATION_COLUMNS`.
        catalogue_hash: Content hash of the catalogue the frames come from.

    Raises:
        AnalysisError: A frame lacks a column or has it in another type, or the
            design frame has two rows for one model.
    """

    design: pl.DataFrame
    scores: pl.DataFrame
    generation: pl.DataFrame
    catalogue_hash: str

    def __post_init__(self) -> None:
        _check_columns("design", self.design, DESIGN_COLUMNS)
        _check_columns("scores", self.scores, SCORE_COLUMNS)
        _check_columns("generation", self.generation, GENERATION_COLUMNS)
        if not self.design["model_id"].is_unique().all():
            twice = self.design.filter(pl.col("model_id").is_duplicated())
            raise AnalysisError(
                f"design: more than one row for {twice['model_id'][0]!r}; "
                "rebuild the catalogue with `nsl-db build`."
            )


def _check_columns(
    name: str, frame: pl.DataFrame, columns: Mapping[str, pl.DataType]
) -> None:
    """Refuse a frame that lacks a column or has it in another type."""
    wrong = [
        f"{column} is {frame.schema.get(column, 'missing')}, expected {dtype}"
        for column, dtype in columns.items()
        if frame.schema.get(column) != dtype
    ]
    if wrong:
        raise AnalysisError(
            f"{name}: {'; '.join(wrong)}; rebuild the catalogue with `nsl-db build`."
        )


__all__ = ["DESIGN_COLUMNS", "GENERATION_COLUMNS", "SCORE_COLUMNS", "AnalysisData"]
