"""Matched pairs and controlled ladders are what they say they are."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nsl_db.analysis.explain.choices import choice_frame
from nsl_db.analysis.explain.ladders import find_ladders, twin_deviation
from nsl_db.analysis.explain.matched_pairs import Corpus, differing, match
from nsl_db.analysis.explain.questions import Contrast
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
from tests.support.analysis_frames import design_frame

GQA = Contrast("g", "g", "attention_type", "levels", ("gqa",), ("mha",))
CODE = Contrast("c", "c", "code_share", "slope", unit=0.1, pair_gap=0.05)
COMMON = {
    "num_parameters": 1_000_000_000,
    "training_tokens": 300_000_000_000,
    "norm_type": "rmsnorm",
    "attention_type": "mha",
    "block_type": "sequential",
    "bias_placement": "none",
    "position_embedding_type": "rope",
    "hidden_act": "silu",
    "mlp_ratio": 4.0,
    "training_sequence_length": 2048,
    "hidden_size": 2048,
    "code_share": 0.1,
    "web_share": 0.9,
}

Row = dict[str, object]


def _corpus(*rows: tuple[str, str, Row], scores: list[float]) -> Corpus:
    """Models with the common design but for what is given."""
    template = design_frame(1)
    records = [
        dict.fromkeys(template.columns)
        | COMMON
        | {"model_id": model, "model_family": family}
        | changes
        for model, family, changes in rows
    ]
    design = pl.DataFrame(records, schema=template.schema)
    values = np.array(scores)[:, None]
    scale = np.log(
        design["num_parameters", "training_tokens"].cast(pl.Float64).to_numpy()
    )
    return Corpus(
        model_ids=tuple(model for model, _, _ in rows),
        families=tuple(family for _, family, _ in rows),
        scale=scale,
        choices=choice_frame(design),
        residuals=values,
        scores=values,
        weights=np.ones(1),
    )


def _bootstrap(corpus: Corpus) -> FamilyBootstrap:
    return FamilyBootstrap.of(corpus.families, 400)


def test_a_pair_differs_in_the_choice_and_is_close_in_scale() -> None:
    corpus = _corpus(
        ("g", "a", {"attention_type": "gqa"}),
        ("m", "b", {}),
        ("large", "c", {"num_parameters": 2_000_000_000}),
        ("long", "d", {"training_tokens": 900_000_000_000}),
        scores=[0.53, 0.5, 0.9, 0.9],
    )
    found = match(GQA, corpus, _bootstrap(corpus))
    (pair,) = found.pairs
    assert (pair.first, pair.second) == ("g", "m")
    assert (pair.first_value, pair.second_value) == ("gqa", "mha")
    assert pair.differences == ()
    assert pair.change == pytest.approx(0.03)
    assert found.mean == pytest.approx(0.03)
    assert found.estimate is None
    assert found.num_families == 2


def test_a_pair_that_differs_in_much_else_is_close_but_not_matched() -> None:
    other = {"norm_type": "layernorm", "hidden_act": "gelu", "mlp_ratio": 3.0}
    corpus = _corpus(
        ("g", "a", {"attention_type": "gqa"} | other), ("m", "b", {}), scores=[1, 0]
    )
    found = match(GQA, corpus, _bootstrap(corpus))
    assert found.pairs == ()
    assert found.num_close == 1
    assert found.mean is None


def test_unknown_is_not_alike() -> None:
    blank: Row = dict.fromkeys(COMMON)
    blank["attention_type"] = "gqa"
    blank["num_parameters"] = COMMON["num_parameters"]
    blank["training_tokens"] = COMMON["training_tokens"]
    corpus = _corpus(("g", "a", blank), ("m", "b", {}), scores=[1, 0])
    assert match(GQA, corpus, _bootstrap(corpus)).pairs == ()


def test_a_share_is_compared_without_the_rest_of_the_mix() -> None:
    corpus = _corpus(
        ("more", "a", {"code_share": 0.3, "web_share": 0.7}),
        ("less", "b", {}),
        scores=[0.54, 0.5],
    )
    names, compared = differing(corpus.choices, 0, 1, ("code_share",))
    assert names == ()
    assert compared >= 6
    (pair,) = match(CODE, corpus, _bootstrap(corpus)).pairs
    assert pair.change == pytest.approx(0.02)
    assert differing(corpus.choices, 0, 1)[0] == ("data_mix",)


def test_every_pair_of_families_weighs_the_same() -> None:
    many = [(f"g{place}", "a", {"attention_type": "gqa"}) for place in range(5)]
    corpus = _corpus(
        *many,
        ("m", "b", {}),
        ("g", "c", {"attention_type": "gqa", "num_parameters": 10**10}),
        ("n", "d", {"num_parameters": 10**10}),
        scores=[0.6] * 5 + [0.5, 0.8, 0.5],
    )
    found = match(GQA, corpus, _bootstrap(corpus))
    assert len(found.pairs) == 6
    assert found.num_families == 4
    assert found.mean == pytest.approx(0.2)
    assert found.estimate is not None


def test_siblings_that_differ_in_one_thing_are_a_ladder() -> None:
    corpus = _corpus(
        ("f/short", "f", {}),
        ("f/long", "f", {"training_sequence_length": 8192}),
        ("g/other", "g", {"training_sequence_length": 8192}),
        scores=[0.5, 0.47, 0.9],
    )
    (ladder,) = find_ladders(corpus, ("t",), corpus.scores)
    assert ladder.fields == ("log2_sequence_length",)
    assert ladder.source == "derived"
    assert [step.label for step in ladder.steps] == ["2048", "8192"]
    assert [step.change for step in ladder.steps] == [0.0, pytest.approx(-0.03)]
    assert ladder.scores["model_id"].to_list() == ["f/short", "f/long"]


def test_siblings_that_differ_in_two_things_are_none() -> None:
    corpus = _corpus(
        ("f/a", "f", {}),
        ("f/b", "f", {"training_sequence_length": 8192, "attention_type": "gqa"}),
        scores=[0.5, 0.47],
    )
    assert find_ladders(corpus, ("t",), corpus.scores) == ()


def test_a_ladder_of_mixes_bears_on_the_shares_that_moved() -> None:
    corpus = _corpus(
        ("f/a", "f", {}),
        ("f/b", "f", {"code_share": 0.3, "web_share": 0.7}),
        scores=[0.5, 0.47],
    )
    (ladder,) = find_ladders(corpus, ("t",), corpus.scores)
    assert set(ladder.fields) == {"code_share", "web_share"}


def test_named_ladders_have_intervals_over_sizes() -> None:
    sizes = (("1b", 1e9), ("2.8b", 2.8e9), ("12b", 1.2e10))
    rows: list[tuple[str, str, Row]] = []
    scores: list[float] = []
    for place, (size, parameters) in enumerate(sizes):
        for suffix in ("", "-deduped"):
            name = f"EleutherAI/pythia-{size}{suffix}"
            rows.append((name, "pythia", {"num_parameters": int(parameters)}))
            scores.append(0.5 + 0.1 * place + (0.01 + 0.001 * place) * bool(suffix))
    corpus = _corpus(*rows, scores=scores)
    (ladder,) = find_ladders(corpus, ("t",), corpus.scores)
    assert ladder.key == "pythia_deduplicated"
    step = ladder.steps[1]
    assert step.num_sizes == 3
    assert step.change == pytest.approx(0.011)
    assert step.low is not None
    assert step.high is not None
    assert step.low < 0.011 < step.high
    assert ladder.best is step


def test_a_named_ladder_keeps_only_the_steps_that_are_there() -> None:
    corpus = _corpus(
        ("llama2_220M_nl_only_shuf-hf", "d", {"code_share": 0.0, "web_share": 1.0}),
        ("llama2_220M_nl_0_code_100", "d", {"code_share": 1.0, "web_share": 0.0}),
        scores=[0.5, 0.45],
    )
    (ladder,) = find_ladders(corpus, ("t",), corpus.scores)
    assert [step.label for step in ladder.steps] == ["0 %", "100 %"]
    assert [step.value for step in ladder.steps] == ["0", "1"]


def test_twins_tell_the_noise() -> None:
    corpus = _corpus(
        ("f/a", "f", {}),
        ("f/b", "f", {}),
        ("g/c", "g", {}),
        scores=[0.5, 0.52, 0.9],
    )
    spread, count = twin_deviation(corpus)
    assert spread == pytest.approx(0.02)
    assert count == 1
    alone = _corpus(("f/a", "f", {}), ("g/c", "g", {}), scores=[0.5, 0.52])
    assert twin_deviation(alone) == (None, 0)
