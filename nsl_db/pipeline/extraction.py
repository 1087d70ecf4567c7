"""The stored files of some models -> frames of findings, scores and problems."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.crawler.extractors import extract_model
from nsl_db.crawler.extractors.base import Document, ModelFiles, PaperPage
from nsl_db.db.raw import RawStore, StoredModel, StoredPage
from nsl_db.pipeline.paper_keys import (
    PageHashes,
    named_papers,
    split_key,
    with_pages,
)
from nsl_db.pipeline.stated_scores import place_scores
from nsl_db.pipeline.validate import quarantine_failures
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import EVALUATION, FINDING, QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from nsl_db.schema.evidence import Finding, Problem

__all__ = [
    "ExtractionPart",
    "ReadModel",
    "extract_part",
    "extract_read",
    "model_files",
]

MAX_KEPT = 8
"""Papers whose pages are in memory at once: each may be many megabytes."""

Key = tuple[str, str, str]
"""`model_id`, `revision` and the key of the result."""


@dataclass(frozen=True, slots=True)
class ReadModel:
    """A model with everything that its findings come from.

    Attributes:
        key: What the findings depend on.
        stored: Its files.
        pages: The stored pages of the papers that these name.
    """

    key: str
    stored: StoredModel
    pages: tuple[StoredPage, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractionPart:
    """Some models of a raw store.

    Attributes:
        raw_path: The raw store.
        keys: The models.
    """

    raw_path: Path
    keys: tuple[Key, ...]

    def read(self) -> list[ReadModel]:
        """The models with all that is read of them."""
        return list(self.walk())

    def walk(self) -> Iterator[ReadModel]:
        """The same one after the other, so that few pages are in memory at once."""
        with RawStore(self.raw_path, read_only=True) as store:
            shelf = _Shelf(store)
            models = store.read([key[:2] for key in self.keys])
            for model, (_, _, key) in zip(models, self.keys, strict=True):
                yield shelf.with_pages(model, *split_key(key))


class _Shelf:
    """The stored pages of papers; those used last are kept.

    Args:
        store: The raw store.
    """

    def __init__(self, store: RawStore) -> None:
        self._store = store
        self._hashes: dict[datetime | None, PageHashes] = {}
        self._kept: dict[tuple[datetime | None, str], tuple[StoredPage, ...]] = {}

    def with_pages(
        self, model: StoredModel, key: str, limit: datetime | None
    ) -> ReadModel:
        """A model with the pages that were read up to an instant."""
        if limit not in self._hashes:
            self._hashes[limit] = self._store.page_hashes(limit)
        hashes = self._hashes[limit]
        if not hashes:
            return ReadModel(key, model)
        papers = [name for name in named_papers(model) if name in hashes]
        pages = tuple(page for name in papers for page in self._pages(name, limit))
        return ReadModel(with_pages(key, papers, hashes), model, pages)

    def _pages(self, paper: str, limit: datetime | None) -> tuple[StoredPage, ...]:
        found = self._kept.pop((limit, paper), None)
        if found is None:
            found = tuple(self._store.pages(limit, [paper]))
        self._kept[limit, paper] = found
        if len(self._kept) > MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        return found


def extract_part(part: ExtractionPart) -> dict[str, pl.DataFrame]:
    """Read some models of a raw store and extract; see `extract_stored`."""
    return extract_stored(part.walk())


def extract_read(
    part: tuple[Sequence[Key], Sequence[ReadModel]],
) -> dict[str, pl.DataFrame]:
    """The same of models that are read already; see `extract_stored`."""
    return extract_stored(part[1])


def extract_stored(models: Iterable[ReadModel]) -> dict[str, pl.DataFrame]:
    """Extract everything from some models.

    Args:
        models: The models with all that is read of them.

    Returns:
        The frames that a build cache stores: `extraction`, `hub_finding`,
        `hub_evaluation`, `hub_quarantine`, `skipped_score`.
    """
    rows = _Rows([], [], [], [], [])
    for model in models:
        rows.add(model)
    checked = quarantine_failures(
        {
            FINDING.name: frame_of(FINDING, rows.findings),
            QUARANTINE.name: frame_of(QUARANTINE, rows.quarantined),
        }
    )
    named = ("model_id", "revision", "extraction_key")
    heads = pl.DataFrame(
        rows.heads, schema=dict.fromkeys(named, pl.String), orient="row"
    )
    revisions = heads.select("model_id", "revision")
    return {
        "extraction": heads,
        "hub_finding": checked[FINDING.name].with_row_index("position"),
        "hub_evaluation": _revised(frame_of(EVALUATION, rows.scores), revisions),
        "hub_quarantine": _revised(checked[QUARANTINE.name], revisions),
        "skipped_score": pl.DataFrame(
            rows.skipped,
            schema={
                "model_id": pl.String,
                "revision": pl.String,
                "reason": pl.String,
                "number": pl.Int64,
            },
            orient="row",
        ),
    }


@dataclass(frozen=True, slots=True)
class _Rows:
    heads: list[Key]
    findings: list[dict[str, Any]]
    scores: list[dict[str, Any]]
    quarantined: list[dict[str, Any]]
    skipped: list[tuple[str, str, str, int]]

    def add(self, read: ReadModel) -> None:
        model = read.stored
        self.heads.append((model.model_id, model.revision, read.key))
        extraction = extract_model(model_files(model, read.pages))
        self.findings.extend(_distinct(extraction.findings))
        placed = place_scores(extraction.scores)
        self.scores.extend(placed.rows)
        self.quarantined.extend(placed.quarantined)
        self.quarantined.extend(
            _problem_row(model.model_id, problem) for problem in extraction.problems
        )
        self.skipped.extend(
            (model.model_id, model.revision, reason, number)
            for reason, number in placed.skipped.items()
        )


def _distinct(findings: Iterable[Finding]) -> Iterable[dict[str, Any]]:
    """Rows of `finding`; of equal ones the first counts."""
    rows: dict[str, dict[str, Any]] = {}
    for finding in findings:
        row = finding.as_row()
        rows.setdefault(row["finding_id"], row)
    return rows.values()


def _problem_row(model_id: str, problem: Problem) -> dict[str, Any]:
    return {
        "table_name": "document",
        "model_id": model_id,
        "verdict": "refused",
        "reason_code": problem.code,
        "message": problem.message,
        "row_content": json.dumps({"model_id": model_id}),
    }


def _revised(frame: pl.DataFrame, revisions: pl.DataFrame) -> pl.DataFrame:
    return frame.join(revisions, on="model_id", how="left", maintain_order="left")


def model_files(model: StoredModel, pages: Iterable[StoredPage] = ()) -> ModelFiles:
    """Stored documents in the form that the extractors read."""
    return ModelFiles(
        model_id=model.model_id,
        revision=model.revision,
        documents={
            path: Document(path=path, content=content, sha256=sha256)
            for path, (sha256, content) in model.documents.items()
        },
        pages=tuple(
            PaperPage(page.arxiv_id, page.kind, page.url, page.content, page.sha256)
            for page in pages
        ),
    )
