"""What a curator should look at first.

The leverage of a cell is the number of analyses that it feeds. An analysis is a
benchmark at one number of shots, run by one harness, with measured scores of at least
`MIN_MODELS` models of known scale. A model's parameters and training tokens gate
every analysis that has a score of it; a design field feeds the same analyses once the
model has both; a score feeds its own. Any other field feeds none, and neither does any
field of a model that analyses leave out because it is instruction tuned or excluded.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.benchmarks import STATED_SUFFIX
from nsl_db.curation.overriding import load_overrides
from nsl_db.curation.sources import PACKAGED
from nsl_db.db.review import read_review_tables
from nsl_db.errors import UsageError
from nsl_db.pipeline.review_items import GATES, KINDS, Item, all_items
from nsl_db.pipeline.review_stubs import Stubs, write_stubs
from nsl_db.schema.fields import FIELDS

if TYPE_CHECKING:
    from pathlib import Path

    from nsl_db.db.review import ReviewTables

__all__ = ["Review", "ReviewFilter", "item_frame", "read_tables", "review"]

MIN_MODELS = 30
"""Fewer models of known scale make no analysis."""


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What to list; None stands for everything.

    Attributes:
        field: Cells of this field.
        organization: Models of this organisation, whatever its case.
        kind: Cells listed for this reason, one of `KINDS`.
        limit: So many at most.
    """

    field: str | None = None
    organization: str | None = None
    kind: str | None = None
    limit: int | None = None

    def keeps(self, item: Item) -> bool:
        """Whether an item is asked for, apart from the limit."""
        organization = item.model_id.partition("/")[0]
        return (
            self.field in (None, item.field)
            and self.kind in (None, item.kind)
            and (
                self.organization is None
                or self.organization.lower() == organization.lower()
            )
        )


@dataclass(frozen=True, slots=True)
class Review:
    """What was found.

    Attributes:
        items: Most useful first.
        num_found: Their number before the limit.
        tables: The parts of the catalogue that were read.
    """

    items: tuple[Item, ...]
    num_found: int
    tables: ReviewTables

    @property
    def summary(self) -> str:
        """One sentence: how much of what was found is listed."""
        return f"{len(self.items)} of {self.num_found} cells to look at."

    def write(self, folder: Path) -> Stubs:
        """Write stubs of override files for the cells listed."""
        return write_stubs(self.items, self.tables, PACKAGED, folder)


def read_tables(catalogue: Path) -> ReviewTables:
    """The parts of a catalogue that decide what to look at.

    Raises:
        CatalogueError: The catalogue cannot be opened.
    """
    return read_review_tables(
        catalogue, unmeasured=STATED_SUFFIX, min_models=MIN_MODELS
    )


def review(catalogue: Path, wanted: ReviewFilter) -> Review:
    """List conflicts, gaps, doubtful cells and outdated decisions by leverage.

    Raises:
        UsageError: The field that is asked for does not exist.
        OverrideError: The packaged overrides cannot be read.
        CatalogueError: The catalogue cannot be opened.
    """
    if wanted.field is not None and wanted.field not in FIELDS:
        raise UsageError(
            f"--field: {wanted.field!r} is not a field. See docs/data-dictionary.md."
        )
    tables = read_tables(catalogue)
    found = [item for item in all_items(tables, load_overrides()) if wanted.keeps(item)]
    found.sort(key=_order)
    return Review(tuple(found[: wanted.limit]), len(found), tables)


def item_frame(items: tuple[Item, ...]) -> pl.DataFrame:
    """One row per item, values as text."""
    rows = [
        {**asdict(item), "value": None if item.value is None else str(item.value)}
        for item in items
    ]
    return pl.DataFrame(
        rows,
        schema={
            "leverage": pl.Int64,
            "kind": pl.String,
            "model_id": pl.String,
            "field": pl.String,
            "value": pl.String,
            "reason": pl.String,
            "suggestion": pl.String,
        },
    )


def _order(item: Item) -> tuple[int, bool, int, str, str, str]:
    """Leverage first; at equal leverage the fields that gate a model."""
    return (
        -item.leverage,
        item.field not in GATES,
        KINDS.index(item.kind),
        item.model_id,
        item.field or "",
        item.reason,
    )
