"""What the evidence pages show, already in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.analysis.pages.evidence_drawings import draw_effects, draw_support
from nsl_db.analysis.pages.evidence_tables import (
    MARKS,
    contrast_table,
    ladder_table,
    pair_table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.analysis.explain.ladders import Ladder
    from nsl_db.analysis.explain.markers import FamilyMarker
    from nsl_db.analysis.explain.pages import (
        ClaimEvidence,
        Evidence,
        EvidencePage,
    )
    from nsl_db.analysis.pages.canvas import Drawing
    from nsl_db.analysis.pages.tables import Table

NUM_LADDERS = 3
"""Controlled ladders of a question that are listed."""


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim and its verdict.

    Attributes:
        text: The claim.
        source: Who makes it, empty where nobody does.
        mark: Sign of the verdict.
        verdict: The verdict in words.
        kind: The verdict as a name of a style.
        sentence: The verdict with its figures.
    """

    text: str
    source: str
    mark: str
    verdict: str
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One evidence page.

    Attributes:
        key: Anchor.
        title: The question.
        claims: Claims and verdicts.
        support: Where the data are.
        effects: Effects by benchmark.
        contrasts: Table of all contrasts.
        pairs: Tables of matched pairs.
        pair_sentences: What they say.
        ladders: Tables of controlled ladders.
        ladder_sentences: What they say.
        num_more_ladders: Ladders that are not listed.
        settling: What would settle the question.
        markers: Values that mark one family.
    """

    key: str
    title: str
    claims: tuple[ClaimView, ...]
    support: Drawing
    effects: tuple[Drawing, ...]
    contrasts: Table
    pairs: tuple[Table, ...]
    pair_sentences: tuple[str, ...]
    ladders: tuple[Table, ...]
    ladder_sentences: tuple[str, ...]
    num_more_ladders: int
    settling: tuple[str, ...]
    markers: tuple[str, ...]


def question_views(
    evidence: Evidence,
    markers: tuple[FamilyMarker, ...],
    labels: Mapping[str, str],
) -> tuple[QuestionView, ...]:
    """Put every evidence page into words.

    Args:
        evidence: The evidence.
        markers: Values that mark one family.
        labels: Names of targets by key.
    """
    ladders = {ladder.key: ladder for ladder in evidence.ladders}
    return tuple(_question(page, ladders, markers, labels) for page in evidence.pages)


def _question(
    page: EvidencePage,
    ladders: Mapping[str, Ladder],
    markers: tuple[FamilyMarker, ...],
    labels: Mapping[str, str],
) -> QuestionView:
    """One page."""
    contrasts = [item for claim in page.claims for item in claim.contrasts]
    effects = [draw_effects(page, item, labels) for item in contrasts]
    bearing = [ladders[key] for key in page.ladders if ladders[key].best is not None]
    fields = _SAME.get(page.field, page.field)
    return QuestionView(
        key=page.key,
        title=page.title,
        claims=tuple(_claim(claim) for claim in page.claims),
        support=draw_support(page),
        effects=tuple(drawing for drawing in effects if drawing is not None),
        contrasts=contrast_table(page, contrasts),
        pairs=tuple(pair_table(item) for item in contrasts if item.matching.pairs),
        pair_sentences=tuple(item.pairs_sentence for item in contrasts),
        ladders=tuple(ladder_table(ladder) for ladder in bearing[:NUM_LADDERS]),
        ladder_sentences=page.ladder_sentences[:NUM_LADDERS],
        num_more_ladders=max(0, len(bearing) - NUM_LADDERS),
        settling=tuple(item.settling_sentence for item in contrasts),
        markers=tuple(_marker(mark) for mark in markers if mark.field == fields),
    )


_SAME = {
    "log2_sequence_length": "training_sequence_length",
    "activation": "hidden_act",
}
"""Fields of the catalogue behind choices that are written otherwise."""


def _marker(mark: FamilyMarker) -> str:
    """Say which family a value stands for."""
    value = mark.value.replace("_", " ")
    if mark.field.endswith("_share") and value.replace(".", "").isdecimal():
        value = f"{100 * float(value):.1f} %"
    return (
        f"“{value}” is the value of {mark.num_models} models, "
        f"{100 * mark.share:.0f} % of them of the family {mark.family}."
    )


def _claim(claim: ClaimEvidence) -> ClaimView:
    """A claim in words."""
    mark, words = MARKS[claim.verdict]
    return ClaimView(
        text=claim.text,
        source=claim.source,
        mark=mark,
        verdict=words,
        kind=claim.verdict.replace(" ", "-"),
        sentence=claim.sentence,
    )


__all__ = ["ClaimView", "QuestionView", "question_views"]
