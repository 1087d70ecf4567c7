"""From what was settled model by model to the checked tables of a whole catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.benchmarks import benchmark_frame, protocol_frame
from nsl_db.curation.corpora import corpus_frame
from nsl_db.curation.exclusions import exclusion_of
from nsl_db.db.catalogue import stored_order
from nsl_db.pipeline.assemble import derived
from nsl_db.pipeline.ruling import CELL, ruled
from nsl_db.pipeline.validate import quarantine_failures
from nsl_db.schema.frames import empty_frame, frame_of
from nsl_db.schema.tables import (
    CELL_TABLES,
    CONFLICT,
    LINEAGE,
    MODEL,
    OVERRIDE,
    PROVENANCE,
    QUARANTINE,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from nsl_db.db.build_cache import BuildCache
    from nsl_db.pipeline.claims import Claims

__all__ = ["HubHistory", "Published", "published"]

ROW = CELL[:2]
"""What names a row of a table of cells."""


@dataclass(frozen=True, slots=True)
class HubHistory:
    """What the raw store says besides the files of models.

    Attributes:
        tables: Rows of `snapshot` and `crawl_run`.
        listed: Whether the Hub lists a model, as of when that changed last.
    """

    tables: Mapping[str, pl.DataFrame]
    listed: Mapping[str, tuple[bool, datetime]]


@dataclass(frozen=True, slots=True)
class Published:
    """The checked rows of every table but the two that are too large to hold.

    Attributes:
        frames: Rows of each table but `finding` and `provenance`.
        derived: Rows of `provenance` that the cache does not have.
        refused: Rows of tables of cells that are not published: columns `ROW`.
        emptied: Cells that rules took out: columns `CELL`.
    """

    frames: dict[str, pl.DataFrame]
    derived: pl.DataFrame
    refused: pl.DataFrame
    emptied: pl.DataFrame


def published(
    cache: BuildCache, claims: Claims, history: HubHistory, model_ids: Sequence[str]
) -> Published:
    """Bring together what is known of all models, and check it.

    Args:
        cache: Holds everything settled about the models.
        claims: The sources.
        history: What the raw store adds.
        model_ids: The models.
    """
    settled = (*CELL_TABLES, CONFLICT, LINEAGE, QUARANTINE)
    frames = {item.name: cache.read(item.name) for item in settled}
    derived = [_add_listing(frames, history.listed)]
    if claims.is_curated:
        derived.append(_add_exclusions(frames, model_ids))
    evaluations = cache.read("hub_evaluation").drop("revision")
    refused = cache.read("hub_quarantine").drop("revision")
    evaluations = pl.concat([evaluations, claims.evaluations])
    overrides = [item.as_row() for item in claims.overrides.among(model_ids)]
    frames |= {
        "source": claims.sources,
        "benchmark": benchmark_frame(),
        "corpus": corpus_frame(),
        "protocol": protocol_frame(evaluations),
        "evaluation": evaluations,
        "generation_feature": claims.generation_features,
        "override": frame_of(OVERRIDE, overrides),
        "quarantine": pl.concat([frames["quarantine"], refused, claims.quarantined]),
        **history.tables,
    }
    ordered = {
        name: frame.sort(stored_order(table(name))) for name, frame in frames.items()
    }
    sound, gone = _sound(ordered)
    kept, emptied = ruled(sound, cache, claims)
    return Published(kept, pl.concat(derived), gone, emptied)


def _sound(
    frames: dict[str, pl.DataFrame],
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The frames without the rows that the schema refuses, and the keys of these.

    Findings are checked where they are made, and provenance when it is written.
    """
    kept = quarantine_failures({**frames, PROVENANCE.name: empty_frame(PROVENANCE)})
    del kept[PROVENANCE.name]
    names = [item.name for item in CELL_TABLES]
    refused = kept["quarantine"].slice(frames["quarantine"].height)
    return kept, refused.filter(pl.col("table_name").is_in(names)).select(ROW)


def _add_listing(
    frames: dict[str, pl.DataFrame], listed: Mapping[str, tuple[bool, datetime]]
) -> pl.DataFrame:
    """Whether the Hub's listing names each model that it ever named."""
    return _add_cells(
        frames,
        "is_listed",
        {model_id: is_listed for model_id, (is_listed, _) in listed.items()},
        {
            model_id: f"the Hub's listing of {since:%Y-%m-%d} "
            + ("names it" if is_listed else "named it before and does not name it")
            for model_id, (is_listed, since) in listed.items()
        },
    )


def _add_exclusions(
    frames: dict[str, pl.DataFrame], model_ids: Sequence[str]
) -> pl.DataFrame:
    """Why analyses leave out each model that curators list."""
    found = {
        model_id: reason
        for model_id in model_ids
        if (reason := exclusion_of(model_id)) is not None
    }
    note = "listed in curation/exclusions.yaml"
    return _add_cells(frames, "exclusion_reason", found, dict.fromkeys(found, note))


def _add_cells(
    frames: dict[str, pl.DataFrame],
    name: str,
    values: Mapping[str, object],
    notes: Mapping[str, str],
) -> pl.DataFrame:
    """Fill a column of `model`; returns what its cells rest on."""
    models = frames[MODEL.name]
    known = pl.DataFrame(
        {"model_id": list(values), name: list(values.values())},
        schema={"model_id": pl.String, name: models.schema[name]},
    )
    filled = models.drop(name).join(
        known, on="model_id", how="left", maintain_order="left"
    )
    frames[MODEL.name] = filled.select(models.columns)
    present = known.join(models, on="model_id", how="semi")["model_id"]
    rows = [derived(MODEL, str(key), name, notes[str(key)]) for key in present]
    return frame_of(PROVENANCE, rows)
