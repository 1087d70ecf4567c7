"""The number of weights that the headers of a checkpoint list.

Not counted: buffers, which earlier versions of transformers stored beside the
weights, and the output layer where it is tied to the embeddings and stored all
the same. Packed weights of quantised checkpoints are not weights of the model,
so such a checkpoint has no count.

Source: `_keys_to_ignore_on_load_unexpected` of the model classes in transformers
4.30 for the buffers; https://huggingface.co/docs/safetensors for the types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.json_document import pointer
from nsl_db.crawler.extractors.safetensors_header import Tensor, TensorHeader

__all__ = ["WEIGHT_TYPES", "TensorCount", "count_tensors"]

WEIGHT_TYPES = frozenset({"F64", "F32", "F16", "BF16"})
"""Types of weights that are stored as they are."""

BUFFERS = re.compile(
    r"(^|\.)(attn|attention|self_attn|self_attention)\.(attention\.)?(bias|masked_bias)$"
    r"|(^|\.)rotary_(pos_)?emb(\.|_)(inv_freq|cos_cached|sin_cached)$"
    r"|\.(inv_freq|causal_mask|position_ids|scale_attn)$"
)
"""Names of tensors that are not trained: causal masks and rotary tables.

A bias of a projection ends in the name of the projection, such as
`attn.c_attn.bias`, so that `attn.bias` can only be a mask.
"""

EMBEDDINGS = re.compile(
    r"(^|\.)(embed_tokens|wte|word_embeddings|embed_in|tok_embeddings|embedding)\.weight$"
)
"""Names of the token embeddings."""

POSITIONS = re.compile(r"(^|\.)(wpe|embed_positions)\.weight$")
"""Names of learned position embeddings."""

OUTPUT = re.compile(r"(^|\.)(lm_head|embed_out|output|output_layer)\.weight$")
"""Names of the output layer."""

MAX_SHARDS = 2000
"""Most files of one checkpoint; of a larger one some are always missing."""

_SHARD = re.compile(r"model-(\d{5})-of-(\d{5})\.safetensors")
_WHOLE = "model.safetensors"


@dataclass(frozen=True, slots=True)
class TensorCount:
    """Weights of a checkpoint.

    Attributes:
        total: All of them, tied ones once [parameters].
        embedding: Those of token and learned position embeddings [parameters], or
            None where no name is known.
        header: Header with the largest embedding, or the first one.
        tensor: A tensor of it that stands for the whole.
        has_output: Whether an output layer of its own is stored.
    """

    total: int
    embedding: int | None
    header: TensorHeader
    tensor: Tensor
    has_output: bool

    @property
    def locator(self) -> str:
        """JSON pointer to the shape of that tensor."""
        return pointer(self.tensor.name, "shape")


def count_tensors(
    documents: ModelDocuments, *, is_tied: bool | None
) -> TensorCount | None:
    """Count the weights that are listed in all headers together.

    Args:
        documents: The model.
        is_tied: Whether the output layer is the embeddings.

    Returns:
        The count, or None where shards are missing or hold packed weights.
    """
    headers = _checkpoint(documents)
    placed = [(header, tensor) for header in headers for tensor in header.tensors]
    weights = [(h, t) for h, t in placed if not BUFFERS.search(t.name)]
    if not weights or any(tensor.dtype not in WEIGHT_TYPES for _, tensor in weights):
        return None
    tables = [(h, t) for h, t in weights if EMBEDDINGS.search(t.name)]
    output = [tensor for _, tensor in weights if OUTPUT.search(tensor.name)]
    twice = _num_tied(output, [tensor for _, tensor in tables]) if is_tied else 0
    total = sum(tensor.num_elements for _, tensor in weights) - twice
    header, tensor = (tables or weights)[0]
    return TensorCount(total, _embedding(weights, tables), header, tensor, bool(output))


def _num_tied(output: Iterable[Tensor], tables: Iterable[Tensor]) -> int:
    shapes = {tensor.shape for tensor in tables}
    return sum(tensor.num_elements for tensor in output if tensor.shape in shapes)


def _embedding(
    weights: Iterable[tuple[TensorHeader, Tensor]],
    tables: list[tuple[TensorHeader, Tensor]],
) -> int | None:
    if len(tables) != 1:
        return None
    positions = (t for _, t in weights if POSITIONS.search(t.name))
    return tables[0][1].num_elements + sum(t.num_elements for t in positions)


def _checkpoint(documents: ModelDocuments) -> list[TensorHeader]:
    """Headers of the checkpoint; empty where one of its files has none.

    A repository may hold the same weights again under other names.
    """
    by_name = {header.document.path: header for header in documents.headers}
    if _WHOLE in by_name:
        return [by_name[_WHOLE]]
    wanted = {*_named_shards(by_name), *_indexed(documents)}
    if not wanted and len(by_name) == 1:
        return list(by_name.values())
    return [by_name[name] for name in sorted(wanted)] if wanted <= {*by_name} else []


def _named_shards(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        match = _SHARD.fullmatch(name)
        if match is not None:
            for number in range(1, min(int(match[2]), MAX_SHARDS + 1) + 1):
                yield f"model-{number:05d}-of-{match[2]}.safetensors"


def _indexed(documents: ModelDocuments) -> Iterator[str]:
    index = documents.index
    places = None if index is None else index.value.get("weight_map")
    if isinstance(places, Mapping):
        names = {name for name in places.values() if isinstance(name, str)}
        yield from (name for name in names if _SHARD.fullmatch(name))
