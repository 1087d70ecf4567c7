"""The Open LLM Leaderboard: dumps of its first and second table.

A file is told apart by its columns: the first table has `ARC`, the second `IFEval`.
Points out of 100 become shares; of the second table the raw scores are read, which
are shares already, not those rescaled so that chance is 0.

What has to be known to read the first table:
- `Merged`, `Flagged` and `MoE` hold the opposite of what they say: 7,060 of 7,169
  rows are "flagged", and Mixtral is the one that is not "MoE".
- `#Params (B)` is cut to whole billions, and partly taken from the name; 0 stands for
  anything below, and for unknown. It is a claim of the weakest kind, and 0 is none.
- A model stands there once per commit and precision. Of runs of the same kind the
  newest counts. Runs in 8 or 4 bits, of adapters and of flagged models have protocols
  of their own, so that they are never compared with others.

Source: the dump of the archived board in the repository of Sloth (arXiv 2412.06540);
huggingface.co/docs/leaderboards/open_llm_leaderboard for shots and metrics.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.curation.aliases import scoped_id
from nsl_db.curation.sources.delimited import Cell, CsvTable, table_finding
from nsl_db.curation.sources.scores import MeasuredScore, Protocol, score_rows
from nsl_db.curation.sources.tables import SourceTables, source_tables
from nsl_db.errors import SourceError
from nsl_db.schema.evidence import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from nsl_db.schema.evidence import Finding

__all__ = ["NAME", "base_part", "read_open_llm_leaderboard"]

NAME = "open_llm_leaderboard"
"""Name of the source, and the harness name of its protocols."""

SIZE = "#Params (B)"

FIRST_VERSION = "lm-evaluation-harness-b281b0921"
"""Program of the first board.

Source: the board's page "About", and the README of ObsScaling (arXiv 2405.10938).
"""

_FIRST = {
    "ARC": ("arc_challenge", "acc_norm", 25),
    "HellaSwag": ("hellaswag", "acc_norm", 10),
    "MMLU": ("mmlu", "accuracy", 5),
    "TruthfulQA": ("truthfulqa_mc", "mc2", 0),
    "Winogrande": ("winogrande", "accuracy", 5),
    "GSM8K": ("gsm8k", "accuracy", 5),
}

_SECOND = {
    "IFEval Raw": ("leaderboard_ifeval", "strict_accuracy_mean", 0),
    "BBH Raw": ("leaderboard_bbh", "acc_norm", 3),
    "MATH Lvl 5 Raw": ("leaderboard_math_hard", "exact_match", 4),
    "GPQA Raw": ("leaderboard_gpqa", "acc_norm", 0),
    "MUSR Raw": ("leaderboard_musr", "acc_norm", 0),
    "MMLU-PRO Raw": ("leaderboard_mmlu_pro", "accuracy", 5),
}

_WHOLE_PRECISIONS = frozenset({"float16", "bfloat16", "float32"})


@dataclass(frozen=True, slots=True)
class _Run:
    """One row of a board."""

    model_id: str
    kind: str
    date: str
    row: Mapping[str, Cell]
    sha256: str
    is_first: bool
    is_merged: bool


def read_open_llm_leaderboard(
    files: Mapping[str, bytes], retrieved: date
) -> SourceTables:
    """Read dumps of the board as CSV or, of the second table, as JSON rows.

    Args:
        files: Content of each file, by name.
        retrieved: Day on which they were read.

    Raises:
        SourceError: A file is no such dump, or a cell cannot be read.
    """
    runs = [run for name in sorted(files) for run in _runs(name, files[name])]
    findings: list[Finding] = []
    scores: list[MeasuredScore] = []
    for run in _newest(runs):
        findings.extend(_findings(run))
        scores.extend(_scores(run))
    return source_tables(
        _source_row(retrieved),
        {finding.finding_id: finding for finding in findings}.values(),
        score_rows(scores, NAME),
    )


def _runs(name: str, content: bytes) -> Iterator[_Run]:
    if name.endswith((".json", ".jsonl")):
        content = _json_as_csv(name, content)
    table = CsvTable(name, content, ("Precision",))
    is_first = "ARC" in table.columns
    needed = (*(_FIRST if is_first else _SECOND), "Precision", "Flagged", "Merged")
    missing = [column for column in needed if column not in table.columns]
    if missing:
        raise SourceError(f"{name} has no column {', '.join(missing)}.")
    key = "fullname" if "fullname" in table.columns else "Model"
    for row in table.rows():
        if key not in row:
            raise SourceError(f"{name}: a row has no {key}.")
        yield _Run(
            model_id=scoped_id(row[key].text, NAME),
            kind=_kind(row, is_first=is_first),
            date=_text(row, "date") or _text(row, "Submission Date"),
            row=row,
            sha256=table.sha256,
            is_first=is_first,
            is_merged=row["Merged"].flag() is not is_first
            if "Merged" in row
            else False,
        )


def _json_as_csv(name: str, content: bytes) -> bytes:
    """Rows of the second table, as its pages and its dataset viewer give them."""
    try:
        text = content.decode("utf-8")
        if name.endswith(".jsonl"):
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            rows = json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SourceError(f"{name} is no JSON: {error}.") from error
    if isinstance(rows, dict):
        rows = [item.get("row", item) for item in rows.get("rows", [])]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceError(f"{name} is no list of rows.")
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _text(row: Mapping[str, Cell], column: str) -> str:
    cell = row.get(column)
    return "" if cell is None else cell.text


def _kind(row: Mapping[str, Cell], *, is_first: bool) -> str:
    """Harness name: the board's own, or that of runs that it must not meet."""
    is_flagged = "Flagged" in row and row["Flagged"].flag() is not is_first
    if is_flagged:
        return f"{NAME}_flagged"
    if _text(row, "Weight type") in ("Adapter", "Delta"):
        return f"{NAME}_adapter"
    precision = _text(row, "Precision").removeprefix("torch.").lower()
    return NAME if precision in _WHOLE_PRECISIONS else f"{NAME}_quantized"


