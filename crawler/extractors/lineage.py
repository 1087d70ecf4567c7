"""Which model a model was made from, as far as its author says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.base import Result
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.findings import FindingMaker
from nsl_db.crawler.extractors.json_document import JsonDocument, pointer
from nsl_db.schema.evidence import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "EXTRACTOR",
    "BaseClaim",
    "LineageExtractor",
    "base_claims",
    "repository_id",
]

RELATIONS: Mapping[str, str] = {
    "finetune": "finetune",
    "quantized": "quantized",
    "adapter": "adapter",
    "merge": "merge",
}
"""Relations of the Hub, in the words of `LINEAGE_RELATIONS`."""

BASE_TAG = re.compile(r"base_model:(?:(?P<relation>[a-z]+):)?(?P<id>[^:]+)")
"""Tag by which the Hub repeats the base, with or without the relation."""

ADAPTER_KEY = "base_model_name_or_path"
"""Key of adapter_config.json that names the base."""

MAX_BASES = 500
"""Most claims of a base that are read: merges name some dozens."""

_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_URL = re.compile(r"(https?://)?(www\.)?(huggingface\.co|hf\.co)/(models/)?")


def repository_id(text: str) -> str | None:
    """The identifier in a name or address of a model; None for anything else."""
    plain = _URL.sub("", text.strip()).split("/tree/")[0].split("/blob/")[0]
    plain = plain.split("?")[0].rstrip("/")
    return plain if _ID.fullmatch(plain) else None


@dataclass(frozen=True, slots=True)
class BaseClaim:
    """A base that a document names.

    Attributes:
        base: Identifier of the base.
        relation: How it was used, or None where the document does not say.
        source: The document.
        locator: JSON pointer, or in a card the pointer into its front matter.
        relation_locator: Place of the relation; None for that of the base.
    """

    base: str
    relation: str | None
    source: JsonDocument | Card
    locator: str
    relation_locator: str | None = None


def base_claims(documents: ModelDocuments) -> list[BaseClaim]:
    """The bases that the front matter, the listing and the adapter name."""
    claims: list[BaseClaim] = []
    if documents.card is not None:
        claims.extend(_in_card(documents.card))
    if documents.listing is not None:
        claims.extend(_in_listing(documents.listing))
    if documents.adapter is not None:
        claims.extend(_in_adapter(documents.adapter))
    own = documents.model_id.lower()
    return [claim for claim in claims if claim.base.lower() != own][:MAX_BASES]


class LineageExtractor:
    """Reads the base model and the relation to it.

    Nothing is concluded about a relation that is not stated.
    """

    name = "lineage"
    version = 1
    fields = ("base_model_id", "lineage_relation")

    def extract(self, documents: ModelDocuments) -> Iterable[Result]:
        """Read every base that a document names."""
        make = FindingMaker(documents, self.name, self.version)
        for claim in base_claims(documents):
            yield _finding(make, "base_model_id", claim.base, claim, claim.locator)
            if claim.relation is not None:
                place = claim.relation_locator or claim.locator
                yield _finding(make, "lineage_relation", claim.relation, claim, place)


def _finding(
    make: FindingMaker, field: str, value: str, claim: BaseClaim, place: str
) -> Result:
    source = claim.source
    if isinstance(source, JsonDocument):
        method = "listing_tag" if place.startswith("/tags/") else "adapter_key"
        return make.from_json(field, value, Confidence.STATED, method, source, place)
    first, last = source.front_matter.lines[place]
    quote = source.text(first, last).strip()
    return make.from_card(
        field, value, Confidence.STATED, "front_matter", source, (first, last), quote
    )


def _in_card(card: Card) -> Iterator[BaseClaim]:
    values, lines = card.front_matter.values, card.front_matter.lines
    named = values.get("base_model")
    relation = RELATIONS.get(str(values.get("base_model_relation")))
    place = pointer("base_model_relation") if relation else None
    names = named if isinstance(named, list) else [named]
    for number, name in enumerate(names):
        base = repository_id(name) if isinstance(name, str) else None
        where = pointer("base_model", *([number] if isinstance(named, list) else []))
        if base is not None and where in lines:
            yield BaseClaim(base, relation, card, where, place)


def _in_listing(listing: JsonDocument) -> Iterator[BaseClaim]:
    """The tags; one without a relation counts where no other names the same base."""
    tags = listing.value.get("tags")
    found = [
        (place, match)
        for place, tag in enumerate(tags if isinstance(tags, list) else ())
        if isinstance(tag, str) and (match := BASE_TAG.fullmatch(tag)) is not None
    ]
    related = {match["id"] for _, match in found if match["relation"]}
    for place, match in found:
        base = repository_id(match["id"])
        if base is not None and (match["relation"] or match["id"] not in related):
            relation = RELATIONS.get(match["relation"] or "")
            yield BaseClaim(base, relation, listing, pointer("tags", place))


def _in_adapter(adapter: JsonDocument) -> Iterator[BaseClaim]:
    name = adapter.value.get(ADAPTER_KEY)
    base = repository_id(name) if isinstance(name, str) else None
    if base is not None:
        yield BaseClaim(base, "adapter", adapter, pointer(ADAPTER_KEY))


EXTRACTOR = LineageExtractor()
"""The one instance."""
