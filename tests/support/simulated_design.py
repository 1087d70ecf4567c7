"""Made-up studies in which the effects of design choices are known.

Families choose a share of code, a norm and a position embedding. Later families train
on more tokens and more often choose RMSNorm and more code, so that choices come with
scale. Learned position embeddings are those of one family alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nsl_db.analysis.data import DESIGN_COLUMNS
from nsl_db.analysis.study import Study, Target

__all__ = ["TARGETS", "DesignTruth", "simulate_design"]

TARGETS = (
    Target("hellaswag", 10, "accuracy", chance=0.25),
    Target("mathqa", 0, "brier_score", chance=0.8, best=0.0),
)
"""One score where more is better and one where less is."""


@dataclass(frozen=True, slots=True)
class DesignTruth:
    """What is true in a made-up study.

    Attributes:
        code_effect: Change of a score from no code to all code.
        norm_effect: Change of a score from LayerNorm to RMSNorm.
        num_families: Families.
        family_size: Models of each.
        family_deviation: Standard deviation of the unexplained effect of a family.
        noise: Standard deviation of a score.
        confounding: How strongly choices go with tokens; 0 for not at all.
    """

    code_effect: float = 0.0
    norm_effect: float = 0.0
    num_families: int = 24
    family_size: int = 3
    family_deviation: float = 0.02
    noise: float = 0.01
    confounding: float = 1.0


def simulate_design(truth: DesignTruth, seed: int = 0) -> Study:
    """Draw a study; more is better by the same amount on both targets."""
    random = np.random.default_rng(seed)
    count = truth.num_families * truth.family_size
    family = np.repeat(np.arange(truth.num_families), truth.family_size)
    late = random.normal(0, 1, truth.num_families)
    pull = truth.confounding * late
    norm = pull + random.normal(0, 1, truth.num_families) > 0
    code = 0.5 / (1 + np.exp(-0.5 * pull - random.normal(0, 1, truth.num_families)))
    parameters = 10 ** random.uniform(8, 10.5, count)
    tokens = 10 ** (11.5 + 0.4 * late[family] + random.normal(0, 0.1, count))
    columns: dict[str, object] = {name: [None] * count for name in DESIGN_COLUMNS}
    columns |= {
        "model_id": [f"org{one:02d}/m{row:03d}" for row, one in enumerate(family)],
        "model_family": [f"family {one:02d}" for one in family],
        "num_parameters": parameters.astype(int),
        "training_tokens": tokens.astype(int),
        "code_share": code[family],
        "web_share": 1 - code[family],
        "norm_type": np.where(norm, "rmsnorm", "layernorm")[family],
        "position_embedding_type": np.where(family == 0, "learned", "rope"),
    }
    design = pl.DataFrame(columns, schema=dict(DESIGN_COLUMNS))
    level = np.log10(parameters * tokens) - 21
    effect = truth.code_effect * (code - 0.25) + truth.norm_effect * (norm - 0.5)
    scores = np.empty((count, len(TARGETS)))
    for place, target in enumerate(TARGETS):
        law = 0.25 + 0.5 / (1 + np.exp(-level))
        own = random.normal(0, truth.family_deviation, truth.num_families)
        better = law + (effect + own)[family] + random.normal(0, truth.noise, count)
        scores[:, place] = 1 - better if target.is_lower_better else better
    return Study(
        design=design,
        targets=TARGETS,
        scores=scores,
        families=tuple(design["model_family"]),
        drops=(),
        catalogue_hash=f"{seed:064d}",
    )
