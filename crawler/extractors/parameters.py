"""How many parameters a model has.

Three independent counts may be at hand: the tensors listed in the headers of the
checkpoint, the arithmetic of the configuration, and the table of the Hub's
listing. The first of them decides, and is DERIVED. A later one that says the
same is DERIVED as well. A later one that says otherwise never decides:

- the arithmetic gives way to the headers, which hold what is really there;
- the listing is kept as PARSED, so that it stays visible behind the arithmetic.
  Its totals hold buffers and packed words and are known to be wrong by half.

A difference beyond 2 % is reported as a problem too. The name is INFERRED. Where only
the configuration and the name speak and they differ by more than a factor of two,
neither is taken: one of them is of another model. A quantised copy has only the
arithmetic, and an adapter has no count at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nsl_db.crawler.extractors.base import Result
from nsl_db.crawler.extractors.description import Description, describe
from nsl_db.crawler.extractors.documents import ADAPTER, ModelDocuments
from nsl_db.crawler.extractors.findings import FindingMaker
from nsl_db.crawler.extractors.json_document import JsonDocument
from nsl_db.crawler.extractors.model_name import is_copy_name, size_in_name
from nsl_db.crawler.extractors.parameter_formula import (
    ParameterCount,
    count_parameters,
)
from nsl_db.crawler.extractors.tensor_count import WEIGHT_TYPES, count_tensors
from nsl_db.schema.evidence import Confidence, Problem

__all__ = ["EXTRACTOR", "ParametersExtractor"]

TOLERANCE = 0.02
"""Relative difference at which two counts still agree."""

NAME_FACTOR = 2
"""How far the size in a name, which is rounded, may be from the arithmetic."""

STRAY_SHARE = 0.001
"""Share of other types, such as position numbers, that a listing may hold."""

LISTING_LOCATOR = "/safetensors/parameters"
"""Place of the Hub's table of types."""

QUANTISED_TAGS = frozenset(
    {"gptq", "awq", "gguf", "ggml", "exl2", "4-bit", "8-bit", "bitsandbytes", "fp8"}
)
"""Tags that the Hub gives to quantised copies."""


@dataclass(frozen=True, slots=True)
class _Count:
    """One count, and where it was read."""

    total: int
    method: str
    source: JsonDocument
    locator: str
    embedding: int | None = None


class ParametersExtractor:
    """Reads the total, the active and the embedding parameters."""

    name = "parameters"
    version = 1
    fields = ("num_parameters", "num_active_parameters", "num_embedding_parameters")

    def extract(self, documents: ModelDocuments) -> Iterable[Result]:
        """Read the counts that are at hand."""
        if ADAPTER in documents.paths:
            return
        make = FindingMaker(documents, self.name, self.version)
        described = describe(documents)
        about = None if described is None else described[0]
        formula = None if about is None else count_parameters(about)
        counts = list(_counts(documents, about, formula))
        size = size_in_name(documents.model_id)
        if _contradict(counts, size):
            yield Problem(
                "parameter_count_contradicts_name",
                f"{counts[0].total} parameters by the configuration alone, "
                f"{size} by the name: neither is taken.",
            )
            return
        yield from _totals(make, counts)
        if counts:
            yield from _parts(make, counts[0], formula, about)
        if size is not None and not _is_copy(documents):
            yield make.from_name("num_parameters", size, "size_in_name")


def _counts(
    documents: ModelDocuments,
    about: Description | None,
    formula: ParameterCount | None,
) -> Iterator[_Count]:
    """The counts at hand, the best one first."""
    is_quantised = _is_quantised(documents)
    if not is_quantised:
        is_tied = None if about is None else about.flag("tie_word_embeddings")
        tensors = count_tensors(documents, is_tied=is_tied)
        if tensors is not None:
            source = tensors.header.document
            yield _Count(
                tensors.total,
                "safetensors_headers",
                source,
                tensors.locator,
                tensors.embedding,
            )
    width = None if about is None else about.fact("hidden_size")
    if formula is not None and about is not None and width is not None:
        yield _Count(
            formula.total,
            "config_arithmetic",
            about.view.document,
            width.locator,
            formula.embedding,
        )
    if documents.listing is not None and not is_quantised:
        yield from _listed(documents.listing, formula)


def _listed(listing: JsonDocument, formula: ParameterCount | None) -> Iterator[_Count]:
    """The count of the Hub's listing, without what cannot be weights."""
    table = listing.value.get("safetensors")
    types = table.get("parameters") if isinstance(table, Mapping) else None
    if not isinstance(types, Mapping):
        return
    known = {
        name: number
        for name, number in types.items()
        if type(number) is int and number >= 0
    }
    total = sum(number for name, number in known.items() if name in WEIGHT_TYPES)
    other = sum(
        number for name, number in known.items() if name not in (*WEIGHT_TYPES, "BOOL")
    )
    is_packed = other > STRAY_SHARE * total
    is_confirmed = formula is not None and _agree(total, formula.total)
    if len(known) == len(types) and total and (is_confirmed or not is_packed):
        yield _Count(total, "listing_types", listing, LISTING_LOCATOR)


def _totals(make: FindingMaker, counts: list[_Count]) -> Iterator[Result]:
    for number, count in enumerate(counts):
        best = counts[0]
        is_listing = count.method == "listing_types"
        if not _agree(count.total, best.total):
            yield Problem(
                "parameter_counts_disagree",
                f"{count.total} parameters by {count.method}, "
                f"{best.total} by {best.method}.",
            )
        if number == 0 or count.total == best.total:
            confidence = Confidence.DERIVED
        elif is_listing:
            confidence = Confidence.PARSED
        else:
            continue
        yield make.from_json(
            "num_parameters",
            count.total,
            confidence,
            count.method,
            count.source,
            count.locator,
        )


def _parts(
    make: FindingMaker,
    best: _Count,
    formula: ParameterCount | None,
    about: Description | None,
) -> Iterator[Result]:
    """Active and embedding parameters that go with the best count."""
    found: dict[str, int] = {}
    if about is not None and about.flag("is_moe") is False:
        found["num_active_parameters"] = best.total
    elif formula is not None and _agree(formula.total, best.total):
        found["num_active_parameters"] = formula.active
    if best.embedding is not None:
        found["num_embedding_parameters"] = best.embedding
    for field, value in found.items():
        yield make.from_json(
            field, value, Confidence.DERIVED, best.method, best.source, best.locator
        )


def _contradict(counts: list[_Count], size: int | None) -> bool:
    """Whether only the configuration and the name speak, and not of one model."""
    if size is None or [count.method for count in counts] != ["config_arithmetic"]:
        return False
    low, high = sorted((counts[0].total, size))
    return high > NAME_FACTOR * low


def _agree(one: int, other: int) -> bool:
    return abs(one - other) <= TOLERANCE * max(one, other)


def _is_quantised(documents: ModelDocuments) -> bool:
    config, listing = documents.config, documents.listing
    if config is not None and config.value.get("quantization_config") is not None:
        return True
    if "quantize_config.json" in documents.paths:
        return True
    tags = None if listing is None else listing.value.get("tags")
    return isinstance(tags, list) and any(tag in QUANTISED_TAGS for tag in tags)


def _is_copy(documents: ModelDocuments) -> bool:
    return _is_quantised(documents) or is_copy_name(documents.model_id)


EXTRACTOR = ParametersExtractor()
"""The one instance."""
