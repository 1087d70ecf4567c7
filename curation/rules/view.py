"""What rules read: the frames, and combinations that several rules share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.benchmarks import STATED_SUFFIX
from nsl_db.curation.rules.naming import is_mixture_name, name_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["View"]

HUB = "hub"
"""The source whose claims are the models' own files."""

SAME_DIGITS = 9
"""Decimals to which two prints of one score agree."""


class View:
    """The assembled frames of one build.

    Args:
        frames: Frame of each catalogue table.
    """

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self.frames = frames

    @cached_property
    def models(self) -> pl.DataFrame:
        """One row per model: all resolved columns, and the columns of its name."""
        wide = self.frames["model"]
        for name in ("architecture", "training_run", "data_mixture"):
            wide = wide.join(self.frames[name], on="model_id", how="left")
        is_mixture = pl.col("is_moe").fill_null(False) | is_mixture_name(pl.col("name"))
        return wide.with_columns(name_columns()).with_columns(
            is_mixture=is_mixture,
            is_measured=pl.col("model_id").is_in(self.measured_ids.implode()),
            is_described=pl.col("model_id").is_in(self.described_ids.implode()),
        )

    @cached_property
    def measured(self) -> pl.DataFrame:
        """Scores that somebody measured, not those that cards state; no NULLs.

        `exact` holds them without the noise of printing and reading.
        """
        is_stated = pl.col("protocol_id").str.ends_with(STATED_SUFFIX)
        scores = self.frames["evaluation"]
        return scores.filter(~is_stated, pl.col("score").is_not_null()).with_columns(
            exact=pl.col("score").round(SAME_DIGITS)
        )

    @cached_property
    def measured_ids(self) -> pl.Series:
        """Models with a measured score."""
        return self.measured["model_id"].unique(maintain_order=True)

    @cached_property
    def described_ids(self) -> pl.Series:
        """Models that a table made by others describes."""
        claims = self.frames["finding"].filter(pl.col("source") != HUB)
        return claims["model_id"].unique(maintain_order=True)

    @cached_property
    def scored(self) -> pl.DataFrame:
        """Measured scores with the size and the name columns of their models."""
        columns = (
            "model_id",
            "num_parameters",
            "name_size",
            "series",
            "stem",
            "ladder",
        )
        return self.measured.join(
            self.models.select(columns), on="model_id", how="left"
        ).with_columns(
            size=pl.coalesce(pl.col("num_parameters").cast(pl.Float64), "name_size")
        )

    def claims(self, *fields: str) -> pl.DataFrame:
        """The findings on some fields."""
        return self.frames["finding"].filter(pl.col("field").is_in(fields))

    def trust(self, field: str) -> pl.DataFrame:
        """What the cells of a field rest on.

        Returns:
            Columns `model_id`, `origin` and `confidence`.
        """
        origins = self.frames["provenance"].filter(pl.col("field") == field)
        kinds = self.claims(field).select("finding_id", "confidence")
        return origins.join(kinds, on="finding_id", how="left").select(
            "model_id", "origin", "confidence"
        )
