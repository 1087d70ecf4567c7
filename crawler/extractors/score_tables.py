"""Scores in the result tables of a card.

Cards show a base model and its tuned version under one name, in different
sections. Where tables for both carry the name of this model, those under the
heading that fits its identifier are read, and none where it fits neither. Tables
about another language than English and Chinese, and those of suites for long
contexts, are passed over: they call their variants by the name of the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.card_sections import Surroundings, surroundings
from nsl_db.crawler.extractors.card_tables import CardTable, card_tables, cell_locator
from nsl_db.crawler.extractors.model_name import is_instruction_tuned_name
from nsl_db.crawler.extractors.score_grid import GridScore, read_score_grid
from nsl_db.crawler.extractors.score_names import may_name
from nsl_db.crawler.extractors.score_values import shots_in, without_shots
from nsl_db.crawler.extractors.stated_score import StatedScore
from nsl_db.schema.evidence import MAX_QUOTE, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nsl_db.crawler.extractors.card import Card
    from nsl_db.crawler.extractors.documents import ModelDocuments

__all__ = ["read_score_tables"]

MAX_CAPTION = 200
"""Longest paragraph that counts as the caption of the table behind it."""

_BASE = re.compile(r"\b(?:base|pre-?trained|foundation)\b(?!line)|基座|预训练")
_TUNED = re.compile(r"\b(?:chat|instruct\w*|tuned|aligned|post-?train\w*)\b|对齐|对话")
_VARIANTS = re.compile(
    r"\b(?:japanese|korean|german|french|spanish|catalan|basque|galician|italian"
    r"|portuguese|russian|ukrainian|arabic|hindi|bengali|tamil|telugu|urdu|persian"
    r"|turkish|vietnamese|thai|indonesian|malay|filipino|polish|czech|hungarian|dutch"
    r"|swedish|danish|norwegian|finnish|icelandic|greek|hebrew|romanian|bulgarian"
    r"|translat\w+|kobest|long-?\s?bench\w*|long-?\s?(?:context|text)|l-eval)\b"
    r"|日本語|日文|日语|韩文|韩语|한국어|长文本|長文|長文本",
    re.ASCII,
)
_BASE_NAME = re.compile(r"(?:^|[-_.])(?:base|pt|pretrain(?:ed)?)(?:$|[-_.])", re.I)


@dataclass(frozen=True, slots=True)
class _Found:
    """A table with scores of the model."""

    table: CardTable
    rows: tuple[tuple[str, ...], ...]
    scores: list[GridScore]
    around: Surroundings

    @property
    def stage(self) -> str | None:
        """Whether the headings speak of base or of tuned models, or neither."""
        for heading in self.around.headings:
            is_base, is_tuned = _BASE.search(heading), _TUNED.search(heading)
            if bool(is_base) != bool(is_tuned):
                return "base" if is_base else "tuned"
        return None


def read_score_tables(documents: ModelDocuments, card: Card) -> Iterator[StatedScore]:
    """The scores of the model in the tables of its card."""
    tables = list(_tables(documents, card))
    stages = {found.stage for found in tables}
    wanted = stages
    if {"base", "tuned"} <= stages:
        wanted = {_stage_of_name(documents.model_id)} - {None}
    for found in tables:
        if found.stage in wanted:
            caption = _caption_shots(found.around)
            for score in found.scores:
                yield from _stated(documents, card, found, score, caption)


def _stage_of_name(model_id: str) -> str | None:
    if is_instruction_tuned_name(model_id):
        return "tuned"
    name = model_id.rpartition("/")[2]
    return "base" if _BASE_NAME.search(name) else None


def _tables(documents: ModelDocuments, card: Card) -> Iterator[_Found]:
    for table in card_tables(card.lines):
        if table.first_line <= card.body_start or not may_name(
            table.source, documents.model_id
        ):
            continue
        rows = table.read()
        scores = read_score_grid(rows, documents.model_id)
        if not scores:
            continue
        around = surroundings(card, table.first_line)
        if _VARIANTS.search(" ".join((*around.headings[:2], _caption(around)))) is None:
            yield _Found(table, rows, scores, around)


def _stated(
    documents: ModelDocuments,
    card: Card,
    found: _Found,
    score: GridScore,
    caption: int | None,
) -> Iterator[StatedScore]:
    share = score.number.share(score.unit)
    if share is None:
        return
    quote = found.rows[score.row][score.column][:MAX_QUOTE]
    locator = cell_locator(found.table.number, score.row, score.column + 1)
    is_copied = any("leaderboard" in text for text in found.around.headings)
    yield StatedScore(
        model_id=documents.model_id,
        revision=documents.revision,
        value_text=quote,
        share=share,
        share_stderr=score.number.share_stderr(score.unit),
        method="card_table",
        evidence=Evidence(card.path, locator, quote, card.sha256),
        dataset=score.benchmark,
        metric=score.metric,
        num_shots=_shots(score, caption),
        stated_by="leaderboard" if is_copied else "author",
    )


def _shots(score: GridScore, caption: int | None) -> int | None:
    """The shots of a score; a name that leaves them open is not overruled."""
    is_open = without_shots(score.benchmark) != score.benchmark
    return caption if score.num_shots is None and not is_open else score.num_shots


def _caption(around: Surroundings) -> str:
    return around.lead if len(around.lead) <= MAX_CAPTION else ""


def _caption_shots(around: Surroundings) -> int | None:
    """The shots in the heading or caption of a table."""
    lead = _caption(around)
    is_caption = lead.startswith("table") or lead.endswith((":", "\uff1a"))
    return shots_in(around.nearest, lead if is_caption else None)
