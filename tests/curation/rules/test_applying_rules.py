"""What becomes of flags: quarantine rows, empty cells, missing scores."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from nsl_db.curation.rules import RULES, apply_rules
from nsl_db.schema.tables import CELL_TABLES, tables_of
from tests.support.ruled import frames, model, score

TWICE = {"mlp_ratio": 5.375, "intermediate_size": 11008, "hidden_size": 4096}
"""A ratio that its widths refute by arithmetic."""

INHERITED = [
    model("o/m-7b", training_tokens=10**12, num_parameters=7 * 10**9),
    model("o/m-7b-chat", training_tokens=10**12, num_parameters=7 * 10**9),
]
"""A value that is refuted by a rule, not by arithmetic."""


def verdicts(tables: dict[str, pl.DataFrame], code: str) -> list[str]:
    return tables["quarantine"].filter(reason_code=code)["verdict"].to_list()


def test_without_withholding_every_other_table_is_unchanged() -> None:
    scores = [score("o/m-7b", "winogrande", None)]
    tables = frames([*INHERITED, model("o/r", **TWICE)], scores)
    found = apply_rules(tables, withhold=False)
    assert found.keys() == tables.keys()
    for name, frame in tables.items():
        assert name == "quarantine" or found[name].equals(frame)
    assert set(found["quarantine"]["verdict"]) == {"flagged"}


def test_withheld_cell_leaves_with_its_provenance() -> None:
    found = apply_rules(frames(INHERITED), withhold=True)
    assert found["training_run"]["model_id"].to_list() == ["o/m-7b"]
    assert (
        "training_tokens"
        not in found["provenance"].filter(model_id="o/m-7b-chat")["field"]
    )
    (row,) = found["quarantine"].filter(reason_code="tokens_inherited").to_dicts()
    assert row["verdict"] == "withheld"
    assert json.loads(row["row_content"])["training_tokens"] == 10**12
    assert verdicts(found, "tokens_of_tuned_model") == ["flagged"]


@pytest.mark.parametrize(("kind", "is_kept"), [("stated", True), ("parsed", False)])
def test_files_of_the_model_are_overruled_by_arithmetic_alone(
    kind: str, is_kept: bool
) -> None:
    chat = model(
        "o/m-7b-chat", confidence=kind, training_tokens=10**12, num_parameters=7 * 10**9
    )
    ratio = model("o/r", confidence=kind, **TWICE)
    found = apply_rules(frames([INHERITED[0], chat, ratio]), withhold=True)
    kept = found["training_run"].filter(model_id="o/m-7b-chat").height == 1
    assert kept is is_kept
    assert found["architecture"].filter(model_id="o/r")["mlp_ratio"].to_list() == [None]


def test_decision_of_a_curator_stays() -> None:
    tables = frames([model("o/r", **TWICE)])
    is_ratio = pl.col("field") == "mlp_ratio"
    tables["provenance"] = tables["provenance"].with_columns(
        origin=pl.when(is_ratio).then(pl.lit("override")).otherwise("origin")
    )
    found = apply_rules(tables, withhold=True)
    assert found["architecture"]["mlp_ratio"].to_list() == [5.375]
    assert verdicts(found, "ratio_disagrees_with_widths") == ["flagged"]


def test_withheld_scores_and_statistics_are_removed() -> None:
    scores = [
        score("o/m", "lambada_openai", 4.5e8, metric="perplexity"),
        score("o/m", "winogrande", 0.5),
        score("o/n", "winogrande", 0.5),
    ]
    statistic: dict[str, Any] = {
        "model_id": "o/n",
        "statistic": "domain_web_share_mean",
        "source": "liu2025",
        "statistic_value": 0.0,
        "source_row": 1,
    }
    tables = frames([], scores, generation_feature=[statistic])
    found = apply_rules(tables, withhold=True)
    assert found["evaluation"]["model_id"].to_list() == ["o/n"]
    assert found["generation_feature"].is_empty()
    assert verdicts(found, "run_broken") == ["withheld", "withheld"]


def test_one_provenance_row_per_cell_is_left() -> None:
    items = [
        *INHERITED,
        model("o/r", **TWICE),
        model("o/s", web_share=0.9, code_share=0.3),
    ]
    found = apply_rules(frames(items), withhold=True)
    for item in CELL_TABLES:
        for name in item.fields[1:]:
            cells = found[item.name].filter(pl.col(name).is_not_null())["model_id"]
            rests = found["provenance"].filter(table_name=item.name, field=name)
            assert sorted(cells) == sorted(rests["model_id"])


def test_every_rule_bears_empty_tables() -> None:
    found = apply_rules(frames([]), withhold=True)
    assert found["quarantine"].is_empty()
    assert set(found) == {item.name for item in tables_of("catalogue")}


def test_codes_are_unique_and_described() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(rule.description.endswith(".") for rule in RULES)
    assert all(rule.withholds for rule in RULES if rule.is_certain)
