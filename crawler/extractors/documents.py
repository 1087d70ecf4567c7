"""Every document of a model, decoded and parsed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from nsl_db.crawler.extractors.base import Document, ModelFiles
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.json_document import JsonDocument, read_json_object
from nsl_db.crawler.extractors.safetensors_header import TensorHeader
from nsl_db.errors import ExtractionError
from nsl_db.schema.evidence import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ModelDocuments", "parse"]

CONFIG = "config.json"
CARD = "README.md"
LISTING = "model_info.json"
ADAPTER = "adapter_config.json"
INDEX_SUFFIX = ".index.json"
TENSORS_SUFFIX = ".safetensors"

MAX_HEADERS = 512
"""Most safetensors headers that are read of one model."""

_Parsed = TypeVar("_Parsed")
_Reading = tuple[_Parsed, list[Problem]]


@dataclass(frozen=True, slots=True)
class ModelDocuments:
    """The parsed documents of one model at one revision.

    A document that is absent or could not be read is None.

    Attributes:
        model_id: Hub identifier `organization/name`.
        revision: Commit of the repository, or None outside the Hub.
        paths: Names of all files at the top of the repository.
        config: `config.json`.
        card: `README.md`.
        listing: `model_info.json`: the Hub's listing item of the model.
        adapter: `adapter_config.json`.
        index: The index of a sharded checkpoint.
        headers: Headers of safetensors files, by name of the file.
        problems: What was wrong with the documents.
        memo: What several extractors work out, kept by the one that comes first.
    """

    model_id: str
    revision: str | None
    paths: frozenset[str] = frozenset()
    config: JsonDocument | None = None
    card: Card | None = None
    listing: JsonDocument | None = None
    adapter: JsonDocument | None = None
    index: JsonDocument | None = None
    headers: tuple[TensorHeader, ...] = ()
    problems: tuple[Problem, ...] = ()
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


def parse(files: ModelFiles) -> ModelDocuments:
    """Decode and parse the documents of a model.

    Nothing that a document holds makes this fail: what cannot be read is left
    out and named in `problems`.
    """
    problems: list[Problem] = []
    if not files.documents:
        problems.append(Problem("no_documents", f"{files.model_id} has no documents."))

    def read(
        path: str, parser: Callable[[Document], _Reading[_Parsed]]
    ) -> _Parsed | None:
        document = files.documents.get(path)
        if document is None:
            return None
        try:
            parsed, found = parser(document)
        except ExtractionError as error:
            problems.append(Problem(error.code, str(error)))
            return None
        problems.extend(found)
        return parsed

    names = sorted(name for name in files.documents if "/" not in name)
    tensors = [name for name in names if name.endswith(TENSORS_SUFFIX)][:MAX_HEADERS]
    headers = [read(name, TensorHeader.read) for name in tensors]
    return ModelDocuments(
        model_id=files.model_id,
        revision=files.revision,
        paths=frozenset(names),
        config=read(CONFIG, _json("config")),
        card=read(CARD, Card.read),
        listing=read(LISTING, _json("listing")),
        adapter=read(ADAPTER, _json("adapter")),
        index=read(_index_name(names), _json("index")),
        headers=tuple(header for header in headers if header is not None),
        problems=tuple(problems),
    )


def _json(kind: str) -> Callable[[Document], _Reading[JsonDocument]]:
    def reader(document: Document) -> _Reading[JsonDocument]:
        return read_json_object(document.path, document.content, document.sha256, kind)

    return reader


def _index_name(names: list[str]) -> str:
    """The index to read: that of safetensors files before any other."""
    indexes = [name for name in names if name.endswith(INDEX_SUFFIX)]
    safe = [name for name in indexes if "safetensors" in name]
    return next(iter(safe or indexes), "")
