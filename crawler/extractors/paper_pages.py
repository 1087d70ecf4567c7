"""Training tokens and data mixtures from the pages of a model's own papers.

Only what the model's own files leave open is looked for, and only where the paper is
the model's own: see `paper_subject`. A page is read as lines of Markdown, in which
sentences and tables about anything else are blanked out; then the readers of cards
read it. The path of the evidence is the address of the page, its locator names a
place in those lines.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors import data_mix, tokens
from nsl_db.crawler.extractors.base import PaperPage, Result
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.card_tables import card_tables
from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.made_from import is_made_from_another
from nsl_db.crawler.extractors.paper_subject import (
    PaperSubject,
    is_own_sentence,
    is_own_table,
    paper_subject,
)
from nsl_db.errors import ExtractionError
from nsl_db.schema.evidence import Confidence, Finding, Problem
from nsl_db.schema.fields.training import DOMAIN_SHARES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["FIELDS", "NAME", "VERSION", "read_paper_pages"]

NAME = "paper_pages"
"""Name of the extractor in findings."""

VERSION = 1
"""Raised whenever the same pages may give other findings."""

SHARES = (*DOMAIN_SHARES, "english_share")
"""Fields of a mixture: they are read together or not at all."""

FIELDS = ("training_tokens", *SHARES)
"""Fields that a page may fill."""

_TEXT = re.compile(r"[^|]+")

_CAPTION_DISTANCE = 2
"""Lines from a caption to its table."""


def read_paper_pages(
    documents: ModelDocuments, pages: Iterable[PaperPage], known: Iterable[Finding]
) -> Iterator[Result]:
    """What the pages say that the model's own files do not.

    Args:
        documents: The parsed files of the model.
        pages: The pages of the papers that the files name.
        known: What the files say.
    """
    stated = {item.field for item in known if item.confidence < Confidence.INFERRED}
    wanted = [name for name in FIELDS if name not in stated]
    if not stated.isdisjoint(SHARES):
        wanted = [name for name in wanted if name not in SHARES]
    if not wanted or is_made_from_another(documents):
        return
    for page in _fullest(pages):
        try:
            yield from _read(documents, page, wanted)
        except ExtractionError as error:
            yield Problem(error.code, f"{page.url}: {error}")


def _fullest(pages: Iterable[PaperPage]) -> list[PaperPage]:
    """The full text of each paper, or its abstract where there is no full text."""
    best: dict[str, PaperPage] = {}
    for page in sorted(pages, key=lambda item: (item.arxiv_id, item.kind != "html")):
        best.setdefault(page.arxiv_id, page)
    return list(best.values())


def _read(
    documents: ModelDocuments, page: PaperPage, wanted: Sequence[str]
) -> Iterator[Result]:
    # The parser of pages takes long to import, and few models have a page.
    from nsl_db.crawler.papers.rendering import render

    paper = render(page.content)
    subject = paper_subject(documents.model_id, paper.title, paper.abstract)
    if subject is None:
        return
    kept = _own_lines(paper.lines, subject)
    for extractor, lines in (
        (tokens.EXTRACTOR, _without_captions(kept, subject)),
        (data_mix.EXTRACTOR, kept),
    ):
        card = Card(page.url, page.sha256, lines)
        text = ModelDocuments(documents.model_id, documents.revision, card=card)
        for result in extractor.extract(text):
            if isinstance(result, Finding) and result.field in wanted:
                yield replace(
                    result,
                    extractor=NAME,
                    extractor_version=VERSION,
                    method=f"paper_{result.method}",
                )


def _own_lines(lines: Sequence[str], subject: PaperSubject) -> tuple[str, ...]:
    """The lines, without the words of those that are not about the model.

    The lines of tables keep their bars, so that tables keep their numbers.
    """
    kept = [""] * len(lines)
    kept[0] = lines[0]
    in_tables: set[int] = set()
    for table in card_tables(lines):
        first = table.first_line - 1
        rows = range(first, first + table.source.count("\n") + 1)
        in_tables.update(rows)
        caption = max(0, first - _CAPTION_DISTANCE)
        in_tables.add(caption)
        cells = [cell for row in table.read() for cell in row]
        is_own = is_own_table(lines[caption], cells, subject)
        kept[caption] = lines[caption] if is_own else ""
        for row in rows:
            kept[row] = (
                lines[row] if is_own or row == first + 1 else _hidden(lines[row])
            )
    for number, line in enumerate(lines[1:], 1):
        if number not in in_tables and line and is_own_sentence(line, subject):
            kept[number] = line
    return tuple(kept)


def _without_captions(lines: tuple[str, ...], subject: PaperSubject) -> tuple[str, ...]:
    """The lines without captions that may give numbers of other models, too."""
    kept = list(lines)
    for table in card_tables(lines):
        caption = max(0, table.first_line - 1 - _CAPTION_DISTANCE)
        if caption and not is_own_sentence(lines[caption], subject):
            kept[caption] = ""
    return tuple(kept)


def _hidden(row: str) -> str:
    return _TEXT.sub(" x ", row)
