"""What may be said about design choices, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.analysis.pages.facts import Measured
from nsl_db.analysis.pages.japanese import CLAIMS, CONTRASTS
from nsl_db.analysis.pages.sentences import Conclusion, conclusion, signed, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nsl_db.analysis.explain.pages import (
        ClaimEvidence,
        ContrastEvidence,
        Evidence,
    )
    from nsl_db.analysis.explain.verdicts import Verdict

VERDICTS: dict[Verdict, tuple[str, str]] = {
    "supported": ("holds in this catalogue", "このカタログで支持される"),
    "contradicted": (
        "is contradicted by this catalogue",
        "このカタログの結果に反する",
    ),
    "not shown": (
        "is not shown by this catalogue, which does not mean that it is false",
        "このカタログからは示されない(誤りだという意味ではない)",
    ),
    "no data": (
        "cannot be judged from this catalogue",
        "このカタログからは判断できない",
    ),
}
"""Words for the verdicts."""


def choice_conclusions(evidence: Evidence) -> Iterator[Conclusion]:
    """One sentence for each claim that somebody makes, or that the data settle.

    A claim that nobody made is left out unless it is supported or contradicted.
    """
    for page in evidence.pages:
        for place, claim in enumerate(page.claims):
            settled = claim.verdict in ("supported", "contradicted")
            if claim.source or settled:
                yield _claim(f"choice_{page.key}_{place}", claim)


def _claim(key: str, claim: ClaimEvidence) -> Conclusion:
    """The verdict on a claim with every figure that it rests on."""
    english, japanese = VERDICTS[claim.verdict]
    figures = [_figure(evidence) for evidence in claim.contrasts]
    return conclusion(
        key,
        "“{claim}” {verdict}: {figures}.",
        "「{claim}」は{verdict}。{figures}。",
        {},
        {
            "claim": claim.text,
            "verdict": english,
            "figures": "; ".join(figure[0] for figure in figures),
        },
        {
            "claim": CLAIMS.get(claim.text, claim.text),
            "verdict": japanese,
            "figures": "、".join(figure[1] for figure in figures),
        },
    )


def _figure(evidence: ContrastEvidence) -> tuple[str, str]:
    """Effect, interval and families of one contrast in both languages."""
    title = evidence.contrast.title
    named = CONTRASTS.get(evidence.contrast.key, title)
    first, second = evidence.num_first_families, evidence.num_second_families
    estimate = evidence.mean
    if estimate is None:
        return (
            f"{title}: {first} against {second} families, too few for an interval",
            f"{named}:{first} 系列と {second} 系列では区間を出すには少なすぎる",
        )
    points = Measured(100 * estimate.value, 100 * estimate.low, 100 * estimate.high)
    spans = span(points, "effect")
    value = signed(points.value)
    return (
        f"{title} {value} points ({spans[0]}; {first} against {second} families)",
        f"{named} {value} 点({spans[1]}。{first} 系列と {second} 系列)",
    )


__all__ = ["VERDICTS", "choice_conclusions"]
