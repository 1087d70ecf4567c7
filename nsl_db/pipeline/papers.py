"""Which stored models want a look at their papers, and fetching those papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.crawler.extractors import extract_model, parse
from nsl_db.crawler.extractors.made_from import is_made_from_another
from nsl_db.crawler.papers.client import PaperClient
from nsl_db.crawler.papers.fetch import PapersSummary, fetch_papers
from nsl_db.crawler.papers.ids import arxiv_ids
from nsl_db.crawler.papers.need import PaperPolicy, needs_papers
from nsl_db.errors import ConfigError
from nsl_db.pipeline.extraction import model_files
from nsl_db.pipeline.paper_keys import file_text, listing_item
from nsl_db.schema.vocab import PAGE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nsl_db.db.raw import RawStore, StoredModel

__all__ = ["read_papers", "wanted_papers"]


MAX_PAPERS = 300
"""Papers that one crawl reads: half an hour at one request every 3 s. The rest waits
for the next crawl."""


def wanted_papers(store: RawStore, mode: PaperPolicy) -> Iterator[str]:
    """ArXiv ids of the papers to read, by model id.

    Args:
        store: The stored models.
        mode: `auto` takes the papers of base models that state neither training
            tokens nor data shares; `always` takes those of all models.
    """
    if mode is PaperPolicy.NEVER:
        return
    for model in store.models():
        ids = arxiv_ids(listing_item(model), file_text(model, "README.md"))
        if ids and (mode is PaperPolicy.ALWAYS or _is_silent(model)):
            yield from ids


def read_papers(
    store: RawStore,
    mode: PaperPolicy,
    progress: Callable[[object], None] = lambda done: None,
) -> tuple[PapersSummary | None, str | None]:
    """Fetch wanted papers that are not known yet, `MAX_PAPERS` of them at most.

    Returns:
        What was fetched, or None; and why something was left unread, or None.
    """
    known = store.known_pages()
    new = [
        arxiv_id
        for arxiv_id in dict.fromkeys(wanted_papers(store, mode))
        if any((arxiv_id, kind) not in known for kind in PAGE_KINDS)
    ]
    if not new:
        return None, None
    try:
        client = PaperClient()
    except ConfigError as error:
        return None, f"{len(new)} papers were left unread. {error}"
    with client:
        summary = fetch_papers(new[:MAX_PAPERS], client, store, progress)
    rest = len(new) - MAX_PAPERS
    return summary, f"{rest} papers wait for the next crawl." if rest > 0 else None


def _is_silent(model: StoredModel) -> bool:
    files = model_files(model)
    findings = extract_model(files).findings
    return needs_papers(findings, is_made_from_another(parse(files)))
