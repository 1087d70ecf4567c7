"""What a review lists: disputed, empty, doubtful and outdated cells."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from nsl_db.analysis.data import DESIGN_COLUMNS
from nsl_db.curation.override_judging import complaints
from nsl_db.pipeline.decisions import decisions_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nsl_db.curation.overriding import Overrides
    from nsl_db.db.review import ReviewTables

__all__ = [
    "DESIGN_FIELDS",
    "GATES",
    "KINDS",
    "Item",
    "Kind",
    "Leverage",
    "all_items",
]

Kind = Literal["conflict", "override", "quarantine", "gap"]
"""Why a cell is listed."""

KINDS: tuple[Kind, ...] = ("conflict", "override", "quarantine", "gap")
"""Every kind, in the order in which cells of equal leverage are listed."""

GATES = ("num_parameters", "training_tokens")
"""Fields without which no analysis uses a model."""

DESIGN_FIELDS = tuple(
    name
    for name in DESIGN_COLUMNS
    if name
    not in (
        *GATES,
        "model_id",
        "model_family",
        "exclusion_reason",
        "is_instruction_tuned",
    )
)
"""Fields that analyses explain scores by, once a model's scale is known."""


FILL = "set it from a document that can be cited"
"""What to do about an empty cell."""

Rows = dict[str, dict[str, Any]]
"""Rows of the view `catalogue` by model."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at.

    Attributes:
        leverage: Number of analyses that the cell feeds.
        kind: Why it is listed.
        model_id: The model.
        field: The field, or None where a whole row is doubtful.
        value: What the cell holds, None for nothing.
        reason: What is the matter.
        suggestion: What to do about it.
    """

    leverage: int
    kind: Kind
    model_id: str
    field: str | None
    value: Any
    reason: str
    suggestion: str


class Leverage:
    """How many analyses a cell feeds; `nsl_db.pipeline.review` says what that means.

    Args:
        tables: Parts of the catalogue.
    """

    def __init__(self, tables: ReviewTables) -> None:
        self._feeds: dict[str, int] = dict(tables.feeds.iter_rows())
        is_usable = (
            pl.col("is_instruction_tuned").ne_missing(other=True)
            & pl.col("exclusion_reason").is_null()
        )
        usable = tables.cells.filter(is_usable)
        known = usable.filter(pl.all_horizontal(pl.col(GATES).is_not_null()))
        self._usable = frozenset(usable["model_id"])
        self._eligible = frozenset(known["model_id"])

    def of(self, model_id: str, name: str | None) -> int:
        """The number of analyses; a field of None stands for the whole row."""
        if name is None or name in GATES:
            return self._feeds.get(model_id, 0) if model_id in self._usable else 0
        if name == "score":
            return int(model_id in self._eligible and model_id in self._feeds)
        if name in DESIGN_FIELDS and model_id in self._eligible:
            return self._feeds.get(model_id, 0)
        return 0


def all_items(tables: ReviewTables, overrides: Overrides) -> list[Item]:
    """Everything to look at, in no order."""
    leverage = Leverage(tables)
    cells = {row["model_id"]: row for row in tables.cells.iter_rows(named=True)}
    found = [
        *_conflicts(tables, leverage),
        *_overrides(tables, overrides, cells, leverage),
        *_quarantined(tables, cells, leverage),
    ]
    listed = {(item.model_id, item.field) for item in found}
    decided = set(tables.override.select("model_id", "field").iter_rows())
    found += [
        item
        for item in _gaps(cells, leverage)
        if (item.model_id, item.field) not in listed | decided
    ]
    return found


