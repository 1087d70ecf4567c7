"""Files of overrides in which a curator only has to fill in what is empty."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.curation.override_claims import as_findings
from nsl_db.curation.override_entry import FIELD_NAMES
from nsl_db.curation.overriding import file_name
from nsl_db.curation.resolve import resolve
from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from nsl_db.db.review import ReviewTables
    from nsl_db.pipeline.review_items import Item
    from nsl_db.schema.evidence import Value

__all__ = ["Stubs", "write_stubs"]

_HEADER = """\
# Cells that wait for a decision; those that feed most analyses come first.
#
# Fill in the keys that are empty, and delete entries that you leave open. `set`
# publishes a value of yours, `accept` one that a source states, `clear` (without a
# value) leaves the cell empty. Values are plain counts, or shares from 0 to 1. The
# source is the address of a document and its own words, at most 200 characters; write
# the quote in quotation marks. `expect` is what the cell holds without the entry.
#
# Then move the entries into the file of the same name in curation/overrides/, and run
# `nsl-db curate check`.
"""

_ENTRY = """
# Leverage {leverage}, {kind}: {reason}
- model: {model}
  field: {field}
  action: set
  value:
  expect: {expect}
  reason:
  source:
    url:
    quote:
  curator:
  date:
"""

_PLAIN = re.compile(r"[A-Za-z][\w.-]*/[\w./-]*[A-Za-z_][\w.-]*")
"""Identifiers that YAML reads as text without quotation marks."""


@dataclass(frozen=True, slots=True)
class Stubs:
    """What became of the files.

    Attributes:
        written: New files.
        kept: Files that were there before, left as they are.
        num_entries: Entries in the new files.
    """

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    num_entries: int

    @property
    def summary(self) -> str:
        """One line per fact."""
        lines = [f"{self.num_entries} stubs written."]
        lines += [f"New file: {path}" for path in self.written]
        lines += [f"Left as it is, since it exists: {path}" for path in self.kept]
        return "\n".join(lines)


def write_stubs(
    items: Iterable[Item],
    tables: ReviewTables,
    packaged: Sequence[str],
    folder: Path,
) -> Stubs:
    """Write one file per organisation, never over one that exists.

    Args:
        items: Cells to decide on; each is written once.
        tables: The parts of the catalogue that they come from.
        packaged: Names of the sources that `expect` speaks of.
        folder: Where to write; it is created.

    Raises:
        UsageError: The folder cannot be written.
    """
    expected = _expected(tables, packaged)
    cells: dict[str, dict[tuple[str, str], str]] = {}
    for item in items:
        if item.kind == "override" or item.field not in FIELD_NAMES:
            continue
        key = (item.model_id, item.field)
        entries = cells.setdefault(file_name(item.model_id), {})
        entries.setdefault(key, _entry(item, expected.get(key)))
    written, kept, count = [], [], 0
    for name, entries in sorted(cells.items()):
        path = folder / name
        if _create(path, _HEADER + "".join(entries.values())):
            written.append(path)
            count += len(entries)
        else:
            kept.append(path)
    return Stubs(tuple(written), tuple(kept), count)


def _expected(
    tables: ReviewTables, packaged: Sequence[str]
) -> dict[tuple[str, str], Value]:
    """What the packaged sources alone give for the cells that are listed."""
    ranks = dict(tables.source.select("source", "source_rank").iter_rows())
    findings = (item for item in as_findings(tables.finding) if item.source in packaged)
    cells = resolve(findings, ranks).cells
    return {(cell.model_id, cell.field): cell.value for cell in cells}


def _entry(item: Item, expect: Value | None) -> str:
    is_plain = _PLAIN.fullmatch(item.model_id) is not None
    return _ENTRY.format(
        leverage=item.leverage,
        kind=item.kind,
        reason=_one_line(item.reason),
        model=item.model_id if is_plain else json.dumps(item.model_id),
        field=item.field,
        expect=json.dumps(expect),
    )


def _one_line(text: str) -> str:
    """Text that cannot leave a comment."""
    words = " ".join(text.split())
    return "".join(sign for sign in words if sign.isprintable())


def _create(path: Path, text: str) -> bool:
    """Write a file unless it exists."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror}.") from error
    return True
