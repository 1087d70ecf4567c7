"""Plain tables of scores and of facts."""

from __future__ import annotations

from datetime import date

import pytest

from nsl_db.curation.sources.plain_csv import read_plain_csv
from nsl_db.curation.sources.tables import SourceTables
from nsl_db.errors import SourceError

DAY = date(2026, 1, 2)


def _read(*texts: str) -> SourceTables:
    files = {f"{number}.csv": text.encode() for number, text in enumerate(texts)}
    return read_plain_csv(files, DAY)


def test_scores_with_all_columns() -> None:
    tables = _read(
        "model_id,task,num_shots,metric,score,score_stderr,harness,harness_version,url\n"
        "acme/one,arc_challenge,25,acc_norm,0.5,0.01,my harness,1.2,https://a.example\n"
    )
    (row,) = tables.evaluation.to_dicts()
    assert row["protocol_id"] == "arc_challenge:25-shot:acc_norm:my_harness@1.2"
    assert (row["score"], row["score_stderr"]) == (0.5, 0.01)
    assert (row["path"], row["locator"]) == ("https://a.example", "T1R1C5")


def test_scores_with_few_columns_and_names_of_cards() -> None:
    tables = _read("model_id,benchmark,metric,score\nacme/one,ARC-C,acc,0.5\n")
    (row,) = tables.evaluation.to_dicts()
    assert row["protocol_id"] == "arc_challenge:unknown-shot:accuracy:unknown"
    assert row["score_stderr"] == pytest.approx((0.25 / 1172) ** 0.5)
    assert row["path"] == "0.csv"


def test_tasks_and_metrics_of_harnesses_are_taken_as_they_are() -> None:
    tables = _read(
        "model_id,task,metric,score\nacme/one,mmlu_anatomy,acc,0.5\n"
        "acme/one,wikitext,word-perplexity,12.5\n"
    )
    rows = tables.evaluation.select("task", "metric", "benchmark").rows()
    assert rows == [
        ("mmlu_anatomy", "accuracy", "mmlu"),
        ("wikitext", "word_perplexity", "wikitext"),
    ]


def test_facts_rest_on_their_address_and_words() -> None:
    tables = _read(
        "model_id,field,value,url,quote\n"
        "acme/one,training_tokens,3e11,https://a.example/card,trained on 300B tokens\n"
        "acme/one,tie_word_embeddings,TRUE,https://a.example/card,\n"
        "acme/one,code_share,0.25,https://a.example/card,\n"
        "acme/one,base_model_id,acme/base,https://a.example/card,\n"
    )
    rows = tables.finding.select("field", "value", "path", "quote", "unit").rows()
    place = "https://a.example/card"
    assert rows == [
        (
            "training_tokens",
            "300000000000",
            place,
            "trained on 300B tokens",
            "tokens",
        ),
        ("tie_word_embeddings", "true", place, "TRUE", None),
        ("code_share", "0.25", place, "0.25", "share"),
        ("base_model_id", '"acme/base"', place, "acme/base", None),
    ]


def test_generic_names_are_scoped() -> None:
    tables = _read("model_id,task,metric,score\nOurs,hellaswag,acc,0.5\n")
    assert tables.evaluation["model_id"].to_list() == ["csv/Ours"]


def test_scores_that_contradict_each_other_are_counted() -> None:
    head = "model_id,task,metric,score\n"
    tables = _read(
        f"{head}acme/one,hellaswag,acc,0.5\n", f"{head}acme/one,hellaswag,acc,0.6\n"
    )
    assert tables.evaluation.is_empty()
    assert tables.skipped == {"conflicting_scores": 2}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\nx\n", "no column model_id"),
        ("model_id,task,metric\na/b,x,acc\n", "no column score"),
        ("model_id,metric,score\na/b,acc,1\n", "neither the column task nor"),
        ("model_id,task,metric,score\na/b,,acc,1\n", "row 1: task is empty"),
        ("model_id,task,metric,score\n,,,\n", r"row \?: model_id is empty"),
        ("model_id,task,metric,score\na/b,hellaswag,acc,x\n", "cannot read 'x'"),
        ("model_id,task,metric,score\na/b,mystery,acc,1\n", "no known benchmark"),
        ("model_id,task,metric,score,num_shots\na/b,piqa,acc,1,2.5\n", "'2.5'"),
        ("model_id,field,value\na/b,license,mit\n", "no column url"),
        ("model_id,field,value,url\na/b,model_id,x,u\n", "no field of a model"),
        ("model_id,field,value,url\na/b,num_parameters,1.5,u\n", "cannot read '1.5'"),
        ("model_id,field,value,url\na/b,is_moe,perhaps,u\n", "cannot read 'perhaps'"),
    ],
)
def test_other_tables_are_refused(text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        _read(text)