def _newest(runs: Iterable[_Run]) -> list[_Run]:
    """One run of each model and kind: the newest, then the last of the file."""
    found: dict[tuple[str, str, bool], _Run] = {}
    for run in sorted(runs, key=lambda run: (run.date, _sha(run) or "")):
        found[run.model_id, run.kind, run.is_first] = run
    return sorted(found.values(), key=lambda run: (run.model_id, run.kind, run.date))


def _sha(run: _Run) -> str | None:
    text = _text(run.row, "Model sha")
    return text if text and text != "main" else None


def _findings(run: _Run) -> Iterator[Finding]:
    if run.kind.endswith(("_adapter", "_quantized")):
        return
    row = run.row
    values: dict[str, tuple[str, Any]] = {}
    if _text(row, "Architecture") not in ("", "?", "Unknown"):
        values["Architecture"] = ("architecture_class", row["Architecture"].text)
    stage = _stage(run)
    if stage is not None:
        column = "Merged" if run.is_merged else "Type"
        values[column] = ("training_stage", stage)
    if "chat" in _text(row, "Type"):
        values["Type"] = ("is_instruction_tuned", True)
    if SIZE in row and (size := row[SIZE].decimal()) > 0:
        values[SIZE] = ("num_parameters", int(size.scaleb(9)))
    for column, (name, value) in values.items():
        is_size = name == "num_parameters"
        yield table_finding(
            row[column],
            run.sha256,
            source=NAME,
            model_id=run.model_id,
            name=name,
            value=value,
            confidence=Confidence.INFERRED if is_size else Confidence.PARSED,
            method="rounded_size" if is_size else "published_table",
            revision=_sha(run),
        )


def _stage(run: _Run) -> str | None:
    kind = _text(run.row, "Type")
    if run.is_merged or "merge" in kind:
        return "merged"
    if "continuously" in kind:
        return "continued"
    return "pretrained" if "pretrained" in kind else None


def _scores(run: _Run) -> Iterator[MeasuredScore]:
    version = FIRST_VERSION if run.is_first else None
    for column, (task, metric, num_shots) in (
        _FIRST if run.is_first else _SECOND
    ).items():
        cell = run.row.get(column)
        if cell is None:
            continue
        points = cell.decimal()
        yield MeasuredScore(
            model_id=run.model_id,
            protocol=Protocol(task, metric, num_shots, run.kind, version),
            score=float(points.scaleb(-2) if run.is_first else points),
            stderr=None,
            path=cell.path,
            locator=cell.locator,
            quote=cell.text,
            row=cell.row,
        )


def base_part(tables: SourceTables) -> SourceTables:
    """What the board says about models that their submitters call pretrained.

    Returns:
        The part that ships with the program; merges, fine-tunes and models of which
        only quantised or adapter runs are known are left out.
    """
    is_stage = pl.col("field") == "training_stage"
    is_base = pl.col("value").is_in(['"pretrained"', '"continued"'])
    base = tables.finding.filter(is_stage, is_base)["model_id"]
    merged = tables.finding.filter(is_stage, ~is_base)["model_id"]
    keep = pl.col("model_id").is_in(base.implode()) & ~pl.col("model_id").is_in(
        merged.implode()
    )
    return replace(
        tables,
        finding=tables.finding.filter(keep),
        evaluation=tables.evaluation.filter(keep),
    )


def _source_row(retrieved: date) -> dict[str, Any]:
    return {
        "source": NAME,
        "title": "Open LLM Leaderboard: scores of open models",
        "citation": "Beeching et al. 2023, Open LLM Leaderboard, and Fourrier et al. "
        "2024, Open LLM Leaderboard v2, Hugging Face",
        "url": "https://huggingface.co/open-llm-leaderboard",
        "retrieved_date": retrieved,
        "terms": "no licence stated for the results; facts and figures only, with "
        "citation; packaged from the copy in the repository of Sloth (MIT)",
        "source_rank": 50,
        "source_status": "gone",
    }
