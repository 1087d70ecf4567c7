"""The mixtures that the tables of a card state, and whose mixtures they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors import mix_context as context
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.card_sections import Surroundings, surroundings
from nsl_db.crawler.extractors.card_tables import card_tables, cell_locator
from nsl_db.crawler.extractors.mix_tables import read_mix_table
from nsl_db.schema.evidence import MAX_QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["MixClaim", "is_elsewhere", "is_own_passage", "table_claims"]

_MENTION = re.compile(
    r"token|percent|%|\uff05|fraction|proportion|share|ratio|weight|mix|sampl|prob"
    r"|distribution|占比|比例|配比|词元",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MixClaim:
    """One share of a mixture, with its evidence.

    Attributes:
        field: Name of the field.
        value: The share, 0..1.
        method: How it was read.
        line: Line of the card near which it stands, from 1.
        locator: Locator of the evidence.
        quote: The quote, not longer than a quote may be.
    """

    field: str
    value: float
    method: str
    line: int
    locator: str
    quote: str


def table_claims(card: Card, model_id: str) -> Iterator[MixClaim]:
    """The shares in tables."""
    for table in card_tables(card.lines):
        if table.first_line <= card.body_start or not _MENTION.search(table.source):
            continue
        rows = table.read()
        found = read_mix_table(rows, model_id)
        if found is None:
            continue
        above = surroundings(card, table.first_line)
        if not is_own_passage(found.header, above, model_id):
            continue
        if not found.is_tokens and context.is_of_other_family(found.column, model_id):
            continue
        for share in found.shares:
            row, column = share.place
            if share.num_parts > 1:
                method = "table_sum"
            else:
                method = "table_ratio" if found.is_tokens else "table_share"
            yield MixClaim(
                share.field,
                share.value,
                method,
                table.first_line,
                cell_locator(table.number, row, column + 1),
                rows[row][column][:MAX_QUOTE],
            )


def is_own_passage(header: str, above: Surroundings, model_id: str) -> bool:
    """Whether a table or list is about the whole pretraining of this model.

    Args:
        header: Header of the table; nothing for a list.
        above: What stands above it.
        model_id: Identifier of the model.
    """
    near = f"{above.nearest}. {above.lead}. {header}"
    return (
        context.is_whole_corpus(near)
        and not is_elsewhere(above, model_id)
        and not context.is_result(header)
        and not any(context.is_tuning(text) for text in (above.lead, header))
        and not context.is_stage(near)
        and not context.is_of_slice(above.lead)
        and not context.is_of_other_family(above.nearest, model_id)
        and not context.is_training_of_other(above.lead, model_id)
    )


def is_elsewhere(above: Surroundings, model_id: str) -> bool:
    """Whether a heading says that the section is about something else.

    The title of the card may boast of results.
    """
    if context.is_part_name(above.nearest, model_id):
        return True
    return any(
        context.is_tuning(text)
        or context.is_stage(text)
        or (context.is_result(text) and not context.is_about_data(text))
        for text in above.headings[:-1]
    ) or _is_elsewhere_title(above.headings[-1:], model_id)


def _is_elsewhere_title(titles: Sequence[str], model_id: str) -> bool:
    """The same for the topmost heading, which may be the title of the card."""
    return any(
        context.is_tuning(text)
        or context.is_stage(text)
        or (
            context.is_result(text)
            and not context.is_about_data(text)
            and not context.is_title(text, model_id)
        )
        for text in titles
    )
