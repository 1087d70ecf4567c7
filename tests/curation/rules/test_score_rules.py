"""Scores: broken runs, zeros, patterns, pairs."""

from __future__ import annotations

from typing import Any

import pytest

from nsl_db.curation.rules.view import View
from tests.support.ruled import Row, flagged, frames, model, rule, score

TASKS = [
    f"mmlu_{name}"
    for name in (
        "anatomy",
        "astronomy",
        "virology",
        "nutrition",
        "marketing",
        "management",
        "sociology",
        "philosophy",
        "prehistory",
        "econometrics",
        "global_facts",
        "moral_disputes",
    )
]


def flagged_scores(code: str, models: list[Row], scores: list[Row]) -> set[Any]:
    rows = rule(code).find(View(frames(models, scores)))
    assert rows["message"].null_count() == 0
    return set(rows.select("model_id", "protocol_id").iter_rows())


def flagged_ids(
    code: str, scores: list[Row], models: list[Row] | None = None
) -> set[Any]:
    return {model_id for model_id, _ in flagged_scores(code, models or [], scores)}


def test_run_without_a_number() -> None:
    scores = [score("o/a", "winogrande", None), score("o/b", "winogrande", 0.5)]
    assert flagged_ids("score_missing", scores) == {"o/a"}


def test_perplexity_condemns_the_whole_run() -> None:
    scores = [
        score("o/a", "lambada_openai", 4.5e8, metric="perplexity"),
        score("o/a", "winogrande", 0.5),
        score("o/a", "winogrande", 0.6, source="sloth"),
        score("o/b", "lambada_openai", 6.4e3, metric="perplexity"),
        score("o/b", "winogrande", 0.5),
    ]
    found = flagged_scores("run_broken", [], scores)
    assert {x for x, _ in found} == {"o/a"}
    assert len(found) == 2


@pytest.mark.parametrize(
    ("value", "stderr", "is_flagged"),
    [
        (0.173, 0.011, True),
        (0.21, 0.011, False),
        (0.173, None, True),
        (0.5, 0.01, False),
    ],
)
def test_below_chance(value: float, stderr: float | None, is_flagged: bool) -> None:
    scores = [score("o/a", "arc_challenge", value, stderr=stderr)]
    assert bool(flagged_ids("score_below_chance", scores)) is is_flagged


def test_far_below_models_of_its_size() -> None:
    models = [model(f"o/m{n}", num_parameters=10**9 * n) for n in range(1, 31)]
    values = [0.4 + 0.005 * n + 0.002 * (n % 3) for n in range(1, 31)]
    values[20] = 0.2
    scores = [
        score(f"o/m{n}", "hellaswag", value) for n, value in enumerate(values, start=1)
    ]
    assert flagged_ids("score_far_below_size", scores, models) == {"o/m21"}
    assert flagged_ids("score_far_below_size", scores[15:], models) == set()


def test_zero_beside_a_sibling() -> None:
    scores = [
        score("o/y-34b", "humaneval", 0.27),
        score("o/y-34b-200k", "humaneval", 0.0),
        score("o/y-9b", "humaneval", 0.0),
        score("o/y-1b", "humaneval", 0.0),
        score("o/z-9b", "humaneval", 0.0),
    ]
    assert flagged_ids("score_zero", scores) == {"o/y-34b-200k", "o/y-9b"}
    assert flagged_ids("zero_may_be_failure", scores) == set()
    more = [*scores, score("o/y-20b", "humaneval", 0.0)]
    assert flagged_ids("zero_may_be_failure", more) == {"o/y-1b", "o/z-9b"}


def test_zero_above_smaller_models() -> None:
    smaller = [score(f"o/m{n}-1b", "gsm8k", 0.1) for n in range(12)]
    zero = [score("o/z-7b", "gsm8k", 0.0)]
    assert flagged_ids("score_zero", smaller + zero) == {"o/z-7b"}
    weak = [score(f"o/m{n}-1b", "gsm8k", 0.0001) for n in range(12)]
    assert flagged_ids("score_zero", weak + zero) == set()


def suite(
    model_id: str, start: float, step: float = 0.001, num_shots: int = 0
) -> list[Row]:
    return [
        score(model_id, task, start + step * n, num_shots=num_shots)
        for n, task in enumerate(TASKS)
    ]


