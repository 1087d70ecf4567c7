"""The text of a sweep."""

from __future__ import annotations

import pytest

from nsl_db.analysis.planning.pictures import draw_sweep
from nsl_db.analysis.planning.prediction import learn
from nsl_db.analysis.planning.recipe import recipe_of
from nsl_db.analysis.planning.sweeps import check_sweeps, parse_sweep, run_sweep
from nsl_db.analysis.study import Study
from nsl_db.errors import UsageError


def test_ranges_are_even_in_steps_or_in_ratios() -> None:
    even = parse_sweep("code_share=0:0.4:5")
    assert even.values == pytest.approx((0, 0.1, 0.2, 0.3, 0.4))
    ratios = parse_sweep("training_tokens=100B:10T:3log")
    assert ratios.values == pytest.approx((1e11, 1e12, 1e13))
    assert ratios.is_log


def test_values_can_be_listed() -> None:
    words = parse_sweep("norm_type=rmsnorm,layernorm")
    assert words.values == ("rmsnorm", "layernorm")
    assert words.is_words
    assert parse_sweep("num_parameters=1B,7B").values == (1e9, 7e9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code_share", "Write FIELD="),
        ("code=0:1:3", "Did you mean 'code_share'"),
        ("code_share=0:1", "Write FIELD="),
        ("code_share=0:1:1", "number of points"),
        ("code_share=0:1:xlog", "number of points"),
        ("code_share=0:1:3log", "ends above 0"),
        ("code_share=0:2:3", "between 0 and 1"),
        ("norm_type=rmsnorm,batchnorm", "norm_type is one of"),
    ],
)
def test_other_texts_are_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_sweep(text)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (("code_share=0,1", "web_share=0,1", "books_share=0,1"), "at most 2"),
        (("code_share=0,1", "code_share=0,0.5"), "given twice"),
        (("code_share=0:1:60", "web_share=0:1:60"), "3,600 points"),
    ],
)
def test_sweeps_stay_within_what_can_be_shown(
    texts: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        check_sweeps([parse_sweep(text) for text in texts])


def test_words_and_shares_beyond_everything_are_shown(study: Study) -> None:
    learned = learn(study, "log_linear")
    recipe = recipe_of(
        {"num_parameters": "1B", "training_tokens": "300B", "web_share": ".9"}, "x", "y"
    )
    words = parse_sweep("norm_type=rmsnorm,layernorm")
    shares = parse_sweep("code_share=0.1,0.3")

    by_word = run_sweep(learned, recipe, [words])
    by_share = run_sweep(learned, recipe, [shares])

    assert by_word["reason"].str.contains("families: 0, needed: 3").all()
    assert by_share.filter("is_inside")["code_share"].unique().to_list() == [0.1]
    assert "sum to 1.2" in by_share["reason"][-1]
    assert "rmsnorm" in draw_sweep(by_word, [words], "title")
