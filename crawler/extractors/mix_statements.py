"""The mixtures that the sentences and lists of a card state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors import mix_context as context
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.card_sections import surroundings
from nsl_db.crawler.extractors.domain_words import read_label
from nsl_db.crawler.extractors.mix_claims import (
    MixClaim,
    is_elsewhere,
    is_own_passage,
)
from nsl_db.crawler.extractors.mix_prose import (
    HAS_SHARE,
    Span,
    first_share,
    last_share,
    read_item,
    read_list,
)
from nsl_db.crawler.extractors.mix_single import read_single
from nsl_db.crawler.extractors.mix_tokens import (
    HAS_PARTS,
    read_token_item,
    read_token_sentence,
)
from nsl_db.crawler.extractors.mixture import MixShare, Part, is_whole, shares_of
from nsl_db.crawler.extractors.prose import Block, Sentence, blocks, sentences
from nsl_db.crawler.extractors.quantity import find_quantities
from nsl_db.crawler.extractors.replay import line_locator
from nsl_db.schema.evidence import MAX_QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["prose_claims"]

MAX_SENTENCES = 200
"""Most sentences and items with a share that are read in one card."""

MAX_SENTENCE = 3000
"""Longest sentence that is read, in characters."""

MAX_BARS = 3
"""Bars of a table row with a label and a value; longer rows are not read here."""

LEAD = 60
"""Characters of the sentence that a quote shows before and behind the share."""

SHARE_WORDS = ("%", "\uff05", "percent", "per cent", "ratio")
"""Words without one of which a block states no share."""

TOKEN_WORDS = ("token", "词元", "トークン", "토큰")
"""Words without one of which a block states no tokens."""

MIN_TOKEN_ITEMS = 3
"""Fewest sources of a list that is told in tokens."""

_NEXT = re.compile(r"[,;]\s(?:and|then|followed|before)\b")
_ITEM = re.compile(r"\s*(?:[-*+\u2022]|\d{1,2}[.)])\s")


def prose_claims(card: Card, model_id: str) -> Iterator[MixClaim]:
    """The shares in sentences and lists; whole mixtures before single shares."""
    found = list(_marked_blocks(card, HAS_SHARE, SHARE_WORDS))
    singles: list[tuple[Sentence, MixShare[Span]]] = []
    is_told = False
    for sentence in _sentences(found, HAS_SHARE):
        text = sentence.clean
        shares = read_list(text)
        single = [] if shares else read_single(text)
        if not shares and not single:
            continue
        if not _is_own_sentence(card, sentence, model_id, _scope(text)):
            continue
        singles.extend((sentence, share) for share in single)
        for share in shares:
            is_told = True
            method = "prose_sum" if share.num_parts > 1 else "prose_share"
            yield _claim(share, method, sentence)
    for listed in _lists(card, found, model_id):
        is_told = True
        yield from (_of_item(share) for share in listed)
    if is_told:
        return
    for sentence, share in singles:
        yield _claim(share, "prose_share", sentence)
    yield from _told_in_tokens(card, model_id)


def _told_in_tokens(card: Card, model_id: str) -> Iterator[MixClaim]:
    """Mixtures whose parts are told in tokens, and add up to a total."""
    found = list(_marked_blocks(card, HAS_PARTS, TOKEN_WORDS))
    for sentence in _sentences(found, HAS_PARTS):
        shares = read_token_sentence(sentence.clean)
        if shares and _is_own_sentence(card, sentence, model_id, sentence.clean):
            for share in shares:
                yield _claim(share, "prose_ratio", sentence)
    for items in _runs(found):
        for listed in _token_list(card, items, model_id):
            yield _of_item(listed, "list_ratio")


def _token_list(
    card: Card, items: list[Block], model_id: str
) -> list[MixShare[tuple[Block, Span]]]:
    """The shares of a list of sources whose tokens add up to a total above it."""
    read = [read_token_item(_lowered(block)) for block in items]
    told = [item for item in read if item is not None]
    if len(told) < len(items) or len(told) < MIN_TOKEN_ITEMS:
        return []
    above = surroundings(card, items[0].first_line)
    totals = [quantity.value for quantity in find_quantities(above.lead)]
    total = sum(quantity.value for _, quantity in told)
    if not any(is_whole(total / value) for value in totals if value):
        return []
    texts = " ".join(_lowered(block) for block in items)
    if not is_own_passage("", above, model_id) or context.is_tuning(texts):
        return []
    parts = [
        Part(
            read_label([label]),
            quantity.value / total,
            (block, (quantity.start, quantity.end)),
        )
        for (label, quantity), block in zip(told, items, strict=True)
    ]
    return shares_of(parts)


def _marked_blocks(
    card: Card, mark: re.Pattern[str], words: Sequence[str]
) -> Iterator[Block]:
    """The blocks that may state a share."""
    count = 0
    for block in blocks(card, words):
        if mark.search(block.clean.lower()):
            count += 1
            if count > MAX_SENTENCES:
                return
            yield block


def _sentences(found: list[Block], mark: re.Pattern[str]) -> Iterator[Sentence]:
    count = 0
    for block in found:
        for sentence in sentences(block):
            text = sentence.clean
            is_short = len(text) <= MAX_SENTENCE and text.count("|") <= MAX_BARS
            if is_short and mark.search(text):
                count += 1
                if count > MAX_SENTENCES:
                    return
                yield sentence


def _scope(text: str) -> str:
    """A sentence up to the clause behind its shares that goes on with another thing."""
    end = last_share(text)
    cut = _NEXT.search(text, end)
    return text[: cut.start()] if cut else text


def _is_own_sentence(card: Card, sentence: Sentence, model_id: str, text: str) -> bool:
    """Whether the text of a sentence speaks of the whole pretraining of the model."""
    before = text[: first_share(text)]
    line, _ = sentence.block.lines(sentence.start, sentence.end)
    above = surroundings(card, line)
    return (
        context.is_whole_corpus(f"{text} {above.nearest}")
        and not is_elsewhere(above, model_id)
        and not context.is_tuning(text)
        and not context.is_stage(f"{text} {above.nearest}")
        and not context.is_result(text)
        and not context.is_of_slice(before)
        and not context.is_of_another(before, model_id)
    )


def _lists(
    card: Card, found: list[Block], model_id: str
) -> Iterator[list[MixShare[tuple[Block, Span]]]]:
    """Lists whose items make up a mixture."""
    for items in _runs(found):
        parts: list[Part[tuple[Block, Span]]] = []
        for block in items:
            part = read_item(_lowered(block))
            if part is not None:
                parts.append(Part(part.label, part.share, (block, part.place)))
        if len(parts) < len(items):
            continue
        shares = shares_of(parts)
        above = surroundings(card, items[0].first_line)
        texts = " ".join(_lowered(block) for block in items)
        if (
            shares
            and is_own_passage("", above, model_id)
            and not context.is_tuning(texts)
            and not context.is_result(texts)
        ):
            yield shares


def _lowered(block: Block) -> str:
    lowered = block.clean.lower()
    return lowered if len(lowered) == len(block.clean) else block.clean


def _runs(found: list[Block]) -> Iterator[list[Block]]:
    """Items of lists that stand right behind each other."""
    run: list[Block] = []
    for block in found:
        is_item = _ITEM.match(block.text) is not None
        if run and not (is_item and block.first_line - _last_line(run[-1]) <= 2):
            yield run
            run = []
        if is_item:
            run.append(block)
    if run:
        yield run


def _last_line(block: Block) -> int:
    return block.first_line + block.text.count("\n")


def _of_item(
    share: MixShare[tuple[Block, Span]], method: str | None = None
) -> MixClaim:
    block, span = share.place
    method = method or ("list_sum" if share.num_parts > 1 else "list_share")
    plain = MixShare(share.field, share.value, share.num_parts, span)
    sentence = Sentence(block, 0, len(block.text))
    return _claim(plain, method, sentence)


def _claim(share: MixShare[Span], method: str, sentence: Sentence) -> MixClaim:
    block = sentence.block
    start = sentence.start + max(0, share.place[0] - LEAD)
    room = sentence.start + share.place[1] + LEAD
    end = min(room, sentence.end, start + MAX_QUOTE)
    text = block.text[start:end]
    quote = text.strip()
    first = start + len(text) - len(text.lstrip())
    lines = block.lines(first, first + len(quote))
    return MixClaim(
        share.field, share.value, method, lines[0], line_locator(*lines), quote
    )
