"""Sentences of a card keep their place, and nothing but prose is among them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.crawler.extractors import prose
from nsl_db.crawler.extractors.base import Document
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.prose import blocks, sentences


def card(text: str) -> Card:
    return Card.read(Document.of("README.md", text.encode()))[0]


def texts(text: str) -> list[str]:
    return [block.text for block in blocks(card(text))]


def clean(text: str) -> list[str]:
    found = (s.clean.split() for block in blocks(card(text)) for s in sentences(block))
    return [" ".join(words) for words in found if words]


def test_paragraphs_lists_headings_and_rows_are_blocks() -> None:
    text = (
        "# Title\nOne\ntwo\n\n- item\n  goes on\n- next\n1. first\n| a | b |\n> quote"
    )
    assert texts(text) == [
        "# Title",
        "One\ntwo",
        "- item\n  goes on",
        "- next",
        "1. first",
        "| a | b |",
        "> quote",
    ]


def test_front_matter_and_code_are_no_prose() -> None:
    text = "---\nlicense: mit\n---\nOne\n```python\ntwo\n```\nthree\n~~~\nfour"
    assert texts(text) == ["One", "three"]


def test_lines_are_those_of_the_card() -> None:
    (first, second) = blocks(card("---\na: b\n---\n\nOne\ntwo\n\nthree"))
    assert (first.first_line, second.first_line) == (5, 8)
    assert first.lines(0, 3) == (5, 5)
    assert first.lines(4, 7) == (6, 6)
    assert first.lines(0, 7) == (5, 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["one.", "two!", "three?", "four"]),
        ("On 1.5T tokens. Done", ["on 1.5t tokens.", "done"]),
        ("From Mistral. Done", ["from mistral.", "done"]),
        ("By Lee et al. 2023", ["by lee et al. 2023"]),
        ("See e.g. this; and that", ["see e.g. this;", "and that"]),
        ("By Smith et al. in 2023", ["by smith et al. in 2023"]),
        ("一。二\uff01三", ["一。", "二\uff01", "三"]),
        ("**Bold** and `code` and __more__", ["bold and code and more"]),
        ("[Text](https://a.b/c?d=1) and <b>tag</b>", ["[text and tag"]),
        ("Up to \\~15 and&nbsp;more", ["up to ~15 and more"]),
        ("On\u00a02T\u3000tokens", ["on 2t tokens"]),
        ("https://a.b/1T_tokens here", ["here"]),
    ],
)
def test_sentences_are_cleaned(text: str, expected: list[str]) -> None:
    assert clean(text) == expected


def test_long_documents_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose, "MAX_LINES", 3)
    monkeypatch.setattr(prose, "MAX_LINE", 4)
    monkeypatch.setattr(prose, "MAX_BLOCK", 4)
    assert texts("123456\n789\nabc\ndef") == ["1234\n789", "abc"]


@given(st.text(alphabet="aB1. \n#-*|`~<>[]()_\\İ。&\r\t", max_size=80))
def test_cleaning_moves_nothing(text: str) -> None:
    source = card(text)
    for block in blocks(source):
        last = block.first_line + block.text.count("\n")
        assert source.text(block.first_line, last) == block.text
        assert len(block.clean) == len(block.text)
        found = list(sentences(block))
        assert all(len(s.clean) == s.end - s.start for s in found)
        assert "".join(block.clean[s.start : s.end] for s in found).split() == (
            block.clean.split()
        )


def test_blocks_can_be_asked_for_by_word() -> None:
    found = blocks(card("One\n\nTWO tokens\n\nthree"), ("token", "%"))
    assert [block.text for block in found] == ["TWO tokens"]
