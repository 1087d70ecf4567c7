"""Collect facts from public documents into the source `public_documents`.

    python tools/collect_facts.py --date 2026-11-23 --documents PACK

PACK is a folder of copies of public files with an `index.csv` that gives for each
file its model (`id`), `kind`, `path`, `fidelity`, `source_repo`, `source_path` and
`commit`. The project's own extractors read them; only facts are kept, never the
files. Without `--documents`, the facts read from files earlier stay as they are.

`tools/facts/` holds what was read by hand, one row per fact or configuration:

- `facts.csv`: `model_id, field, value, url, locator, quote, retrieved`.
- `configurations.csv`: `model_id, kind, configuration, url, locator, quote, omit,
  retrieved`. `configuration` is JSON with the keys of the model's own config.json;
  the extractors read it too. `kind` is `own` (the author's file), `tuned` (the
  file of a model made from this one, which keeps its shape) or `table` (a table of
  somebody else). Only `own` is stated; what the other two say counts as parsed.
- `skips.csv`: `model_id, field, reason`: what indexed files say and is not used;
  `*` stands for every field.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nsl_db.crawler.extractors import Document, ModelFiles, extract_model
from nsl_db.crawler.extractors.findings import conform
from nsl_db.curation.sources.public_documents import NAME, public_documents
from nsl_db.curation.sources.tables import write_tables
from nsl_db.errors import ExtractionError, UsageError
from nsl_db.schema.evidence import MAX_QUOTE, Confidence, Evidence, Finding
from nsl_db.schema.fields import field as declared
from nsl_db.schema.spec import Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
"""The repository."""

FACTS = ROOT / "tools" / "facts"
"""What was read by hand."""

OUTPUT = ROOT / "curation" / "sources" / NAME
"""Where the packaged tables are."""

KINDS = {"own": False, "tuned": True, "table": True}
"""Kinds of configurations, and whether somebody else than the author wrote it."""

FIDELITIES = {"verbatim": False, "transcribed": True, "retyped": True}
"""Kinds of copies that are read, and whether they are no copy of the file itself."""

FILE_KINDS = frozenset({"config", "card"})
"""Kinds of indexed files that describe exactly one model."""

STATEMENT = "published_statement"
"""Method of a fact that was read by hand."""

TABLE = "published_table"
"""Method of a fact from the table or the copy of somebody else."""

VERSION = 1
"""Version of the reading by hand."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document is from.

    Attributes:
        address: Public address, at its commit where it has one.
        by_others: Whether the author of the model did not write this copy.
        locator: Place that stands for every fact, or None for the extractor's.
        quote: Text that stands for every fact, or None for the extractor's.
    """

    address: str
    by_others: bool = False
    locator: str | None = None
    quote: str | None = None


def main() -> None:
    """Read everything and write the packaged tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--date", type=date.fromisoformat, required=True)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--facts", type=Path, default=FACTS)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    skips = read_skips(options.facts / "skips.csv")
    if options.documents is None:
        read = kept_findings(options.output / "finding.parquet")
    else:
        read = list(document_findings(options.documents, skips))
    typed = [
        *configuration_findings(options.facts / "configurations.csv"),
        *fact_findings(options.facts / "facts.csv"),
    ]
    tables = public_documents([*read, *typed], options.date)
    write_tables(tables, options.output)
    sys.stderr.write(f"{tables.finding.height} findings\n")


def read_skips(path: Path) -> Mapping[str, frozenset[str]]:
    """The fields of each model that indexed files are not believed on."""
    skips: dict[str, set[str]] = defaultdict(set)
    for _, row in _rows(path):
        skips[row["model_id"]].add(row["field"])
    return {model_id: frozenset(fields) for model_id, fields in skips.items()}


