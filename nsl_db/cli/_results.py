"""Tables that commands print about results and folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.cli._options import Format
from nsl_db.cli._output import emit_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nsl_db.analysis.results import AnalysisResult
    from nsl_db.pipeline.extract import FolderAnswer

__all__ = ["print_results", "resolved_frame"]


def print_results(result: AnalysisResult, form: Format = Format.TABLE) -> None:
    """Print one row per task: the error of each method, and the gain."""
    from nsl_db.analysis.results import result_frame

    if form is not Format.TABLE:
        frame = result_frame(result.aggregates)
        emit_frame(frame.with_columns(pl.col("feature_names").list.join(",")), form)
        return
    emit_frame(_wide(result), form)


def _wide(result: AnalysisResult) -> pl.DataFrame:
    tasks: dict[tuple[str, int], dict[str, Any]] = {}
    for row in result.aggregates:
        task = tasks.setdefault(
            (row.benchmark, row.num_shots),
            {
                "benchmark": row.benchmark,
                "shots": row.num_shots,
                "metric": row.metric,
                "models": row.num_models,
            },
        )
        name = row.estimator
        if row.estimator == "xgboost":
            name = f"xgboost {row.features}"
        task[name] = f"{row.mae:.4f}"
        if row.features == "published" and row.gain_vs_scale is not None:
            task["gain %"] = f"{100 * row.gain_vs_scale:.1f}"
            if row.gain_low is not None and row.gain_high is not None:
                low, high = 100 * row.gain_low, 100 * row.gain_high
                task["95 % over seeds"] = f"{low:.1f} .. {high:.1f}"
    return pl.DataFrame(list(tasks.values()), infer_schema_length=None)


def resolved_frame(answers: Iterable[FolderAnswer]) -> pl.DataFrame:
    """One row per model and settled field."""
    rows = [
        {"model_id": answer.model_id, "field": name, "value": str(value)}
        for answer in answers
        for name, value in answer.resolved.items()
    ]
    schema = {"model_id": pl.String, "field": pl.String, "value": pl.String}
    return pl.DataFrame(rows, schema=schema)
