"""Findings and scores out of the stored documents of a model.

Pure functions: the same bytes always give the same findings, without network,
clock or database.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from nsl_db.crawler.extractors import (
    architecture,
    data_mix,
    identity,
    lineage,
    parameters,
    references,
    tokens,
)
from nsl_db.crawler.extractors.base import (
    Document,
    Extraction,
    Extractor,
    ModelFiles,
    PaperPage,
)
from nsl_db.crawler.extractors.documents import ModelDocuments, parse
from nsl_db.crawler.extractors.paper_pages import read_paper_pages
from nsl_db.crawler.extractors.scores import read_scores
from nsl_db.crawler.extractors.stated_score import StatedScore
from nsl_db.errors import ExtractionError
from nsl_db.schema.evidence import Finding, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "EXTRACTORS",
    "Document",
    "Extraction",
    "Extractor",
    "ModelDocuments",
    "ModelFiles",
    "PaperPage",
    "StatedScore",
    "extract_model",
    "parse",
]

EXTRACTORS: tuple[Extractor, ...] = (
    identity.EXTRACTOR,
    lineage.EXTRACTOR,
    architecture.EXTRACTOR,
    parameters.EXTRACTOR,
    tokens.EXTRACTOR,
    data_mix.EXTRACTOR,
    references.EXTRACTOR,
)
"""Every extractor, in the order in which findings are listed."""


def extract_model(files: ModelFiles) -> Extraction:
    """Everything that can be read from the documents of one model."""
    documents = parse(files)
    findings: list[Finding] = []
    problems: list[Problem] = list(documents.problems)
    for extractor in EXTRACTORS:
        with _giving_up(f"The extractor {extractor.name}", problems):
            _sort(extractor.extract(documents), findings, problems)
    if files.pages:
        found = read_paper_pages(documents, files.pages, tuple(findings))
        _sort(found, findings, problems)
    scores: list[StatedScore] = []
    with _giving_up("The reader of scores", problems):
        _sort(read_scores(files, documents), scores, problems)
    return Extraction(tuple(findings), tuple(dict.fromkeys(problems)), tuple(scores))


_Found = TypeVar("_Found", Finding, StatedScore)


def _sort(
    results: Iterable[_Found | Problem], found: list[_Found], problems: list[Problem]
) -> None:
    for result in results:
        if isinstance(result, Problem):
            problems.append(result)
        else:
            found.append(result)


@contextmanager
def _giving_up(what: str, problems: list[Problem]) -> Iterator[None]:
    """Make a problem of an error that ends one reader."""
    try:
        yield
    except ExtractionError as error:
        problems.append(Problem(error.code, f"{what} gave up: {error}"))
