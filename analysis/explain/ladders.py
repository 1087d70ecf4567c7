"""Controlled ladders: siblings of one size that differ in one thing.

They are the nearest to an experiment that a catalogue holds, and stay apart from what
is observed over many families. Each speaks for its own family only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.stats import t

from nsl_db.analysis.explain.choices import SHARES, shown
from nsl_db.analysis.explain.matched_pairs import DATA_MIX, TOLERANCE, differing
from nsl_db.analysis.explain.named_ladders import NAMED_LADDERS
from nsl_db.analysis.intervals import LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.explain.matched_pairs import Corpus

    Array = NDArray[np.float64]

SCALE_TOLERANCE = 0.03
"""Parameters and tokens this close count as the same [logarithm]."""

MIN_COMPARABLE = 4
"""Other choices that must be known of both models of a derived ladder."""

MIN_RUNGS = 3
"""Fewest sizes for an interval."""

MIN_SHARE_STEP = 0.05
"""Change of a share that makes a ladder of data mixes one about that share."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder against its first step.

    Attributes:
        label: Name of the step.
        models: Model of each size.
        value: Design choice of the models, None where the ladder is about none.
        change: Mean over sizes and benchmarks of score minus that of the first step,
            more is better [score]; 0 for the first, None without a common score.
        low: Lower end of its 95 % interval over sizes, None below `MIN_RUNGS`.
        high: Upper end.
        adjusted_change: The same of residuals after the scale law.
        num_sizes: Sizes that have a score in common with the first step.
        num_targets: Targets in the mean.
    """

    label: str
    models: tuple[str, ...]
    value: str | None
    change: float | None
    low: float | None
    high: float | None
    adjusted_change: float | None
    num_sizes: int
    num_targets: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """A controlled series and how its steps score.

    Attributes:
        key: Unique name.
        title: What it is.
        fields: Design choices that it bears on.
        family: Family of its models.
        steps: Its steps; the first is what the others are compared with.
        scores: `size`, `step`, `model_id`, `target`, `score` as measured and `change`
            against the first step, more is better.
        caution: What else changes along the steps; empty if nothing does.
        source: Document that describes it; `derived` if it was found by comparing
            the catalogue's rows.
    """

    key: str
    title: str
    fields: tuple[str, ...]
    family: str
    steps: tuple[Step, ...]
    scores: pl.DataFrame
    caution: str
    source: str

    @property
    def best(self) -> Step | None:
        """The step with the largest change, None where nothing can be compared."""
        known = [step for step in self.steps if step.change is not None]
        return max(known, key=lambda s: s.change or 0.0) if len(known) > 1 else None


Rungs = tuple[tuple[str, tuple[int | None, ...]], ...]
"""Sizes and the row of each step there."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A ladder before its scores are looked up."""

    key: str
    title: str
    field: str | None
    fields: tuple[str, ...]
    labels: tuple[str, ...]
    rungs: Rungs
    caution: str
    source: str


def find_ladders(
    corpus: Corpus, target_keys: Sequence[str], raw_scores: Array
) -> tuple[Ladder, ...]:
    """Find the named ladders and those that the rows themselves give away.

    Args:
        corpus: Models, choices, scores and residuals.
        target_keys: Names of the targets (t,).
        raw_scores: Scores as measured (n, t).
    """
    plans = [*_named(corpus)]
    covered = {
        frozenset((one, other))
        for plan in plans
        for _, rows in plan.rungs
        for one in rows
        for other in rows
        if one is not None and other is not None
    }
    plans += _derived(corpus, covered)
    return tuple(_measured(plan, corpus, target_keys, raw_scores) for plan in plans)


