"""Which fields matter most to predictions, and how steady that order is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.stats import rankdata, spearmanr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.explain.attributions import Attributions

    Array = NDArray[np.float64]

TOP = 5
"""A field is at the top if it is among so many."""

RANK_LEVEL = 0.9
"""Share of refits whose ranks lie inside a rank interval."""

MEAN = "mean"
"""Name of the mean over benchmarks in place of a target."""

SWARM_FIELDS = 8
"""Fields of a target, largest first, whose contributions are kept one by one."""

CLEAR_TREND = 0.3
"""Rank correlation from which a contribution is said to rise or fall."""


@dataclass(frozen=True, slots=True)
class FieldRank:
    """Importance of one field to one target.

    Attributes:
        target: Key of the target, or `mean` for the mean over benchmarks.
        field: Field of the catalogue.
        importance: Mean absolute contribution to held-out models [score].
        rank: Its place, 1 for the most important.
        rank_low: Smallest rank of 90 % of the refits.
        rank_high: Largest.
        top_share: Share of refits in which it is among the first five.
        trend: Rank correlation of value and contribution among models whose value is
            known, None for words and for the mean.
        direction: `rises`, `falls` or `mixed` for numbers; for words the best and
            worst word; None for the mean.
        num_models: Models whose value is known.
        num_families: Their families.
        top_family: Family that the largest part of the absolute contributions goes
            to, None for the mean.
        top_family_share: That part; above `markers.MARKER_SHARE` the field speaks
            for this family alone.
    """

    target: str
    field: str
    importance: float
    rank: int
    rank_low: int
    rank_high: int
    top_share: float
    trend: float | None
    direction: str | None
    num_models: int
    num_families: int
    top_family: str | None
    top_family_share: float | None


SWARM_SCHEMA = {
    "target": pl.String(),
    "field": pl.String(),
    "model_id": pl.String(),
    "family": pl.String(),
    "value": pl.Float64(),
    "word": pl.String(),
    "contribution": pl.Float64(),
}
"""Columns of the swarm: `value` for numbers, `word` for words, both null if unknown."""


def rank_fields(
    attributions: Attributions,
    design: pl.DataFrame,
    families: Sequence[str],
    target_keys: Sequence[str],
    weights: Array,
) -> tuple[FieldRank, ...]:
    """Rank the fields on each target and on the mean over benchmarks.

    Args:
        attributions: Contributions and importances.
        design: Design frame of the models.
        families: Family of each model (n,).
        target_keys: Names of the targets (t,).
        weights: Weights of the targets (t,).
    """
    average = np.tensordot(weights, attributions.importances, axes=1)
    rows = _ranked(MEAN, average, None, attributions, design, families)
    for place, key in enumerate(target_keys):
        rows += _ranked(
            key,
            attributions.importances[place],
            attributions.contributions[place],
            attributions,
            design,
            families,
        )
    return tuple(rows)


def _ranked(
    target: str,
    importances: Array,
    contributions: Array | None,
    attributions: Attributions,
    design: pl.DataFrame,
    families: Sequence[str],
) -> list[FieldRank]:
    """Rank the fields of one target."""
    ranks = np.array([rankdata(-refit, method="ordinal") for refit in importances])
    middle = importances.mean(axis=0)
    tail = (1 - RANK_LEVEL) / 2
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    owners = pl.Series(families)
    rows = []
    for rank, place in enumerate(np.argsort(-middle, kind="stable"), start=1):
        field = attributions.fields[place]
        column = design[field]
        known = column.is_not_null()
        trend, direction = (
            (None, None)
            if contributions is None
            else _direction(column, contributions[:, place])
        )
        family, share = (
            (None, None)
            if contributions is None
            else _top_family(contributions[:, place], owners)
        )
        rows.append(
            FieldRank(
                target=target,
                field=field,
                importance=float(middle[place]),
                rank=rank,
                rank_low=int(low[place]),
                rank_high=int(high[place]),
                top_share=float((ranks[:, place] <= TOP).mean()),
                trend=trend,
                direction=direction,
                num_models=int(known.sum()),
                num_families=owners.filter(known).n_unique(),
                top_family=family,
                top_family_share=share,
            )
        )
    return rows


def _top_family(
    contribution: Array, owners: pl.Series
) -> tuple[str | None, float | None]:
    """Family with the largest part of the absolute contributions."""
    sizes = pl.DataFrame(
        {"family": owners, "size": np.nan_to_num(np.abs(contribution))}
    )
    total = float(sizes["size"].sum())
    if total == 0:
        return None, None
    summed = sizes.group_by("family").sum().sort(["size", "family"])
    return summed["family"][-1], float(summed["size"][-1]) / total


def _direction(column: pl.Series, contribution: Array) -> tuple[float | None, str]:
    """Say which way a field pulls."""
    rows = np.isfinite(contribution) & column.is_not_null().to_numpy()
    if column.dtype == pl.String:
        words = np.array(column.to_list(), dtype=object)[rows]
        means = {word: contribution[rows][words == word].mean() for word in set(words)}
        order = sorted(means, key=lambda word: (-means[word], word))
        return None, f"{order[0]} > {order[-1]}" if len(order) > 1 else "mixed"
    values = column.cast(pl.Float64).fill_null(np.nan).to_numpy()[rows]
    if len(np.unique(values)) < 2 or len(np.unique(contribution[rows])) < 2:
        return None, "mixed"
    trend = float(spearmanr(values, contribution[rows]).statistic)
    if abs(trend) < CLEAR_TREND:
        return trend, "mixed"
    return trend, "rises" if trend > 0 else "falls"


def swarm(
    attributions: Attributions,
    ranks: Sequence[FieldRank],
    design: pl.DataFrame,
    families: Sequence[str],
    target_keys: Sequence[str],
) -> pl.DataFrame:
    """Contributions model by model for the first fields of each target.

    Returns:
        Columns as in `SWARM_SCHEMA`, sorted by target, rank and model.
    """
    places = {key: place for place, key in enumerate(target_keys)}
    frames = []
    for row in ranks:
        if row.target == MEAN or row.rank > SWARM_FIELDS:
            continue
        field = attributions.fields.index(row.field)
        column = design[row.field]
        is_word = column.dtype == pl.String
        frame = pl.DataFrame(
            {
                "target": [row.target] * design.height,
                "field": [row.field] * design.height,
                "model_id": design["model_id"],
                "family": list(families),
                "value": [None] * design.height if is_word else column.cast(pl.Float64),
                "word": column if is_word else [None] * design.height,
                "contribution": attributions.contributions[
                    places[row.target], :, field
                ],
            },
            schema=SWARM_SCHEMA,
        )
        frames.append(frame.filter(pl.col("contribution").is_not_nan()))
    return pl.concat(frames) if frames else pl.DataFrame(schema=SWARM_SCHEMA)


__all__ = [
    "SWARM_SCHEMA",
    "FieldRank",
    "rank_fields",
    "swarm",
]
