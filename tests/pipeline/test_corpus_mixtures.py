"""Mixtures of models that were pretrained on one known corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nsl_db.config import settings
from nsl_db.curation.corpora import corpus_of
from nsl_db.db.queries import read_table
from nsl_db.pipeline.build import build
from nsl_db.pipeline.corpus_mixture import only_corpus
from nsl_db.schema.fields.training import DOMAIN_SHARES
from tests.support.models import model_files
from tests.support.stores import store_model


def _row(
    tmp_path: Path, front: str, body: str = "", name: str = "acme/tiny"
) -> tuple[dict[str, Any], Path]:
    place = settings(tmp_path)
    card = f"---\n{front}\n---\n# Tiny\n\n{body}\n"
    store_model(place.raw_path, name, model_files(card=card))
    path = build(place, sources=["hub"]).path
    (row,) = read_table(path, "catalogue").to_dicts()
    return row, path


def test_one_corpus_gives_its_shares_with_its_citation(tmp_path: Path) -> None:
    row, path = _row(tmp_path, "datasets:\n- EleutherAI/pile\n- Rowan/hellaswag")
    pile = corpus_of("EleutherAI/pile")
    assert pile is not None
    assert row["code_share"] == pile.domains["code"]
    assert row["mixture_status"] == "complete"
    assert row["datasets"] == "EleutherAI/pile,Rowan/hellaswag"
    found = read_table(path, "provenance").filter(field="code_share").to_dicts()
    (rests_on,) = found
    assert rests_on["origin"] == "derived"
    assert "The Pile" in rests_on["note"]
    assert pile.citation in rests_on["note"]


@pytest.mark.parametrize(
    ("front", "body", "name"),
    [
        ("datasets: [EleutherAI/pile, allenai/c4]", "", "acme/tiny"),
        ("datasets: [EleutherAI/pile, acme/secret]", "", "acme/tiny"),
        ("datasets: [allenai/dolma]", "", "acme/tiny"),
        ("datasets: [Rowan/hellaswag]", "", "acme/tiny"),
        ("datasets: [allenai/c4]\nbase_model: acme/base", "", "acme/tiny"),
        ("datasets: [allenai/c4]", "", "acme/tiny-chat"),
        ("datasets: [allenai/c4]", "", "acme/tiny-gguf"),
        (
            "datasets: [allenai/c4]",
            "This model is a fine-tuned version of a larger one.",
            "acme/tiny",
        ),
    ],
)
def test_anything_that_is_not_one_corpus_gives_nothing(
    tmp_path: Path, front: str, body: str, name: str
) -> None:
    row, _ = _row(tmp_path, front, body, name)
    assert row["datasets"] is not None
    assert [row[share] for share in DOMAIN_SHARES] == [None] * len(DOMAIN_SHARES)
    assert row["mixture_status"] is None


def test_stated_shares_are_left_alone(tmp_path: Path) -> None:
    body = "## Pretraining data\n\n| Source | Share of tokens |\n|---|---|\n"
    body += "| Web pages | 60% |\n| Code | 40% |\n"
    row, _ = _row(tmp_path, "datasets: [allenai/c4]", body)
    assert row["code_share"] == 0.4
    assert row["web_share"] == 0.6


@pytest.mark.parametrize(
    "name",
    [
        "c4",
        " allenai/c4 ",
        "https://huggingface.co/datasets/allenai/c4",
        "datasets/allenai/c4/",
    ],
)
def test_datasets_are_known_by_id_and_by_address(name: str) -> None:
    found = only_corpus([name, "allenai/c4", "mmlu"])
    assert found is not None
    assert found.name == "C4"
