"""Pages of papers as lines of Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.crawler.extractors.card_tables import card_tables
from nsl_db.crawler.extractors.quantity import find_quantities
from nsl_db.crawler.papers.rendering import readable, render
from tests.support.paper_texts import formula, full_text, paragraph, tabular


@pytest.mark.parametrize(
    ("tex", "value"),
    [
        (r"3.3\times 10^{12}", 3_300_000_000_000),
        (r"3.3 \cdot 10^{12}", 3_300_000_000_000),
        (r"1.4\text{T}", 1_400_000_000_000),
        (r"1.4\,\mathrm{T}", 1_400_000_000_000),
        (r"1.4{\rm T}", 1_400_000_000_000),
        (r"2{,}000\text{B}", 2_000_000_000_000),
        (r"{\sim}15\text{ trillion}", 15_000_000_000_000),
        (r"\textbf{\mathrm{300B}}", 300_000_000_000),
    ],
)
def test_numbers_in_latex_are_readable(tex: str, value: int) -> None:
    (found,) = find_quantities(readable(tex))
    assert found.value == value


def test_an_escaped_percent_sign_is_one() -> None:
    assert readable(r"67.0\%  of $x_{i}$") == "67.0% of $x_i$"


def test_every_sentence_has_a_line_and_tables_come_last() -> None:
    page = full_text(
        "Tiny | Models",
        "We train. Doe et al. Did not.",
        tabular("Sizes", [["model", "a|b"], ["7B", formula(r"1.0\text{T}")]]),
        paragraph("A <code>&lt;table&gt;</code> of 2.5 cells. It ends"),
    )
    lines = render(page).lines
    assert [line for line in lines if line][:5] == [
        "# Tiny | Models",
        "We train.",
        "Doe et al. Did not.",
        "A \u2039table> of 2.5 cells.",
        "It ends",
    ]
    (table,) = card_tables(lines)
    assert table.read() == (("model", "a\u00a6b"), ("7B", "1.0T"))
    assert lines[table.first_line - 3] == "Sizes"


@given(st.text(max_size=60), st.lists(st.text(max_size=30), min_size=2, max_size=5))
def test_no_text_makes_another_table(text: str, cells: list[str]) -> None:
    escaped = [
        cell.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for cell in (text, *cells)
    ]
    rows = [[f"h{number}" for number in range(len(cells))], escaped[1:]]
    page = full_text("Tiny", escaped[0], paragraph(escaped[0]), tabular("c", rows))
    lines = render(page).lines
    assert [len(table.read()) for table in card_tables(lines)] == [2]
    assert all("\n" not in line for line in lines)
