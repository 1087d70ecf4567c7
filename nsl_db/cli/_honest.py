"""Tables that `nsl-db analyze` prints about the honest protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.cli._options import Format
from nsl_db.cli._output import emit_frame, note

if TYPE_CHECKING:
    from nsl_db.analysis.honest.result import HonestResult

__all__ = ["print_honest"]


def print_honest(result: HonestResult, form: Format = Format.TABLE) -> None:
    """Print one row per method on each kind of folds; other formats print all rows."""
    from nsl_db.analysis.honest.result import honest_frame

    if form is not Format.TABLE:
        frame = honest_frame(result.aggregates)
        emit_frame(frame.with_columns(pl.col("feature_names").list.join(",")), form)
        return
    emit_frame(_methods(result), form)
    for kind, reason in result.manifest.absent_folds.items():
        note(f"No {kind} folds: {reason}.")
    for row in result.coverage:
        if row.target == "headline" and row.weighting == "family":
            note(
                f"{row.level:.0%} intervals hold {row.coverage:.1%} of the scores of "
                f"unseen families; worst family {row.worst_family}, "
                f"{row.worst_coverage or 0:.1%}."
            )


def _methods(result: HonestResult) -> pl.DataFrame:
    """Mean error and gain over the paper's benchmarks by folds and method."""
    has_headline = any(row.scope == "headline" for row in result.aggregate)
    scope = "headline" if has_headline else "all"
    rows = [
        {
            "folds": row.folds,
            "estimator": row.estimator,
            "features": row.features,
            "benchmarks": row.num_targets,
            "models": row.num_models,
            "mean MAE": f"{row.mean_mae:.4f}",
            "gain %": _percent(row.mean_gain),
            "95 % over families": _range(row.gain_low, row.gain_high),
        }
        for row in result.aggregate
        if row.scope == scope
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _percent(share: float | None) -> str | None:
    """A share in percent, or nothing."""
    return None if share is None else f"{100 * share:.1f}"


def _range(low: float | None, high: float | None) -> str | None:
    """Two shares in percent, or nothing."""
    return None if low is None else f"{_percent(low)} .. {_percent(high)}"
