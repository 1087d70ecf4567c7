"""Models that should agree: series, twins, copies."""

from __future__ import annotations

from tests.support.ruled import flagged, frames, model, score


def test_ratio_unlike_the_series() -> None:
    items = [model(f"o/py-{size}b", mlp_ratio=4.0) for size in (1, 2, 3)]
    odd = model("o/py-7b", mlp_ratio=2.667)
    gated = model("o/py-9b", mlp_ratio=2.7, hidden_act="silu")
    assert flagged("sibling_disagrees", frames([*items, odd, gated])) == {
        ("o/py-7b", "mlp_ratio")
    }
    assert flagged("sibling_disagrees", frames([items[0], odd])) == set()


def test_trait_unlike_the_series_and_the_name() -> None:
    items = [model(f"o/qw{version}-7b", bias_placement="some") for version in range(5)]
    odd = model("o/qw-7b", bias_placement="none")
    other = model("o/other-7b", bias_placement="none")
    assert flagged("sibling_disagrees", frames([*items, odd, other])) == {
        ("o/qw-7b", "bias_placement")
    }


def test_spellings_of_one_activation_are_no_disagreement() -> None:
    acts = ("gelu", "gelu", "gelu_new")
    items = [model(f"o/g-{n}b", hidden_act=act) for n, act in enumerate(acts, 1)]
    tables = frames(items)
    assert flagged("sibling_disagrees", tables) == set()
    assert {x for x, _ in flagged("activation_spelling_mixed", tables)} == {
        "o/g-1b",
        "o/g-2b",
        "o/g-3b",
    }
    assert flagged("activation_spelling_mixed", frames(items[:2])) == set()


def test_twins_differ() -> None:
    items = [
        model("o/mp-7b", mlp_ratio=2.667, attention_type="mha"),
        model("o/mp-7b-chat", mlp_ratio=4.0, attention_type="mha"),
        model("o/mp-30b", mlp_ratio=8.0, attention_type="gqa"),
    ]
    assert flagged("twin_disagrees", frames(items)) == {
        ("o/mp-7b", "mlp_ratio"),
        ("o/mp-7b-chat", "mlp_ratio"),
    }


def test_gap_that_a_sibling_fills() -> None:
    items = [
        model("o/py-1b", position_embedding_type="rope"),
        model("o/py-2b", mlp_ratio=4.0),
        model("o/py-3b", mlp_ratio=4.0),
        model("o/zz-2b", mlp_ratio=4.0),
    ]
    scores = [score(model_id, "winogrande", 0.5) for model_id in ("o/py-2b", "o/zz-2b")]
    assert flagged("sibling_known", frames(items, scores)) == {
        ("o/py-2b", "position_embedding_type")
    }


SHAPE = {"hidden_size": 4096, "num_attention_heads": 32, "mlp_ratio": 5.375}


def test_recipe_of_another_owner() -> None:
    items = [
        model("a/one", training_tokens=2_460_000_000_000, **SHAPE),
        model("b/two", training_tokens=2_460_000_000_000, **SHAPE),
        model("a/same-owner", training_tokens=3_100_000_000_000, **SHAPE),
        model("a/same-owner-2", training_tokens=3_100_000_000_000, **SHAPE),
        model("c/round", training_tokens=2_000_000_000_000, **SHAPE),
        model("d/round", training_tokens=2_000_000_000_000, **SHAPE),
    ]
    assert {x for x, _ in flagged("recipe_copied", frames(items))} == {"a/one", "b/two"}


def test_copy_that_was_changed() -> None:
    tokens = {"training_tokens": 3_100_000_000_000, **SHAPE}
    items = [
        model("a/base", web_share=0.8086, english_share=0.8, code_share=0.1, **tokens),
        model("b/copy", web_share=0.8083, english_share=0.2, code_share=0.1, **tokens),
    ]
    assert flagged("copy_perturbed", frames(items)) == {
        ("a/base", "web_share"),
        ("b/copy", "web_share"),
    }