def twin_deviation(corpus: Corpus) -> tuple[float | None, int]:
    """Spread of the mean score between siblings that differ in nothing known.

    Returns:
        Root mean square of the difference of their mean residuals [score], and the
        number of pairs; None without pairs.
    """
    gaps = []
    for first, second in _siblings(corpus):
        names, compared = differing(corpus.choices, first, second)
        apart = corpus.residuals[first] - corpus.residuals[second]
        used = np.isfinite(apart) & (corpus.weights > 0)
        if not names and compared >= MIN_COMPARABLE and used.any():
            share = corpus.weights[used] / corpus.weights[used].sum()
            gaps.append(float(apart[used] @ share))
    if not gaps:
        return None, 0
    return float(np.sqrt(np.mean(np.square(gaps)))), len(gaps)


def _named(corpus: Corpus) -> Iterator[_Plan]:
    """Named ladders with at least two steps of one size in the corpus."""
    rows = {name: row for row, name in enumerate(corpus.model_ids)}
    for ladder in NAMED_LADDERS:
        rungs = tuple(
            (size, tuple(rows.get(name) if name else None for name in models))
            for size, models in ladder.rungs
        )
        rungs = tuple(rung for rung in rungs if any(r is not None for r in rung[1]))
        kept = [
            place
            for place in range(len(ladder.steps))
            if any(found[place] is not None for _, found in rungs)
        ]
        if len(kept) < 2:
            continue
        yield _Plan(
            key=ladder.key,
            title=ladder.title,
            field=ladder.field,
            fields=(ladder.field,) if ladder.field else (),
            labels=tuple(ladder.steps[place] for place in kept),
            rungs=tuple(
                (size, tuple(found[place] for place in kept)) for size, found in rungs
            ),
            caution=ladder.caution,
            source=ladder.source,
        )


def _derived(corpus: Corpus, covered: set[frozenset[int]]) -> Iterator[_Plan]:
    """Pairs of siblings of one size that differ in exactly one choice."""
    for first, second in _siblings(corpus):
        if frozenset((first, second)) in covered:
            continue
        names, compared = differing(corpus.choices, first, second)
        if len(names) != 1 or compared - 1 < MIN_COMPARABLE:
            continue
        fields = _moved(corpus.choices, first, second, names[0])
        if not fields:
            continue
        pair = sorted(
            (first, second), key=lambda row: str(corpus.choices[fields[0]][row])
        )
        ids = [corpus.model_ids[row] for row in pair]
        yield _Plan(
            key=f"derived:{ids[0]}:{ids[1]}",
            title=f"{ids[0]} and {ids[1]}",
            field=fields[0],
            fields=fields,
            labels=tuple(
                shown(fields[0], corpus.choices[fields[0]][row]) for row in pair
            ),
            rungs=((_size(corpus, pair[0]), tuple(pair)),),
            caution="" if len(fields) == 1 else "one mix against another",
            source="derived",
        )


def _moved(
    choices: pl.DataFrame, first: int, second: int, name: str
) -> tuple[str, ...]:
    """Columns behind a differing choice; for the data mix, the shares that moved."""
    if name != DATA_MIX:
        return (name,)
    moved = {
        share: abs(one - other)
        for share in SHARES
        if (one := choices[share][first]) is not None
        and (other := choices[share][second]) is not None
    }
    largest = sorted(moved, key=lambda share: -moved[share])
    return tuple(s for s in largest if moved[s] >= max(MIN_SHARE_STEP, TOLERANCE))


def _siblings(corpus: Corpus) -> Iterator[tuple[int, int]]:
    """Pairs of one family with the same parameters and tokens."""
    families = np.array(corpus.families, dtype=object)
    for first in range(len(families)):
        alike = families[first + 1 :] == families[first]
        gaps = np.abs(corpus.scale[first + 1 :] - corpus.scale[first])
        same = alike & (gaps <= SCALE_TOLERANCE).all(axis=1)
        for offset in np.flatnonzero(same):
            yield first, first + 1 + int(offset)


