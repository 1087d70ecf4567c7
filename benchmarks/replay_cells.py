"""Whether published cells can be traced back: a random sample, replayed.

The packaged sources carry facts with the hash of their document and a place in it, not
the documents. Where the documents lie below FOLDER, the quote is looked up at its
place; where they do not, the cell is counted by what it names. Run from the root:

    python -m benchmarks.replay_cells --documents FOLDER [--cells 200] [--seed 0]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from nsl_db.config import settings
from nsl_db.crawler.extractors.replay import is_supported
from nsl_db.db.queries import read_table
from nsl_db.pipeline.build import build

CSV_CELL = re.compile(r"T1R(\d+)C(\d+)")
"""A cell of a published CSV file: row without the header, and column."""


def stored_documents(folder: Path) -> dict[str, Path]:
    """Files below a folder by the hash of their content."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}


def outcome(row: dict[str, Any], documents: dict[str, Path]) -> str:
    """What became of one cell."""
    if row["origin"] == "override":
        return "override: names its reason and source"
    if row["origin"] == "derived":
        return "derived: names its rule"
    path = documents.get(row["document_sha256"] or "")
    if path is None:
        return "finding: document not at hand, address and quote are there"
    content = path.read_bytes()
    place = CSV_CELL.fullmatch(row["locator"])
    if path.suffix == ".csv" and place is not None:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
        quote = rows[int(place[1])][int(place[2]) - 1]
        return "finding: replayed" if quote == row["quote"] else "finding: NOT there"
    is_there = is_supported(row["quote"], row["locator"], content)
    return "finding: replayed" if is_there else "finding: NOT there"


def main() -> None:
    """Print how many of the sampled cells replay."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalogue = build(settings(Path(folder))).path
        cells = read_table(catalogue, "provenance").sort(pl.all())
        findings = read_table(catalogue, "finding")
    sample = cells.sample(arguments.cells, seed=arguments.seed).join(
        findings.drop("model_id", "field"), on="finding_id", how="left"
    )
    documents = stored_documents(arguments.documents)
    counts: Counter[str] = Counter()
    for row in sample.iter_rows(named=True):
        found = outcome(row, documents)
        counts[found] += 1
        if "NOT" in found:
            print(row["model_id"], row["field"], row["path"], row["locator"])
    for found, count in sorted(counts.items()):
        print(f"{count:4} {found}")


if __name__ == "__main__":
    main()
