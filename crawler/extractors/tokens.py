"""How many tokens a model was pretrained on, from the sentences of its card.

A total in the card of a model that was made from another one is the total of
that other model: it fills `base_training_tokens`. Several different totals in
one card give nothing: such a card describes several models or versions. The row of
the model in a table of models comes first, then sums, then other sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.base import Result
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.card_tables import card_tables, cell_locator
from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.findings import FindingMaker
from nsl_db.crawler.extractors.made_from import is_made_from_another
from nsl_db.crawler.extractors.prose import (
    Sentence,
    lowered,
    raw_blocks,
    read_block,
    sentences,
)
from nsl_db.crawler.extractors.token_context import TokenClaim, token_claims
from nsl_db.crawler.extractors.token_tables import TableTotal, read_token_table
from nsl_db.schema.evidence import MAX_QUOTE, Confidence, Evidence, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["EXTRACTOR", "TokensExtractor"]

AGREEMENT = 0.02
"""Relative difference at which two totals are the same statement."""

MAX_SENTENCES = 150
"""Most sentences with a number of tokens that are read in one card."""

MAX_SENTENCE = 4000
"""Longest sentence that is read, in characters."""

LEAD = 80
"""Characters of the sentence that a quote shows before the number."""

_TABLE_WORDS = re.compile(r"token|トークン|토큰", re.IGNORECASE)
_HEADING = re.compile(r"\s{0,3}(?:#{1,6}\s|<h[1-6]\b)", re.IGNORECASE)
_TOKEN_WORDS = ("token", "词元", "トークン", "토큰", "токен", "gt ")


@dataclass(frozen=True, slots=True)
class _Statement:
    """A claim and the sentence that makes it."""

    claim: TokenClaim
    sentence: Sentence
    card: Card


class TokensExtractor:
    """Reads totals of pretraining tokens from prose."""

    name = "tokens"
    version = 2
    fields = ("training_tokens", "base_training_tokens", "unique_tokens", "num_epochs")

    def extract(self, documents: ModelDocuments) -> Iterable[Result]:
        """Read the one total that the card states."""
        card = documents.card
        if card is None:
            return
        make = FindingMaker(documents, self.name, self.version)
        statements = list(_statements(card, documents.model_id))
        is_derived = is_made_from_another(documents, continued=False)
        field = "base_training_tokens" if is_derived else "training_tokens"
        in_table = _in_tables(card, documents.model_id)
        total = _best([s for s in statements if s.claim.role == "training"])
        if in_table is not None:
            yield _table_finding(make, field, card, in_table)
        elif total is not None:
            yield _finding(make, field, total.claim.value, total)
            if total.claim.num_epochs is not None and not is_derived:
                yield _finding(make, "num_epochs", total.claim.num_epochs, total)
                yield _finding(make, "unique_tokens", total.claim.once, total)
        unique = _agreed([s for s in statements if s.claim.role == "unique"])
        if unique is not None and not is_derived:
            yield _finding(make, "unique_tokens", unique.claim.value, unique)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A total of a table, with what its evidence needs."""

    total: TableTotal
    line: int
    locator: str
    quote: str


def _in_tables(card: Card, model_id: str) -> _Cell | None:
    """The total in the tables of a card; None where two of them differ."""
    found: list[_Cell] = []
    for table in card_tables(card.lines):
        if table.first_line <= card.body_start or not _TABLE_WORDS.search(table.source):
            continue
        rows = table.read()
        total = read_token_table(rows, model_id)
        if total is not None:
            locator = cell_locator(table.number, total.row, total.column + 1)
            quote = rows[total.row][total.column][:MAX_QUOTE]
            found.append(_Cell(total, table.first_line, locator, quote))
    values = [cell.total.value for cell in found]
    if not values or max(values) > min(values) * (1 + AGREEMENT):
        return None
    return found[0]


def _table_finding(make: FindingMaker, field: str, card: Card, cell: _Cell) -> Result:
    made = make.from_card(
        field,
        cell.total.value,
        Confidence.PARSED,
        "table_total",
        card,
        (cell.line, cell.line),
        cell.quote,
    )
    if not isinstance(made, Finding):
        return made
    evidence = Evidence(card.path, cell.locator, cell.quote, card.sha256)
    return replace(made, evidence=evidence)


def _statements(card: Card, model_id: str) -> Iterator[_Statement]:
    if not _speaks_of_tokens(lowered(card.lines)):
        return
    num_read = 0
    heading = ""
    for first, text in raw_blocks(card):
        is_heading = _HEADING.match(text) is not None
        if not is_heading and not _speaks_of_tokens(text.lower()):
            continue
        block = read_block(first, text)
        if is_heading:
            heading = " ".join(block.clean.split()).lower()
        for sentence in sentences(block):
            text = sentence.clean
            if len(text) > MAX_SENTENCE or not _speaks_of_tokens(text):
                continue
            num_read += 1
            if num_read > MAX_SENTENCES:
                return
            for claim in token_claims(text, model_id, heading):
                yield _Statement(claim, sentence, card)


def _speaks_of_tokens(text: str) -> bool:
    return any(map(text.__contains__, _TOKEN_WORDS))


def _best(statements: list[_Statement]) -> _Statement | None:
    """The total of a card: its sums, as far as nothing exceeds them, else the rest."""
    sums = [s for s in statements if s.claim.is_total]
    if not sums:
        return _agreed(statements)
    best = _agreed(sums)
    largest = max(statement.claim.value for statement in statements)
    if best is None or largest > best.claim.value * (1 + AGREEMENT):
        return None
    return best


def _agreed(statements: list[_Statement]) -> _Statement | None:
    """The most exact of several statements; None where they differ."""
    if not statements:
        return None
    values = [statement.claim.value for statement in statements]
    if max(values) > min(values) * (1 + AGREEMENT):
        return None
    return max(statements, key=lambda statement: statement.claim.num_digits)


def _finding(
    make: FindingMaker, field: str, value: object, statement: _Statement
) -> Result:
    block, claim = statement.sentence.block, statement.claim
    start = statement.sentence.start + max(0, claim.start - LEAD)
    end = min(statement.sentence.start + claim.end, start + MAX_QUOTE)
    quote = block.text[start:end].strip()
    first = start + len(block.text[start:end]) - len(block.text[start:end].lstrip())
    return make.from_card(
        field,
        value,
        Confidence.PARSED,
        "prose_total",
        statement.card,
        block.lines(first, first + len(quote)),
        quote,
    )


EXTRACTOR = TokensExtractor()
"""The one instance."""
