"""Whether a model was made from another one, as far as its documents say."""

from __future__ import annotations

import re

from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.lineage import base_claims
from nsl_db.crawler.extractors.model_name import is_derived_name

__all__ = ["is_made_from_another"]

FIRST_LINES = 60
"""Lines of the body in which a card says what it was made from."""

MAX_LINE = 4000
"""Longest beginning of a line that is read, in characters."""

_WORDS = ("tuned", "gptq", "awq", "gguf", "bit", "quanti", "merge", "continu")
"""Words without one of which no line says so."""

_OPENING = r"\b(?:this|these|model (?:is|was)|repo\w*)\b[^.]{0,80}\b"
_MADE_FROM = re.compile(
    _OPENING + r"(?:fine-?\s?tuned (?:version |variant |model )?(?:of|from|on top of)"
    r"|(?:gptq|awq|gguf|4-?bit|8-?bit|quanti[sz]ed) (?:model )?(?:version|files?)"
    r"|merge of)\b",
    re.IGNORECASE | re.ASCII,
)
_CONTINUED = re.compile(
    _OPENING + r"continu\w+ (?:pre-?)?train\w+ (?:of|from|version)\b",
    re.IGNORECASE | re.ASCII,
)


def is_made_from_another(documents: ModelDocuments, *, continued: bool = True) -> bool:
    """Whether a base, the name or the beginning of the card says so.

    Args:
        documents: Documents of the model.
        continued: Whether prose about continued pretraining counts. It does for what
            the data of the whole model were, not for a number of tokens, which may be
            that of the continuation.
    """
    key = f"is_made_from_another {continued}"
    if key not in documents.memo:
        card = documents.card
        documents.memo[key] = (
            bool(base_claims(documents))
            or is_derived_name(documents.model_id)
            or (card is not None and _says_so(card, continued=continued))
        )
    return bool(documents.memo[key])


def _says_so(card: Card, *, continued: bool) -> bool:
    patterns = (_MADE_FROM, _CONTINUED) if continued else (_MADE_FROM,)
    start = card.lines[card.body_start : card.body_start + FIRST_LINES]
    likely = [line for line in start if any(map(line.lower().__contains__, _WORDS))]
    return any(
        pattern.search(line[:MAX_LINE]) for line in likely for pattern in patterns
    )
