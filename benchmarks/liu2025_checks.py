"""Corrections that show in the form of a catalogue, not in one cell.

Each check takes the tables of the default catalogue, a model by its identifier there,
and an argument; it says whether the error cannot be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

__all__ = ["STRUCTURES"]

Tables = Mapping[str, pl.DataFrame]

SOURCE = "liu2025"
TOLERANCE = 0.01


def _row(tables: Tables, model_id: str) -> dict[str, object]:
    rows = tables["catalogue"].filter(model_id=model_id).to_dicts()
    return rows[0] if rows else {}


def _tokens_or_reason(tables: Tables, model_id: str, _: str) -> bool:
    """Tokens, or why there are none: an exclusion, a base, or a curator's decision."""
    row = _row(tables, model_id)
    cleared = tables["override"].filter(
        model_id=model_id, field="training_tokens", action="clear"
    )
    given = ("training_tokens", "base_training_tokens", "exclusion_reason")
    return any(row.get(name) is not None for name in given) or cleared.height > 0


def _no_batch_tokens(tables: Tables, _: str, __: str) -> bool:
    """The dead column is not part of the catalogue."""
    return "batch_tokens" not in tables["catalogue"].columns


def _marked_as_derived(tables: Tables, model_id: str, _: str) -> bool:
    """A base is named, or analyses leave the model out."""
    row = _row(tables, model_id)
    known = tables["lineage"].filter(model_id=model_id).height > 0
    return known or row.get("exclusion_reason") is not None


def _mixture_settled(tables: Tables, model_id: str, _: str) -> bool:
    """The mixture is complete, marked as partial, or gone."""
    row = _row(tables, model_id)
    return row.get("mixture_status") in (None, "complete", "partial")


def _protocols_apart(tables: Tables, _: str, benchmark: str) -> bool:
    """Each task of a benchmark has protocols of its own."""
    rows = tables["evaluation"].filter(benchmark=benchmark, source=SOURCE)
    per_protocol = rows.group_by("protocol_id").agg(pl.col("task").n_unique())
    return per_protocol["task"].max() == 1


def _no_empty_scores(tables: Tables, model_id: str, _: str) -> bool:
    """No row of the model lacks its score."""
    return tables["evaluation"].filter(model_id=model_id)["score"].null_count() == 0


def _no_invented_errors(tables: Tables, _: str, __: str) -> bool:
    """Brier scores of the source have no standard error, and none was made up."""
    rows = tables["evaluation"].filter(metric="brier_score", source=SOURCE)
    return rows.height > 0 and rows["score_stderr"].null_count() == rows.height


def _rates_named(tables: Tables, _: str, __: str) -> bool:
    """What is no ratio is not called one."""
    names = tables["generation_feature"]["statistic"]
    return (
        names.str.ends_with("_rate").any() and not names.is_in(["numbers_ratio"]).any()
    )


def _no_empty_domains(tables: Tables, model_id: str, _: str) -> bool:
    """The shares of domains that are all 0 are gone."""
    is_domain = pl.col("statistic").str.contains(r"^domain_.*_share_mean$")
    rows = tables["generation_feature"].filter(is_domain, model_id=model_id)
    return rows.height == 0 or rows["statistic_value"].sum() > 0


def _alias_gone(tables: Tables, model_id: str, _: str) -> bool:
    """The model goes by one name, and that one is no path."""
    return bool(_row(tables, model_id)) and not model_id.startswith("/")


def _described_and_scored(tables: Tables, model_id: str, _: str) -> bool:
    """One name has both parameters and scores."""
    scored = tables["evaluation"].filter(model_id=model_id).height > 0
    return scored and _row(tables, model_id).get("num_parameters") is not None


STRUCTURES: Mapping[str, Callable[[Tables, str, str], bool]] = {
    "tokens_or_reason": _tokens_or_reason,
    "no_batch_tokens": _no_batch_tokens,
    "marked_as_derived": _marked_as_derived,
    "mixture_settled": _mixture_settled,
    "protocols_apart": _protocols_apart,
    "no_empty_scores": _no_empty_scores,
    "no_invented_errors": _no_invented_errors,
    "rates_named": _rates_named,
    "no_empty_domains": _no_empty_domains,
    "alias_gone": _alias_gone,
    "described_and_scored": _described_and_scored,
}
"""Checks by name."""
