"""Evidence: what a locator names, and what a quote must be.

A locator is one of

- the empty text: the whole document;
- a JSON pointer (RFC 6901), such as `/text_config/hidden_size`: the text of that
  value as it stands in the file. In a safetensors file the pointer leads into
  the JSON of the header;
- `L12` or `L12-L14`: those lines, counted from 1, joined by newlines;
- `T2R3C1`: a cell of a table, its text without the blanks around it. Tables and
  columns are counted from 1, rows from 0, which is the header; see `card_tables`.

A quote supports its finding where it is not empty, has at most 200 characters
and is the beginning of the text that the whole document, the pointer or the cell names
(all of it, unless that is longer), or is contained in the text of the lines.

The path `model_id` stands for a document of one line: the identifier of the model. An
address in place of a path is that of a page of a paper: lines and cells are those of
the page as `crawler.papers.rendering` writes it.
"""

from __future__ import annotations

import re

from nsl_db.crawler.extractors.card_tables import cell_text
from nsl_db.crawler.extractors.decoding import decode_markdown
from nsl_db.crawler.extractors.json_document import read_json_object
from nsl_db.crawler.extractors.safetensors_header import header_json
from nsl_db.errors import ExtractionError
from nsl_db.schema.evidence import MAX_QUOTE

__all__ = [
    "MODEL_ID_LOCATOR",
    "MODEL_ID_PATH",
    "is_supported",
    "line_locator",
    "replay",
]

MODEL_ID_PATH = "model_id"
"""Path of evidence that is the model's own identifier."""

MODEL_ID_LOCATOR = "L1"
"""Locator of such evidence."""

PAGE_SCHEMES = ("https://", "http://")
"""Beginnings of the paths that are addresses of pages."""

_LINES = re.compile(r"L([1-9][0-9]{0,8})(?:-L([1-9][0-9]{0,8}))?")


def line_locator(first: int, last: int) -> str:
    """Locator of lines, both counted from 1 and both included."""
    return f"L{first}" if first == last else f"L{first}-L{last}"


def replay(locator: str, content: bytes, path: str = "") -> str:
    """The text that a locator names in a stored document.

    Args:
        locator: The place.
        content: The bytes of the document.
        path: Path of the evidence; it matters where it is an address.

    Raises:
        ExtractionError: The document cannot be read, or has no such place.
    """
    if path.startswith(PAGE_SCHEMES):
        # The parser of pages takes long to import, and few findings need it.
        from nsl_db.crawler.papers.rendering import render

        return _place(locator, "\n".join(render(content).lines))
    header = header_json(content)
    source = content if header is None else header
    if locator.startswith("/"):
        document, _ = read_json_object("document", source, "", "document")
        return document.raw(locator)
    return _place(locator, decode_markdown(source)[0])


def is_supported(quote: str, locator: str, content: bytes, path: str = "") -> bool:
    """Whether a quote is what the module says it must be."""
    if not 0 < len(quote) <= MAX_QUOTE:
        return False
    try:
        text = replay(locator, content, path)
    except ExtractionError:
        return False
    if locator.startswith("L"):
        return quote in text
    return quote == text[:MAX_QUOTE]


def _place(locator: str, text: str) -> str:
    if not locator:
        return text
    if locator.startswith("T"):
        return _cell(locator, text)
    return _lines(locator, text)


def _lines(locator: str, text: str) -> str:
    match = _LINES.fullmatch(locator)
    if match is None:
        raise ExtractionError(f"{locator!r} is not a locator.", "bad_locator")
    first, last = int(match[1]), int(match[2] or match[1])
    lines = text.split("\n")
    if not first <= last <= len(lines):
        raise ExtractionError(
            f"{locator!r} lies outside the {len(lines)} lines.", "bad_locator"
        )
    return "\n".join(lines[first - 1 : last])


def _cell(locator: str, text: str) -> str:
    cell = cell_text(text.split("\n"), locator)
    if cell is None:
        raise ExtractionError(f"{locator!r} names no cell.", "bad_locator")
    return cell
