"""Exact parameter counts of a few published decoder layouts.

A layout gives the count as a line in the number of blocks. Since width and vocabulary
are known or few, a count can be checked without knowing the depth: it must be the
intercept plus a whole number of blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

__all__ = ["LAYOUTS", "VOCABULARIES", "Layout", "fits_a_layout", "without_buffers"]

VOCABULARIES = (50257, 50272, 50280, 50288, 50304, 50400, 50432, 50688, 51200)
"""Embedding rows of models with a vocabulary of GPT-2's or GPT-NeoX's size, padded.

Source: `vocab_size` in the configurations of openai-community/gpt2, facebook/opt-125m,
EleutherAI/pythia-*, EleutherAI/gpt-neox-20b, Salesforce/codegen-*, microsoft/phi-2.
"""

DEEPEST = 200
"""Largest number of blocks that counts as one, above every published decoder."""

WEIGHTS_PER_BLOCK = 12
"""Square matrices per block: 4 of attention, 8 of a feed-forward layer of 4 x width.

Source: Kaplan et al. 2020, table 1.
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """One way of arranging a decoder.

    Attributes:
        name: Of the model type in transformers.
        num_embeddings: Embedding matrices that count: 1 where tied, else 2.
        has_positions: Whether learned positions count.
        vectors: Vectors of the width per block: biases and norms.
        rotary_share: Share of a head that is rotated; 0 without a stored buffer.
        masks_per_block: Numbers of stored causal masks per block that occur.
    """

    name: str
    num_embeddings: int
    has_positions: bool
    vectors: int
    rotary_share: float
    masks_per_block: tuple[float, ...]


LAYOUTS = (
    Layout("gpt2", 1, True, 13, 0.0, (1.0,)),
    Layout("gpt_neo", 1, True, 10, 0.0, (0.5, 1.0)),
    Layout("gpt_neox", 2, False, 13, 0.25, (1.0,)),
)
"""Layouts whose old checkpoints stored causal masks or rotary frequencies.

Source: the modules of these model types in transformers 4.30, whose buffers `bias`
(a square of the context) and `inv_freq` were part of the state.
"""


def buffers_per_block(layout: Layout, masks: float) -> pl.Expr:
    """Entries of the buffers that one block of a checkpoint stores.

    Args:
        layout: The layout of the checkpoint.
        masks: Causal masks per block, each a square of the context.
    """
    size = (pl.col("context") * pl.col("context") * masks).cast(pl.Int64)
    if not layout.rotary_share:
        return size
    head = pl.col("hidden_size") // pl.col("num_attention_heads")
    return size + (head * (layout.rotary_share / 2)).cast(pl.Int64)


def depth_of(
    count: pl.Expr, layout: Layout, vocabulary: int, buffers: pl.Expr | None = None
) -> pl.Expr:
    """Number of blocks that explains a count exactly, or NULL.

    Args:
        count: The count to explain [parameters].
        layout: The layout to explain it by.
        vocabulary: Rows of the embedding matrix.
        buffers: Buffer entries per block that were counted too.
    """
    width = pl.col("hidden_size")
    fixed = layout.num_embeddings * vocabulary * width + 2 * width
    if layout.has_positions:
        fixed = fixed + pl.col("context") * width
    block = WEIGHTS_PER_BLOCK * width * width + layout.vectors * width
    if buffers is not None:
        block = block + buffers
    rest = count - fixed
    depth = rest // block
    is_exact = (rest > 0) & (rest % block == 0) & depth.is_between(1, DEEPEST)
    known = pl.col("num_hidden_layers")
    return pl.when(is_exact & (known.is_null() | (known == depth))).then(depth)


def fits_a_layout(count: pl.Expr) -> pl.Expr:
    """Whether some layout explains a count without any buffer."""
    return pl.any_horizontal(
        depth_of(count, layout, vocabulary).is_not_null()
        for layout in LAYOUTS
        for vocabulary in VOCABULARIES
    )


def without_buffers(count: pl.Expr) -> pl.Expr:
    """The count less the buffers that some layout shows it to contain, or NULL."""
    return pl.coalesce(
        count - depth_of(count, layout, vocabulary, buffers) * buffers
        for layout in LAYOUTS
        for masks in layout.masks_per_block
        for buffers in (buffers_per_block(layout, masks),)
        for vocabulary in VOCABULARIES
    )
