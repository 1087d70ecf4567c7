"""Tasks that one benchmark has under several names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

__all__ = ["SAME_BENCHMARK", "SAME_ITEMS", "renamed"]

SAME_ITEMS = ((r"^arc:", "arc_"), (r"^hendrycksTest-", "mmlu_"))
"""Names that versions of lm-evaluation-harness gave to one task, and one of them.

Source: task names of lm-evaluation-harness 0.3 and 0.4.
"""

SAME_BENCHMARK = (
    (r"^gsm8k_cot$", "gsm8k"),
    (r"^lambada_(?:openai|standard)$", "lambada"),
    (r"^truthfulqa[:_]mc[12]?$", "truthfulqa_mc"),
)
"""Tasks of one benchmark with other prompts, texts or metrics.

Source: task folders `gsm8k`, `lambada` and `truthfulqa` of lm-evaluation-harness 0.4.
"""


def renamed(task: pl.Expr, names: tuple[tuple[str, str], ...]) -> pl.Expr:
    """A task by the one name that stands for several."""
    for pattern, name in names:
        task = task.str.replace(pattern, name)
    return task
