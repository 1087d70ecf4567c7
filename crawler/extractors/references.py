"""What a model's pages name: languages, datasets, papers and the day of release."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.base import Result
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.findings import FindingMaker
from nsl_db.crawler.extractors.json_document import JsonDocument, pointer
from nsl_db.crawler.extractors.made_from import is_made_from_another
from nsl_db.crawler.extractors.prose import lowered
from nsl_db.crawler.papers.ids import arxiv_ids, names_a_paper
from nsl_db.schema.evidence import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["EXTRACTOR", "OWN_DATASETS", "ReferencesExtractor"]

OWN_DATASETS = "front_matter"
"""Method of datasets that no document says to be those of a tuning."""

TUNING_DATASETS = "front_matter_of_derived_model"
"""Method of datasets that the card of a model made from another one names."""

MAX_DATASETS = 100
"""Most datasets of a card that are read."""

ARXIV_TAG = "arxiv:"
"""Beginning of the tag that names a paper."""

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?")
"""A language code as the Hub lists it: ISO 639, perhaps with a script or a region."""

NOT_LANGUAGES = frozenset({"code", "multilingual", "other"})
"""Words in the place of a code that name no language."""

MAX_LANGUAGES = 120
"""Most languages that fit into the field."""

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november"
    "|december"
)

_RELEASE = re.compile(
    r"\b(?:model\s+)?release\s+date\b[\s:*_|>-]{1,20}(?:"
    rf"(?P<month>{_MONTHS})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
    r"(?P<year>20[12]\d)"
    r"|(?P<iso>20[12]\d-[01]\d-[0-3]\d)\b"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTHS}),?\s+"
    r"(?P<year2>20[12]\d))",
    re.IGNORECASE,
)
"""`Release date: April 18, 2024` and its like; a month alone is no day."""

_MONTH_NUMBER = {name: number for number, name in enumerate(_MONTHS.split("|"), 1)}


class ReferencesExtractor:
    """Reads languages, datasets, papers and the day of release."""

    name = "references"
    version = 1
    fields = ("languages", "datasets", "arxiv_ids", "release_date")

    def extract(self, documents: ModelDocuments) -> Iterable[Result]:
        """Read what the front matter, the listing and the card's text name."""
        make = FindingMaker(documents, self.name, self.version)
        if documents.card is not None:
            yield from _languages_of_card(make, documents.card)
            yield from _datasets_of_card(make, documents)
        if documents.listing is not None:
            yield from _papers_of_tags(make, documents.listing)
        if documents.card is not None:
            yield from _papers_of_card(make, documents.card)
            yield from _release(make, documents.card)


def _languages_of_card(make: FindingMaker, card: Card) -> Iterator[Result]:
    items = _items(card, "language")
    codes = language_codes(items)
    if codes:
        yield from _listed(make, card, "languages", codes, "language", "front_matter")


def _datasets_of_card(
    make: FindingMaker, documents: ModelDocuments
) -> Iterator[Result]:
    card = documents.card
    items = [] if card is None else _items(card, "datasets")
    words = (item.strip() for item in items if isinstance(item, str))
    names = list(dict.fromkeys(word for word in words if word))[:MAX_DATASETS]
    if card is not None and names:
        is_derived = is_made_from_another(documents)
        method = TUNING_DATASETS if is_derived else OWN_DATASETS
        yield from _listed(make, card, "datasets", names, "datasets", method)


def _items(card: Card, key: str) -> list[object]:
    value = card.front_matter.values.get(key)
    return value if isinstance(value, list) else [value]


def _listed(
    make: FindingMaker,
    card: Card,
    field: str,
    names: Iterable[str],
    key: str,
    method: str,
) -> Iterator[Result]:
    """What the front matter lists under a key, quoted from its first line on."""
    places = [pointer(key)]
    if isinstance(card.front_matter.values[key], list):
        places = [pointer(key, number) for number in range(len(_items(card, key)))]
    lines = card.front_matter.lines
    spans = [lines[place] for place in places if place in lines]
    if spans:
        first, last = spans[0][0], spans[-1][1]
        yield make.from_card(
            field,
            ",".join(names),
            Confidence.STATED,
            method,
            card,
            (first, last),
            card.text(first, last).strip(),
        )


def language_codes(items: Iterable[object]) -> list[str]:
    """The language codes among the items, sorted and each once."""
    words = {item.strip().lower() for item in items if isinstance(item, str)}
    codes = {word for word in words - NOT_LANGUAGES if LANGUAGE_CODE.fullmatch(word)}
    return sorted(codes)[:MAX_LANGUAGES]


def _papers_of_tags(make: FindingMaker, listing: JsonDocument) -> Iterator[Result]:
    ids = arxiv_ids(listing.value, "")
    if ids:
        yield make.from_json(
            "arxiv_ids",
            ",".join(ids),
            Confidence.STATED,
            "listing_tag",
            listing,
            pointer("tags"),
        )


def _papers_of_card(make: FindingMaker, card: Card) -> Iterator[Result]:
    """Papers that the text links to, quoted from the line of the first."""
    text = lowered(card.lines)
    if not names_a_paper(text):
        return
    links = {
        number: card.lines[number - 1]
        for number, line in enumerate(text.split("\n"), 1)
        if names_a_paper(line)
    }
    ids = arxiv_ids({}, "\n".join(links.values()))
    first = next((number for number in links if arxiv_ids({}, links[number])), None)
    if first is None:
        return
    line = card.lines[first - 1]
    place = max(0, line.find(ids[0]) - 100)
    yield make.from_card(
        "arxiv_ids",
        ",".join(ids),
        Confidence.PARSED,
        "links_of_card",
        card,
        (first, first),
        line[place : place + 200].strip(),
    )


def _release(make: FindingMaker, card: Card) -> Iterator[Result]:
    for number, line in enumerate(card.lines[card.body_start :], card.body_start + 1):
        if "elease" not in line and "ELEASE" not in line:
            continue
        match = _RELEASE.search(line[:2000])
        day = None if match is None else _day(match)
        if match is not None and day is not None:
            yield make.from_card(
                "release_date",
                day.isoformat(),
                Confidence.PARSED,
                "release_line",
                card,
                (number, number),
                match[0],
            )
            return


def _day(match: re.Match[str]) -> date | None:
    """The day, or None where the calendar has no such day."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = match["month"] or match["month2"]
        return date(
            int(match["year"] or match["year2"]),
            _MONTH_NUMBER[month.lower()],
            int(match["day"] or match["day2"]),
        )
    except ValueError:
        return None


EXTRACTOR = ReferencesExtractor()
"""The one instance."""
