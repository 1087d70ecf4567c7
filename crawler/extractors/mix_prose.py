"""Data mixtures in sentences and in lists.

Read are whole lists, whose shares make up the whole: `82% CommonCrawl, 4.5%
GitHub, ...`, `CCNet [67%], C4 [15%], ...` and `web 60%, code 40%`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.domain_words import read_label
from nsl_db.crawler.extractors.mixture import MixShare, Part, shares_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "HAS_SHARE",
    "Span",
    "first_share",
    "last_share",
    "read_item",
    "read_list",
]

MAX_SHARES = 40
"""Most shares of a sentence that is read."""

MAX_WORDS = 6
"""Words before a share that may be its label, where nothing marks its beginning."""

Span = tuple[int, int]

HAS_SHARE = re.compile(r"\d\s?\\?(?:%|\uff05|percent\b|per cent\b)|\bratio\b")
"""Whether a text in lower case may state a share at all."""

_SHARE = re.compile(
    r"(?<![a-z0-9_.,\u2212\u2013+-])(?P<number>\d{1,3}(?:[.,]\d{1,4})?)\s?\\?"
    r"(?:%|\uff05|percent\b|per cent\b)(?![a-z0-9_])"
)
_OPENS = re.compile(
    r"(?:[(\[:=\uff1a\uff08~\u2248\u5360]|\s[-\u2013\u2014]|\b(?:is|are|was|were"
    r"|compris\w+|accounts? for|makes? up|making up|constitut\w+|represents?|about|at"
    r"|with))\s*(?:about|around|roughly|approximately|~|\u2248)?\s*$"
)
_CLOSES = re.compile(
    r"^[\s)\]\uff09]*(?:of (?:the |our |its )?(?:total |whole |full |entire |overall "
    r"|pre-?train\w+ |training )*(?:data\w*|corpus|tokens?|mix\w*|total|whole)"
    r"(?: mix\w*| set| tokens?)?\b)?"
)
_INTRO = re.compile(
    r"^.*(?:[:\uff1a]|\b(?:of|from|includ\w+|with|contain\w*|compris\w*|namely|using|on)\b)"
)
_LEADS_IN = re.compile(
    r"^\s*(?:of|from|is|are|was|were|in|[:=(\[\u2013\u2014-])?\s*"
    r"(?:(?:the|our|its)\s)?(?:(?:training |pre-?training )?(?:data|tokens|corpus)\s"
    r"(?:is|are|was|were|from|of|consists? of|comes? from)\s(?:from\s)?)?"
)
_CUT = re.compile(
    r"[,;)\]\uff0c\u3001\u3002/|+]|\.(?:\s|$)|\bwhich\b|\bthat\b|\bwhile\b"
    r"|\b(?:sourced|drawn|collected|gathered|obtained|crawled) from\b"
    r"|\s[\u2013\u2014-]\s|\band\s*$"
)
_ENDS = re.compile(
    r"^[\s)\]\uff09]*(?:$|[,;.\uff0c\u3001\u3002\uff1b]|(?:and|or|und|et|y|e|和|及|및)\s"
    r"|입니다|です|で|로|이)"
)
_RATIO = re.compile(
    r"\bnatural[- ]language[- ]?(?:to|:|/|vs\.?)[- ]?code(?:\s\w+)?\s"
    r"(?:ratio|proportion)[\s|:=*]{0,12}(?:is |of |was )?"
    r"(?P<text>\d{1,3}(?:\.\d{1,2})?)\s?:\s?(?P<code>\d{1,3}(?:\.\d{1,2})?)(?![\d:.])"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A share with its place."""

    value: float
    start: int
    end: int


def _share(number: str) -> float:
    return float(number.replace(",", ".")) / 100


def _find(text: str) -> list[_Found]:
    return [
        _Found(_share(match["number"]), match.start(), match.end())
        for match in _SHARE.finditer(text)
    ]


def first_share(text: str) -> int:
    """Position of the first share of a text in lower case; its end without one."""
    match = _SHARE.search(text)
    return len(text) if match is None else match.start()


def last_share(text: str) -> int:
    """Position behind the last share of a text in lower case; 0 without one."""
    return max((match.end() for match in _SHARE.finditer(text)), default=0)


def read_list(text: str) -> list[MixShare[Span]]:
    """The shares of a sentence that lists a whole mixture; else nothing.

    Args:
        text: The sentence in lower case, without markup.
    """
    ratio = _RATIO.search(text)
    if ratio is not None:
        return _of_ratio(ratio)
    found = _find(text)
    if not 2 <= len(found) <= MAX_SHARES:
        return []
    opened = [_OPENS.search(text[max(0, f.start - 40) : f.start]) for f in found]
    is_marked = all(opened[1:]) and (opened[0] or len(found) > 2)
    if is_marked or all(_ENDS.search(text[f.end : f.end + 12]) for f in found):
        labels = _labels_before(text, found)
    elif not any(opened[1:]):
        labels = _labels_behind(text, found)
    else:
        return []
    parts = [
        Part(read_label([label]), item.value, (item.start, item.end))
        for label, item in zip(labels, found, strict=True)
    ]
    return shares_of(parts)


def _labels_before(text: str, found: Sequence[_Found]) -> list[str]:
    """Labels of `Books [4.5%], Code [4.5%]`."""
    labels = []
    end = 0
    for number, item in enumerate(found):
        between = _CLOSES.sub("", text[end : item.start])
        label = _OPENS.sub("", between)
        if number == 0:
            label = " ".join(_INTRO.sub("", label).split()[-MAX_WORDS:])
        labels.append(label.strip(" ,;.&|\uff0c\u3001").removeprefix("and "))
        end = item.end
    return labels


def _labels_behind(text: str, found: Sequence[_Found]) -> list[str]:
    """Labels of `4.5% books, 4.5% code`."""
    labels = []
    ends = [*(item.start for item in found[1:]), len(text)]
    for item, end in zip(found, ends, strict=True):
        label = _LEADS_IN.sub("", text[item.end : end])
        bracket = label.find("(")
        cut = _CUT.search(label if bracket < 0 else label[:bracket])
        if cut is None and bracket >= 0:
            close = label.find(")", bracket)
            label = label[: close + 1 or None]
        labels.append(label[: cut.start()] if cut else label)
    return labels


def _of_ratio(match: re.Match[str]) -> list[MixShare[Span]]:
    text, code = float(match["text"]), float(match["code"])
    if text <= 0 or code <= 0:
        return []
    place = match.span()
    return [MixShare("code_share", round(code / (text + code), 6), 1, place)]


def read_item(text: str) -> Part[Span] | None:
    """A list item such as `Web: 60%` or `60% web`; None where it is none.

    Args:
        text: The item in lower case, without its marker and other markup.
    """
    found = _find(text)
    if len(found) != 1:
        return None
    before = _OPENS.sub("", text[: found[0].start]).strip(" ,;.|*")
    behind = _LEADS_IN.sub("", _CLOSES.sub("", text[found[0].end :]))
    label = before if before else behind
    if not label.strip() or len(label.split()) > 2 * MAX_WORDS:
        return None
    return Part(read_label([label]), found[0].value, (found[0].start, found[0].end))
