"""Which models a build is about, and on what the result for each depends."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.pipeline.claims import Claims
    from nsl_db.pipeline.publishing import HubHistory

__all__ = ["wanted_models"]


def wanted_models(
    claims: Claims, history: HubHistory, newest: pl.DataFrame | None
) -> pl.DataFrame:
    """Every model that some source says something about, by id.

    Args:
        claims: What tables and curators say.
        history: Snapshots, those that failed included.
        newest: `model_id`, `revision` and `documents_key` of the stored models.

    Returns:
        Columns `model_id`, `revision`, `extraction_key` and `settling_key`. Equal
        keys mean equal results, as long as the code is the same.
    """
    ids = {*claims.model_ids}
    if "snapshot" in history.tables:
        ids.update(history.tables["snapshot"]["model_id"].unique())
    models = pl.DataFrame({"model_id": sorted(ids)}, schema={"model_id": pl.String})
    if newest is None:
        newest = pl.DataFrame(
            schema=dict.fromkeys(("model_id", "revision", "documents_key"), pl.String)
        )
    claimed = _claim_keys(claims, ids)
    claim_keys = pl.DataFrame(
        {"model_id": list(claimed), "claims_key": list(claimed.values())},
        schema={"model_id": pl.String, "claims_key": pl.String},
    )
    joined = models.join(newest, on="model_id", how="left", maintain_order="left").join(
        claim_keys, on="model_id", how="left", maintain_order="left"
    )
    settling_key = pl.concat_str(
        pl.col("revision").fill_null(""),
        pl.col("documents_key").fill_null(""),
        pl.col("claims_key").fill_null(""),
        separator=":",
    )
    return joined.select(
        "model_id",
        "revision",
        pl.col("documents_key").alias("extraction_key"),
        settling_key.alias("settling_key"),
    )


def _claim_keys(claims: Claims, model_ids: set[str]) -> Mapping[str, str]:
    """A hash over what tables and curators say, for each model that they name."""
    ranks = str(sorted(claims.ranks.items()))
    parts: dict[str, list[str]] = {}
    for model_id, finding_id in claims.findings.select(
        "model_id", "finding_id"
    ).iter_rows():
        parts.setdefault(model_id, [ranks]).append(finding_id)
    for item in claims.overrides:
        if item.model_id in model_ids:
            parts.setdefault(item.model_id, [ranks]).append(item.override_id)
    return {
        model_id: hashlib.sha256(" ".join(part).encode()).hexdigest()
        for model_id, part in parts.items()
    }
