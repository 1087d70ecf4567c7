"""Does the project see, and correct, the known errors of the table of Liu et al. 2025?

Builds the source `liu2025` alone and prints, for every known error, the rules that
flag it; builds the default catalogue and prints whether it is corrected there with
a citation. Ends with the counts, and with the right values that must not be flagged.

    python -m benchmarks.liu2025_errors [--data-dir FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.liu2025_error_list import ERRORS, TRAPS
from benchmarks.liu2025_judging import Catalogue, Judge, flagged_traps
from nsl_db.config import settings
from nsl_db.pipeline.build import build


def main() -> None:
    """Print one line per error, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data-dir", type=Path)
    data_dir = parser.parse_args().data_dir
    with tempfile.TemporaryDirectory() as folder:
        home = settings(data_dir or Path(folder))
        catalogues = []
        for name, sources in (("liu2025", ["liu2025"]), ("default", [])):
            path = Path(folder) / f"{name}.duckdb"
            build(home, sources=sources, output=path)
            catalogues.append(Catalogue.read(path))
    judge = Judge(*catalogues)
    print_errors(judge)
    print_traps(catalogues[0])


def print_errors(judge: Judge) -> None:
    """Print what is flagged and what is corrected."""
    flagged = {"A": 0, "B": 0}
    corrected = {"A": 0, "B": 0}
    totals = {"A": 0, "B": 0}
    for error in ERRORS:
        verdict = judge.judge(error)
        totals[error.confidence] += 1
        flagged[error.confidence] += not verdict.unflagged
        corrected[error.confidence] += not verdict.uncorrected
        codes = "MISSED" if verdict.unflagged else ", ".join(verdict.codes)
        print(f"{error.confidence} {error.section}: {', '.join(error.models)}")
        what = ", ".join(error.aim.fields) or error.aim.tasks or "identifier"
        print(f"    {what}: {error.note}")
        print(f"    flagged: {codes}")
        for text in verdict.unflagged:
            print(f"        not flagged: {text}")
        how = f"{verdict.num_replaced} replaced, {verdict.num_emptied} emptied"
        print(f"    corrected: {'no' if verdict.uncorrected else 'yes'} ({how})")
        for text in verdict.uncorrected:
            print(f"        not corrected: {text}")
    for name, counts in (("flagged", flagged), ("corrected", corrected)):
        for confidence, total in totals.items():
            share = 100 * counts[confidence] / total
            print(f"{confidence} {name} {counts[confidence]}/{total} ({share:.0f} %)")


def print_traps(catalogue: Catalogue) -> None:
    """Print which right values are flagged."""
    num_flagged = 0
    for trap in TRAPS:
        found = flagged_traps(catalogue, trap)
        num_flagged += bool(found)
        print(f"trap: {trap.name}: {'; '.join(found) or 'not flagged'}")
    print(f"traps flagged {num_flagged}/{len(TRAPS)}")


if __name__ == "__main__":
    main()
