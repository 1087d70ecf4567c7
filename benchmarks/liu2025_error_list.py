"""Errors found in the table of Liu et al. 2025, and values in it that are right.

Confidence A: provable from the table alone, or by exact arithmetic. B: from published
model cards and papers. Each error is one or more cells, gaps or scores of models.
"""

from __future__ import annotations

from benchmarks.liu2025_known import Trap
from benchmarks.liu2025_model_errors import MODEL_ERRORS
from benchmarks.liu2025_score_errors import SCORE_ERRORS

__all__ = ["ERRORS", "TRAPS"]

ERRORS = (*MODEL_ERRORS, *SCORE_ERRORS)
"""Every known error of confidence A or B."""

TRAPS = (
    Trap(
        "bloom-1b7 has 1.72e9 parameters",
        ("bigscience/bloom-1b7",),
        "size_differs_from_name|size_unusual_for_width|parameters_.*",
    ),
    Trap(
        "Mixtral-8x7B has 46.7e9 parameters",
        ("mistralai/Mixtral-8x7B*",),
        "size_differs_from_name|size_unusual_for_width|parameters_.*",
    ),
    Trap(
        "btlm-3b saw 627e9 tokens",
        ("cerebras/btlm-3b-8k-base",),
        ".*",
        ("training_tokens",),
    ),
    Trap(
        "Cerebras-GPT 1.3B and 13B are two models",
        ("cerebras/Cerebras-GPT-1*",),
        "id_spelled_twice|run_duplicated",
    ),
    Trap("accuracies outside 0..1: none", (), "bounded_score"),
    Trap("Brier scores outside 0..2: none", (), "brier_score_range"),
    Trap("duplicate primary keys: none", (), ".*unique.*|.*duplicate_key.*"),
    Trap("heads that do not divide the width: none", (), "heads_do_not_divide_width"),
    Trap("slips of the unit by 100 or 1000: none", (), "unit_slip|.*percent.*"),
    Trap("tokens per parameter outside 1..1e5: none", (), "tokens_per_parameter_.*"),
)
"""Right values that a rule might take for errors."""
