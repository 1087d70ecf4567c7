"""Errata of a source as a Markdown page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nsl_db.pipeline.errata import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from nsl_db.pipeline.errata import Errata

__all__ = ["errata_page"]

_CORRECTIONS = ("model", "field", "published", "catalogue", "difference", "evidence")
_LOSSES = ("model", "field", "published", "why")
_GAPS = ("model", "field", "catalogue", "evidence")


def errata_page(errata: Errata) -> str:
    """The page; equal errata give an equal page.

    Returns:
        Markdown without a line end at its end.
    """
    lines = [
        f"# Errata of `{errata.source}`",
        "",
        f"Written by `nsl-db errata {errata.source} --format markdown`: each of its "
        f"{errata.num_claims:,} claims against the cell that the catalogue publishes.",
        "",
        *_table(
            ("kind", "number", "meaning"),
            (
                (kind, f"{number:,}", KINDS[kind])
                for kind, number in errata.counts.items()
            ),
        ),
    ]
    for kind in errata.counts:
        lines += ["", f"## {kind.capitalize()}", ""]
        lines += _section(kind, errata.rows.filter(kind=kind))
    return "\n".join(lines)


def _section(kind: str, rows: pl.DataFrame) -> list[str]:
    records = rows.to_dicts()
    if kind in ("differs", "rounded"):
        return _table(_CORRECTIONS, (_correction(row) for row in records))
    if kind == "filled":
        return _table(
            _GAPS,
            ((x["model_id"], x["field"], x["ours"], x["evidence"]) for x in records),
        )
    return _table(
        _LOSSES,
        ((x["model_id"], x["field"], x["published"], x["evidence"]) for x in records),
    )


def _correction(row: dict[str, Any]) -> tuple[str | None, ...]:
    part = row["relative_difference"]
    difference = None if part is None else f"{100 * part:+.3g} %"
    return (
        row["model_id"],
        row["field"],
        row["published"],
        row["ours"],
        difference,
        row["evidence"],
    )


def _table(
    header: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]
) -> list[str]:
    lines = [f"| {' | '.join(header)} |", "|" + "---|" * len(header)]
    lines += [f"| {' | '.join(_cell(text) for text in row)} |" for row in rows]
    return lines


def _cell(text: str | None) -> str:
    """Text that stays in its cell and is shown as it is."""
    return " ".join(_word(word) for word in (text or "").split())


def _word(word: str) -> str:
    """A word without Markdown; an address as a link."""
    if word.startswith(("https://", "http://")):
        address = word.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
        return f"<{address}>"
    for mark in ("\\", "|", "<", "*", "_", "`", "["):
        word = word.replace(mark, f"\\{mark}")
    return word