def test_constant_answers() -> None:
    others = [row for n in range(9) for row in suite(f"o/m{n}", 0.25 + 0.02 * n)]
    constant = suite("o/a", 0.231) + suite("o/b", 0.231)
    half = suite("o/half", 0.231)[:7] + suite("o/half", 0.24)[7:]
    scores = others + constant + half
    assert flagged_ids("answers_constant", scores) == {"o/a", "o/b"}
    assert flagged_ids("answers_nearly_constant", scores) == {"o/half"}
    good = others + suite("o/a", 0.6) + suite("o/b", 0.6)
    assert flagged_ids("answers_constant", good) == set()


def test_copied_shots() -> None:
    copied = suite("o/a", 0.3) + suite("o/a", 0.3 + 1e-16, num_shots=5)
    mostly = (
        suite("o/b", 0.3)
        + suite("o/b", 0.3, num_shots=5)[:9]
        + suite("o/b", 0.4, num_shots=5)[9:]
    )
    other = suite("o/c", 0.3) + suite("o/c", 0.35, num_shots=5)
    scores = copied + mostly + other
    assert flagged_ids("shots_copied", scores) == {"o/a"}
    assert flagged_ids("shots_mostly_copied", scores) == {"o/b"}


def test_copied_shots_under_an_older_name() -> None:
    older = [
        row
        | {"task": name, "protocol_id": row["protocol_id"].replace(row["task"], name)}
        for row in suite("o/a", 0.3, num_shots=5)
        for name in (row["task"].replace("mmlu_", "hendrycksTest-"),)
    ]
    assert flagged_ids("shots_copied", suite("o/a", 0.3) + older) == {"o/a"}


def test_one_run_under_two_models() -> None:
    runs = [
        suite("o/a", 0.3, 0.01),
        suite("o/a", 0.5, 0.01, 5),
        suite("o/b", 0.3, 0.01),
        suite("o/b", 0.5, 0.01, 5),
        suite("o/c", 0.31, 0.01),
        suite("o/c", 0.51, 0.01, 5),
    ]
    scores = [row for run in runs for row in run]
    assert flagged_ids("run_duplicated", scores) == {"o/a", "o/b"}
    renamed = [
        row | {"model_id": row["model_id"].replace("o/b", "A")} for row in scores
    ]
    assert flagged_ids("run_duplicated", renamed) == set()
    nameless = [
        row | {"model_id": row["model_id"].replace("o/b", "model_name")}
        for row in scores
    ]
    assert flagged_ids("run_duplicated", nameless) == set()


def test_one_task_under_two_names() -> None:
    apart = [
        score("o/a", "arc:challenge", 0.173, num_shots=25),
        score("o/a", "arc_challenge", 0.427, num_shots=25),
    ]
    near = [
        score("o/b", "arc:challenge", 0.42, num_shots=25),
        score("o/b", "arc_challenge", 0.427, num_shots=25),
    ]
    one = [
        score("o/c", "arc_challenge", 0.42, num_shots=25),
        score("o/c", "arc_challenge", 0.3),
    ]
    scores = apart + near + one
    assert flagged_ids("task_names_disagree", scores) == {"o/a"}
    assert {x for x, _ in flagged("task_under_two_names", frames([], scores))} == {
        "o/a",
        "o/b",
    }


def test_prompts_are_mixed() -> None:
    scores = [
        score("o/a", "gsm8k", 0.5, num_shots=5),
        score("o/a", "gsm8k_cot", 0.3, num_shots=5),
        score("o/b", "gsm8k", 0.5, num_shots=5),
        score("o/b", "gsm8k_cot", 0.3, num_shots=8),
        score("o/c", "anli_r1", 0.5),
        score("o/c", "anli_r2", 0.5),
    ]
    assert {x for x, _ in flagged("prompts_mixed", frames([], scores))} == {"o/a"}


def test_behind_a_smaller_sibling_and_a_twin() -> None:
    scores = [
        score("o/p-1b", "winogrande", 0.576),
        score("o/p-3b", "winogrande", 0.45),
        score("o/p-3b-deduped", "winogrande", 0.602),
        score("o/p-7b", "winogrande", 0.57),
    ]
    assert flagged_ids("smaller_sibling_better", scores) == {"o/p-3b"}
    assert flagged_ids("twin_and_smaller_better", scores) == {"o/p-3b"}
    no_twin = [row for row in scores if row["model_id"] != "o/p-3b-deduped"]
    assert flagged_ids("twin_and_smaller_better", no_twin) == set()


def test_stated_scores_are_not_judged() -> None:
    row = score("o/a", "lambada_openai", 4.5e8, metric="perplexity")
    stated = row | {"protocol_id": row["protocol_id"] + "_stated"}
    assert flagged_ids("run_broken", [stated]) == set()
