"""One page of evidence for each design question, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nsl_db.analysis.explain.choices import Level
    from nsl_db.analysis.explain.inference import Estimate
    from nsl_db.analysis.explain.ladders import Ladder
    from nsl_db.analysis.explain.matched_pairs import Matching
    from nsl_db.analysis.explain.questions import Contrast
    from nsl_db.analysis.explain.settling import Settling
    from nsl_db.analysis.explain.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class TargetEffect:
    """Effect of a contrast on one target.

    Attributes:
        target: Key of the target.
        num_first: Models on the first side.
        num_first_families: Their families.
        num_second: Models on the second side.
        num_second_families: Their families.
        estimate: Effect and interval, None where a side has too few families.
        typical: Median over pairs of families; see `robust`.
        ridge: Effect beside all other design features; see `robust`.
    """

    target: str
    num_first: int
    num_first_families: int
    num_second: int
    num_second_families: int
    estimate: Estimate | None
    typical: float | None
    ridge: float | None


@dataclass(frozen=True, slots=True)
class ContrastEvidence:
    """All that is known about a contrast.

    Attributes:
        contrast: The comparison.
        num_first: Models on the first side with a score.
        num_first_families: Their families.
        num_second: Models on the second side with a score.
        num_second_families: Their families.
        first_families: Names of the families on the first side.
        second_families: Names of the families on the second side.
        num_benchmarks: Benchmarks in the mean.
        mean: Effect on the mean over benchmarks, every benchmark weighing the same.
        typical: Mean over benchmarks of the medians over pairs of families.
        ridge: Mean over benchmarks of the ridge effects.
        by_target: Effects by target; their p-values are adjusted over all contrasts
            and targets.
        matching: Matched pairs.
        settling: What would settle the question.
        pairs_sentence: What matched pairs say.
        settling_sentence: What would settle it, in words.
        benchmarks_sentence: Benchmarks that stand out by themselves.
    """

    contrast: Contrast
    num_first: int
    num_first_families: int
    num_second: int
    num_second_families: int
    first_families: tuple[str, ...]
    second_families: tuple[str, ...]
    num_benchmarks: int
    mean: Estimate | None
    typical: float | None
    ridge: float | None
    by_target: tuple[TargetEffect, ...]
    matching: Matching
    settling: Settling
    pairs_sentence: str = ""
    settling_sentence: str = ""
    benchmarks_sentence: str = ""


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """A claim, its verdict and what that rests on."""

    text: str
    source: str
    verdict: Verdict
    sentence: str
    contrasts: tuple[ContrastEvidence, ...]


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """All that is known about one design question.

    Attributes:
        key: Name of the question.
        title: The question.
        field: Design choice.
        levels: Support by bin or word, unknown last.
        claims: Claims with verdicts.
        ladders: Keys of the controlled ladders that bear on it.
        ladder_sentences: What they say.
    """

    key: str
    title: str
    field: str
    levels: tuple[Level, ...]
    claims: tuple[ClaimEvidence, ...]
    ladders: tuple[str, ...]
    ladder_sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence pages and what they share.

    Attributes:
        pages: One page per question.
        ladders: All controlled ladders.
        twin_deviation: Spread of the mean score between siblings that differ in
            nothing known [score], None without such siblings.
        num_twins: Pairs of such siblings.
    """

    pages: tuple[EvidencePage, ...]
    ladders: tuple[Ladder, ...]
    twin_deviation: float | None
    num_twins: int


__all__ = [
    "ClaimEvidence",
    "ContrastEvidence",
    "Evidence",
    "EvidencePage",
    "TargetEffect",
]
