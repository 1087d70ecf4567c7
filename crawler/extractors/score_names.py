"""Whether a label in a card names the model of the card, and no other.

Case, markup and the kind of blank or dash do not matter, neither does the ending
`-hf`. Nothing else is dropped: `1.3B` and `13B`, or a model and its chat version,
are never the same.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

__all__ = ["clean", "is_own_name", "joined", "may_name", "names_own_size"]

MAX_CELL = 600
"""Longest beginning of a cell that is looked at, in characters."""

_RAISED = re.compile(r"<sup>[^<>]{0,60}</sup>", re.IGNORECASE)
_MARKUP = re.compile(
    r"!?\[(?P<text>[^\[\]]{0,300})\]\([^()\s]{0,600}\)|<[^<>]{1,300}>|[*`\\]+|~~|__"
)
_MARKS = frozenset("<[*`\\~_&")
"""Characters without one of which a cell has no markup."""

_OURS = re.compile(r"[(\[]\s?(?:ours?|this model|our model|this work)\s?[)\]]")
_BLANKS = re.compile(r"[\s_\u2010-\u2015-]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTER_DIGIT = re.compile(r"(?<=[a-z])(?=\d)")
_EDGES = re.compile(r"^[^\w(]+|[^\w)+]+$")
_SIZE = re.compile(r"~?\d{1,4}(?:\.\d{1,3})?\s?[bm]", re.IGNORECASE)
_GENERIC = re.compile(
    r"(?:model|base|ours?|baseline|values?|scores?|results?|metric|tasks?|average|avg"
    r"|test|name|benchmark|dataset|checkpoint|final|chat|instruct)"
)


def clean(cell: str) -> str:
    """A cell without markup; case is kept."""
    text = cell[:MAX_CELL]
    if not _MARKS.isdisjoint(text):
        text = _RAISED.sub("", text)
        text = _MARKUP.sub(lambda match: match["text"] or " ", text)
        text = html.unescape(text)
    return " ".join(text.split())


def joined(label: str, size: str) -> str:
    """A label and the size in the column beside it, as one name."""
    return f"{label} {size}"


def names_own_size(text: str) -> bool:
    """Whether a cell is a size such as `7B` that completes the name beside it."""
    return _SIZE.fullmatch(text) is not None


def is_own_name(label: str, model_id: str) -> bool:
    """Whether a label, cleaned of markup, is the name of the model."""
    organization, own = _own(model_id)
    if not own:
        return False
    text = _OURS.sub(" ", label.lower()).strip()
    prefix, slash, rest = text.rpartition("/")
    if slash:
        if prefix.strip() != organization:
            return False
        text = rest
    return _key(text) == own


def may_name(source: str, model_id: str) -> bool:
    """Whether a text may hold the name of the model: a look that costs little."""
    _, own = _own(model_id)
    words = _LETTERS.findall(own)
    return bool(words) and max(words, key=len) in source.lower()


@lru_cache(maxsize=64)
def _own(model_id: str) -> tuple[str, str]:
    """Organisation and name to compare with; no name where it says too little."""
    organization, _, name = model_id.rpartition("/")
    own = _key(name)
    is_vague = (
        len(own) < 2
        or _GENERIC.fullmatch(own)
        or not any(part.isalpha() for part in own)
    )
    return organization.lower(), "" if is_vague else own


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    text = _EDGES.sub("", name.lower())
    text = _LETTER_DIGIT.sub("-", _BLANKS.sub("-", text)).strip("-")
    return text.removesuffix("-hf")
