"""Named datasets: what ships, and every way an entry can be unsound."""

from __future__ import annotations

from typing import Any

import pytest

from nsl_db.curation import corpora
from nsl_db.curation.corpora import (
    TOLERANCE,
    check_corpora,
    corpus_frame,
    corpus_of,
    load_corpora,
)
from nsl_db.errors import OverrideError
from nsl_db.schema.fields.training import DOMAINS
from nsl_db.schema.tables import CORPUS

ENTRY: dict[str, Any] = {
    "aliases": ["acme/tiny"],
    "domains": {"web": 0.75, "code": 0.25},
    "english_share": 0.9,
    "citation": "Acme 2026",
    "url": "https://example.org/tiny",
}
"""A sound entry."""


def faults(**changes: Any) -> list[str]:
    """What is wrong with the entry after some changes; `...` removes a key."""
    merged = {**ENTRY, **changes}
    entry = {key: value for key, value in merged.items() if value is not ...}
    return list(check_corpora({"Tiny": entry}))


def test_packaged_shares_sum_to_one() -> None:
    for corpus in load_corpora():
        if corpus.domains:
            total = sum(corpus.domains.values())
            assert total == pytest.approx(1, abs=TOLERANCE), corpus.name


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("EleutherAI/pile", "The Pile"),
        ("togethercomputer/RedPajama-Data-1T", "RedPajama-Data-1T"),
        ("cerebras/SlimPajama-627B", "SlimPajama-627B"),
        ("tiiuae/falcon-refinedweb", "RefinedWeb"),
    ],
)
def test_datasets_go_by_their_names_on_the_hub(alias: str, name: str) -> None:
    found = corpus_of(alias)
    assert found is not None
    assert found.name == name
    assert corpus_of(name) is found


def test_an_unknown_name_is_no_dataset() -> None:
    assert corpus_of("acme/nothing") is None


def test_the_table_has_a_row_per_dataset() -> None:
    frame = corpus_frame()
    assert frame.height == len(load_corpora())
    assert frame.columns == list(CORPUS.fields)
    assert frame["corpus_name"].is_sorted()


def test_a_known_mixture_has_zero_of_the_domains_it_does_not_list() -> None:
    known = corpora.Corpus("Tiny", (), {"web": 1.0}, None, "Acme", "https://a.org")
    row = known.as_row()
    assert row["web_share"] == 1
    assert all(row[f"{item}_share"] == 0 for item in DOMAINS if item != "web")


def test_an_unknown_mixture_stays_unknown() -> None:
    row = corpora.Corpus("Tiny", (), {}, None, "Acme", "https://a.org").as_row()
    assert all(row[f"{item}_share"] is None for item in DOMAINS)


def test_a_sound_entry_has_no_faults() -> None:
    assert faults() == []
    assert faults(aliases=..., english_share=..., domains={}) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"colour": "red"}, "unknown keys colour"),
        ({"citation": ...}, "missing citation"),
        ({"url": "http://example.org"}, "no https address"),
        ({"english_share": 90}, "english_share is not between 0 and 1"),
        ({"domains": [0.5]}, "domains is no mapping"),
        ({"domains": {"poems": 1.0}}, "no domains are called poems"),
        ({"domains": {"web": 1.5}}, "a share is not between 0 and 1"),
        ({"domains": {"web": True}}, "a share is not between 0 and 1"),
        ({"domains": {"web": 0.5, "code": 0.4}}, "sum to 0.9000, not to 1"),
    ],
)
def test_unsound_entries_are_named(changes: dict[str, Any], fault: str) -> None:
    (found,) = faults(**changes)
    assert found.startswith("Tiny: ")
    assert fault in found


def test_an_alias_belongs_to_one_dataset() -> None:
    content = {"Tiny": ENTRY, "Small": ENTRY}
    assert list(check_corpora(content)) == ["acme/tiny: the name is used 2 times"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (["Tiny"], "it is no mapping of names to datasets"),
        ({"Tiny": "web"}, "Tiny: it is no mapping"),
    ],
)
def test_other_shapes_are_refused(content: Any, fault: str) -> None:
    assert list(check_corpora(content)) == [fault]


def test_a_faulty_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "packaged_yaml", lambda _: {"Tiny": {}})
    load_corpora.cache_clear()
    try:
        with pytest.raises(OverrideError, match="missing domains, citation, url"):
            load_corpora()
    finally:
        load_corpora.cache_clear()
