"""A source against a catalogue: what differs, what is gone, what was filled."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nsl_db.cli.errata import app
from nsl_db.db.catalogue import write_catalogue
from nsl_db.errors import UsageError
from nsl_db.pipeline.errata import Errata, find_errata
from nsl_db.pipeline.errata_page import errata_page
from nsl_db.schema.evidence import Confidence, Finding
from nsl_db.schema.frames import frame_of
from nsl_db.schema.tables import table
from tests.support.catalogues import SOURCE_ROW, finding

PAPER = "paper"


def claim(name: str, value: Any, model_id: str) -> Finding:
    return finding(
        name,
        value,
        model_id=model_id,
        confidence=Confidence.PARSED,
        source=PAPER,
        locator=f"T1R1C1 {name}",
    )


CLAIMS = [
    claim("training_tokens", 371, "o/differs"),
    claim("num_parameters", 7_000_000_000, "o/differs"),
    claim("mlp_ratio", 2.6667, "o/differs"),
    claim("training_tokens", 5, "o/withheld"),
    claim("hidden_act", "relu", "o/cleared"),
    claim("hidden_act", "relu", "o/undecided"),
    claim("mlp_ratio", -1, "o/filled"),
]
BETTER = [
    finding("training_tokens", 300, model_id="o/differs"),
    finding("num_parameters", 6_999_000_000, model_id="o/differs"),
    finding("mlp_ratio", 8 / 3, model_id="o/differs"),
    finding("mlp_ratio", 4.0, model_id="o/filled"),
    finding("hidden_act", "gelu", model_id="o/filled"),
]
OVERRIDE: dict[str, Any] = {
    "override_id": "0123456789abcdef",
    "model_id": "o/cleared",
    "field": "hidden_act",
    "action": "clear",
    "reason": "No document says so.",
    "url": "https://example.org/a_b|c",
    "quote": "a | b_c",
    "curator": "test",
    "curated_date": date(2026, 1, 1),
}
PROTOCOL = {
    "protocol_id": "winogrande:5-shot:accuracy:x",
    "benchmark": "winogrande",
    "task": "winogrande",
    "num_shots": 5,
    "metric": "accuracy",
}


def rests(item: Finding, table_name: str) -> dict[str, Any]:
    return {
        "table_name": table_name,
        "model_id": item.model_id,
        "field": item.field,
        "origin": "finding",
        "finding_id": item.finding_id,
    }


def gone(model_id: str, table_name: str, name: str, **content: Any) -> dict[str, Any]:
    return {
        "table_name": table_name,
        "model_id": model_id,
        "field": name,
        "source": content.pop("source", None),
        "verdict": "withheld",
        "reason_code": "broken",
        "message": "cannot be",
        "row_content": json.dumps(content),
    }


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = sorted({item.model_id for item in CLAIMS})
    rows: dict[str, list[dict[str, Any]]] = {
        "source": [SOURCE_ROW, {**SOURCE_ROW, "source": PAPER, "source_rank": 100}],
        "model": [
            {
                "model_id": name,
                "num_parameters": 6_999_000_000 if name == "o/differs" else None,
            }
            for name in names
        ],
        "architecture": [
            {"model_id": "o/differs", "mlp_ratio": 8 / 3},
            {"model_id": "o/filled", "mlp_ratio": 4.0, "hidden_act": "gelu"},
        ],
        "training_run": [{"model_id": "o/differs", "training_tokens": 300}],
        "finding": [item.as_row() for item in (*CLAIMS, *BETTER)],
        "provenance": [
            rests(BETTER[0], "training_run"),
            rests(BETTER[1], "model"),
            *(rests(item, "architecture") for item in BETTER[2:]),
        ],
        "override": [OVERRIDE],
        "conflict": [
            {
                "model_id": "o/undecided",
                "field": "hidden_act",
                "confidence": "parsed",
                "candidate_values": '["relu", "gelu"]',
                "finding_ids": "[]",
            }
        ],
        "benchmark": [
            {
                "benchmark": "winogrande",
                "benchmark_title": "WinoGrande",
                "citation": "x",
                "url": "https://example.org",
            }
        ],
        "protocol": [PROTOCOL],
        "quarantine": [
            gone("o/withheld", "training_run", "training_tokens", training_tokens=5),
            *(
                gone(
                    "o/differs",
                    "evaluation",
                    "score",
                    source=PAPER,
                    protocol_id=PROTOCOL["protocol_id"],
                    score=value,
                )
                for value in (0.25, 0.5)
            ),
        ],
    }
    frames = {name: frame_of(table(name), part) for name, part in rows.items()}
    path = tmp_path_factory.mktemp("errata") / "catalog.duckdb"
    write_catalogue(path, frames, {"sources": f"hub,{PAPER}"})
    return path


def kinds(errata: Errata) -> set[tuple[str, str, str]]:
    return set(errata.rows.select("model_id", "field", "kind").iter_rows())


def test_every_kind(catalogue: Path) -> None:
    errata = find_errata(catalogue, PAPER)
    assert kinds(errata) == {
        ("o/differs", "training_tokens", "differs"),
        ("o/differs", "num_parameters", "rounded"),
        ("o/differs", "winogrande", "score withheld"),
        ("o/withheld", "training_tokens", "withheld"),
        ("o/cleared", "hidden_act", "cleared"),
        ("o/undecided", "hidden_act", "undecided"),
        ("o/filled", "mlp_ratio", "filled"),
        ("o/filled", "hidden_act", "filled"),
    }
    assert errata.num_claims == len(CLAIMS)
    assert sum(errata.counts.values()) == errata.rows.height


def test_row_says_both_values_and_why(catalogue: Path) -> None:
    rows = find_errata(catalogue, PAPER, "training_tokens").rows
    row = rows.filter(kind="differs").row(0, named=True)
    assert (row["published"], row["ours"]) == ("371", "300")
    assert row["relative_difference"] == pytest.approx(-71 / 371)
    assert row["evidence"] == 'hub: config.json /training_tokens: "300"'
    assert rows.filter(kind="withheld")["evidence"][0] == "broken: cannot be"


def test_withheld_scores_are_one_row_per_reason(catalogue: Path) -> None:
    rows = find_errata(catalogue, PAPER, "score").rows
    (row,) = rows.to_dicts()
    assert row["published"] == "0.25 to 0.5"
    assert row["evidence"] == "broken, 2 scores: cannot be"


def test_unknown_source_and_field(catalogue: Path) -> None:
    with pytest.raises(UsageError, match="It has: hub, paper"):
        find_errata(catalogue, "nobody")
    with pytest.raises(UsageError, match="no_such_field"):
        find_errata(catalogue, PAPER, "no_such_field")


def test_page_escapes_what_it_shows(catalogue: Path) -> None:
    page = errata_page(find_errata(catalogue, PAPER))
    assert page.startswith("# Errata of `paper`\n")
    assert "| rounded | 1 |" in page
    assert "-19.1 %" in page
    assert r'<https://example.org/a_b%7Cc> "a \| b\_c" |' in page
    assert page == errata_page(find_errata(catalogue, PAPER))
    assert not page.endswith("\n")


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("csv", "model_id,field,kind"),
        ("json", '[{"model_id"'),
        ("markdown", "# Errata"),
    ],
)
def test_command(
    catalogue: Path, capsys: pytest.CaptureFixture[str], form: str, start: str
) -> None:
    app([PAPER, "--catalogue", str(catalogue), "-f", form], standalone_mode=False)
    captured = capsys.readouterr()
    assert captured.out.startswith(start)
    assert "7 claims of paper compared: 1 differs, 1 rounded" in captured.err