def _measured(
    plan: _Plan, corpus: Corpus, target_keys: Sequence[str], raw_scores: Array
) -> Ladder:
    """Look up scores and compare each step with the first."""
    base = [rows[0] for _, rows in plan.rungs]
    steps = tuple(
        _step(plan, corpus, base, place, label)
        for place, label in enumerate(plan.labels)
    )
    row = next(r for _, rows in plan.rungs for r in rows if r is not None)
    return Ladder(
        key=plan.key,
        title=plan.title,
        fields=plan.fields,
        family=corpus.families[row],
        steps=steps,
        scores=_score_table(plan, corpus, target_keys, raw_scores),
        caution=plan.caution,
        source=plan.source,
    )


def _step(
    plan: _Plan, corpus: Corpus, base: list[int | None], place: int, label: str
) -> Step:
    """Compare one step with the first over sizes and benchmarks."""
    rows = [found[place] for _, found in plan.rungs]
    present = [row for row in rows if row is not None]
    pairs = [
        (row, start)
        for row, start in zip(rows, base, strict=True)
        if row is not None and start is not None
    ]
    raw, num_targets = _mean_change(corpus.scores, pairs, corpus.weights)
    tuned, _ = _mean_change(corpus.residuals, pairs, corpus.weights)
    low, high = _interval(raw)
    values = {
        shown(plan.field, corpus.choices[plan.field][row])
        for row in present
        if plan.field and corpus.choices[plan.field][row] is not None
    }
    return Step(
        label=label,
        models=tuple(corpus.model_ids[row] for row in present),
        value=", ".join(sorted(values)) or None,
        change=float(np.mean(raw)) if len(raw) else None,
        low=low if place else None,
        high=high if place else None,
        adjusted_change=float(np.mean(tuned)) if len(tuned) else None,
        num_sizes=len(raw),
        num_targets=num_targets,
    )


def _mean_change(
    values: Array, pairs: list[tuple[int, int]], weights: Array
) -> tuple[Array, int]:
    """Mean difference of each pair over its common targets, and how many targets."""
    changes = []
    seen = np.zeros(len(weights), dtype=bool)
    for row, start in pairs:
        gap = values[row] - values[start]
        used = np.isfinite(gap) & (weights > 0)
        if used.any():
            changes.append(gap[used] @ weights[used] / weights[used].sum())
            seen |= used
    return np.array(changes), int(seen.sum())


def _interval(changes: Array) -> tuple[float | None, float | None]:
    """Student's interval of a mean over sizes."""
    if len(changes) < MIN_RUNGS:
        return None, None
    error = changes.std(ddof=1) / np.sqrt(len(changes))
    half = float(error * t.isf((1 - LEVEL) / 2, len(changes) - 1))
    middle = float(changes.mean())
    return middle - half, middle + half


def _score_table(
    plan: _Plan, corpus: Corpus, target_keys: Sequence[str], raw_scores: Array
) -> pl.DataFrame:
    """Scores of every model of a ladder."""
    records = []
    for size, rows in plan.rungs:
        for label, row in zip(plan.labels, rows, strict=True):
            if row is None:
                continue
            for place in np.flatnonzero(np.isfinite(raw_scores[row])).tolist():
                start = rows[0]
                change = (
                    np.nan
                    if start is None
                    else corpus.scores[row, place] - corpus.scores[start, place]
                )
                records.append(
                    (
                        size,
                        label,
                        corpus.model_ids[row],
                        target_keys[place],
                        float(raw_scores[row, place]),
                        float(change) if np.isfinite(change) else None,
                    )
                )
    schema = {
        "size": pl.String(),
        "step": pl.String(),
        "model_id": pl.String(),
        "target": pl.String(),
        "score": pl.Float64(),
        "change": pl.Float64(),
    }
    return pl.DataFrame(records, schema=schema, orient="row")


def _size(corpus: Corpus, row: int) -> str:
    """Write parameters for people."""
    count = float(np.exp(corpus.scale[row, 0]))
    return f"{count / 1e9:.3g}B" if count >= 1e9 else f"{count / 1e6:.0f}M"


__all__ = ["Ladder", "Step", "find_ladders", "twin_deviation"]
