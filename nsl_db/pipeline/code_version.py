"""A hash over code and its data, so that a cache knows what made its content."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import nsl_db
from nsl_db.crawler.extractors import EXTRACTORS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

__all__ = ["extraction_version", "settling_version"]

SUFFIXES = (".py", ".json", ".yaml")
"""Endings of the files that results depend on."""

_EXTRACTION = (
    (
        "nsl_db.crawler",
        (
            "extractors",
            "papers/document.py",
            "papers/ids.py",
            "papers/markup.py",
            "papers/rendering.py",
            "papers/tables.py",
        ),
    ),
    ("nsl_db.schema", ("",)),
    (
        "nsl_db.curation",
        ("benchmarks.py", "benchmarks.yaml", "metrics.yaml", "stated.py"),
    ),
    (
        "nsl_db.pipeline",
        ("extraction.py", "paper_keys.py", "stated_scores.py", "validate.py"),
    ),
)
"""Packages, and what in them the findings of a model depend on."""

_SETTLING = (
    ("nsl_db.schema", ("",)),
    (
        "nsl_db.curation",
        (
            "benchmarks.py",
            "benchmarks.yaml",
            "corpora.py",
            "corpora.yaml",
            "families.py",
            "families.yaml",
            "override_entry.py",
            "overriding.py",
            "packaged_yaml.py",
            "releases.py",
            "releases.yaml",
            "resolve.py",
        ),
    ),
    (
        "nsl_db.pipeline",
        ("assemble.py", "corpus_mixture.py", "settling.py", "several.py"),
    ),
)
"""Packages, and what in them the settled cells of a model depend on."""


@cache
def extraction_version() -> str:
    """Version of everything that turns the files of a model into findings.

    Read once: a running program does not become another where its files change.
    """
    named = ",".join(f"{item.name}={item.version}" for item in EXTRACTORS)
    return _version(named, _EXTRACTION)


@cache
def settling_version() -> str:
    """Version of everything that turns findings into cells."""
    return _version(extraction_version(), _SETTLING)


def _version(text: str, parts: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    digest = hashlib.sha256(f"{nsl_db.__version__};{text}".encode())
    for package, names in parts:
        for name in names:
            root = files(package)
            for file in _below(root.joinpath(name) if name else root):
                digest.update(f"\n{package} {file.name} ".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _below(place: Traversable) -> Iterator[Traversable]:
    if place.is_file():
        if place.name.endswith(SUFFIXES):
            yield place
    elif place.is_dir():
        for child in sorted(place.iterdir(), key=lambda item: item.name):
            yield from _below(child)
