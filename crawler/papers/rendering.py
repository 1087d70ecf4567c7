r"""A page of a paper as lines of plain Markdown, so that a quote has a place.

The title is the first line. Every sentence of the abstract and of the paragraphs
stands on a line of its own, between empty lines; tables come last, each below its
caption. LaTeX in it is written as a reader sees it: `3.3\times 10^{12}` as
`3.3 x 10^12`, with the sign of multiplication, and `1.4\text{T}` as `1.4T`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from nsl_db.crawler.papers.document import paper_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nsl_db.crawler.papers.document import PaperDocument, PaperTable

__all__ = ["RenderedPage", "readable", "render"]

SYMBOLS = {
    "times": "\u00d7",
    "cdot": "\u00d7",
    "sim": "~",
    "approx": "~",
    "simeq": "~",
    "leq": "<",
    "le": "<",
    "geq": ">",
    "ge": ">",
    "pm": "\u00b1",
    "textbar": "/",
    "textasciitilde": "~",
    "percent": "%",
}
"""Commands that stand for a character. Source: LaTeX2e, mathematical symbols."""

_STYLED = re.compile(
    r"\\(?:text|mathrm|mathbf|mathit|mathsf|mathtt|textbf|textit|textrm|texttt|mbox"
    r"|operatorname|bm|boldsymbol)\s?\{([^{}]{0,80})\}"
)
_SWITCHED = re.compile(r"\{\\(?:rm|bf|it|sf|tt)\s([^{}]{0,80})\}")
_SYMBOL = re.compile(r"\\([A-Za-z]{2,14})(?![A-Za-z])")
_SPACE = re.compile(r"\\[,;:!]")
_ESCAPED = re.compile(r"\\([%$&#_])")
_GROUP = re.compile(r"\{([^{}\\]{0,20})\}")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\u201c\"(\[])")
_NO_END = re.compile(
    r"(?:\b(?:al|e\.g|i\.e|vs|etc|approx|cf|figs?|tabs?|eqs?|secs?|no))\.$"
)


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as Markdown.

    Attributes:
        title: Title of the paper, or nothing.
        abstract: The abstract, or nothing.
        lines: The lines.
    """

    title: str
    abstract: str
    lines: tuple[str, ...]


@lru_cache(maxsize=4)
def render(content: bytes) -> RenderedPage:
    """Read a page; a few are kept, as the models of one family share a paper.

    Raises:
        ExtractionError: The page is beyond a limit.
    """
    page = paper_text(content)
    title, abstract = readable(page.title or ""), readable(page.abstract or "")
    return RenderedPage(title, abstract, tuple(_lines(page)))


def readable(text: str) -> str:
    """A text with its LaTeX as a reader sees it, on one line."""
    if "\\" in text or "{" in text:
        text = _STYLED.sub(r"\1", _STYLED.sub(r"\1", text))
        text = _SWITCHED.sub(r"\1", text)
        text = _ESCAPED.sub(r"\1", _SPACE.sub("", text))
        text = _SYMBOL.sub(lambda match: SYMBOLS.get(match[1], match[0]), text)
        text = _GROUP.sub(r"\1", text)
    return " ".join(text.split())


def _lines(page: PaperDocument) -> Iterator[str]:
    yield f"# {readable(page.title or '')}"
    yield ""
    for paragraph in (page.abstract or "", *page.paragraphs):
        for sentence in _sentences(readable(paragraph)):
            yield _plain(sentence)
            yield ""
    for table in page.tables:
        yield from _table_lines(table)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if not _NO_END.search(text[max(0, match.start() - 8) : match.start()].lower()):
            yield text[start : match.start()]
            start = match.end()
    if text[start:]:
        yield text[start:]


def _plain(text: str) -> str:
    """A line that Markdown takes for a paragraph, and never for code or a table."""
    return text.replace("<", "\u2039").replace("|", "\u00a6").replace("`", "'")


def _table_lines(table: PaperTable) -> Iterator[str]:
    width = max((len(row) for row in table.rows), default=0)
    if not width or len(table.rows) < 2:
        return
    yield _plain(readable(table.caption)) or "."
    yield ""
    yield _row(table.rows[0], width)
    yield "|" + "---|" * width
    for row in table.rows[1:]:
        yield _row(row, width)
    yield ""


def _row(cells: Iterable[str], width: int) -> str:
    texts = [_plain(readable(cell)) for cell in cells]
    return "| " + " | ".join(texts + [""] * (width - len(texts))) + " |"
