"""Which papers a model names.

Two schemes exist. Since April 2007 an id is `YYMM.number`, with four digits until
December 2014 and five since; before, it was `archive/YYMMNNN`, also written with a
subject class (`math.GT/0309136`). A version `vN` may follow: the same paper at one
point of time, which never changes again.

Source: info.arxiv.org/help/arxiv_identifier.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["ArxivId", "arxiv_ids", "names_a_paper", "parse_id"]

MAX_IDS = 10
"""Most papers of one model: a card with more is a reading list."""

MAX_CHARACTERS = 4_000_000
"""Longest beginning of a card that is searched."""

ARCHIVES = re.compile(
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph"
    "|cmp-lg|comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th"
    "|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio"
    "|quant-ph|solv-int|supr-con"
)
"""Archives of the old scheme. Source: mattbierbaum/arxiv-public-datasets, list of
primary categories, without those that are younger than the scheme."""

NEW = re.compile(r"([0-9]{2})([0-9]{2})\.([0-9]{4,5})(?:v([1-9][0-9]{0,2}))?", re.I)
"""Year, month, number, version."""

OLD = re.compile(
    r"([a-z]+(?:-[a-z]+)?)(?:\.[a-z-]{2,9})?"
    r"/([0-9]{2})([0-9]{2})([0-9]{3})(?:v([1-9][0-9]{0,2}))?",
    re.I,
)
"""Archive, year, month, number, version."""

LINK = re.compile(
    r"(?<![\w.-])(?:"
    r"(?:(?:www|export|browse)\.)?arxiv\.org/(?:abs|pdf|html|format|src|e-print)/"
    r"|(?:www\.)?ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html)/"
    r"|(?:dx\.)?doi\.org/10\.48550/arxiv\."
    r"|(?:huggingface\.co|hf\.co)/papers/"
    r")((?:[a-z.-]{2,24}/)?[0-9]{4}[0-9.]{1,7}(?:v[0-9]{1,4})?)(?![0-9a-z])",
    re.I | re.A,
)
"""An address that names a paper on arXiv, and what stands for the id in it."""


@dataclass(frozen=True, slots=True)
class ArxivId:
    """A paper on arXiv.

    Attributes:
        paper: The id without a version, in arXiv's own spelling.
        version: The version from 1, or None for whichever is the latest.
    """

    paper: str
    version: int | None = None

    def __str__(self) -> str:
        return self.paper if self.version is None else f"{self.paper}v{self.version}"


def parse_id(text: str) -> ArxivId | None:
    """The paper that a text names in full, or None if it is no possible id.

    Blanks, case and the subject class of an old id make no difference.
    """
    text = text.strip()
    new, old = NEW.fullmatch(text), OLD.fullmatch(text)
    if new is not None:
        year, month, number, version = new.groups()
        if not _is_new(year + month, number):
            return None
        paper = f"{year}{month}.{number}"
    elif old is not None:
        archive, year, month, number, version = old.groups()
        archive = archive.lower()
        if not (ARCHIVES.fullmatch(archive) and _is_old(year + month, number)):
            return None
        paper = f"{archive}/{year}{month}{number}"
    else:
        return None
    return ArxivId(paper, None if version is None else int(version))


def _is_new(date: str, number: str) -> bool:
    """Whether such a number was given in that month, `YYMM`."""
    digits = 4 if date <= "1412" else 5
    return date >= "0704" and _is_month(date) and len(number) == digits and _any(number)


def _is_old(date: str, number: str) -> bool:
    """Whether the old scheme was in use in that month, `YYMM` from 9107 to 0703."""
    is_its_time = date >= "9107" or date <= "0703"
    return is_its_time and _is_month(date) and _any(number)


def _is_month(date: str) -> bool:
    return "01" <= date[2:] <= "12"


def _any(number: str) -> bool:
    """Whether a number is not zero: they start at 1."""
    return number.strip("0") != ""


def arxiv_ids(item: Mapping[str, Any], card: str) -> tuple[str, ...]:
    """Ids of the papers that a model names, at most 10.

    Each paper is named once, as it is named first: `arxiv:` tags come before links in
    the card. A version is kept where that first mention has one.

    Args:
        item: The Hub's description of the model; only `tags` is looked at.
        card: Text of the card, front matter included.
    """
    found: dict[str, ArxivId] = {}
    for text in _mentions(item, card):
        named = parse_id(text)
        if named is not None:
            found.setdefault(named.paper, named)
        if len(found) == MAX_IDS:
            break
    return tuple(str(named) for named in found.values())


def names_a_paper(text: str) -> bool:
    """Whether a text in lower case may hold an address of a paper."""
    return "arxiv" in text or "ar5iv" in text or "papers/" in text


def _mentions(item: Mapping[str, Any], card: str) -> Iterator[str]:
    tags = item.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, str) and tag[:6].lower() == "arxiv:":
            yield tag[6:]
    for line in card[:MAX_CHARACTERS].split("\n"):
        if names_a_paper(line.lower()):
            for match in LINK.finditer(line):
                yield match[1].rstrip(".")
