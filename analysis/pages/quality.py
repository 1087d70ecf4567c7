"""How complete the data of a study are, as one number that is plainly defined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.data import DESIGN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.analysis.study import Study

NOT_DESIGN = ("model_id", "exclusion_reason", "is_instruction_tuned")
"""Columns of the design frame that describe no design."""

DEFINITION = (
    "The score is the share of filled cells: of every fact that an analysis reads of "
    "a design, over all models of this study, how many are known. It does not say "
    "whether a known fact is right."
)
"""What the score is."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How complete the data are.

    Attributes:
        score: Share of filled cells, 0..1.
        fields: Share of models whose fact is known by field, fullest first.
        score_share: Share of measured scores among models and targets.
        counts: Cells that checks withheld or flagged, by verdict; empty where these
            are not known.
    """

    score: float
    fields: tuple[tuple[str, float], ...]
    score_share: float
    counts: Mapping[str, int]


def measure_quality(study: Study, counts: Mapping[str, int] | None = None) -> Quality:
    """Count what is known.

    Args:
        study: Models, design and scores.
        counts: Cells of the catalogue by verdict of its checks.
    """
    names = [
        name
        for name in DESIGN_COLUMNS
        if name not in NOT_DESIGN and name in study.design.columns
    ]
    shares = {
        name: 1 - study.design[name].null_count() / study.design.height
        for name in names
    }
    ordered = sorted(shares.items(), key=lambda item: -item[1])
    return Quality(
        score=float(np.mean(list(shares.values()))),
        fields=tuple(ordered),
        score_share=float(np.isfinite(study.scores).mean()),
        counts=counts or {},
    )


__all__ = ["DEFINITION", "Quality", "measure_quality"]
