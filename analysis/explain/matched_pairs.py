"""Models of about the same scale and make that differ in one choice.

Every pair of families weighs the same, however many pairs of models it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.explain.choices import SHARES, contrast_values, shown
from nsl_db.analysis.explain.inference import MIN_FAMILIES, Estimate, estimate_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl
    from numpy.typing import NDArray

    from nsl_db.analysis.explain.questions import Contrast
    from nsl_db.analysis.honest.bootstrap import FamilyBootstrap

    Array = NDArray[np.float64]

PARAMETER_CALIPER = 1.3
"""Largest ratio of the parameters of a pair."""

TOKEN_CALIPER = 1.6
"""Largest ratio of the training tokens of a pair."""

MAX_DIFFERENCES = 2
"""Other choices in which a pair may differ: data, attention, norm and so on."""

MIN_COMPARABLE = 4
"""Other choices that must be known of both models of a pair."""

TOLERANCE = 0.02
"""Numbers closer than this are the same choice [share, ratio or doublings]."""

DATA_MIX = "data_mix"
"""Name of all shares of domains together."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models that are alike but for a choice.

    Attributes:
        first: Model on the first side, or with more of the field.
        second: The other.
        first_family: Family of the first.
        second_family: Family of the second.
        first_value: Its choice.
        second_value: Its choice.
        parameter_ratio: Parameters of the first over those of the second.
        token_ratio: The same of tokens.
        differences: Other choices in which the two differ.
        num_comparable: Other choices that are known of both.
        change: Mean over benchmarks of the difference of residuals, first minus
            second; for a slope, per unit of the contrast [score].
        raw_change: The same of scores as measured.
        num_targets: Targets that both were measured on.
    """

    first: str
    second: str
    first_family: str
    second_family: str
    first_value: str
    second_value: str
    parameter_ratio: float
    token_ratio: float
    differences: tuple[str, ...]
    num_comparable: int
    change: float
    raw_change: float
    num_targets: int


@dataclass(frozen=True, slots=True)
class Matching:
    """All pairs for a contrast.

    Attributes:
        pairs: The pairs, most alike first.
        num_close: Pairs of about the same scale, whatever else differs.
        num_families: Families that the pairs come from.
        mean: Mean change, every pair of families weighing the same.
        estimate: The same with an interval, None with too few families.
    """

    pairs: tuple[Pair, ...]
    num_close: int
    num_families: int
    mean: float | None
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What pairs are formed from.

    Attributes:
        model_ids: Models (n,).
        families: Their families (n,).
        scale: Log parameters and log tokens (n, 2).
        choices: Design choices; see `choices.choice_frame`.
        residuals: Out-of-family residuals, more is better (n, t).
        scores: Scores, more is better (n, t).
        weights: Weights of the targets (t,).
    """

    model_ids: tuple[str, ...]
    families: tuple[str, ...]
    scale: Array
    choices: pl.DataFrame
    residuals: Array
    scores: Array
    weights: Array


def match(contrast: Contrast, corpus: Corpus, bootstrap: FamilyBootstrap) -> Matching:
    """Find pairs for a contrast and average their differences."""
    values = contrast_values(contrast, corpus.choices)
    close = list(_close_pairs(contrast, values, corpus.scale))
    pairs = [
        (pair, first, second)
        for first, second in close
        if (pair := _pair(contrast, corpus, values, first, second)) is not None
    ]
    pairs.sort(key=lambda entry: (len(entry[0].differences), entry[0].first))
    ends = [(first, second) for _, first, second in pairs]
    changes = np.array([pair.change for pair, _, _ in pairs])
    mean, estimate, count = _average(changes, ends, bootstrap)
    return Matching(
        tuple(pair for pair, _, _ in pairs), len(close), count, mean, estimate
    )


