"""Numbers of tokens in a sentence, with the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.quantity import Quantity, find_quantities
from nsl_db.crawler.extractors.token_phrases import OTHER_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AGREEMENT", "TokenMention", "token_mentions"]

MIN_TOKENS = 10**8
"""Smallest total that is believed; batches, contexts and vocabularies are smaller."""

MAX_TOKENS = 2 * 10**14
"""Largest total that is believed."""

BEFORE = 400
"""Characters that are looked at before a number."""

AFTER = 160
"""Characters that are looked at behind the word for tokens."""

MAX_MENTIONS = 8
"""Most numbers of tokens that are looked at in one sentence."""

AGREEMENT = 0.02
"""Relative difference at which two numbers are the same statement."""

_TOKEN = r"(?:tokens?(?![a-z])|词元|トークン|토큰|токен\w{0,3})"  # noqa: S105 - no password
_UNIT = re.compile(
    rf"(?P<gap>[^.,;:!?|\d()\uff08\uff09]{{0,45}}?){_TOKEN}(?!\s?/|\sper\b|\sids?\b)"
)
_LABEL = re.compile(rf"{_TOKEN}[^.;!?|\d]{{0,30}}[:\uff1a=|][^\d|]{{0,40}}$")
_SPELLED = re.compile(r"\s?\((?:[bt]|bn|tn)\)")
_OWN_UNIT = re.compile(r"\dgt|\d gt")
_ENDS = re.compile(r"[ |.*~]{0,200}(?:$|\()")
_EQUALS = re.compile(r"[\s~≈=(\uff08]{1,8}")
_JOINED = re.compile(r"(?:,|、|/|and|or|和|及|\s){1,8}")
_KANA = re.compile(r"[\u3040-\u30ff]")


@dataclass(frozen=True, slots=True)
class TokenMention:
    """A quantity of tokens with the words around it.

    Attributes:
        quantity: The number.
        before: What stands before it in the sentence.
        gap: What stands between it and the word for tokens.
        after: What stands behind that word.
        end: Position after that word; after the number where it is a label's.
        is_label: Whether the word for tokens stands in a label before the number.
    """

    quantity: Quantity
    before: str
    gap: str
    after: str
    end: int
    is_label: bool


def token_mentions(sentence: str) -> Iterator[TokenMention]:
    """Numbers of tokens that can be totals, from left to right.

    Args:
        sentence: The sentence in lower case, without markup.
    """
    quantities = list(find_quantities(sentence))
    num_found = 0
    for number, quantity in enumerate(quantities):
        if not _is_usable(quantity, sentence):
            continue
        if _is_enumerated(sentence, quantities, number):
            continue
        mention = _mention(sentence, quantities, number)
        if mention is not None:
            num_found += 1
            yield mention
        if num_found == MAX_MENTIONS:
            return


def _is_usable(quantity: Quantity, sentence: str) -> bool:
    """Whether the number can be a total; 兆 is only clear in Japanese."""
    if quantity.is_range or not MIN_TOKENS <= quantity.value <= MAX_TOKENS:
        return False
    text = sentence[quantity.start : quantity.end]
    return "兆" not in text or _KANA.search(sentence) is not None


def _is_enumerated(sentence: str, quantities: list[Quantity], number: int) -> bool:
    """Whether the quantity is one of a list of quantities."""
    this = quantities[number]
    for first, second in (
        (quantities[number - 1] if number else None, this),
        (this, quantities[number + 1] if number + 1 < len(quantities) else None),
    ):
        if first is not None and second is not None:
            between = sentence[first.end : second.start]
            if _JOINED.fullmatch(between) and not between.isspace():
                return True
    return False


def _mention(
    sentence: str, quantities: list[Quantity], number: int
) -> TokenMention | None:
    quantity = quantities[number]
    before = sentence[max(0, quantity.start - BEFORE) : quantity.start]
    end = _end_of_same(sentence, quantities, number)
    unit = _UNIT.match(sentence, end)
    if unit is not None and not OTHER_UNIT.search(unit["gap"]):
        after = sentence[unit.end() : unit.end() + AFTER]
        return TokenMention(quantity, before, unit["gap"], after, unit.end(), False)
    after = sentence[quantity.end : quantity.end + AFTER]
    if _OWN_UNIT.search(sentence[quantity.start : quantity.end]):
        return TokenMention(quantity, before, "", after, quantity.end, False)
    if _LABEL.search(before) and _ENDS.match(after):
        return TokenMention(quantity, before, "", "", quantity.end, True)
    return None


def _end_of_same(sentence: str, quantities: list[Quantity], number: int) -> int:
    """End of the quantity, or of another spelling of it right behind."""
    this = quantities[number]
    spelled = _SPELLED.match(sentence, this.end)
    if spelled is not None:
        return spelled.end()
    if number + 1 == len(quantities):
        return this.end
    other = quantities[number + 1]
    is_same = abs(other.value - this.value) <= AGREEMENT * this.value
    if not is_same or not _EQUALS.fullmatch(sentence[this.end : other.start]):
        return this.end
    return other.end + (sentence[other.end : other.end + 1] in (")", "\uff09"))
