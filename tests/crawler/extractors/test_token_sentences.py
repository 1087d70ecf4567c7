"""What a sentence says about training tokens, and what it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.crawler.extractors.token_context import token_claims

T = 10**12
B = 10**9


def totals(sentence: str, model_id: str = "acme/tiny") -> list[int]:
    claims = token_claims(sentence.lower(), model_id)
    return [claim.value for claim in claims if claim.role == "training"]


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("It was trained on 1,000B tokens of web text", T),
        ("pretrained on over 15 trillion tokens of data", 15 * T),
        ("pre-trained on 14.8 trillion diverse and high-quality tokens", 14.8 * T),
        ("We trained from scratch on 2T English and Chinese tokens", 2 * T),
        ("has undergone pre-training with 1.4T bilingual tokens", 1.4 * T),
        ("each model saw 299,892,736,000 ~= 300B tokens during training", 299892736000),
        ("we train on 1 trillion (1T) tokens for 4 epochs", 4 * T),
        ("trained for 4 epochs over 25B tokens", 100 * B),
        ("trained for three epochs on a corpus of 100B tokens", 300 * B),
        ("trained for 300B tokens (1.5 epochs)", 300 * B),
        ("trained on up to 9 trillion tokens", 9 * T),
        ("trained on 4+ trillion tokens", 4 * T),
        ("trained on 15T+ tokens", 15 * T),
        ("pretrained on a corpus comprising 8.1 trillion tokens", 8.1 * T),
        (
            "trained on a corpus of 102B tokens, with a vocabulary of 20K tokens",
            102 * B,
        ),
        ("pretrained on 2TB of text (500B tokens)", 500 * B),
        ("trained on 1.5 \u00d7 10^12 tokens", 1.5 * T),
        ("500B tokens were used for training", 500 * B),
        ("we used 500B tokens to pretrain the model", 500 * B),
        (
            "pre-trained on 1.3 trillion tokens, followed by supervised fine-tuning",
            1.3 * T,
        ),
        ("total seen tokens: 366B", 366 * B),
        ("- training tokens: 1.4T tokens", 1.4 * T),
        ("| pretraining tokens | 19T |", 19 * T),
        ("| training tokens | 1.5 trillion tokens |", 1.5 * T),
        ("better than others, despite being trained on only 1.08T tokens", 1.08 * T),
        ("在包含2.5万亿token的数据集上进行了训练", 2.5 * T),
        ("使用超过3万亿tokens的数据进行预训练", 3 * T),
        ("高质量语料库进行训练,规模达到了 2.6 万亿 的 token 数", 2.6 * T),
        ("2.5兆トークンのデータセットでトレーニングされました", 2.5 * T),
        ("3000億トークンで事前学習した", 300 * B),
        ("the final model was trained on 3T tokens", 3 * T),
        ("it was trained on more than 20T text tokens", 20 * T),
        ("trained on a subset of Dolma that consists of 1.3 trillion tokens", 1.3 * T),
        ("the model saw 300B tokens (batch size 1024 x 143k steps)", 300 * B),
        ("| training budget | 10 trillion tokens |", 10 * T),
        ("the first fully open language model trained on 2T tokens", 2 * T),
        ("pretrained on 14 Teratokens of web and code", 14 * T),
        ("has been trained with ~ 5,500 GT mainly coming from the web", 5.5 * T),
        ("the model was trained for approximately twenty trillion tokens", 20 * T),
        ("trained on 640 billion (B) tokens, in two sizes", 640 * B),
        ("a 3B model with an 8k context length trained on 627B tokens", 627 * B),
        ("trained on up to 8K sequence length for up to 1.5T tokens", 1.5 * T),
        ("training data: 9.8T tokens", 9.8 * T),
        ("trained tokens: 1.5T tokens (English: 1.3T tokens, French: 0.2T)", 1.5 * T),
        ("trained on 200B more tokens, for a total of 3T tokens", 3 * T),
        ("72B Arabic tokens for 1.6 epochs, in total 395B tokens of training", 395 * B),
        (
            "trained on 8 trillion tokens, comprising 6.5 trillion tokens of general "
            "data followed by 1.5 trillion tokens of math",
            8 * T,
        ),
        (
            "trained on 1,200B tokens: 800B Chinese tokens, 300B English tokens and "
            "100B code tokens",
            1.2 * T,
        ),
        ("training tokens: 311B tokens in total, 245B tokens of them early", 311 * B),
        ("we train on 1T tokens of diverse English and code data for 4 epochs", 4 * T),
        ("pré-entraîné sur 1200 milliards de tokens", 1.2 * T),
        ("wurde auf 2 Billionen Token vortrainiert", 2 * T),
        ("1.5조 토큰으로 사전학습되었습니다", 1.5 * T),
        ("英語4000億トークンなどの合計1兆トークンで事前学習した", T),
    ],
)
def test_totals_are_read(sentence: str, value: float) -> None:
    assert totals(sentence) == [int(value)]


@pytest.mark.parametrize(
    "sentence",
    [
        "trained with a batch size of 400M tokens",
        "trained at 300M tokens per second",
        "trained at 300M tokens/s",
        "trained with a context of 128K tokens",
        "a vocabulary of 150K tokens was trained",
        "a tokenizer trained on 10B tokens",
        "fine-tuned on 1.2B tokens of medical text",
        "instruction fine-tuning on 2B tokens",
        "trained on 2B tokens of instruction data",
        "further pre-trained on 600B code tokens",
        "we continue pretraining on 100B tokens",
        "trained on an additional 200B tokens",
        "the second stage of training uses 130 billion tokens",
        "pre-trained using 1.8T tokens in this step",
        "train all our models for 500B tokens in phase 2",
        "this long-context pre-training stage used 500B tokens",
        "trained with a warm-up of 4B tokens",
        "trained with frozen layers on 760M tokens",
        "domain-adaptive pre-training on 48.1B tokens",
        "trained on 200 billion to 400 billion tokens",
        "trained on 3-4T tokens",
        "training tokens increased from 2.2T tokens to 2.4T tokens",
        "checkpoints trained on 500B, 1T, 1.5T and 2T tokens",
        "trained on 500B and 1T tokens",
        "will be trained on 2T tokens",
        "we plan to train on 2T tokens",
        "not trained on 2T tokens",
        "trained on -5 trillion tokens",
        "trained on 300 billion words",
        "trained on 2TB of text",
        "a 7B parameter model whose tokens were trained",
        "the dataset contains 150B tokens of training data",
        "released 10 trillion tokens of training data",
        "trained on the pile, which contains 1.5 trillion tokens",
        "how to train it on a sample (1.5G tokens)",
        "compared to a model trained on 3T tokens",
        "while competitors train on 3T tokens",
        "it is trained on fewer tokens than the 3T tokens of others",
        "distilled using 10B tokens",
        "trained on 50M tokens",
        "trained on 500T tokens",
        "trained on 25B tokens over 4 epochs",
        "the training loss after 15B tokens",
        "300B tokens",
        "3T token pre-training dataset",
        "2.5兆 token 训练",
        "相比其他模型训练了 3T tokens",
        "在 600B tokens 上继续训练",
        "| model | size | tokens trained | 1T tokens |",
        "| batch tokens | 400M |",
        "tokens: 2T",
        "fine-tuning tokens: 2T",
        "stage 2 training tokens: 2T",
        "in the second stage it was trained for a total of 50B tokens",
        "fine-tuned for a total of 2B tokens",
        "continued pre-training for a total of 100B tokens",
        "in total, the corpus has 23 languages with 158.7B tokens",
        "trained with sequences of 8B tokens",
        "trained on 2T tokens and 3T tokens, for one each",
        "the model was trained with 1.5T tokens during this basic training period",
        "training data: 30B tokens for fine-tuning",
        "the first stage of the model is trained on 2T tokens",
        "the final part of our model was trained on 2T tokens",
        "trained on a subset of 10B tokens",
        "trained on more tokens than 3T tokens",
        "tokens: 300B",
        "trained on the pile, which has a total of 1.2 trillion tokens",
        "training data: 2.1B tokens",
        "outperforms models trained on hundreds of billions of tokens",
        "300 GT of web pages",
        "2 billion tokens were read",
    ],
)
def test_other_numbers_are_left_alone(sentence: str) -> None:
    assert totals(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "model_id", "values"),
    [
        ("Falcon-40B was trained on 1T tokens", "acme/tiny", []),
        ("Falcon-40B was trained on 1T tokens", "acme/falcon-40b", [T]),
        ("ModernBERT was trained on 2T tokens", "acme/guard", []),
        ("Tiny was trained on 2T tokens", "acme/tiny", [2 * T]),
        ("The models are trained on 2T tokens", "acme/tiny", [2 * T]),
        ("Llama 2 was pretrained on 2T tokens", "acme/Llama-2-7b", [2 * T]),
        ("the original Llama was trained on 1T tokens", "acme/open_llama", []),
        ("the 27B model was trained on 13T tokens", "acme/tiny-9b", []),
        ("the 9B model was trained on 8T tokens", "acme/tiny-9b", [8 * T]),
        (
            "whereas Gemma was trained on 3T tokens, Tiny was trained on 2T tokens",
            "acme/tiny",
            [2 * T],
        ),
        (
            "whereas Tiny was trained on 2T tokens, Gemma was trained on 3T tokens",
            "acme/tiny",
            [],
        ),
        ("our 1B model rivals a 3B model trained on 3T tokens", "acme/tiny-1b", []),
        (
            "the 27B was trained on 13T tokens and the 9B was trained on 8T tokens",
            "acme/tiny-9b",
            [8 * T],
        ),
        (
            "Scout was trained on 40T tokens and Maverick was trained on 22T tokens",
            "acme/scout-maverick",
            [],
        ),
    ],
)
def test_other_models_are_told_apart(
    sentence: str, model_id: str, values: list[int]
) -> None:
    assert totals(sentence, model_id) == values


def test_epochs_are_kept_beside_the_total() -> None:
    (claim,) = token_claims("trained on 100b tokens for 3 epochs", "acme/tiny")
    assert (claim.value, claim.once, claim.num_epochs) == (300 * B, 100 * B, 3.0)


@pytest.mark.parametrize(
    "sentence",
    ["converted into 350B unique tokens", "a corpus of 350B distinct English tokens"],
)
def test_unique_tokens_have_a_role_of_their_own(sentence: str) -> None:
    (claim,) = token_claims(sentence.lower(), "acme/tiny")
    assert (claim.role, claim.value) == ("unique", 350 * B)


def test_claims_say_where_they_stand() -> None:
    sentence = "it was trained on 2 trillion tokens of text"
    (claim,) = token_claims(sentence, "acme/tiny")
    assert sentence[claim.start : claim.end] == "2 trillion tokens"


def test_work_per_sentence_is_bounded() -> None:
    many = ", seen 1T tokens here" * 8
    assert totals(f"trained{many}") == [T]
    assert totals(f"trained{many}, seen 3T tokens") == [T]
    assert totals("trained, seen 1T tokens here, seen 3T tokens") == []


_WORDS = st.sampled_from(
    (
        "trained",
        "on",
        "2T",
        "300B",
        "tokens",
        "token",
        "of",
        "for",
        "4",
        "epochs",
        "stage",
        "batch",
        "1,000B",
        "(1T)",
        "|",
        ":",
        "fine-tuned",
        "万亿",
        "トークン",
        "unique",
        "from",
        "to",
        "and",
        "llama",
        "7B",
        "-",
    )
)


@given(st.lists(_WORDS, max_size=25).map(" ".join))
def test_any_sentence_gives_bounded_claims(sentence: str) -> None:
    for claim in token_claims(sentence.lower(), "acme/tiny-7b"):
        assert 10**8 <= claim.once <= 2 * 10**14
        assert 0 <= claim.start < claim.end <= len(sentence)


@pytest.mark.parametrize(
    ("sentence", "heading", "values"),
    [
        ("- tokens: 1.4T", "about tiny", [1.4 * T]),
        ("num of tokens: 1.5T tokens", "training procedure", [1.5 * T]),
        ("tokens: 1.4T", "", []),
        ("tokens: 1.4T", "training data", []),
        ("tokens: 1.4T", "stage 2", []),
        ("tokens: 5B", "about tiny", []),
        ("tokens: 1.4T per language", "about tiny", []),
        ("it was trained on 2T tokens", "training", [2 * T]),
        ("it was trained on 2T tokens", "basic pretraining (190k steps)", [2 * T]),
        ("it was trained on 2T tokens", "annealing", []),
        ("it was trained on 2T tokens", "continual pretraining", []),
        ("it was trained on 2T tokens", "supervised fine-tuning", []),
    ],
)
def test_headings_count(sentence: str, heading: str, values: list[float]) -> None:
    claims = token_claims(sentence.lower(), "acme/tiny", heading)
    assert [claim.value for claim in claims] == values


def test_sums_are_marked() -> None:
    (plain,) = token_claims("trained on 2t tokens", "acme/tiny")
    (summed,) = token_claims("trained for a total of 2t tokens", "acme/tiny")
    assert (plain.is_total, summed.is_total) == (False, True)
