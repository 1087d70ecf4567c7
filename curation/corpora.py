"""Named datasets and what they consist of; the list itself is `corpora.yaml`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from nsl_db.curation.packaged_yaml import packaged_yaml
from nsl_db.errors import OverrideError
from nsl_db.schema.fields.training import DOMAINS
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import CORPUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import polars as pl

__all__ = ["Corpus", "check_corpora", "corpus_frame", "corpus_of", "load_corpora"]

FILE = "corpora.yaml"
"""Where the datasets are listed."""

TOLERANCE = 0.01
"""How far the shares of a dataset may be from summing to 1."""

_REQUIRED = ("domains", "citation", "url")
_KEYS = frozenset({*_REQUIRED, "aliases", "english_share"})


@dataclass(frozen=True, slots=True)
class Corpus:
    """A named dataset.

    Attributes:
        name: What its authors call it.
        aliases: Other names, as model cards write them.
        domains: Share of each domain that it has, 0..1; empty where unknown.
        english_share: Share of English, 0..1, or None where unknown.
        citation: The publication or page that describes it.
        url: Address of the dataset or of that page.
    """

    name: str
    aliases: tuple[str, ...]
    domains: Mapping[str, float]
    english_share: float | None
    citation: str
    url: str

    def as_row(self) -> dict[str, Any]:
        """The row of the `corpus` table.

        A dataset with known shares has none of the domains it does not list.
        """
        absent = 0.0 if self.domains else None
        return {
            "corpus_name": self.name,
            **{f"{item}_share": self.domains.get(item, absent) for item in DOMAINS},
            "english_share": self.english_share,
            "citation": self.citation,
            "url": self.url,
        }


@cache
def load_corpora() -> tuple[Corpus, ...]:
    """The datasets that ship with the program, in the order of the file.

    Raises:
        OverrideError: An entry is unsound; the message names all that are.
    """
    content = packaged_yaml(FILE)
    faults = tuple(check_corpora(content))
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise OverrideError(f"curation/{FILE} cannot be used:\n{listed}", FILE, None)
    return tuple(_corpus(name, entry) for name, entry in content.items())


def corpus_of(name: str) -> Corpus | None:
    """The dataset that goes by a name or an alias, written exactly like it."""
    return _by_name().get(name)


def corpus_frame() -> pl.DataFrame:
    """The rows of the `corpus` table, by name."""
    rows = sorted(
        (corpus.as_row() for corpus in load_corpora()),
        key=lambda row: str(row["corpus_name"]),
    )
    return frame_of(CORPUS, rows)


def check_corpora(content: Any) -> Iterator[str]:
    """What is wrong with the content of the file, one sentence each."""
    if not isinstance(content, dict):
        yield "it is no mapping of names to datasets"
        return
    for name, entry in content.items():
        if isinstance(entry, dict):
            yield from (f"{name}: {fault}" for fault in _entry_faults(entry))
        else:
            yield f"{name}: it is no mapping"
    names = Counter(
        alias for name, entry in content.items() for alias in (name, *_aliases(entry))
    )
    for alias, count in names.items():
        if count > 1:
            yield f"{alias}: the name is used {count} times"


@cache
def _by_name() -> dict[str, Corpus]:
    return {
        alias: corpus
        for corpus in load_corpora()
        for alias in (corpus.name, *corpus.aliases)
    }


def _corpus(name: str, entry: Mapping[str, Any]) -> Corpus:
    return Corpus(
        name=name,
        aliases=_aliases(entry),
        domains={item: float(share) for item, share in entry["domains"].items()},
        english_share=entry.get("english_share"),
        citation=entry["citation"],
        url=entry["url"],
    )


def _aliases(entry: Any) -> tuple[str, ...]:
    return tuple(entry.get("aliases", ())) if isinstance(entry, dict) else ()


def _entry_faults(entry: Mapping[Any, Any]) -> Iterator[str]:
    unknown = sorted(str(key) for key in entry if key not in _KEYS)
    if unknown:
        yield f"unknown keys {', '.join(unknown)}"
    missing = [key for key in _REQUIRED if key not in entry]
    if missing:
        yield f"missing {', '.join(missing)}"
    if not str(entry.get("url", "https://")).startswith("https://"):
        yield "the url is no https address"
    if not _is_share(entry.get("english_share", 0)):
        yield "english_share is not between 0 and 1"
    domains = entry.get("domains", {})
    if not isinstance(domains, dict):
        yield "domains is no mapping"
        return
    yield from _domain_faults(domains)


def _domain_faults(domains: Mapping[Any, Any]) -> Iterator[str]:
    strange = sorted(str(item) for item in domains if item not in DOMAINS)
    if strange:
        yield f"no domains are called {', '.join(strange)}"
    if not all(_is_share(share) for share in domains.values()):
        yield "a share is not between 0 and 1"
        return
    total = sum(domains.values())
    if domains and abs(total - 1) > TOLERANCE:
        yield f"the shares sum to {total:.4f}, not to 1"


def _is_share(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value <= 1
    )
