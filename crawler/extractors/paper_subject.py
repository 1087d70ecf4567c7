"""Whether a paper is about a model, and which of its sentences and tables are.

A paper speaks of many models. It is a model's own where it introduces the model's
name, and its title or abstract gives the size that the name has. A sentence counts
where it speaks of the model's size or of all models, or where the paper introduces no
other size; one that compares, or reports on something smaller, never does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.model_name import size_in_name
from nsl_db.crawler.extractors.token_phrases import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["PaperSubject", "is_own_sentence", "is_own_table", "paper_subject"]

MAX_SENTENCE = 3000
"""Longest sentence that is looked at, in characters."""

MAX_GAP = 10
"""Most words between the verb that introduces a model and its name."""

MIN_NAME = 3
"""Fewest letters and digits of a name that is looked for."""

SIZE_MARGIN = 0.1
"""Relative difference at which a rounded size is still that of the model."""

UNITS = {"b": 1e9, "billion": 1e9, "m": 1e6, "million": 1e6}
"""Units of sizes [parameters]."""

NOT_NAMES = frozenset({"hf", "base"})
"""Last words of identifiers that are no part of a model's name."""

_WORD = re.compile(r"\d+(?:\.\d+)?|[a-z]+")
_DECIMAL = re.compile(r"(?<=\d)_(?=\d)")
_INTRODUCES = re.compile(r"introduc|present|releas|propos|develop|describ|sourc")
_COMPARES = frozenset({"than", "over", "against", "outperforms", "outperform", "like"})
_SIZE = re.compile(
    r"(?<![\w.,-])(?P<number>\d{1,4}(?:\.\d{1,3})?)[\s-]?(?P<unit>b|m|billion|million)"
    r"(?![a-z\d])(?![\s-]{0,2}(?:\w+\s){0,3}(?:tokens?|words|documents|samples|pages))",
    re.ASCII,
)
_ALL = re.compile(
    r"\b(?:all|each|every|both)\b(?: of)?(?: our| the| these)?(?: [\w-]+){0,2}?"
    r" (?:models?|sizes?|variants?)\b"
)
_OURS = re.compile(r"\b(?:we|our|ours)\b")
_OTHER = re.compile(
    r"\b(?:ablat\w*|prox(?:y|ies)|pilot|preliminar\w*|small-?scale|baselines?|compar\w*"
    r"|previous\w*|prior|reproduc\w*|replicat\w*|follow\w*|similar\w*|respectively"
    r"|experiments?|toy|teacher|student|distill\w*|continu\w*|instead|while|whereas"
    r"|unlike|only|checkpoints?|intermediate|up to|so far|first|scaling laws?|would"
    r"|tokeni[sz]er|judge|classifier|embedding model|draft|reward|speech|vision)\b"
    r"|\bfine-?\s?tun\w*|\bpost-?\s?train\w*",
    re.ASCII,
)
_OTHER_TABLE = re.compile(
    r"\b(?:ablat\w*|prox(?:y|ies)|pilot|small-?scale|fine-?\s?tun\w*|post-?\s?train\w*"
    r"|sft|instruct\w*|results?|performance|evaluat\w*|accurac\w*|scores?|toxicity"
    r"|downstream|few-?shot|zero-?shot|perplexity|experiments?|annealing|stage)\b",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class PaperSubject:
    """A model, as its own paper names it.

    Attributes:
        stem: Its name without its size, one text of letters and digits.
        size: Its size [parameters], or None where its name has none.
        is_alone: Whether title and abstract speak of no other size.
    """

    stem: str
    size: int | None
    is_alone: bool


def paper_subject(model_id: str, title: str, abstract: str) -> PaperSubject | None:
    """The model as a paper's subject; None where the paper may not be its own.

    Args:
        model_id: Identifier of the model.
        title: Title of the paper.
        abstract: Its abstract.
    """
    size = size_in_name(model_id)
    stem = _stem(model_id)
    if len(stem) < MIN_NAME or not re.search(r"[a-z]", stem):
        return None
    if not (_begins_title(title, stem) or _is_introduced(abstract, stem)):
        return None
    sizes = set(_sizes(f"{title} . {abstract}".lower()))
    own = {item for item in sizes if _is_near(item, size)}
    if size is not None and not own:
        return None
    is_alone = sizes == own if size is not None else len(sizes) <= 1
    return PaperSubject(stem, size, is_alone)


def is_own_sentence(sentence: str, subject: PaperSubject) -> bool:
    """Whether what a sentence says of a training holds for the model."""
    text = sentence.lower()
    if len(text) > MAX_SENTENCE or _OTHER.search(text):
        return False
    is_named = any(True for _ in _places(_words(text), subject.stem))
    if not (is_named or _OURS.search(text)) or _names_another(text, subject):
        return False
    sizes = set(_sizes(text))
    if sizes:
        return all(_is_near(item, subject.size) for item in sizes) or (
            subject.size is None and subject.is_alone
        )
    return subject.is_alone or _ALL.search(text) is not None


def is_own_table(caption: str, cells: Sequence[str], subject: PaperSubject) -> bool:
    """Whether a table may state something about the training of the model."""
    text = caption.lower()
    if _OTHER_TABLE.search(text) or _names_another(text, subject):
        return False
    named = (text, *(cell.lower() for cell in cells))
    is_named = any(True for item in named for _ in _places(_words(item), subject.stem))
    return is_named or _OURS.search(text) is not None


def _stem(model_id: str) -> str:
    words = _words(_DECIMAL.sub(".", model_id.rsplit("/", 1)[-1].lower()))
    while words and words[-1] in NOT_NAMES:
        words.pop()
    for place in range(len(words) - 1):
        if words[place][0].isdigit() and words[place + 1] in ("b", "m"):
            return "".join(words[:place] + words[place + 2 :])
    return "".join(words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _places(words: Sequence[str], stem: str) -> Iterator[int]:
    """First words of the places where words together are a name, and no longer one."""
    for start, word in enumerate(words):
        if not stem.startswith(word):
            continue
        text, end = word, start + 1
        while len(text) < len(stem) and end < len(words):
            text += words[end]
            end += 1
        if text == stem and not _goes_on(words[end : end + 2]):
            yield start


def _goes_on(following: Sequence[str]) -> bool:
    """Whether a number that is no size follows, such as that of a version."""
    if not following or not following[0][0].isdigit():
        return False
    return len(following) < 2 or following[1] not in UNITS


def _begins_title(title: str, stem: str) -> bool:
    words = _words(title.lower())
    return any(words[:place] in ([], ["the"]) for place in _places(words, stem))


def _is_introduced(abstract: str, stem: str) -> bool:
    words = _words(abstract.lower())
    for place in _places(words, stem):
        before = words[max(0, place - MAX_GAP) : place]
        if not _COMPARES.intersection(before) and any(
            _INTRODUCES.match(word) for word in before
        ):
            return True
    return False


def _sizes(text: str) -> Iterator[float]:
    for match in _SIZE.finditer(text):
        yield float(match["number"]) * UNITS[match["unit"]]


def _is_near(value: float, size: int | None) -> bool:
    return size is not None and abs(value - size) <= SIZE_MARGIN * size


def _names_another(text: str, subject: PaperSubject) -> bool:
    return any(match["family"] not in subject.stem for match in FAMILIES.finditer(text))
