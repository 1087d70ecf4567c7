"""How a model is built, from config.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.base import Result
from nsl_db.crawler.extractors.config_view import Located
from nsl_db.crawler.extractors.description import Description, describe
from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.findings import FindingMaker
from nsl_db.crawler.extractors.json_document import JsonDocument
from nsl_db.schema.evidence import Confidence, Problem
from nsl_db.schema.tables import ARCHITECTURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["EXTRACTOR", "ArchitectureExtractor"]

FIELDS = tuple(name for name in ARCHITECTURE.fields if name != "model_id")
"""Fields of the `architecture` table."""

ENCODER_DECODER_FIELDS = ("hidden_size", "vocab_size", "hidden_act")
"""Fields that mean the same where an encoder stands before the decoder."""


class ArchitectureExtractor:
    """Reads one fact per field; see `description` for the order of the rules."""

    name = "architecture"
    version = 2
    fields = ("model_type", "architecture_class", *FIELDS)

    def extract(self, documents: ModelDocuments) -> Iterable[Result]:
        """Read the facts about the text model."""
        described = describe(documents)
        if documents.config is None or described is None:
            return
        make = FindingMaker(documents, self.name, self.version)
        yield from _identity(make, documents.config)
        description, problems = described
        yield from problems
        is_pair = description.view.is_encoder_decoder
        names = ENCODER_DECODER_FIELDS if is_pair else FIELDS
        found = {name: description.fact(name) for name in names}
        yield from _inconsistencies(description)
        dropped = set() if _heads_fit(description) else {"num_key_value_heads"}
        for name, fact in found.items():
            if fact is not None and name not in dropped:
                yield make.from_json(
                    name,
                    fact.value,
                    fact.confidence,
                    fact.method,
                    documents.config,
                    fact.locator,
                )
        yield from description.problems.values()


def _identity(make: FindingMaker, config: JsonDocument) -> Iterator[Result]:
    model_type = config.value.get("model_type")
    classes = config.value.get("architectures")
    found = {"model_type": Located(model_type, "/model_type")}
    if isinstance(classes, list) and classes:
        found["architecture_class"] = Located(classes[0], "/architectures/0")
    for name, item in found.items():
        if item.value is not None:
            yield make.from_json(
                name, item.value, Confidence.STATED, "config_key", config, item.locator
            )


def _heads_fit(description: Description) -> bool:
    heads = description.number("num_attention_heads")
    shared = description.number("num_key_value_heads")
    return heads is None or shared is None or shared <= heads


def _inconsistencies(description: Description) -> Iterator[Problem]:
    if not _heads_fit(description):
        yield Problem(
            "config_more_key_value_heads_than_heads",
            f"{description.view.document.path} has more key-value heads than "
            "query heads; their number is left out.",
        )


EXTRACTOR = ArchitectureExtractor()
"""The one instance."""