def document_findings(
    pack: Path, skips: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """What the extractors read from the indexed files, model by model."""
    models: dict[str, dict[str, tuple[Document, Origin]]] = defaultdict(dict)
    for _, row in _rows(pack / "index.csv"):
        if row["kind"] not in FILE_KINDS or row["fidelity"] not in FIDELITIES:
            continue
        path = pack / row["path"]
        address = (
            f"https://github.com/{row['source_repo']}/blob/{row['commit']}/"
            f"{row['source_path']}"
        )
        document = Document.of(path.name, path.read_bytes())
        origin = Origin(address, FIDELITIES[row["fidelity"]])
        models[row["id"]].setdefault(path.name, (document, origin))
    for model_id, documents in sorted(models.items()):
        skipped = skips.get(model_id, frozenset())
        if "*" in skipped:
            continue
        for finding in _extracted(model_id, documents):
            if finding.field not in skipped:
                yield finding


def configuration_findings(path: Path) -> Iterator[Finding]:
    """What the extractors read from configurations that were copied by hand."""
    for number, row in _rows(path):
        if row["kind"] not in KINDS:
            raise UsageError(f"{path.name}, row {number}: no kind {row['kind']!r}.")
        content = _json_object(path, number, row["configuration"])
        others = KINDS[row["kind"]]
        origin = Origin(
            row["url"],
            others,
            row["locator"] if others else None,
            _quote(path, number, row["quote"]) if others else None,
        )
        document = Document.of("config.json", content)
        omitted = set(row["omit"].split())
        for finding in _extracted(row["model_id"], {document.path: (document, origin)}):
            if finding.field not in omitted:
                # The file itself was not kept, only its content as it was copied.
                evidence = replace(finding.evidence, document_sha256=None)
                yield replace(finding, evidence=evidence)


def fact_findings(path: Path) -> Iterator[Finding]:
    """Facts that were read by hand, one per row."""
    for number, row in _rows(path):
        spec = declared(row["field"])
        text = row["value"]
        try:
            value = conform(spec.name, text if _is_text(spec) else json.loads(text))
        except (ExtractionError, ValueError) as error:
            message = f"{path.name}, row {number}: {spec.name} cannot be {text!r}."
            raise UsageError(message) from error
        yield Finding(
            model_id=row["model_id"],
            field=spec.name,
            value=value,
            confidence=Confidence.PARSED,
            method=STATEMENT,
            evidence=Evidence(
                row["url"], row["locator"], _quote(path, number, row["quote"])
            ),
            extractor=NAME,
            extractor_version=VERSION,
            unit=spec.unit,
            source=NAME,
        )


def kept_findings(path: Path) -> list[Finding]:
    """The findings read from files earlier: those that know their file's hash."""
    frame = pl.read_parquet(path).filter(pl.col("document_sha256").is_not_null())
    return [_finding_of(row) for row in frame.iter_rows(named=True)]


def _finding_of(row: Mapping[str, Any]) -> Finding:
    return Finding(
        model_id=row["model_id"],
        field=row["field"],
        value=json.loads(row["value"]),
        confidence=Confidence.from_label(row["confidence"]),
        method=row["method"],
        evidence=Evidence(
            row["path"], row["locator"], row["quote"], row["document_sha256"]
        ),
        extractor=row["extractor"],
        extractor_version=row["extractor_version"],
        unit=row["unit"],
        source=NAME,
    )


def _extracted(
    model_id: str, documents: Mapping[str, tuple[Document, Origin]]
) -> Iterator[Finding]:
    """Findings that rest on a document, with its public address.

    A guess from the identifier rests on no document and is left out.
    """
    files = {name: document for name, (document, _) in documents.items()}
    for finding in extract_model(ModelFiles(model_id, None, files)).findings:
        if finding.confidence is Confidence.INFERRED:
            continue
        origin = documents[finding.evidence.path][1]
        yield _rehomed(finding, origin)


def _rehomed(finding: Finding, origin: Origin) -> Finding:
    evidence = replace(
        finding.evidence,
        path=origin.address,
        locator=origin.locator or finding.evidence.locator,
        quote=origin.quote or finding.evidence.quote,
    )
    moved = replace(finding, evidence=evidence, source=NAME)
    if origin.by_others and finding.confidence is Confidence.STATED:
        return replace(moved, confidence=Confidence.PARSED, method=TABLE)
    return moved


def _is_text(spec: Field) -> bool:
    return not spec.is_number and spec.dtype != "bool"


def _json_object(path: Path, number: int, text: str) -> bytes:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{path.name}, row {number}: not JSON: {error}.") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path.name}, row {number}: not a JSON object.")
    return text.encode()


def _quote(path: Path, number: int, text: str) -> str:
    if not text or len(text) > MAX_QUOTE:
        raise UsageError(
            f"{path.name}, row {number}: a quote has 1 to {MAX_QUOTE} characters."
        )
    return text


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from enumerate(csv.DictReader(handle, strict=True), start=1)


if __name__ == "__main__":
    main()
