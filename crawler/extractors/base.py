"""What goes into extraction, what comes out, and what an extractor is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from nsl_db.schema.evidence import Finding, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nsl_db.crawler.extractors.documents import ModelDocuments
    from nsl_db.crawler.extractors.stated_score import StatedScore

__all__ = [
    "Document",
    "Extraction",
    "Extractor",
    "ModelFiles",
    "PaperPage",
    "Result",
]

Result = Finding | Problem
"""What an extractor yields: a candidate value, or a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Document:
    """One stored file of a model repository.

    Attributes:
        path: File name inside the repository.
        content: The bytes; of a safetensors file only the header.
        sha256: Hash of the content, hexadecimal.
    """

    path: str
    content: bytes
    sha256: str

    @classmethod
    def of(cls, path: str, content: bytes) -> Document:
        """A document whose hash is computed here."""
        return cls(path, content, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A stored page of a paper.

    Attributes:
        arxiv_id: The paper, with its version where that was named.
        kind: A word of `PAGE_KINDS`.
        url: Address of the page.
        content: The bytes.
        sha256: Hash of the content, hexadecimal.
    """

    arxiv_id: str
    kind: str
    url: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The stored files of one model at one revision.

    Attributes:
        model_id: Hub identifier `organization/name`.
        revision: Commit of the repository, or None outside the Hub.
        documents: Files by path.
        pages: Pages of papers; those that the files name are looked at.
    """

    model_id: str
    revision: str | None
    documents: Mapping[str, Document]
    pages: tuple[PaperPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read from one model.

    Attributes:
        findings: Candidate values, in the order of the extractors.
        problems: Documents and values that could not be used.
        scores: Scores that the documents state for the model.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    scores: tuple[StatedScore, ...] = ()


class Extractor(Protocol):
    """A pure function from parsed documents to findings.

    Attributes:
        name: Unique name, written into every finding.
        version: Raised whenever the same documents may give other findings.
        fields: Names of the fields that it may fill.
    """

    @property
    def name(self) -> str:
        """Unique name."""

    @property
    def version(self) -> int:
        """Version, from 1."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that it may fill."""

    def extract(self, documents: ModelDocuments) -> Iterable[Result]:
        """Read candidate values.

        Raises:
            ExtractionError: A document turns out to be unusable as a whole.
        """
