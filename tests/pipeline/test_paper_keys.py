"""Models are read again when a page of their papers comes, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nsl_db.config import Settings, settings
from nsl_db.db.build_cache import BuildCache, open_cache
from nsl_db.db.raw import PageRecord, RawStore
from nsl_db.pipeline.claims import collect_claims
from nsl_db.pipeline.engines import EngineName
from nsl_db.pipeline.extraction import ExtractionPart, extract_read
from nsl_db.pipeline.paper_keys import split_key, want_with_papers, with_pages
from nsl_db.pipeline.publishing import HubHistory
from nsl_db.pipeline.wanted import wanted_models
from nsl_db.pipeline.working import Workshop
from tests.support.models import model_files
from tests.support.paper_texts import full_text, paper_page, paragraph
from tests.support.stores import START, store_model

CARD = "# Tiny 7B\n\nSee https://arxiv.org/abs/2401.00001.\n"
PAGE = full_text(
    "Tiny", "We introduce Tiny 7B.", paragraph("We trained Tiny 7B on 2T tokens.")
)


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """A model with a paper, and one without."""
    place = settings(tmp_path)
    store_model(place.raw_path, "acme/Other", model_files())
    store_model(place.raw_path, "acme/Tiny-7B", model_files(card=CARD))
    return place


def add_page(place: Settings, content: bytes = PAGE, *, days: int = 3) -> None:
    page = paper_page(content)
    at = START + timedelta(days=days)
    with RawStore(place.raw_path) as store:
        store.add_page(
            PageRecord(page.arxiv_id, page.kind, page.url, "stored", at, content)
        )


@contextmanager
def cached(place: Settings) -> Iterator[BuildCache]:
    path = place.data_dir / "cache.duckdb"
    with open_cache(path, ("1", "1"), path.with_name("spare")) as cache:
        yield cache


def extracted(
    place: Settings, as_of: datetime | None = None
) -> tuple[int, list[str], list[str]]:
    """Models that were extracted, what is known of tokens, and keys of settling."""
    claims = collect_claims(place, ["hub"])
    with RawStore(place.raw_path, read_only=True) as store:
        newest = store.newest(as_of)
        history = HubHistory(store.history(as_of), {})
    wanted = wanted_models(claims, history, newest)
    with cached(place) as cache:
        want_with_papers(cache, wanted, place.raw_path, as_of)
        shop = Workshop(cache, claims, place.raw_path, EngineName(), 1, None)
        number = shop.extract(wanted.height)
        want_with_papers(cache, wanted, place.raw_path, as_of)
        tokens = cache.claims_on(("training_tokens",)).filter(model_id="acme/Tiny-7B")
        keys = cache.unsettled()["settling_key"].to_list()
    return number, tokens["value"].to_list(), keys


def test_a_new_page_is_read_with_its_model_only(place: Settings) -> None:
    number, tokens, before = extracted(place)
    assert (number, tokens) == (2, [])
    add_page(place)
    number, tokens, after = extracted(place)
    assert (number, tokens) == (1, ["2000000000000"])
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert extracted(place) == (0, tokens, after)


def test_the_keys_are_the_same_without_what_was_kept(place: Settings) -> None:
    extracted(place)
    add_page(place)
    kept = extracted(place)[1:]
    (place.data_dir / "cache.duckdb").unlink()
    number, *fresh = extracted(place)
    assert (number, tuple(fresh)) == (2, kept)


def test_a_page_does_not_count_before_it_was_read(place: Settings) -> None:
    add_page(place)
    before = START + timedelta(days=1)
    assert extracted(place, before)[:2] == (2, [])
    assert extracted(place, before)[:2] == (0, [])
    assert extracted(place)[:2] == (1, ["2000000000000"])
    assert extracted(place, before)[:2] == (1, [])


def test_without_crawled_models_nothing_is_looked_up(place: Settings) -> None:
    with RawStore(place.raw_path, read_only=True) as store:
        newest = store.newest()
    claims = collect_claims(place, ["hub"])
    wanted = wanted_models(claims, HubHistory({}, {}), newest)
    with cached(place) as cache:
        want_with_papers(cache, wanted, None, None)
        assert cache.unextracted().height == wanted.height


def test_pages_can_be_read_in_one_place_and_extracted_in_another(
    place: Settings,
) -> None:
    add_page(place)
    part = ExtractionPart(place.raw_path, (("acme/Tiny-7B", "rev0", "k"),))
    frames = extract_read((part.keys, part.read()))
    values = frames["hub_finding"].filter(field="training_tokens")["value"]
    assert values.to_list() == ["2000000000000"]
    (key,) = frames["extraction"]["extraction_key"]
    assert key.startswith("k+")


def test_a_key_names_what_it_depends_on() -> None:
    pages = {"2401.00001": {"html": "aa"}, "2401.00002": {"html": "bb"}}
    one = with_pages("k", ["2401.00001"], pages)
    both = with_pages("k", ["2401.00002", "2401.00001"], pages)
    assert with_pages("k", ["2401.00003"], pages) == "k"
    assert len({"k", one, both}) == 3
    assert both == with_pages("k", ["2401.00001", "2401.00002"] * 2, pages)
    assert split_key(f"{one}~{START.isoformat()}") == ("k", START)
    assert split_key("k") == ("k", None)
