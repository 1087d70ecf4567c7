"""Which stored pages of papers belong to a model, and keys that depend on them.

A model names papers in its files; what was extracted from the model depends on those
files and on the stored pages of those papers. The papers of a model that was extracted
before are known from its findings, so that no file has to be read to tell whether a
page has come since.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.crawler.papers.ids import arxiv_ids
from nsl_db.db.raw import RawStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nsl_db.db.build_cache import BuildCache
    from nsl_db.db.raw import StoredModel

__all__ = [
    "PageHashes",
    "file_text",
    "listing_item",
    "named_papers",
    "split_key",
    "want_with_papers",
    "with_pages",
]

LIMIT = "~"
"""Stands in a key before the instant after which no page counts."""

PageHashes = dict[str, dict[str, str]]
"""Hash of each page, by paper and kind."""


def named_papers(model: StoredModel) -> tuple[str, ...]:
    """Papers that the files of a model name, those of its tags first."""
    in_tags = arxiv_ids(listing_item(model), "")
    in_card = arxiv_ids({}, file_text(model, "README.md"))
    return tuple(dict.fromkeys((*in_tags, *in_card)))


def with_pages(documents_key: str, papers: Iterable[str], pages: PageHashes) -> str:
    """The key of a model's documents and of the pages of its papers.

    Args:
        documents_key: Hash over the files of the model.
        papers: Papers that they name.
        pages: The stored pages.
    """
    found = [
        (paper, kind, sha256)
        for paper in sorted(set(papers))
        for kind, sha256 in sorted(pages.get(paper, {}).items())
    ]
    if not found:
        return documents_key
    return f"{documents_key}+{hashlib.sha256(json.dumps(found).encode()).hexdigest()}"


def split_key(key: str) -> tuple[str, datetime | None]:
    """The hash over a model's files in a key, and the instant that limits pages."""
    plain, _, limit = key.partition(LIMIT)
    instant = datetime.fromisoformat(limit) if limit else None
    return plain.partition("+")[0], instant


def want_with_papers(
    cache: BuildCache,
    wanted: pl.DataFrame,
    raw_path: Path | None,
    as_of: datetime | None,
) -> None:
    """Tell a cache what is wanted, with keys that depend on the pages of papers.

    Args:
        cache: Knows which papers the models name that it holds.
        wanted: What `wanted_models` gives.
        raw_path: The raw store, or None where the crawled models are not read.
        as_of: Pages read after this instant do not count.
    """
    cache.want(wanted)
    if raw_path is None:
        return
    with RawStore(raw_path, read_only=True) as store:
        has_pages = bool(store.page_hashes())
        pages = store.page_hashes(as_of)
    if not has_pages:
        return
    papers: dict[str, list[str]] = {}
    named = cache.claims_on(("arxiv_ids",)).select("model_id", "value")
    for model_id, value in named.iter_rows():
        papers.setdefault(model_id, []).extend(json.loads(value).split(","))
    keys = dict(wanted.select("model_id", "extraction_key").iter_rows())
    own = {
        name: with_pages(keys[name] or "", ids, pages) for name, ids in papers.items()
    }
    keyed = _keyed(wanted, {k: v for k, v in own.items() if v != keys[k]})
    cache.want(keyed)
    if as_of is not None:
        limit = f"{LIMIT}{as_of.isoformat()}"
        rows = cache.unextracted().select("model_id", "extraction_key").iter_rows()
        cache.want(_keyed(keyed, {name: f"{key}{limit}" for name, key in rows}))


def _keyed(wanted: pl.DataFrame, keys: Mapping[str, str]) -> pl.DataFrame:
    """The same models, some with other keys of extraction, and so of settling."""
    changed = pl.DataFrame(
        {"model_id": list(keys), "changed": list(keys.values())},
        schema={"model_id": pl.String, "changed": pl.String},
    )
    joined = wanted.join(changed, on="model_id", how="left", maintain_order="left")
    settling = pl.concat_str("settling_key", "changed", separator=":")
    return joined.with_columns(
        extraction_key=pl.coalesce("changed", "extraction_key"),
        settling_key=pl.coalesce(settling, "settling_key"),
    ).select(wanted.columns)


def listing_item(model: StoredModel) -> dict[str, Any]:
    """The Hub's description of a model; empty where it cannot be read."""
    try:
        item = json.loads(file_text(model, "model_info.json") or "{}")
    except ValueError:
        return {}
    return item if isinstance(item, dict) else {}


def file_text(model: StoredModel, path: str) -> str:
    """A stored file as text; empty where there is none."""
    _, content = model.documents.get(path, ("", b""))
    return content.decode("utf-8", "replace")
