"""Languages, papers and the day of release, as cards and listings name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.crawler.extractors import extract_model
from nsl_db.crawler.extractors.base import Document, ModelFiles
from nsl_db.crawler.extractors.references import OWN_DATASETS, language_codes
from nsl_db.schema.evidence import Confidence, Finding


def _findings(field: str, card: str, listing: str = "") -> list[Finding]:
    documents = {"README.md": Document.of("README.md", card.encode())}
    if listing:
        path = "model_info.json"
        documents[path] = Document.of(path, listing.encode())
    files = ModelFiles("acme/tiny", None, documents)
    return [item for item in extract_model(files).findings if item.field == field]


def _front(line: str) -> str:
    return f"---\n{line}\n---\n# Tiny\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("language: en", "en"),
        ("language: no", "no"),
        ("language:\n- fr\n- en\n- multilingual", "en,fr"),
        ("language: [zh, en, code, en]", "en,zh"),
        ("language: pt-br", "pt-br"),
    ],
)
def test_languages_of_the_front_matter(line: str, expected: str) -> None:
    (found,) = _findings("languages", _front(line))
    assert found.value == expected
    assert found.confidence is Confidence.STATED


@pytest.mark.parametrize("line", ["language: English!", "language: code", "a: b"])
def test_what_is_no_language_code_gives_nothing(line: str) -> None:
    assert _findings("languages", _front(line)) == []


@given(st.lists(st.none() | st.text(max_size=4) | st.lists(st.text())))
def test_any_items_give_sorted_codes(items: list[object]) -> None:
    codes = language_codes(items)
    assert codes == sorted(set(codes))


def test_papers_come_from_the_links_of_the_card() -> None:
    card = "# Tiny\n\nSee [the paper](https://arxiv.org/abs/2304.01373v2) and\n"
    (found,) = _findings("arxiv_ids", card + "https://arxiv.org/pdf/2101.00027.\n")
    assert str(found.value).split(",")[-1] == "2101.00027"
    assert "2304.01373" in found.evidence.quote
    assert found.evidence.locator == "L3"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("**Model Release Date** April 18, 2024.", "2024-04-18"),
        ("- Release date: 2023-05-01", "2023-05-01"),
        ("| Release Date | 3rd of May |", None),
        ("Release date: 7 March 2025", "2025-03-07"),
        ("Release date: February 30, 2024", None),
        ("The release date of the dataset was 2020-01-01", None),
        ("Released in March 2024", None),
    ],
)
def test_a_day_of_release_is_a_whole_day(line: str, day: str | None) -> None:
    found = _findings("release_date", f"# Tiny\n\n{line}\n")
    assert [item.value for item in found] == ([] if day is None else [day])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("datasets: allenai/c4", "allenai/c4"),
        (
            "datasets:\n- allenai/c4\n- ' the_pile '\n- allenai/c4",
            "allenai/c4,the_pile",
        ),
        ("datasets: [a/b, {name: x}, 3]", "a/b,3"),
        (f"datasets: [{', '.join(f'acme/set{i:03}' for i in range(60))}]", None),
        ("datasets: []", ""),
        ("datasets:", ""),
    ],
)
def test_datasets_of_the_front_matter(line: str, expected: str | None) -> None:
    found = _findings("datasets", _front(line))
    if expected is None:
        expected = ",".join(f"acme/set{i:03}" for i in range(60))
    assert [item.value for item in found] == ([expected] if expected else [])
    assert {item.confidence for item in found} <= {Confidence.STATED}
    assert {item.method for item in found} <= {OWN_DATASETS}


def test_datasets_of_a_derived_model_are_those_of_its_tuning() -> None:
    (found,) = _findings("datasets", _front("datasets: [a/b]\nbase_model: acme/base"))
    assert found.method != OWN_DATASETS
