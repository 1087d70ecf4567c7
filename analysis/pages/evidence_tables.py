"""Tables of the evidence on design questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.analysis.pages.sentences import signed
from nsl_db.analysis.pages.tables import NOTHING, Cell, Table
from nsl_db.analysis.pages.words import field_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.explain.inference import Estimate
    from nsl_db.analysis.explain.ladders import Ladder
    from nsl_db.analysis.explain.pages import (
        ContrastEvidence,
        Evidence,
        EvidencePage,
    )

NUM_PAIRS = 6
"""Matched pairs of a contrast that are listed."""

MARKS = {
    "supported": ("✓", "supported"),
    "contradicted": ("✗", "contradicted"),
    "not shown": ("○", "not shown"),
    "no data": ("\N{EN DASH}", "no data"),
}
"""Sign and words of a verdict."""


def verdict_table(evidence: Evidence) -> Table:
    """Every claim with its verdict and figures."""
    rows = []
    for page in evidence.pages:
        for claim in page.claims:
            mark, words = MARKS[claim.verdict]
            rows.append(
                (
                    claim.text,
                    (
                        Cell(
                            _unbroken(f"{mark} {words}"),
                            is_number=False,
                            is_strong=claim.verdict in ("supported", "contradicted"),
                        ),
                        Cell(
                            "\n".join(_effect(c.mean) for c in claim.contrasts),
                            is_number=False,
                        ),
                        Cell(
                            "\n".join(
                                f"{c.num_first_families} against "
                                f"{c.num_second_families}"
                                for c in claim.contrasts
                            ),
                            is_number=False,
                        ),
                    ),
                )
            )
    return Table(
        "Every claim, its verdict, the effect in points of 100 with its 95 % interval "
        "over families, and the number of families on each side.",
        ("Claim", "Verdict", "Effect", "Families"),
        tuple(rows),
    )


def _effect(estimate: Estimate | None) -> str:
    """An effect with its interval."""
    if estimate is None:
        return "too few families"
    return _unbroken(
        f"{signed(100 * estimate.value)} "
        f"[{signed(100 * estimate.low)}, {signed(100 * estimate.high)}]"
    )


def _unbroken(text: str) -> str:
    """Keep a text on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def contrast_table(page: EvidencePage, contrasts: Sequence[ContrastEvidence]) -> Table:
    """What is known about each contrast."""
    rows = [
        (
            item.contrast.title,
            (
                Cell(
                    f"{item.num_first} of {_families(item.num_first_families)}",
                    f"against {item.num_second} of "
                    f"{_families(item.num_second_families)}",
                    is_number=False,
                ),
                _estimate_cell(item.mean),
                Cell(_p(item.mean)),
                Cell(_points(item.typical)),
                Cell(_points(item.ridge)),
                _pairs_cell(item),
            ),
        )
        for item in contrasts
    ]
    return Table(
        f"{page.title}: effects on the mean over benchmarks, in points of 100.",
        (
            "Contrast",
            "Models",
            "Effect",
            "Adjusted p",
            "Median over families",
            "Beside all other choices",
            "Matched pairs",
        ),
        tuple(rows),
    )


def _estimate_cell(estimate: Estimate | None) -> Cell:
    """An effect above its interval."""
    if estimate is None:
        return Cell(NOTHING, "too few families")
    return Cell(
        signed(100 * estimate.value),
        f"{signed(100 * estimate.low)} to {signed(100 * estimate.high)}",
    )


def _pairs_cell(item: ContrastEvidence) -> Cell:
    """What matched pairs say."""
    found = item.matching
    if found.mean is None:
        return Cell(NOTHING, "no pairs")
    count = f"{len(found.pairs)} pairs, {_families(found.num_families)}"
    if found.estimate is None:
        return Cell(signed(100 * found.mean), count)
    low, high = signed(100 * found.estimate.low), signed(100 * found.estimate.high)
    return Cell(signed(100 * found.mean), f"{low} to {high}; {count}")


def pair_table(item: ContrastEvidence) -> Table:
    """The pairs that are most alike."""
    pairs = item.matching.pairs
    rows = [
        (
            pair.first,
            (
                Cell(pair.second, is_number=False),
                Cell(_values(item, pair.first_value, pair.second_value)),
                Cell(f"{pair.parameter_ratio:.2f}"),
                Cell(f"{pair.token_ratio:.2f}"),
                Cell(
                    ", ".join(field_title(name) for name in pair.differences)
                    or "nothing known",
                    is_number=False,
                ),
                Cell(signed(100 * pair.change)),
            ),
        )
        for pair in pairs[:NUM_PAIRS]
    ]
    listed = min(NUM_PAIRS, len(pairs))
    return Table(
        f"{item.contrast.title}: of {len(pairs)} pairs the {listed} most alike.",
        (
            "Model",
            "Against",
            "Choice",
            "Ratio of parameters",
            "Ratio of tokens",
            "What else differs",
            "Change, points",
        ),
        tuple(rows),
    )


def _values(item: ContrastEvidence, first: str, second: str) -> str:
    """Both choices of a pair."""
    if item.contrast.field.endswith("_share"):
        return f"{100 * float(first):.0f} % against {100 * float(second):.0f} %"
    return f"{first} against {second}".replace("_", " ")


def ladder_table(ladder: Ladder) -> Table:
    """Steps of a ladder against its first."""
    rows = [
        (
            step.label.replace("_", " "),
            (
                Cell(str(step.num_sizes)),
                Cell(str(step.num_targets)),
                Cell(
                    _points(step.change),
                    ""
                    if step.low is None or step.high is None
                    else f"{signed(100 * step.low)} to {signed(100 * step.high)}",
                ),
                Cell(_points(step.adjusted_change)),
            ),
        )
        for step in ladder.steps
    ]
    also = f"; {ladder.caution}" if ladder.caution else ""
    return Table(
        f"{ladder.title}{also}. Points against the first step.",
        ("Step", "Sizes", "Scores", "Change", "After the scale law"),
        tuple(rows),
    )


def _points(value: float | None) -> str:
    return NOTHING if value is None else signed(100 * value)


def _p(estimate: Estimate | None) -> str:
    if estimate is None or estimate.p_adjusted is None:
        return NOTHING
    value = estimate.p_adjusted
    return "<\N{NO-BREAK SPACE}0.001" if value < 0.001 else f"{value:.2g}"


def _families(number: int) -> str:
    return f"{number} family" if number == 1 else f"{number} families"


__all__ = [
    "MARKS",
    "contrast_table",
    "ladder_table",
    "pair_table",
    "verdict_table",
]
