"""The source of cited facts: its rows, and what ships."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from nsl_db.curation.overriding import load_overrides
from nsl_db.curation.sources import read_packaged
from nsl_db.curation.sources.public_documents import NAME, RANK, public_documents
from nsl_db.errors import SourceError
from nsl_db.schema.evidence import MAX_QUOTE, Confidence, Evidence, Finding

FOUND = Finding(
    model_id="acme/tiny",
    field="hidden_size",
    value=64,
    confidence=Confidence.PARSED,
    method="published_statement",
    evidence=Evidence("https://example.org/card", "L1", "width 64"),
    extractor=NAME,
    extractor_version=1,
    unit=None,
    source=NAME,
)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def packaged() -> pl.DataFrame:
    return read_packaged(NAME).finding


def test_the_source_is_described() -> None:
    (row,) = public_documents([FOUND], TODAY).source.iter_rows(named=True)
    assert row["source"] == NAME
    assert row["source_rank"] == RANK
    assert row["retrieved_date"] == TODAY


def test_repeated_findings_count_once() -> None:
    other = replace(FOUND, model_id="acme/base")
    finding = public_documents([FOUND, other, FOUND], TODAY).finding
    assert finding["model_id"].to_list() == ["acme/base", "acme/tiny"]


def test_a_finding_of_another_source_is_refused() -> None:
    with pytest.raises(SourceError, match="of the source elsewhere"):
        public_documents([replace(FOUND, source="elsewhere")], TODAY)


def test_a_finding_without_a_public_address_is_refused() -> None:
    local = replace(FOUND, evidence=Evidence("config.json", "/hidden_size", "64"))
    with pytest.raises(SourceError, match="not the address of a public document"):
        public_documents([local], TODAY)


def test_every_packaged_fact_is_cited(packaged: pl.DataFrame) -> None:
    assert packaged["path"].str.starts_with("https://").all()
    assert packaged["locator"].null_count() == 0
    stated = packaged.filter(pl.col("confidence") != "derived")
    assert stated["quote"].null_count() == 0
    assert packaged["quote"].str.len_chars().max() <= MAX_QUOTE  # type: ignore[operator]
    assert "inferred" not in packaged["confidence"].to_list()


@pytest.mark.parametrize(
    ("model_id", "count"),
    [
        ("EleutherAI/pythia-14m", 14_067_712),
        ("EleutherAI/pythia-1.4b", 1_414_647_808),
        ("openai-community/gpt2", 124_439_808),
        ("meta-llama/Llama-2-7b-hf", 6_738_415_616),
        ("EleutherAI/gpt-neo-1.3B", 1_315_575_808),
        ("EleutherAI/gpt-neox-20b", 20_554_567_680),
    ],
)
def test_parameters_follow_from_the_shape(
    packaged: pl.DataFrame, model_id: str, count: int
) -> None:
    derived = packaged.filter(
        pl.col("model_id") == model_id,
        pl.col("field") == "num_parameters",
        pl.col("confidence") == "derived",
    )
    assert {json.loads(value) for value in derived["value"]} == {count}


def test_every_packaged_override_is_sound() -> None:
    assert load_overrides().model_ids