def _conflicts(tables: ReviewTables, leverage: Leverage) -> Iterator[Item]:
    sources = dict(tables.finding.select("finding_id", "source").iter_rows())
    for row in tables.conflict.iter_rows(named=True):
        values = json.loads(row["candidate_values"])
        ids = json.loads(row["finding_ids"])
        named = dict.fromkeys(
            f"{value} ({sources.get(finding_id, 'unknown source')})"
            for value, finding_id in zip(values, ids, strict=False)
        )
        yield Item(
            leverage.of(row["model_id"], row["field"]),
            "conflict",
            row["model_id"],
            row["field"],
            None,
            f"{row['confidence']} findings disagree: {', '.join(named)}",
            "accept one of the values, or set another with its source",
        )


def _overrides(
    tables: ReviewTables,
    overrides: Overrides,
    cells: Rows,
    leverage: Leverage,
) -> Iterator[Item]:
    flagged = set(tables.quarantine.select("model_id", "field").iter_rows())
    for decision in decisions_in(tables, overrides):
        override = decision.override
        for complaint in complaints(decision, flagged):
            yield Item(
                leverage.of(override.model_id, override.field),
                "override",
                override.model_id,
                override.field,
                cells[override.model_id].get(override.field),
                f"override no longer expected: {complaint}",
                f"see {override.place}",
            )


def _quarantined(
    tables: ReviewTables, cells: Rows, leverage: Leverage
) -> Iterator[Item]:
    """Doubtful cells, scores and rows, save values that a curator accepted.

    All that is said about one cell makes one item; a cell that is flagged for being
    empty is a gap.
    """
    key = ("table_name", "model_id", "field", "verdict", "reason_code")
    accepted = set(
        tables.override.filter(action="accept").select("model_id", "field").iter_rows()
    )
    grouped = (
        tables.quarantine.drop_nulls("model_id")
        .sort("message")
        .group_by(key, maintain_order=True)
        .agg(pl.col("message").first(), pl.len())
        .sort(pl.col("verdict") != "withheld", "reason_code", maintain_order=True)
    )
    items: dict[tuple[str | None, ...], Item] = {}
    for row in grouped.iter_rows(named=True):
        model_id, name = row["model_id"], row["field"]
        if (model_id, name) in accepted:
            continue
        item = _doubt(row, cells.get(model_id, {}), leverage)
        is_cell = name is not None and row["table_name"] != "evaluation"
        place = (model_id, name, None if is_cell else row["reason_code"])
        known = items.setdefault(place, item)
        if known is not item:
            items[place] = replace(known, reason=f"{known.reason}; {item.reason}")
    yield from items.values()


def _doubt(row: dict[str, Any], cell: dict[str, Any], leverage: Leverage) -> Item:
    name, is_score = row["field"], row["table_name"] == "evaluation"
    more = f" (and {row['len'] - 1} more)" if row["len"] > 1 else ""
    value = None if name is None else cell.get(name)
    is_gap = value is None and name in cell and row["verdict"] == "flagged"
    return Item(
        leverage.of(row["model_id"], "score" if is_score else name),
        "gap" if is_gap else "quarantine",
        row["model_id"],
        name,
        value,
        f"{row['verdict']}, {row['reason_code']}: {row['message']}{more}",
        FILL if is_gap else _suggestion(row),
    )


def _suggestion(row: dict[str, Any]) -> str:
    if row["table_name"] == "evaluation":
        return "compare with the source; exclude the model if the run is broken"
    if row["field"] is None and row["table_name"] == "model":
        return "list it in aliases.yaml or exclusions.yaml if it is no model of its own"
    if row["field"] is None:
        return f"compare its row of {row['table_name']} with a document"
    if row["verdict"] == "withheld":
        return "set the right value, or accept the withheld one"
    return "set the right value, clear it, or accept it as it is"


def _gaps(cells: Rows, leverage: Leverage) -> Iterator[Item]:
    for model_id, row in cells.items():
        for name in (*GATES, *DESIGN_FIELDS):
            if row[name] is not None:
                continue
            weight = leverage.of(model_id, name)
            if weight:
                yield Item(
                    weight,
                    "gap",
                    model_id,
                    name,
                    None,
                    "nothing usable states it",
                    FILL,
                )
