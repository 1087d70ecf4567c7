"""Full texts of papers as LaTeXML makes them, written by tests."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from nsl_db.crawler.extractors.base import PaperPage

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ADDRESS", "formula", "full_text", "paper_page", "paragraph", "tabular"]

ADDRESS = "https://arxiv.org/html/2401.00001"
"""Address of the only paper."""


def full_text(title: str, abstract: str, *parts: str) -> bytes:
    """A page with a title, an abstract and other parts."""
    return (
        '<html><body><h1 class="ltx_title ltx_title_document">'
        f'{title}</h1><div class="ltx_abstract">'
        '<h6 class="ltx_title_abstract">Abstract</h6>'
        f'<p class="ltx_p">{abstract}</p></div>{"".join(parts)}</body></html>'
    ).encode()


def paragraph(content: str) -> str:
    """A paragraph."""
    return f'<div class="ltx_para"><p class="ltx_p">{content}</p></div>'


def formula(tex: str) -> str:
    """A formula; what it shows is left out."""
    return f'<math alttext="{tex}" class="ltx_Math"><mn>9</mn></math>'


def tabular(caption: str, rows: Iterable[Iterable[str]]) -> str:
    """A figure that holds a table."""
    lines = "".join(
        '<tr class="ltx_tr">'
        + "".join(f'<td class="ltx_td">{cell}</td>' for cell in row)
        + "</tr>"
        for row in rows
    )
    return (
        f'<figure class="ltx_table"><figcaption>{caption}</figcaption>'
        f'<table class="ltx_tabular">{lines}</table></figure>'
    )


def paper_page(
    content: bytes, *, kind: str = "html", arxiv_id: str = "2401.00001"
) -> PaperPage:
    """A stored page with such a content."""
    address = f"https://arxiv.org/{'abs' if kind == 'abstract' else kind}/{arxiv_id}"
    sha256 = hashlib.sha256(content).hexdigest()
    return PaperPage(arxiv_id, kind, address, content, sha256)
