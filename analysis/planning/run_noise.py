"""How much the outcome of one training run moves by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nsl_db.curation.benchmarks import benchmark_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.study import Target

TWIN_DIFFERENCE = {"accuracy": 0.0096, "brier": 0.0345}
"""Mean absolute difference of the scores of two near twins [score].

Source: the seven pairs of a Pythia model and its deduplicated sibling of the same
size in the table of Liu et al. 2025: 10 accuracies .0096, 4 Brier scores .0345, all
together .0163. Twins differ in data too, so this is rather too much than too little.
"""

SEED_CORRELATION = 0.2
"""Correlation of the seed noise of two benchmarks.

Source: averaging 14 benchmarks halves the difference of those twins, .0163 to .0081:
a quarter of the variance is left, 0.25 = r + (1 - r) / 14.
"""

BRIER_ITEM_DEVIATION = 0.45
"""Assumed standard deviation of the Brier score of one item [score].

Source: the same assumption as `nsl_db.analysis.honest.noise_floor`.
"""


def seed_deviation(target: Target) -> float:
    """Standard deviation of a score over seeds.

    Source: for two independent normal scores, E|difference| = 2 sd / sqrt(pi).
    """
    kind = "brier" if target.is_lower_better else "accuracy"
    return float(TWIN_DIFFERENCE[kind] * np.sqrt(np.pi) / 2)


def item_variance(target: Target, score: float) -> float:
    """Variance of a score from the sampling of its items; 0 where they are unknown.

    Source: binomial, p (1 - p) / n.
    """
    items = target.num_items or _items().get(target.benchmark)
    if items is None:
        return 0.0
    if target.is_lower_better:
        return BRIER_ITEM_DEVIATION**2 / items
    share = min(max(score, 0.0), 1.0)
    return share * (1 - share) / items


def run_deviations(
    targets: Sequence[Target], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Standard deviation of each score of one run (t,).

    Items are counted on top of seeds although twins answer the same items, so the
    result is rather too large.
    """
    return np.array(
        [
            np.sqrt(seed_deviation(target) ** 2 + item_variance(target, score))
            for target, score in zip(targets, scores, strict=True)
        ]
    )


def outcome_variance(
    targets: Sequence[Target],
    scores: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> float:
    """Variance of the weighted mean of scores of one run.

    Seed noise is correlated over benchmarks, item noise is not.

    Args:
        targets: The targets (t).
        scores: Expected scores (t,).
        weights: Weights (t,), adding up to 1; 0 for a score that does not count.
    """
    seeds = weights * np.array([seed_deviation(target) for target in targets])
    shared = SEED_CORRELATION * seeds.sum() ** 2
    own = (1 - SEED_CORRELATION) * (seeds**2).sum()
    items = np.array(
        [item_variance(*pair) for pair in zip(targets, scores, strict=True)]
    )
    return float(shared + own + (weights**2 * items).sum())


def _items() -> dict[str, int | None]:
    """Test items of the known benchmarks, where they are known."""
    frame = benchmark_frame()
    return dict(zip(frame["benchmark"], frame["num_items"], strict=True))


__all__ = [
    "SEED_CORRELATION",
    "TWIN_DIFFERENCE",
    "item_variance",
    "outcome_variance",
    "run_deviations",
    "seed_deviation",
]
