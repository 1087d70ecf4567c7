"""Tables that `nsl-db analyze` prints about the honest protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.cli._options import Format
from nsl_db.cli._output import emit_frame, note

if TYPE_CHECKING:
    from nsl_db.analysis.honest.aggregate import AggregateRow
    from nsl_db.analysis.honest.result import HonestResult

__all__ = ["print_honest"]


def print_honest(result: HonestResult, form: Format = Format.TABLE) -> None:
    """Print one row per method; other formats print all rows."""
    from nsl_db.analysis.honest.result import honest_frame

    if form is not Format.TABLE:
        frame = honest_frame(result.aggregates)
        emit_frame(frame.with_columns(pl.col("feature_names").list.join(",")), form)
        return
    emit_frame(_methods(result), form)
    note(
        f"{result.manifest.num_models} models of {result.manifest.num_families} "
        "families. Gains are over XGBoost on size and\ntraining tokens, with intervals "
        "over families; the last columns are gains on other folds."
    )
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
    """One row per method: its error on whole families, its gain on all folds."""
    has_headline = any(row.scope == "headline" for row in result.aggregate)
    scope = "headline" if has_headline else "all"
    rows = [row for row in result.aggregate if row.scope == scope]
    kinds = list(dict.fromkeys(row.folds for row in rows))
    methods: dict[tuple[str, str], dict[str, AggregateRow]] = {}
    for row in rows:
        methods.setdefault((row.estimator, row.features), {})[row.folds] = row
    lines = [
        {"estimator": estimator, "features": features, **_line(kinds, found)}
        for (estimator, features), found in methods.items()
    ]
    return pl.DataFrame(lines, infer_schema_length=None)


def _line(kinds: list[str], found: dict[str, AggregateRow]) -> dict[str, str | None]:
    """Columns of one method: the first kind of folds whole, the gain on the others."""
    first, *others = kinds
    row = found.get(first)
    line = {
        f"MAE, {first}": None if row is None else f"{row.mean_mae:.4f}",
        "gain %": None if row is None else _percent(row.mean_gain),
        "95 %": None if row is None else _range(row.gain_low, row.gain_high),
    }
    for kind in others:
        row = found.get(kind)
        line[f"{kind} %"] = None if row is None else _percent(row.mean_gain)
    return line


def _percent(share: float | None) -> str | None:
    """A share in percent, or nothing."""
    return None if share is None else f"{100 * share:.1f}"


def _range(low: float | None, high: float | None) -> str | None:
    """Two shares in percent, or nothing."""
    return None if low is None else f"{_percent(low)} .. {_percent(high)}"
