"""The tables of ObsScaling: 148 base models with size, tokens and scores.

Billions become parameters and trillions become tokens; values are kept as published,
errors included. Its FLOPs are six times size times tokens, so they are not claims of
their own. The scores are its own or those of the first Open LLM Leaderboard, in the
protocols of that board, and stand under the source's own protocols.

Source: Ruan et al. 2024, "Observational Scaling Laws", arXiv 2405.10938; the README
of its repository names the versions of the programs. Shots are those of the board.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nsl_db.curation.sources.delimited import Cell, CsvTable, table_finding
from nsl_db.curation.sources.scores import MeasuredScore, Protocol, score_rows
from nsl_db.curation.sources.tables import SourceTables, source_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from nsl_db.schema.evidence import Finding

__all__ = ["FILES", "NAME", "read_obsscaling"]

NAME = "obsscaling"
"""Name of the source, and the harness name of its protocols."""

MODELS = "base_llm_benchmark_eval.csv"
BOARD = "base_llm_leaderboard_v2_eval.csv"
EMERGENT = "base_llm_emergent_capability_eval.csv"

FILES = (MODELS, BOARD, EMERGENT)
"""Files that an import needs."""

SIZE = "Model Size (B)"
TOKENS = "Pretraining Data Size (T)"

_HARNESS_OLD = "lm-evaluation-harness-b281b0921"
_HARNESS_MIDDLE = "lm-evaluation-harness-f78e2da45"


def _protocol(
    task: str, metric: str, num_shots: int | None, version: str | None = None
) -> Protocol:
    return Protocol(task, metric, num_shots, NAME, version)


_PROTOCOLS: dict[str, dict[str, Protocol]] = {
    MODELS: {
        "MMLU": _protocol("mmlu", "accuracy", 5, _HARNESS_OLD),
        "ARC-C": _protocol("arc_challenge", "acc_norm", 25, _HARNESS_OLD),
        "HellaSwag": _protocol("hellaswag", "acc_norm", 10, _HARNESS_OLD),
        "Winograd": _protocol("winogrande", "accuracy", 5, _HARNESS_OLD),
        "TruthfulQA": _protocol("truthfulqa_mc", "mc2", 0, _HARNESS_OLD),
        "GSM8K": _protocol("gsm8k", "accuracy", 5, _HARNESS_OLD),
        "XWinograd": _protocol("xwinograd", "accuracy", None, _HARNESS_MIDDLE),
        "HumanEval": _protocol("humaneval", "pass_at_1", 0, "evalplus-477eab399"),
    },
    BOARD: {
        "leaderboard_bbh": _protocol("leaderboard_bbh", "acc_norm", 3),
        "leaderboard_gpqa": _protocol("leaderboard_gpqa", "acc_norm", 0),
        "leaderboard_ifeval": _protocol("leaderboard_ifeval", "unstated", 0),
        "leaderboard_math_hard": _protocol("leaderboard_math_hard", "exact_match", 4),
        "leaderboard_mmlu_pro": _protocol("leaderboard_mmlu_pro", "accuracy", 5),
        "leaderboard_musr": _protocol("leaderboard_musr", "acc_norm", 0),
    },
    EMERGENT: {
        "parsinlu_qa_2_acc": _protocol("parsinlu_qa", "accuracy", 2),
        "word_unscrambling_2_exact_match": _protocol(
            "word_unscrambling", "exact_match", 2
        ),
        "ipa_transliterate_2_exact_match": _protocol(
            "ipa_transliterate", "exact_match", 2
        ),
        "arithmetic_3ds_2_acc": _protocol("arithmetic_3ds", "accuracy", 2),
        "arithmetic_3da_2_acc": _protocol("arithmetic_3da", "accuracy", 2),
        "arithmetic_2dm_2_acc": _protocol("arithmetic_2dm", "accuracy", 2),
        "arithmetic_2da_2_acc": _protocol("arithmetic_2da", "accuracy", 2),
    },
}


def read_obsscaling(files: Mapping[str, bytes], retrieved: date) -> SourceTables:
    """Read the published CSV files.

    Args:
        files: Content of each of `FILES`, by name.
        retrieved: Day on which they were read.

    Raises:
        SourceError: A cell cannot be read.
    """
    findings: list[Finding] = []
    scores: list[MeasuredScore] = []
    for name, protocols in _PROTOCOLS.items():
        sizes = (SIZE, TOKENS) if name == MODELS else ()
        table = CsvTable(name, files[name], ("Model", *sizes, *protocols))
        for row in table.rows():
            if name == MODELS:
                findings.extend(_findings(row, table.sha256))
            scores.extend(_scores(row, protocols))
    return source_tables(_source_row(retrieved), findings, score_rows(scores, NAME))


def _findings(row: Mapping[str, Cell], sha256: str) -> Iterator[Finding]:
    for column, name, exponent in (
        (SIZE, "num_parameters", 9),
        (TOKENS, "training_tokens", 12),
    ):
        cell = row.get(column)
        if cell is not None:
            yield table_finding(
                cell,
                sha256,
                source=NAME,
                model_id=row["Model"].text,
                name=name,
                value=int(cell.decimal().scaleb(exponent)),
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
        "title": "ObsScaling: sizes, tokens and scores of base models",
        "citation": "Ruan et al. 2024, Observational Scaling Laws and the "
        "Predictability of Language Model Performance, arXiv 2405.10938",
        "url": "https://github.com/ryoungj/ObsScaling",
        "retrieved_date": retrieved,
        "terms": "Apache-2.0",
        "source_rank": 60,
        "source_status": "frozen",
    }