def differing(
    choices: pl.DataFrame, first: int, second: int, without: Sequence[str] = ()
) -> tuple[tuple[str, ...], int]:
    """Name the choices in which two models differ, and count the comparable ones.

    Args:
        choices: Design choices.
        first: Row of a model.
        second: Row of another.
        without: Choices to leave aside; a share stands for the whole mix.
    """
    one, other = choices.row(first, named=True), choices.row(second, named=True)
    left_out = {DATA_MIX if name in SHARES else name for name in without}
    found: list[str] = []
    compared: set[str] = set()
    for name in choices.columns:
        group = DATA_MIX if name in SHARES else name
        if group in left_out or one[name] is None or other[name] is None:
            continue
        compared.add(group)
        if not _same(one[name], other[name]) and group not in found:
            found.append(group)
    return tuple(found), len(compared)


def _same(one: object, other: object) -> bool:
    """Whether two choices are the same."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE
    return one == other


def _close_pairs(
    contrast: Contrast, values: Array, scale: Array
) -> Iterator[tuple[int, int]]:
    """Pairs of about the same scale on different sides, the first side first."""
    gap = contrast.pair_gap / contrast.unit if contrast.kind == "slope" else 0.5
    calipers = np.log([PARAMETER_CALIPER, TOKEN_CALIPER])
    known = np.flatnonzero(np.isfinite(values))
    for first in known:
        apart = values[first] - values[known] >= gap
        near = (np.abs(scale[first] - scale[known]) <= calipers).all(axis=1)
        for second in known[apart & near]:
            yield int(first), int(second)


def _pair(
    contrast: Contrast, corpus: Corpus, values: Array, first: int, second: int
) -> Pair | None:
    """Compare two models; None where they are not alike or share no benchmark."""
    names, compared = differing(corpus.choices, first, second, (contrast.field,))
    gaps = corpus.residuals[first] - corpus.residuals[second]
    used = np.isfinite(gaps) & (corpus.weights > 0)
    if len(names) > MAX_DIFFERENCES or compared < MIN_COMPARABLE or not used.any():
        return None
    share = corpus.weights[used] / corpus.weights[used].sum()
    step = values[first] - values[second]
    raw = corpus.scores[first, used] - corpus.scores[second, used]
    ratios = np.exp(corpus.scale[first] - corpus.scale[second])
    column = corpus.choices[contrast.field]
    return Pair(
        first=corpus.model_ids[first],
        second=corpus.model_ids[second],
        first_family=corpus.families[first],
        second_family=corpus.families[second],
        first_value=shown(contrast.field, column[first]),
        second_value=shown(contrast.field, column[second]),
        parameter_ratio=float(ratios[0]),
        token_ratio=float(ratios[1]),
        differences=names,
        num_comparable=compared,
        change=float(gaps[used] @ share / step),
        raw_change=float(raw @ share / step),
        num_targets=int(used.sum()),
    )


def _average(
    changes: Array, ends: Sequence[tuple[int, int]], bootstrap: FamilyBootstrap
) -> tuple[float | None, Estimate | None, int]:
    """Mean change with its interval, and the number of families behind it."""
    if not ends:
        return None, None, 0
    labels = bootstrap.members.argmax(axis=0)
    owners = np.sort(labels[np.array(ends)], axis=1)
    _, group, sizes = np.unique(owners, axis=0, return_inverse=True, return_counts=True)
    weight = 1 / sizes[group.ravel()]
    mean = float(weight @ changes / weight.sum())
    touched = np.zeros(len(bootstrap.members))
    np.add.at(touched, owners.ravel(), np.repeat(weight, 2))
    count = int((touched > 0).sum())
    if count < MIN_FAMILIES:
        return mean, None, count
    one, other = owners.T
    drawn = bootstrap.weights[:, one]
    drawn = np.where(one == other, drawn, drawn * bootstrap.weights[:, other]) * weight
    with np.errstate(invalid="ignore"):
        draws = drawn @ changes / drawn.sum(axis=1)
    effective = float(touched.sum() ** 2 / (touched**2).sum())
    return mean, estimate_of(mean, draws, effective), count


__all__ = [
    "DATA_MIX",
    "MAX_DIFFERENCES",
    "PARAMETER_CALIPER",
    "TOKEN_CALIPER",
    "Corpus",
    "Matching",
    "Pair",
    "differing",
    "match",
]
