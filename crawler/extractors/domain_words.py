"""Which domain of a data mixture a label names.

Curated names of corpora come first and are taken out of the text, then plain
words. Question-and-answer sites, conversations and social media are `other`, not
web: so the developers of RefinedWeb and of the Pile present them, too.

Source: names as they stand in the model cards and papers of LLaMA, Falcon, MPT,
OLMo (Dolma), RedPajama, the Pile, SEA-LION, StableLM and Skywork.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.language_words import ENGLISH, OTHER_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["TEXT", "Label", "read_label"]

TEXT = "text"
"""Kind of a label that says natural language and nothing more."""

MAX_LABEL = 300
"""Longest label that is read, in characters."""

_MIXED = re.compile(
    r"red-?\s?pajama(?!(?:-data)?\W{0,3}(?:v2|2))(?:-1t|-v1|-data(?:-1t)?)?|slim-?pajama(?:-\d+b)?"
    r"|\bthe pile(?!-cc)\b|\bdolma\b|\bdolmino\b|\bnemotron(?!-?cc)\b|\broots\b"
)
"""Corpora of several domains: their name alone decides nothing."""

_NAMES: Mapping[str, re.Pattern[str]] = {
    "math": re.compile(
        r"open-?\s?web-?\s?math|proof-?pile(?:-2)?|algebraic-?\s?stack|fine-?math\S*"
        r"|\bdm[- ]?math\w*|infi-?(?:mm-?)?web-?math|math-?pile|mega-?math\S*"
        r"|nemotron-cc-math\S*|auto-?math-?text|\bamps\b"
    ),
    "code": re.compile(
        r"(?:the[- ])?\bstack(?:[- ]?v[12]|[- ]edu|[- ]dedup\w*)|\bthe[- ]?stack\b"
        r"(?![- ]?(?:exchange|overflow))|\bstar-?coder\w*|git-?hub|\bgitlab\b"
        r"|\bkaggle\b|codeparrot|code-?search-?net|python-?edu|opc-[\w-]+"
        r"|software heritage|jupyter(?: notebooks?)?"
    ),
    "academic": re.compile(
        r"\bar-?\s?xiv|pub-?med\w*|\bs2orc\b|\bpes2o\b|semantic scholar|phil-?papers"
        r"|\bnih\b|bio-?rxiv|acl anthology|\bpeer-?reviewed\b"
    ),
    "reference": re.compile(r"\bwiki\w*|baidu-?baike|\bbaike\b"),
    "books": re.compile(
        r"gutenberg|\bpg-?19\b|book-?corpus\w*|\bbooks\d\b|bibliotik|hathi-?trust"
    ),
    "web": re.compile(
        r"common-?\s?crawl\w*|\bcc-?net\b|\bm?c4\b|refined-?\s?web\w*|fine-?\s?web(?:-?\s?"
        r"(?:edu|2|hq))*|\bdclm\w*(?:-baseline\S*)?|open-?\s?web-?\s?text\d?|\boscar\b"
        r"|cultura-?x|\bcc-?100\b|\bhplt\b|madlad\S*|pile-?cc|\bcc-?stories\b|\bcc-?news\b"
        r"|nemotron-?cc|red-?\s?pajama(?:-data)?\W{0,3}(?:v2|2)|sky-?pile|\bwudao\w*|\bmap-?cc\b"
        r"|\bweb-?text\d?\b"
    ),
    "other": re.compile(
        r"stack-?\s?exchange|stack-?\s?overflow|\breddit\b|hacker-?\s?news|\beuroparl\b"
        r"|cosmopedia\S*|open-?\s?subtitles|free-?\s?law|\buspto\b|ubuntu irc|\benron\b"
        r"|you-?tube\w*|\bflan\b|\bopus\b"
    ),
}
"""Names of corpora and sites, by domain."""

_WORDS: Mapping[str, re.Pattern[str]] = {
    "math": re.compile(r"\bmath\w*|数学|수학|\bmat[eh]m\w*"),
    "code": re.compile(
        r"\bcod(?:e|es|ing)\b|\bprogram(?:ming|s)?\b|\bpython\b|\bjava\b|\bjavascript\b"
        r"|\btypescript\b|c\+\+|\bsoftware\b|代码|コード|코드|\bquellcode\b"
    ),
    "academic": re.compile(
        r"\bacademi\w+|\bpapers?\b|\bscien(?:ce|tific)\b|\bscholar\w*|\bresearch\b"
        r"|\bjournals?\b|\bpublications?\b|\bstem\b|\btheses\b|论文|学术|論文|学術|논문"
    ),
    "reference": re.compile(
        r"\bencyclop\w+|\breference\b|\bdictionar\w+|百科|维基|ウィキ|위키"
    ),
    "books": re.compile(
        r"\b(?:text|e-?)?books?\b|\bnovels?\b|书籍|图书|書籍|도서|\blivres\b"
        r"|\bbücher\b|\blibros\b"
    ),
    "web": re.compile(
        r"\bweb\w*|\w{2,20}web\b|\bcrawl\w*|\binternet\b|网页|网络|互联网|ウェブ|웹"
    ),
    "other": re.compile(
        r"\bconversation\w*|\bdialog\w*|\bsubtitles?\b|\bsocial\b|\bforums?\b"
        r"|\bq\s?&\s?a\b|\bqa\b|question.{1,5}answer\w*|\bchats?\b|\bemails?\b"
        r"|\bparallel\b|\btranslat\w+|\blegal\b|\blaws?\b|\bpatents?\b|\bgovernment\w*"
        r"|\bnews\w*|\binstruct\w*|\bfinanc\w+|\bmedical\b|新闻|对话|社交"
    ),
    TEXT: re.compile(
        r"\bnatural[- ]language\b|\btext(?:ual|s)?\b|\blinguistic\b|\blanguages?\b"
        r"|\bprose\b|自然语言"
    ),
}
"""Plain words, by kind."""

_WEAK = re.compile(
    r"\bothers?\b|\bmisc\w*|\bvarious\b|\bremain\w*|\brest\b|\bsynthetic\b|其他|其它"
)
"""Words that say `other` only where nothing else is said."""

_NOT_CODE = re.compile(r"\b(?:non-?\s?|un)code\b|\bcode-related\b|related to code\b")
"""Text about code, or anything but code."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says.

    Attributes:
        kind: A domain, `text`, or None where it is not known.
        language: `english`, `other`, `none` for code, or None where not known.
    """

    kind: str | None
    language: str | None


def read_label(parts: Iterable[str], description: str = "") -> Label:
    """Read a label.

    Args:
        parts: The label from general to special, such as a group and its member.
        description: What the author says about it elsewhere, such as a list of
            sources; it decides where the label is silent.
    """
    texts = [
        " ".join(part[:MAX_LABEL].lower().split()) for part in parts if part.strip()
    ]
    whole = " ".join(texts)
    kinds = [_kind(text) for text in reversed(texts)]
    kind = next((kind for kind in kinds if kind not in (None, TEXT)), None)
    if kind is None and TEXT not in kinds:
        kind = _kind(description[:MAX_LABEL].lower())
        kind = None if kind == TEXT else kind
    elif kind is None:
        kind = TEXT
    language = _language(whole)
    if kind is None and language is not None and not _MIXED.search(whole):
        kind = TEXT
    if kind == "code" and language != "english":
        language = "none"
    return Label(kind, language)


def _kind(text: str) -> str | None:
    """The kind that a text names: what stands before a bracket decides first."""
    head = text.split("(")[0]
    kinds = _kinds(head) or _kinds(text)
    return next(iter(kinds)) if len(kinds) == 1 else None


@lru_cache(maxsize=2048)
def _kinds(text: str) -> frozenset[str]:
    return frozenset(_kinds_of(text))


def _kinds_of(text: str) -> set[str]:
    if _NOT_CODE.search(text):
        return {TEXT}
    rest = _MIXED.sub(" ", text)
    found: set[str] = set()
    for kind, pattern in _NAMES.items():
        rest, number = pattern.subn(" ", rest)
        found |= {kind} if number else set()
    if not found:
        found = {kind for kind, words in _WORDS.items() if words.search(rest)}
    if len(found) > 1 and "code" not in found:
        found.discard(TEXT)
    if len(found) > 1 and "code" in found and re.search(r"programming lang", rest):
        found.discard(TEXT)
    if not found and _WEAK.search(rest) and not OTHER_LANGUAGE.search(text):
        found = {"other"}
    return found


def _language(text: str) -> str | None:
    is_english = ENGLISH.search(text) is not None
    is_other = OTHER_LANGUAGE.search(text) is not None
    if is_english == is_other:
        return None
    return "english" if is_english else "other"
