"""The script that collects cited facts, and whether its tables are its answer."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from nsl_db.curation.sources.public_documents import NAME, public_documents
from nsl_db.errors import UsageError
from nsl_db.schema.evidence import Confidence, Finding
from tests.support.models import CARD, LLAMA, llama_config

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tools" / "collect_facts.py"
ADDRESS = "https://example.org/config.json"
COMMIT = "0" * 40


def _script() -> ModuleType:
    """The script as a module; the folder is not a package."""
    spec = importlib.util.spec_from_file_location("collect_facts", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


script = _script()


def write_rows(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def pack(folder: Path, config: str = "verbatim", card: str = "verbatim") -> Path:
    """A folder of the documents of one model."""
    (folder / "config.json").write_bytes(llama_config())
    (folder / "README.md").write_text(CARD, "utf-8")
    files = (("config", "config.json", config), ("card", "README.md", card))
    write_rows(
        folder / "index.csv",
        *(
            {
                "id": "acme/tiny",
                "kind": kind,
                "path": name,
                "fidelity": fidelity,
                "source_repo": "acme/copies",
                "source_path": f"tiny/{name}",
                "commit": COMMIT,
            }
            for kind, name, fidelity in files
        ),
    )
    return folder


def by_field(findings: Any) -> dict[str, Finding]:
    return {finding.field: finding for finding in findings}


def configurations(path: Path, **changes: str) -> dict[str, Finding]:
    row = {
        "model_id": "acme/tiny",
        "kind": "own",
        "configuration": json.dumps(LLAMA),
        "url": ADDRESS,
        "locator": "table 1",
        "quote": "tiny | 64",
        "omit": "",
        "retrieved": "2026-11-23",
        **changes,
    }
    table = write_rows(path / "configurations.csv", row)
    return by_field(script.configuration_findings(table))


def facts(path: Path, **changes: str) -> dict[str, Finding]:
    row = {
        "model_id": "acme/tiny",
        "field": "training_tokens",
        "value": "300000000000",
        "url": ADDRESS,
        "locator": "L1",
        "quote": "300B tokens",
        "retrieved": "2026-11-23",
        **changes,
    }
    return by_field(script.fact_findings(write_rows(path / "facts.csv", row)))


def test_files_are_cited_at_their_commit(tmp_path: Path) -> None:
    found = by_field(script.document_findings(pack(tmp_path), {}))
    width = found["hidden_size"]
    address = f"https://github.com/acme/copies/blob/{COMMIT}/tiny/config.json"
    assert width.evidence.path == address
    assert width.evidence.document_sha256 is not None
    assert width.confidence is Confidence.STATED
    assert width.source == NAME
    assert found["training_tokens"].value == 300_000_000_000


def test_edited_copies_are_not_read(tmp_path: Path) -> None:
    found = by_field(script.document_findings(pack(tmp_path, config="shrunk"), {}))
    assert "hidden_size" not in found
    assert "training_tokens" in found


def test_a_retyped_copy_states_nothing(tmp_path: Path) -> None:
    found = by_field(script.document_findings(pack(tmp_path, config="retyped"), {}))
    assert found["hidden_size"].confidence is Confidence.PARSED
    assert found["hidden_size"].method == script.TABLE


def test_guesses_are_left_out(tmp_path: Path) -> None:
    found = script.document_findings(pack(tmp_path), {})
    assert all(finding.confidence is not Confidence.INFERRED for finding in found)


@pytest.mark.parametrize("skipped", ["hidden_size", "*"])
def test_skipped_fields_are_left_out(tmp_path: Path, skipped: str) -> None:
    row = {"model_id": "acme/tiny", "field": skipped, "reason": "Another model's."}
    skips = script.read_skips(write_rows(tmp_path / "skips.csv", row))
    found = by_field(script.document_findings(pack(tmp_path), skips))
    assert "hidden_size" not in found
    assert ("vocab_size" in found) == (skipped != "*")


def test_the_own_configuration_is_stated(tmp_path: Path) -> None:
    width = configurations(tmp_path)["hidden_size"]
    assert width.confidence is Confidence.STATED
    assert width.evidence.path == ADDRESS
    assert width.evidence.document_sha256 is None


@pytest.mark.parametrize("kind", ["tuned", "table"])
def test_what_others_wrote_counts_as_parsed(tmp_path: Path, kind: str) -> None:
    found = configurations(tmp_path, kind=kind)
    width = found["hidden_size"]
    assert width.confidence is Confidence.PARSED
    assert width.evidence.locator == "table 1"
    assert width.evidence.quote == "tiny | 64"
    assert found["num_parameters"].confidence is Confidence.DERIVED


def test_omitted_fields_are_left_out(tmp_path: Path) -> None:
    found = configurations(tmp_path, omit="hidden_size num_parameters")
    assert "hidden_size" not in found
    assert "num_parameters" not in found
    assert "vocab_size" in found


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "rumour"}, "no kind 'rumour'"),
        ({"configuration": "{"}, "not JSON"),
        ({"configuration": "[]"}, "not a JSON object"),
        ({"kind": "table", "quote": "x" * 201}, "a quote has 1 to 200"),
    ],
)
def test_unsound_configurations_are_refused(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        configurations(tmp_path, **changes)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("training_tokens", "300000000000", 300_000_000_000),
        ("web_share", "0.5", 0.5),
        ("is_instruction_tuned", "false", False),
        ("norm_type", "rmsnorm", "rmsnorm"),
    ],
)
def test_facts_have_the_type_of_their_field(
    tmp_path: Path, field: str, text: str, value: object
) -> None:
    found = facts(tmp_path, field=field, value=text)[field]
    assert found.value == value
    assert type(found.value) is type(value)
    assert found.confidence is Confidence.PARSED


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "many"}, "training_tokens cannot be 'many'"),
        ({"value": "-1"}, "training_tokens cannot be '-1'"),
        ({"quote": ""}, "a quote has 1 to 200"),
    ],
)
def test_unsound_facts_are_refused(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        facts(tmp_path, **changes)


def test_findings_of_files_survive_without_the_files(tmp_path: Path) -> None:
    read = list(script.document_findings(pack(tmp_path), {}))
    typed = list(facts(tmp_path).values())
    tables = public_documents([*read, *typed], script.date(2026, 11, 23))
    path = tmp_path / "finding.parquet"
    tables.finding.write_parquet(path)
    kept = {finding.finding_id for finding in script.kept_findings(path)}
    assert kept == {finding.finding_id for finding in read}


def test_the_packaged_tables_hold_what_was_read_by_hand() -> None:
    folder = script.FACTS
    typed = [
        *script.configuration_findings(folder / "configurations.csv"),
        *script.fact_findings(folder / "facts.csv"),
    ]
    packaged = pl.read_parquet(script.OUTPUT / "finding.parquet")
    by_hand = packaged.filter(pl.col("document_sha256").is_null())
    assert {item.finding_id for item in typed} == set(by_hand["finding_id"])
