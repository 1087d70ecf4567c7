"""The tables of ObsScaling."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from nsl_db.curation.benchmarks import protocol_frame
from nsl_db.curation.sources import read_packaged
from nsl_db.curation.sources.obsscaling import FILES, read_obsscaling
from nsl_db.curation.sources.tables import SourceTables
from nsl_db.errors import SourceError

DAY = date(2026, 1, 2)

TEXTS = (
    "Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU,"
    "ARC-C,HellaSwag,Winograd,TruthfulQA,GSM8K,XWinograd,HumanEval\n"
    "acme/one,Acme,0.125,627.0,1.0,0.25,0.5,,0.6,0.4,0.0,0.7,0.1\n"
    "acme/two,Acme,7.1,,,,,,,,,,\n",
    "Model,leaderboard_bbh,leaderboard_gpqa,leaderboard_ifeval,leaderboard_math_hard,"
    "leaderboard_mmlu_pro,leaderboard_musr\nacme/one,0.3,0.2,0.1,0.0,0.11,0.4\n",
    "Model,parsinlu_qa_2_acc,word_unscrambling_2_exact_match,"
    "ipa_transliterate_2_exact_match,arithmetic_3ds_2_acc,arithmetic_3da_2_acc,"
    "arithmetic_2dm_2_acc,arithmetic_2da_2_acc\nacme/one,0.3,0.1,0.0,1,1,1,1\n",
)


def _files(**changes: str) -> dict[str, bytes]:
    texts = dict(zip(FILES, TEXTS, strict=True))
    return {name: changes.get(name, text).encode() for name, text in texts.items()}


@pytest.fixture
def tables() -> SourceTables:
    return read_obsscaling(_files(), DAY)


def test_sizes_and_tokens_are_plain_counts_with_their_place(
    tables: SourceTables,
) -> None:
    rows = tables.finding.select("model_id", "field", "value", "locator", "quote")
    assert rows.rows() == [
        ("acme/one", "num_parameters", "125000000", "T1R1C3", "0.125"),
        ("acme/one", "training_tokens", "627000000000000", "T1R1C4", "627.0"),
        ("acme/two", "num_parameters", "7100000000", "T1R2C3", "7.1"),
    ]
    assert set(tables.finding["confidence"]) == {"parsed"}
    assert set(tables.finding["method"]) == {"published_table"}


def test_scores_stand_under_protocols_of_their_own(tables: SourceTables) -> None:
    scores = tables.evaluation.filter(pl.col("path") == FILES[0])
    assert scores.height == 7
    arc = scores.row(by_predicate=pl.col("task") == "arc_challenge", named=True)
    assert (arc["num_shots"], arc["metric"], arc["score"]) == (25, "acc_norm", 0.5)
    assert (arc["source_row"], arc["locator"], arc["quote"]) == (1, "T1R1C7", "0.5")
    assert arc["score_stderr"] == pytest.approx((0.25 / 1172) ** 0.5)
    protocols = protocol_frame(tables.evaluation)
    assert set(protocols["harness"]) == {"obsscaling"}
    versions = dict(protocols.select("task", "harness_version").iter_rows())
    assert versions["arc_challenge"] == "lm-evaluation-harness-b281b0921"
    assert versions["humaneval"] == "evalplus-477eab399"
    assert versions["leaderboard_bbh"] is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.125", "small", r"row 1, column Model Size \(B\): cannot read 'small'"),
        ("0.125", "NaN", "cannot read 'NaN'"),
        ("Model Size (B)", "Size", r"no column Model Size \(B\)"),
        ("acme/two,", "acme/two,,", "14 cells under 13 columns"),
    ],
)
def test_unreadable_tables_are_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_obsscaling(_files(**{FILES[0]: TEXTS[0].replace(old, new)}), DAY)


def test_packaged_table_is_whole_and_keeps_its_errors() -> None:
    tables = read_packaged("obsscaling")
    assert tables.finding["model_id"].n_unique() == 148
    assert tables.evaluation.height == 2_124
    tokens = tables.finding.filter(
        pl.col("field") == "training_tokens",
        pl.col("model_id") == "cerebras/btlm-3b-8k-base",
    )
    assert tokens["value"].to_list() == ["627000000000000"]
    assert tables.source["terms"].to_list() == ["Apache-2.0"]
