"""Whether a known error is flagged in one catalogue and corrected in another."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.liu2025_checks import STRUCTURES
from nsl_db.curation.aliases import canonical_id
from nsl_db.db.queries import read_table
from nsl_db.schema.fields import field
from nsl_db.schema.values import agree

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.liu2025_known import KnownError, Trap

__all__ = ["Catalogue", "Judge", "Verdict", "flagged_traps"]

SOURCE = "liu2025"

EXACTNESS = 0.002
"""Relative difference up to which a parameter count is the right one."""

DESCRIBED = ("size", "tokens", "architecture", "data")
"""Sections whose errors are those of described models, not of other spellings."""

_TABLES = (
    "catalogue",
    "evaluation",
    "generation_feature",
    "lineage",
    "finding",
    "provenance",
    "override",
    "conflict",
    "quarantine",
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The tables of a catalogue that are needed here, by name."""

    tables: dict[str, pl.DataFrame]

    @classmethod
    def read(cls, path: Path) -> Catalogue:
        """Read a catalogue whole."""
        tables = {name: read_table(path, f'"{name}"') for name in _TABLES}
        content = [json.loads(text) for text in tables["quarantine"]["row_content"]]
        tables["quarantine"] = tables["quarantine"].with_columns(
            pl.Series(
                name, [row.get(name) for row in content], dtype=pl.String, strict=False
            )
            for name in ("protocol_id", "benchmark", "tasks")
        )
        return cls(tables)

    @property
    def model_ids(self) -> list[str]:
        """Every model."""
        return sorted(self.tables["catalogue"]["model_id"])

    def cell(self, model_id: str, name: str) -> Any:
        """The value of a cell, or None."""
        rows = self.tables["catalogue"].filter(model_id=model_id)
        return rows[name][0] if rows.height and name in rows.columns else None

    def claims(self, model_id: str, name: str) -> bool:
        """Whether the source has a value, sound or not."""
        rows = self.tables["finding"].filter(
            model_id=model_id, field=name, source=SOURCE
        )
        return rows.height > 0

    def scores(self, model_ids: list[str], error: KnownError) -> pl.DataFrame:
        """The published scores that an error is about."""
        aim = error.aim
        rows = self.tables["evaluation"].filter(
            pl.col("model_id").is_in(model_ids),
            pl.col("task").str.contains(f"^(?:{aim.tasks})$"),
            source=SOURCE,
        )
        if aim.num_shots is not None:
            rows = rows.filter(num_shots=aim.num_shots)
        return rows.filter(pl.col("metric").is_in(aim.metrics)) if aim.metrics else rows


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an error.

    Attributes:
        codes: Reason codes that flag it.
        unflagged: Its models and fields that no rule flags.
        uncorrected: Its models and fields that the default catalogue repeats.
        num_replaced: Wrong cells that have another value now.
        num_emptied: Wrong cells that are empty now, on purpose.
    """

    codes: tuple[str, ...]
    unflagged: tuple[str, ...]
    uncorrected: tuple[str, ...]
    num_replaced: int = 0
    num_emptied: int = 0


class Judge:
    """Compares two catalogues.

    Args:
        published: The source alone.
        default: The default catalogue.
    """

    def __init__(self, published: Catalogue, default: Catalogue) -> None:
        self.published = published
        self.default = default

    def judge(self, error: KnownError) -> Verdict:
        """What became of one error."""
        codes: set[str] = set()
        unflagged: list[str] = []
        for model_id in self._models(error):
            found = self._codes(error, model_id)
            codes |= found
            if not found:
                unflagged.append(model_id or "the column")
        if error.structure or error.aim.tasks:
            wrong = self._repeated(error)
            return Verdict(tuple(sorted(codes)), tuple(unflagged), tuple(wrong))
        states = [
            (model_id, name, self._state(error, model_id, name))
            for model_id in self._models(error)
            for name in error.aim.fields
        ]
        return Verdict(
            tuple(sorted(codes)),
            tuple(unflagged),
            tuple(
                f"{model_id}: {name} is {self.default.cell(_known_as(model_id), name)}"
                for model_id, name, state in states
                if state == "wrong"
            ),
            num_replaced=sum(state == "replaced" for *_, state in states),
            num_emptied=sum(state == "emptied" for *_, state in states),
        )

    def _models(self, error: KnownError) -> list[str]:
        if error.models == ("",):
            return [""]
        found = [
            model_id
            for model_id in self.published.model_ids
            if any(fnmatchcase(model_id, pattern) for pattern in error.models)
        ]
        if error.aim.fields and error.section in DESCRIBED:
            known = set(self.published.tables["finding"]["model_id"])
            return [model_id for model_id in found if model_id in known]
        if error.models == ("*",):
            rows = self.published.scores(found, error)
            return sorted(rows.filter(pl.col("score").is_null())["model_id"].unique())
        return found

    def _codes(self, error: KnownError, model_id: str) -> set[str]:
        rows = self.published.tables["quarantine"].filter(
            pl.col("model_id").eq_missing(pl.lit(model_id or None))
        )
        if error.codes:
            rows = rows.filter(pl.col("reason_code").is_in(error.codes))
        aim = error.aim
        if aim.tasks:
            on_task = pl.col("protocol_id").str.contains(f"^(?:{aim.tasks}):")
            on_tasks = pl.col("tasks").str.contains(f"(?:{aim.tasks})")
            return set(rows.filter(on_task | on_tasks)["reason_code"])
        on_field = pl.col("field").is_in(aim.fields)
        if aim.is_whole_row:
            on_field = on_field | pl.col("field").is_null()
        return set(rows.filter(on_field)["reason_code"])

    def _repeated(self, error: KnownError) -> list[str]:
        """What the default catalogue repeats of an error that is not in cells."""
        if not error.structure:
            return self._repeated_scores(error)
        name, _, argument = error.structure.partition(":")
        return [
            f"{model_id}: {error.structure}"
            for model_id in self._models(error)
            if not STRUCTURES[name](self.default.tables, _known_as(model_id), argument)
        ]

    def _repeated_scores(self, error: KnownError) -> list[str]:
        wrong = self.published.scores(self._models(error), error)
        names = [_known_as(model_id) for model_id in wrong["model_id"].unique()]
        still = self.default.scores(names, error)
        counts = still["model_id"].value_counts().sort("model_id")
        return [f"{model_id}: {count} scores" for model_id, count in counts.iter_rows()]

    def _state(self, error: KnownError, model_id: str, name: str) -> str:
        """Whether a cell is replaced, emptied on purpose, or still wrong."""
        known = _known_as(model_id)
        ours = self.default.cell(known, name)
        if ours is None:
            is_claimed = self.published.claims(model_id, name)
            is_emptied = is_claimed and self._is_explained(known, name)
            is_recorded = self._is_cleared(known, name)
            return "emptied" if is_emptied or is_recorded else "wrong"
        before = self.published.cell(model_id, name)
        if _is_same(name, before, ours) or not self._has_better_source(known, name):
            return "wrong"
        right = next(
            (value for key, value in error.right.items() if fnmatchcase(model_id, key)),
            ours,
        )
        return "replaced" if _is_right(name, right, ours) else "wrong"

    def _has_better_source(self, model_id: str, name: str) -> bool:
        rests = self.default.tables["provenance"].filter(model_id=model_id, field=name)
        if rests["origin"][0] != "finding":
            return True
        findings = self.default.tables["finding"]
        rests_on = findings.filter(finding_id=rests["finding_id"][0])
        return bool(rests_on["source"][0] != SOURCE)

    def _is_explained(self, model_id: str, name: str) -> bool:
        """Whether an empty cell is empty on purpose."""
        tables = self.default.tables
        told = tables["quarantine"].filter(
            pl.col("verdict").is_in(["withheld", "refused"]),
            model_id=model_id,
            field=name,
        )
        unsettled = tables["conflict"].filter(model_id=model_id, field=name)
        is_told = bool(told.height or unsettled.height)
        return is_told or self._is_cleared(model_id, name)

    def _is_cleared(self, model_id: str, name: str) -> bool:
        """Whether a curator says that no document states the value."""
        overrides = self.default.tables["override"]
        cleared = overrides.filter(model_id=model_id, field=name, action="clear")
        return cleared.height > 0


def _is_same(name: str, before: Any, ours: Any) -> bool:
    if isinstance(before, float) and isinstance(ours, float):
        return agree(field(name), before, ours)
    return bool(before == ours)


def _is_right(name: str, right: Any, ours: Any) -> bool:
    if name == "num_parameters":
        return bool(abs(right - ours) <= EXACTNESS * right)
    return agree(field(name), right, ours)


def _known_as(model_id: str) -> str:
    return canonical_id(model_id, SOURCE)


def flagged_traps(catalogue: Catalogue, trap: Trap) -> list[str]:
    """Flags that a right value was given."""
    found = []
    for row in catalogue.tables["quarantine"].iter_rows(named=True):
        if not re.fullmatch(trap.codes, row["reason_code"]):
            continue
        if trap.fields and row["field"] not in trap.fields:
            continue
        model_id = row["model_id"] or ""
        if trap.models and not any(fnmatchcase(model_id, x) for x in trap.models):
            continue
        found.append(f"{model_id} {row['reason_code']}")
    return found
