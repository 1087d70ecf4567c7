"""The table of Sloth: 197 base and instruct models with size, tokens and scores.

The source writes the last part of each identifier in lower case; `aliases.yaml` says
which model it means. Only its first table is read: the second one gives the scores of
Pythia's deduplicated models to the plain ones. Its FLOPs are six times size times
tokens, and its means over BBH, GPQA, MATH and MUSR are rounded, so the parts are read
instead. Judged and normalised scores (Arena, MT-Bench) are not shares of anything.

Source: Maia Polo et al. 2024, "Sloth", arXiv 2412.06540, and `data/data_v1.csv` of
its repository. Shots and metrics are those of the two Open LLM Leaderboards, from
which it took the scores.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nsl_db.curation.sources.delimited import Cell, CsvTable, table_finding
from nsl_db.curation.sources.scores import (
    MeasuredScore,
    Protocol,
    score_rows,
    suite_rows,
)
from nsl_db.curation.sources.tables import SourceTables, source_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from nsl_db.schema.evidence import Finding

__all__ = ["FILES", "NAME", "read_sloth"]

NAME = "sloth"
"""Name of the source, and the harness name of its protocols."""

MODELS = "data_v1.csv"

FILES = (MODELS,)
"""Files that an import needs."""

SIZE = "#Params (B)"
TOKENS = "Pretraining Data Size (T)"


def _protocol(task: str, metric: str, num_shots: int | None) -> Protocol:
    return Protocol(task, metric, num_shots, NAME)


_PROTOCOLS = {
    "IFEval": _protocol("leaderboard_ifeval", "unstated", 0),
    "MMLU-PRO": _protocol("leaderboard_mmlu_pro", "accuracy", 5),
    "XWinograd": _protocol("xwinograd", "accuracy", None),
    "MMLU": _protocol("mmlu", "accuracy", 5),
    "ARC": _protocol("arc_challenge", "acc_norm", 25),
    "HellaSwag": _protocol("hellaswag", "acc_norm", 10),
    "Winogrande": _protocol("winogrande", "accuracy", 5),
    "TruthfulQA": _protocol("truthfulqa_mc", "mc2", 0),
    "GSM8K": _protocol("gsm8k", "accuracy", 5),
    "HumanEval": _protocol("humaneval", "pass_at_1", 0),
}

_PARTS = {
    "bbh": ("acc_norm", 3),
    "gpqa": ("acc_norm", 0),
    "math": ("exact_match", 4),
    "musr": ("acc_norm", 0),
}


def read_sloth(files: Mapping[str, bytes], retrieved: date) -> SourceTables:
    """Read the published CSV file.

    Args:
        files: Content of each of `FILES`, by name.
        retrieved: Day on which they were read.

    Raises:
        SourceError: A cell cannot be read.
    """
    columns = ("Model", "Instruct", SIZE, TOKENS, *_PROTOCOLS)
    table = CsvTable(MODELS, files[MODELS], columns)
    protocols = {**_PROTOCOLS, **_part_protocols(table.columns)}
    findings: list[Finding] = []
    scores: list[MeasuredScore] = []
    for row in table.rows():
        findings.extend(_findings(row, table.sha256))
        stated = list(_scores(row, protocols))
        scores.extend([*stated, *suite_rows(stated)])
    return source_tables(_source_row(retrieved), findings, score_rows(scores, NAME))


def _part_protocols(columns: list[str]) -> dict[str, Protocol]:
    found = {}
    for column in columns:
        match = re.match(r"(bbh|gpqa|math|musr)_[a-z_]+$", column)
        if match:
            metric, num_shots = _PARTS[match[1]]
            found[column] = _protocol(f"leaderboard_{column}", metric, num_shots)
    return found


def _findings(row: Mapping[str, Cell], sha256: str) -> Iterator[Finding]:
    values: dict[str, tuple[str, int | bool]] = {}
    if SIZE in row:
        values[SIZE] = ("num_parameters", int(row[SIZE].decimal().scaleb(9)))
    if TOKENS in row:
        values[TOKENS] = ("training_tokens", int(row[TOKENS].decimal().scaleb(12)))
    if "Instruct" in row:
        values["Instruct"] = ("is_instruction_tuned", row["Instruct"].flag())
    for column, (name, value) in values.items():
        yield table_finding(
            row[column],
            sha256,
            source=NAME,
            model_id=row["Model"].text,
            name=name,
            value=value,
        )


def _scores(
    row: Mapping[str, Cell], protocols: Mapping[str, Protocol]
) -> Iterator[MeasuredScore]:
    for column, protocol in protocols.items():
        cell = row.get(column)
        if cell is not None:
            yield MeasuredScore(
                model_id=row["Model"].text,
                protocol=protocol,
                score=cell.number(),
                stderr=None,
                path=cell.path,
                locator=cell.locator,
                quote=cell.text,
                row=cell.row,
            )


def _source_row(retrieved: date) -> dict[str, Any]:
    return {
        "source": NAME,
        "title": "Sloth: sizes, tokens and leaderboard scores of model families",
        "citation": "Maia Polo et al. 2024, Sloth: scaling laws for LLM skills to "
        "predict multi-benchmark performance across families, arXiv 2412.06540",
        "url": "https://github.com/felipemaiapolo/sloth",
        "retrieved_date": retrieved,
        "terms": "MIT",
        "source_rank": 70,
        "source_status": "frozen",
    }
