"""Measure how often each kind of evidence is right, on a labelled pack.

For every field and kind of confidence: of the labelled cells, how many were settled
by a finding of that kind, and how many of those rightly. Writes the figures as the
data that `nsl-db status` shows.

    python -m benchmarks.extract_confidence --pack FOLDER --date 2026-11-23 \
        [--output crawler/extractors/data/measured_confidence.json]
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.pack_files import read_pack, resolved_cells
from benchmarks.pack_truth import Tally, judge, truth_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from benchmarks.pack_truth import TruthCell
    from nsl_db.curation.resolve import Cell

SOURCE = "development pack"
"""Name of the labelled documents."""


@dataclass(slots=True)
class Measure:
    """Counts of one field and kind of confidence."""

    num_answered: int = 0
    num_correct: int = 0


def main() -> None:
    """Print the figures, and write them where an output is named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--date", required=True, help="day of the measurement")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    cells = truth_cells(options.pack)
    answers = {item.key: resolved_cells(item.files) for item in read_pack(options.pack)}
    rows = list(measured(cells, answers))
    for row in rows:
        print(
            f"{row['field']:26} {row['confidence']:9} labelled {row['num_labelled']:3} "
            f"answered {row['num_answered']:3} correct {row['num_correct']:3} "
            f"precision {row['precision']} coverage {row['coverage']}"
        )
    for group, tally in _groups(cells, answers).items():
        print(
            f"{group}: labelled {tally.num_cells} answered {tally.num_answered} "
            f"correct {tally.num_correct}"
        )
    if options.output is not None:
        content = {
            "date": options.date,
            "num_documents": len({cell.key for cell in cells}),
            "source": SOURCE,
        }
        options.output.write_text(_as_text(content, rows), "utf-8")


def measured(
    cells: Iterable[TruthCell], answers: Mapping[str, Mapping[str, Cell]]
) -> Iterator[dict[str, Any]]:
    """One row per field and kind of confidence that settled a labelled cell."""
    labelled: dict[str, int] = defaultdict(int)
    found: dict[tuple[str, int, str], Measure] = defaultdict(Measure)
    for cell in cells:
        settled = answers.get(cell.key, {})
        outcome = judge(cell, {name: item.value for name, item in settled.items()})
        labelled[cell.field] += outcome.is_wanted
        finding = settled[outcome.field].finding if outcome.is_answered else None
        if finding is not None:
            confidence = finding.confidence
            measure = found[cell.field, int(confidence), confidence.label]
            measure.num_answered += 1
            measure.num_correct += outcome.is_correct
    for (name, _, label), measure in sorted(found.items()):
        yield {
            "field": name,
            "confidence": label,
            "num_labelled": labelled[name],
            "num_answered": measure.num_answered,
            "num_correct": measure.num_correct,
            "precision": _share(measure.num_correct, measure.num_answered),
            "coverage": _share(measure.num_answered, labelled[name]),
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _groups(
    cells: Iterable[TruthCell], answers: Mapping[str, Mapping[str, Cell]]
) -> dict[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    for cell in cells:
        settled = answers.get(cell.key, {})
        values = {name: item.value for name, item in settled.items()}
        tallies[cell.group].add(judge(cell, values))
    return tallies


def _as_text(content: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """JSON with one line per row."""
    head = json.dumps(content, sort_keys=True)[:-1]
    body = ",\n".join(json.dumps(row) for row in rows)
    return f'{head},\n"rows": [\n{body}\n]}}\n'


if __name__ == "__main__":
    main()
