"""Tables made by others, as claims with their own name, terms and rank."""

from __future__ import annotations

from pathlib import Path

from nsl_db.curation.sources import (
    every_eval_ever,
    liu2025,
    lm_eval,
    obsscaling,
    open_llm_leaderboard,
    plain_csv,
    public_documents,
    sloth,
)
from nsl_db.curation.sources.importers import Importer
from nsl_db.curation.sources.tables import SourceTables, read_tables
from nsl_db.errors import UsageError

__all__ = ["IMPORTERS", "PACKAGED", "Importer", "importer", "read_packaged"]

IMPORTERS = (
    Importer("liu2025", liu2025.NAME, liu2025.read_liu2025, files=liu2025.FILES),
    Importer(
        "obsscaling",
        obsscaling.NAME,
        obsscaling.read_obsscaling,
        files=obsscaling.FILES,
    ),
    Importer("sloth", sloth.NAME, sloth.read_sloth, files=sloth.FILES),
    Importer(
        "open-llm-leaderboard",
        open_llm_leaderboard.NAME,
        open_llm_leaderboard.read_open_llm_leaderboard,
        suffixes=(".csv", ".json", ".jsonl"),
        packaged=open_llm_leaderboard.base_part,
    ),
    Importer("lm-eval", lm_eval.NAME, lm_eval.read_lm_eval, suffixes=(".json",)),
    Importer(
        "every-eval-ever",
        every_eval_ever.NAME,
        every_eval_ever.read_every_eval_ever,
        suffixes=(".json",),
    ),
    Importer("csv", plain_csv.NAME, plain_csv.read_plain_csv, suffixes=(".csv",)),
)
"""Every kind of file that can be imported."""

PACKAGED = (
    liu2025.NAME,
    obsscaling.NAME,
    open_llm_leaderboard.NAME,
    public_documents.NAME,
    sloth.NAME,
)
"""Sources that ship with the program."""


def importer(name: str) -> Importer:
    """Look a kind of file up, by its word or by the name of its source.

    Raises:
        UsageError: There is no such kind.
    """
    for candidate in IMPORTERS:
        if name in (candidate.kind, candidate.source):
            return candidate
    kinds = ", ".join(candidate.kind for candidate in IMPORTERS)
    raise UsageError(f"Cannot import {name!r}. Kinds that can be imported: {kinds}.")


def read_packaged(name: str) -> SourceTables:
    """Read a source that ships with the program.

    Raises:
        SourceError: Its files are missing from the installation.
    """
    return read_tables(Path(__file__).parent / name)
