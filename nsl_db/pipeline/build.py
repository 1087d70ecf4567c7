"""raw + packaged sources + curation -> catalogue.

Models are worked on in parts, so that memory does not grow with their number: the
files of each are extracted, then all claims about it are settled. Both results are
kept in the build cache, and only models about which something changed are worked on
again. What concerns models together comes last.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import nsl_db
from nsl_db.db.build_cache import open_cache
from nsl_db.db.catalogue import write_catalogue
from nsl_db.db.raw import RawStore
from nsl_db.db.workspace import workspace
from nsl_db.pipeline.build_report import BuildReport, filled_cells, quarantined_by
from nsl_db.pipeline.claims import Progress, collect_claims
from nsl_db.pipeline.code_version import extraction_version, settling_version
from nsl_db.pipeline.engines import EngineName
from nsl_db.pipeline.paper_keys import want_with_papers
from nsl_db.pipeline.publishing import HubHistory, published
from nsl_db.pipeline.streams import Counted, all_findings, all_provenance
from nsl_db.pipeline.wanted import wanted_models
from nsl_db.pipeline.working import Workshop
from nsl_db.schema.tables import CELL_TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from nsl_db.config import Settings

__all__ = ["BuildReport", "build"]

CACHE = "build-cache.duckdb"
"""The build cache in the data folder."""


def build(
    settings: Settings,
    *,
    sources: Sequence[str] = (),
    as_of: datetime | None = None,
    output: Path | None = None,
    progress: Progress | None = None,
    jobs: int | None = None,
    engine: str = "local",
    use_cache: bool = True,
) -> BuildReport:
    """Build the catalogue and put it in place.

    Args:
        settings: Where the raw store and the default catalogue are.
        sources: Names of the sources to read; all where empty.
        as_of: Leave out what was read after this instant.
        output: File to write instead of the default catalogue.
        progress: Told how far the build is.
        jobs: Processes; one per core where None. The result does not depend on it.
        engine: Where files are extracted: `local`, `dask` or `dask://ADDRESS`.
        use_cache: Whether to keep what is made of each model for the next build, and
            to use what the last one kept. The result does not depend on it.

    Raises:
        UsageError: A named source or engine does not exist.
        OverrideError: A curation file cannot be applied.
        ValidationError: The finished file breaks a rule; the old one stays.
    """
    began = time.monotonic()
    path = output or settings.catalogue_path
    place = EngineName.parse(engine)
    claims = collect_claims(settings, sources, as_of)
    with ExitStack() as stack:
        folder = stack.enter_context(workspace(path.parent))
        cache = stack.enter_context(
            open_cache(
                settings.data_dir / CACHE if use_cache else folder / CACHE,
                (extraction_version(), settling_version()),
                folder / f"spare-{CACHE}",
            )
        )
        history, newest = HubHistory({}, {}), None
        if claims.has_hub:
            with RawStore(settings.raw_path, read_only=True) as store:
                history = HubHistory(store.history(as_of), store.listings.states(as_of))
                newest = store.newest(as_of)
                cache.prune(store.revisions())
        wanted = wanted_models(claims, history, newest)
        raw_path = settings.raw_path if claims.has_hub else None
        want_with_papers(cache, wanted, raw_path, as_of)
        shop = Workshop(cache, claims, settings.raw_path, place, jobs, progress)
        num_extracted = shop.extract(wanted.height)
        want_with_papers(cache, wanted, raw_path, as_of)
        shop.settle()
        model_ids = wanted["model_id"].to_list()
        done = published(cache, claims, history, model_ids)
        findings = Counted(all_findings(cache, claims, model_ids))
        provenance = Counted(all_provenance(cache, done, model_ids))
        manifest = {
            "nsl_db_version": nsl_db.__version__,
            "sources": ",".join(claims.names),
            "as_of": "" if as_of is None else as_of.isoformat(),
        }
        content_hash = write_catalogue(
            path,
            {**done.frames, "finding": findings, "provenance": provenance},
            {key: text for key, text in manifest.items() if text},
        )
        skipped_scores = cache.skipped_scores()
    counts = {name: frame.height for name, frame in done.frames.items()}
    return BuildReport(
        path=path,
        content_hash=content_hash,
        sources=claims.names,
        rows={
            **counts,
            "finding": findings.num_rows,
            "provenance": provenance.num_rows,
        },
        filled=filled_cells(done.frames, (item.name for item in CELL_TABLES)),
        verdicts=quarantined_by(done.frames["quarantine"]),
        skipped_scores=skipped_scores,
        num_extracted=num_extracted,
        seconds=time.monotonic() - began,
        notes=() if cache.note is None else (cache.note,),
    )
