"""What may be said about a claim, and the sentence that says it.

`supported`: on every contrast of the claim the interval leaves out 0 on the side of
the claim, and still does after Benjamini-Hochberg over all contrasts asked.
`contradicted`: on at least one contrast it does so on the other side.
`no data`: on at least one contrast a side has fewer than three families, so that no
interval is given.
`not shown`: everything else. It does not say that there is no effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from nsl_db.analysis.explain.inference import ALPHA, MIN_FAMILIES
from nsl_db.analysis.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.explain.inference import Estimate
    from nsl_db.analysis.explain.ladders import Ladder
    from nsl_db.analysis.explain.pages import ContrastEvidence

Verdict = Literal["supported", "contradicted", "not shown", "no data"]

DEFINITIONS: dict[Verdict, str] = {
    "supported": (
        "the 95 % interval leaves out 0 on the side of the claim, also after "
        "Benjamini-Hochberg over all contrasts"
    ),
    "contradicted": (
        "the 95 % interval leaves out 0 on the other side, also after "
        "Benjamini-Hochberg over all contrasts"
    ),
    "not shown": "the interval holds 0, or no longer leaves it out when adjusted",
    "no data": f"a side has fewer than {MIN_FAMILIES} families on every benchmark",
}
"""Words for the four verdicts."""

TWIN_REACH = 2.0
"""Steps closer than this are no different [spreads between twins]."""

_OPENINGS: dict[Verdict, str] = {
    "supported": "holds in this catalogue",
    "contradicted": "is contradicted by this catalogue",
    "not shown": "is not shown by this catalogue",
    "no data": "cannot be judged from this catalogue",
}


def verdict_of(
    estimates: Sequence[Estimate | None], directions: Sequence[int]
) -> Verdict:
    """Judge a claim.

    Args:
        estimates: Adjusted estimates of its contrasts, None for too few families.
        directions: 1 or -1 for each: the sign that the claim expects.
    """
    found = [
        _outcome(estimate, direction)
        for estimate, direction in zip(estimates, directions, strict=True)
    ]
    if -1 in found:
        return "contradicted"
    if None in found:
        return "no data"
    return "supported" if all(outcome == 1 for outcome in found) else "not shown"


def _outcome(estimate: Estimate | None, direction: int) -> int | None:
    """1 for the claim, -1 against it, 0 for neither, None without data."""
    if estimate is None or estimate.p_adjusted is None:
        return None
    is_clear = estimate.p_adjusted <= ALPHA and not estimate.low <= 0 <= estimate.high
    if not is_clear:
        return 0
    return 1 if estimate.value * direction > 0 else -1


def claim_sentence(
    text: str, verdict: Verdict, contrasts: Sequence[ContrastEvidence]
) -> str:
    """State the verdict with every figure it rests on."""
    figures = "; ".join(_figures(evidence) for evidence in contrasts)
    quoted = f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"
    return f"{quoted} {_OPENINGS[verdict]}: {figures}."


def _figures(evidence: ContrastEvidence) -> str:
    """Effect, interval and support of one contrast."""
    who = (
        f"{_who(evidence.num_first, evidence.first_families)} against "
        f"{_who(evidence.num_second, evidence.second_families)}"
    )
    estimate = evidence.mean
    if estimate is None:
        return f"{evidence.contrast.title}: no interval, {who}"
    p_value = (
        "" if estimate.p_adjusted is None else f", adjusted p {_p(estimate.p_adjusted)}"
    )
    return (
        f"{evidence.contrast.title}: {points(estimate.value)} points "
        f"[{points(estimate.low)}, {points(estimate.high)}] on the mean of "
        f"{counted(evidence.num_benchmarks, 'benchmark')}{p_value}, {who}"
    )


def pairs_sentence(evidence: ContrastEvidence) -> str:
    """State what matched pairs say."""
    found = evidence.matching
    title = evidence.contrast.title
    if found.mean is None:
        close = counted(found.num_close, "pair")
        return f"{title}: no matched pairs among {close} of like scale."
    shown = f"{points(found.mean)} points"
    if found.estimate is not None:
        low, high = points(found.estimate.low), points(found.estimate.high)
        shown = f"{shown} [{low}, {high}]"
    else:
        shown = f"{shown}, too few families for an interval"
    return (
        f"{title}: {counted(len(found.pairs), 'matched pair')} of "
        f"{_families(found.num_families)}, {shown}."
    )


def benchmarks_sentence(evidence: ContrastEvidence) -> str:
    """Name the benchmarks whose own interval leaves out 0, also when adjusted."""
    found = [
        f"{effect.target} {points(effect.estimate.value)} "
        f"[{points(effect.estimate.low)}, {points(effect.estimate.high)}]"
        for effect in evidence.by_target
        if effect.estimate is not None and _outcome(effect.estimate, 1)
    ]
    judged = sum(effect.estimate is not None for effect in evidence.by_target)
    title = evidence.contrast.title
    if not found:
        return f"{title}: none of {counted(judged, 'score')} stands out by itself."
    return (
        f"{title}: {len(found)} of {counted(judged, 'score')} "
        f"{'stands' if len(found) == 1 else 'stand'} out: {', '.join(found)} points."
    )


def ladder_sentence(ladder: Ladder, twins: float | None) -> str:
    """State what a controlled ladder says; empty where nothing can be compared.

    Args:
        ladder: The ladder.
        twins: Spread of the mean score between twins, None if unknown.
    """
    steps = [step for step in ladder.steps[1:] if step.change is not None]
    best = ladder.best
    if best is None or not steps:
        return ""
    listed = ", ".join(
        f"{step.label} {points(step.change or 0.0)}"
        + (
            ""
            if step.low is None or step.high is None
            else f" [{points(step.low)}, {points(step.high)}]"
        )
        for step in steps
    )
    sizes = counted(max(step.num_sizes for step in steps), "size")
    number = max(step.num_targets for step in steps)
    also = f" ({ladder.caution})" if ladder.caution else ""
    return (
        f"{ladder.title}{also}: points against {ladder.steps[0].label} on the mean of "
        f"{counted(number, 'score')}, {sizes} of one family: {listed}. "
        f"{_spread(best.label, [step.change or 0.0 for step in steps], twins)}"
    )


def _spread(best: str, changes: Sequence[float], twins: float | None) -> str:
    """Say which step is best, or that they differ no more than twins do."""
    widest = max(0.0, *changes) - min(0.0, *changes)
    if twins is not None and widest <= TWIN_REACH * twins:
        return (
            f"The steps lie within {100 * widest:.1f} points, no further apart than "
            f"twins may be (twice {100 * twins:.1f})."
        )
    return f"The best step is {best}."


def settling_sentence(evidence: ContrastEvidence) -> str:
    """State what would settle a contrast."""
    plan = evidence.settling
    twins = 100 * (plan.twin_deviation or 0.0)
    wanted = f"\N{PLUS-MINUS SIGN}{100 * plan.wanted_half_width:.1f} points"
    runs = (
        ""
        if plan.controlled_pairs is None
        else f" {counted(plan.controlled_pairs, 'pair')} of controlled runs would do "
        f"the same for one family (twins differ by {twins:.1f} points)."
    )
    title = evidence.contrast.title
    if plan.half_width is None:
        return (
            f"{title}: each side needs at least {MIN_FAMILIES} families; there are "
            f"{evidence.num_first_families} and {evidence.num_second_families}.{runs}"
        )
    if plan.further_first is None or plan.further_second is None:
        return f"{title}: no number of families within reach gives {wanted}.{runs}"
    if plan.further_first + plan.further_second == 0:
        return f"{title}: the interval is within {wanted} already."
    return (
        f"{title}: {wanted} needs {plan.further_first:,} further families on the first "
        f"side and {plan.further_second:,} on the second.{runs}"
    )


def points(value: float) -> str:
    """Write an effect in hundredths of a score, with its sign."""
    rounded = round(100 * value, 1) + 0.0
    return f"{rounded:+.1f}".replace("-", "\N{MINUS SIGN}")


def _who(models: int, families: Sequence[str]) -> str:
    """Write who stands on a side, with names where they are few."""
    named = len(families) < MIN_FAMILIES and families
    names = f" ({', '.join(families)})" if named else ""
    return f"{counted(models, 'model')} of {_families(len(families))}{names}"


def _families(number: int) -> str:
    """Write a number of families."""
    return f"{number} family" if number == 1 else f"{number} families"


def _p(value: float) -> str:
    """Write a p-value."""
    return "< 0.001" if value < 0.001 else f"{value:.2g}"


__all__ = [
    "DEFINITIONS",
    "Verdict",
    "benchmarks_sentence",
    "claim_sentence",
    "ladder_sentence",
    "pairs_sentence",
    "points",
    "settling_sentence",
    "verdict_of",
]
