"""What a model's own paper says, and what is not taken from any paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.crawler.extractors import Document, ModelFiles, extract_model
from nsl_db.crawler.extractors.paper_pages import FIELDS
from nsl_db.crawler.extractors.paper_subject import paper_subject
from nsl_db.crawler.extractors.replay import is_supported
from nsl_db.schema.evidence import Confidence, Finding
from tests.support.paper_texts import (
    ADDRESS,
    formula,
    full_text,
    paper_page,
    paragraph,
    tabular,
)

ONE = "We introduce Tiny 7B, an open model."
SEVERAL = "We introduce Tiny, open models with 7B and 13B parameters."
MIXTURE = tabular(
    "Table 1: Pre-training data of Tiny. For each subset we list the share, and "
    "what it is when training on 1.4T tokens.",
    [
        ["Dataset", "Sampling prop."],
        ["CommonCrawl", "80.0%"],
        ["Github", "15.0%"],
        ["Wikipedia", "5.0%"],
    ],
)
SIZES = tabular(
    "Table 2: Sizes and hyper-parameters of Tiny.",
    [
        ["params", "dimension", "n tokens"],
        ["7B", "4096", "1.0T"],
        ["13B", "5120", formula(r"2{,}000\text{B}")],
    ],
)


def found(
    content: bytes, model_id: str = "acme/Tiny-7B", card: str = ""
) -> list[Finding]:
    """What the page of a paper gives for a model; every quote replays."""
    documents = {"README.md": Document.of("README.md", card.encode())} if card else {}
    files = ModelFiles(model_id, None, documents, (paper_page(content),))
    findings = [
        item
        for item in extract_model(files).findings
        if item.extractor == "paper_pages"
    ]
    for item in findings:
        evidence = item.evidence
        assert evidence.path == ADDRESS
        assert is_supported(evidence.quote, evidence.locator, content, evidence.path)
        assert item.confidence is Confidence.PARSED
        assert item.field in FIELDS
    return findings


def tokens(content: bytes, model_id: str = "acme/Tiny-7B") -> list[object]:
    return [i.value for i in found(content, model_id) if i.field == "training_tokens"]


@pytest.mark.parametrize(
    ("abstract", "sentence", "value"),
    [
        (ONE, "We pretrain Tiny 7B on {} tokens.", 3_300_000_000_000),
        (ONE, "Our model was trained on 1.4T tokens.", 1_400_000_000_000),
        (SEVERAL, "All of our models are trained on 2,000B tokens.", 2 * 10**12),
        (SEVERAL, "Tiny 7B was trained on 3.5 trillion tokens.", 3.5 * 10**12),
        (SEVERAL, "Tiny 13B was trained on 3.5 trillion tokens.", None),
        (SEVERAL, "Our models were trained on 3.5 trillion tokens.", None),
        (ONE, "In our ablations, models are trained on 100B tokens.", None),
        (ONE, "LLaMA was trained on 1.4T tokens.", None),
        (ONE, "We train a 1B proxy model on 26B tokens.", None),
        (ONE, "We fine-tune Tiny 7B on 1B tokens.", None),
        (ONE, "Compared with others, we trained on 1T tokens.", None),
        (ONE, "A model of this kind was trained on 1T tokens.", None),
    ],
)
def test_a_sentence_about_the_model_gives_its_tokens(
    abstract: str, sentence: str, value: float | None
) -> None:
    text = paragraph(sentence.format(formula(r"3.3\times 10^{12}")))
    page = full_text("Tiny: Open Models", abstract, text)
    assert tokens(page) == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("model_id", "value"),
    [
        ("acme/Tiny-7B", 10**12),
        ("acme/tiny-13b-hf", 2 * 10**12),
        ("acme/Tiny-70B", None),
        ("acme/Tiny-2-13B", None),
        ("acme/Tiny-13B-chat", None),
        ("acme/Tiny-13B-GPTQ", None),
        ("acme/Other-13B", None),
        ("acme/13B", None),
    ],
)
def test_a_table_gives_each_model_its_row(model_id: str, value: int | None) -> None:
    page = full_text("Tiny: Open Models", SEVERAL, MIXTURE, SIZES)
    assert tokens(page, model_id) == ([] if value is None else [value])


def test_a_table_gives_the_mixture_of_all_sizes() -> None:
    page = full_text("Tiny: Open Models", SEVERAL, MIXTURE, SIZES)
    shares = {
        item.field: item.value for item in found(page) if item.field.endswith("_share")
    }
    assert shares == {"web_share": 0.8, "code_share": 0.15, "reference_share": 0.05}


def test_a_table_of_results_gives_nothing() -> None:
    rows = [["model", "training tokens"], ["Tiny 7B", "1.0T"], ["Big 7B", "2.0T"]]
    page = full_text("Tiny", ONE, tabular("Results on many tasks.", rows))
    assert tokens(page) == []


def test_what_the_card_says_is_not_looked_for() -> None:
    page = full_text("Tiny", SEVERAL, MIXTURE, SIZES)
    card = "# Tiny 7B\n\nTiny 7B was trained on 900 billion tokens.\n"
    fields = {item.field for item in found(page, card=card)}
    assert "training_tokens" not in fields
    assert "web_share" in fields


def test_a_model_made_from_another_one_has_no_paper_of_its_own() -> None:
    page = full_text("Tiny", SEVERAL, MIXTURE, SIZES)
    assert found(page, card="---\nbase_model: acme/Base\n---\n# Tiny\n") == []


def test_the_abstract_is_read_where_there_is_no_full_text() -> None:
    text = "We introduce Tiny 7B. We trained it on 2T tokens."
    content = full_text("Tiny 7B", text)
    abstract = paper_page(content, kind="abstract")
    files = ModelFiles("acme/Tiny-7B", None, {}, (abstract,))
    (finding,) = [i for i in extract_model(files).findings if i.value == 2 * 10**12]
    assert finding.evidence.path == abstract.url
    full = paper_page(full_text("Tiny 7B", "We introduce Tiny 7B."))
    both = ModelFiles("acme/Tiny-7B", None, {}, (abstract, full))
    values = [item.value for item in extract_model(both).findings]
    assert 2 * 10**12 not in values


def test_a_page_beyond_a_limit_is_a_problem() -> None:
    content = b"<html><body>" + b"<div>" * 300 + b"x" + b"</div>" * 300
    files = ModelFiles("acme/Tiny-7B", None, {}, (paper_page(content),))
    codes = {problem.code for problem in extract_model(files).problems}
    assert "paper_too_deep" in codes


@pytest.mark.parametrize(
    ("model_id", "title", "abstract", "is_own"),
    [
        (
            "a/Llama-2-7b-hf",
            "Llama 2: Open Models",
            "from 7 billion to 70 billion",
            True,
        ),
        ("a/llama-7b", "Llama 2: Open Models", "from 7 billion to 70 billion", False),
        ("a/llama-7b", "Code Llama: Open Models", "models of 7B", False),
        ("a/stablelm-2-1_6b", "Stable LM 2 1.6B Technical Report", "", True),
        ("a/pythia-1.4b", "Pythia: A Suite", "from 70M to 12B parameters", False),
        ("a/Tiny-7B", "Small is good", "We release Tiny, with 7B parameters.", True),
        ("a/Tiny-7B", "Small is good", "Ours is better than Tiny 7B.", False),
        ("a/bloom", "BLOOM: A 176B-Parameter Model", "", True),
        ("a/bloom", "Flowers of BLOOM", "", False),
    ],
)
def test_a_paper_is_a_models_own_where_it_introduces_it(
    model_id: str, title: str, abstract: str, is_own: bool
) -> None:
    assert (paper_subject(model_id, title, abstract) is not None) is is_own


@given(st.text(max_size=40), st.text(max_size=200), st.text(max_size=300))
def test_any_paper_gives_findings_that_replay(
    name: str, title: str, sentence: str
) -> None:
    texts = [
        text.replace("&", "&amp;").replace("<", "&lt;") for text in (title, sentence)
    ]
    page = full_text(f"Tiny {texts[0]}", ONE, paragraph(f"We train on 1T {texts[1]}"))
    found(page, f"acme/{name or 'Tiny-7B'}")
    found(page)
