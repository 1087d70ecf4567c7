"""Which sources a build reads, and what those say that are tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.curation.overriding import Overrides, load_overrides
from nsl_db.curation.sources import PACKAGED, importer, read_packaged
from nsl_db.db.raw import ImportedSource, RawStore
from nsl_db.errors import UsageError
from nsl_db.pipeline.aliasing import with_canonical_ids
from nsl_db.pipeline.stated_scores import HUB
from nsl_db.pipeline.validate import quarantine_failures
from nsl_db.schema.frames import empty_frame, frame_of
from nsl_db.schema.tables import EVALUATION, FINDING, GENERATION_FEATURE, QUARANTINE
from nsl_db.schema.tables import SOURCE as SOURCE_TABLE

if TYPE_CHECKING:
    from datetime import datetime

    from nsl_db.config import Settings
    from nsl_db.curation.sources.tables import SourceTables

__all__ = ["CURATION", "HUB", "Claims", "collect_claims"]

CURATION = "curation"
"""Name of the source that curators fill."""

_HUB_ROW = {
    "source": HUB,
    "title": "Hugging Face Hub: model cards, configurations and weight headers",
    "citation": "The model repositories themselves, at the revision of each snapshot",
    "url": "https://huggingface.co/models",
    "terms": "each repository states its own licence",
    "source_rank": 1,
    "source_status": "live",
}

_CURATION_ROW = {
    "source": CURATION,
    "title": "Decisions of the curators of nsl-db",
    "citation": "The documents named in the table override, one for each decision",
    "url": "curation/overrides",
    "terms": "Apache-2.0",
    "source_rank": 1,
    "source_status": "live",
}


@dataclass(frozen=True, slots=True)
class Claims:
    """The chosen sources, and what the tables among them say.

    Attributes:
        sources: Rows of `source`.
        findings: Rows of `finding`; of each source, the most trusted first.
        evaluations: Rows of `evaluation`.
        generation_features: Rows of `generation_feature`.
        quarantined: Rows of `quarantine`, for rows that another name doubles.
        overrides: Decisions of curators; none where they are not read.
    """

    sources: pl.DataFrame
    findings: pl.DataFrame
    evaluations: pl.DataFrame
    generation_features: pl.DataFrame
    quarantined: pl.DataFrame
    overrides: Overrides

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sources."""
        return tuple(sorted(self.sources["source"]))

    @property
    def ranks(self) -> dict[str, int]:
        """Rank of each source."""
        return dict(self.sources.select("source", "source_rank").iter_rows())

    @property
    def has_hub(self) -> bool:
        """Whether the crawled models are read."""
        return HUB in self.names

    @property
    def is_curated(self) -> bool:
        """Whether curators' decisions are read."""
        return CURATION in self.names

    @property
    def model_ids(self) -> set[str]:
        """Every model that a table says something about."""
        frames = (self.findings, self.evaluations, self.generation_features)
        return {str(name) for frame in frames for name in frame["model_id"].unique()}


Progress = Callable[[int, int], None]
"""Told the number of models read, and their total."""


def collect_claims(
    settings: Settings, names: Sequence[str] = (), as_of: datetime | None = None
) -> Claims:
    """Choose the sources, and read those that are tables.

    Args:
        settings: Where the raw store is.
        names: Sources to read; all that exist where empty.
        as_of: Leave out what was imported after this instant.

    Raises:
        UsageError: A named source does not exist.
        OverrideError: A curation file cannot be applied.
    """
    imported: dict[str, ImportedSource] = {}
    has_raw = settings.raw_path.is_file()
    if has_raw:
        with RawStore(settings.raw_path, read_only=True) as store:
            imported = {item.source: item for item in store.imports(as_of)}
    tables = dict.fromkeys([*PACKAGED, *imported])
    known = [HUB, CURATION, *tables]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(
            f"No source is called {', '.join(unknown)}. There are: {', '.join(known)}."
        )
    chosen = [name for name in known if not names or name in names]
    rows: list[dict[str, Any]] = []
    if has_raw and HUB in chosen:
        rows.append(_HUB_ROW)
    if CURATION in chosen:
        rows.append(_CURATION_ROW)
    read = [_read_source(name, imported.get(name)) for name in chosen if name in tables]
    return _joined(rows, read, is_curated=CURATION in chosen)


def _read_source(name: str, imported: ImportedSource | None) -> SourceTables:
    """An imported source stands in for the packaged one of the same name."""
    if imported is None:
        return read_packaged(name)
    return importer(name).read(imported.files, imported.imported_at.date())


def _joined(
    rows: list[dict[str, Any]], read: list[SourceTables], *, is_curated: bool
) -> Claims:
    quarantined = empty_frame(QUARANTINE)
    if is_curated:
        named = [with_canonical_ids(tables) for tables in read]
        read = [tables for tables, _ in named]
        quarantined = pl.concat([quarantined, *(doubled for _, doubled in named)])
    findings = pl.concat([empty_frame(FINDING), *(tables.finding for tables in read)])
    checked = quarantine_failures(
        {FINDING.name: findings, QUARANTINE.name: quarantined}
    )
    return Claims(
        sources=pl.concat(
            [frame_of(SOURCE_TABLE, rows), *(tables.source for tables in read)]
        ),
        findings=checked[FINDING.name],
        evaluations=pl.concat(
            [empty_frame(EVALUATION), *(tables.evaluation for tables in read)]
        ),
        generation_features=pl.concat(
            [
                empty_frame(GENERATION_FEATURE),
                *(tables.generation_feature for tables in read),
            ]
        ),
        quarantined=checked[QUARANTINE.name],
        overrides=load_overrides() if is_curated else Overrides(),
    )
