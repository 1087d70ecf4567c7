"""Which models and targets the honest protocol takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nsl_db.analysis.data import AnalysisData
from nsl_db.analysis.honest.study_of import build_study, is_headline
from nsl_db.errors import NotEnoughDataError, UsageError
from tests.support.simulated import Simulation, simulate

BOARD = "open-llm-leaderboard"


@pytest.fixture(scope="module")
def data() -> AnalysisData:
    return simulate(Simulation())


def with_scores(data: AnalysisData, *frames: pl.DataFrame) -> AnalysisData:
    return replace(data, scores=pl.concat([data.scores, *frames]))


def test_the_papers_targets_come_in_its_order(data: AnalysisData) -> None:
    study = build_study(data)
    assert [target.key for target in study.targets] == [
        "arc_challenge_25_accuracy",
        "hellaswag_10_accuracy",
        "winogrande_5_accuracy",
    ]
    assert all(is_headline(target) for target in study.targets)
    assert [target.chance for target in study.targets] == [0.25, 0.25, 0.5]
    assert study.scores.shape == (60, 3)
    assert np.isfinite(study.scores).all()
    assert any("gsm8k" in text and "0 models" in text for text in study.skipped)


def test_models_are_left_out_for_the_first_reason(data: AnalysisData) -> None:
    number = pl.int_range(pl.len())
    design = data.design.with_columns(
        num_parameters=pl.when(number != 0).then("num_parameters"),
        training_tokens=pl.when(number > 1).then("training_tokens"),
        is_instruction_tuned=pl.when(number > 30).then(number == 40),
        exclusion_reason=pl.when(number.is_in([0, 50, 51])).then(
            pl.lit("duplicate: same weights")
        ),
    )
    silent = data.design["model_id"][55]
    scores = data.scores.filter(pl.col("model_id") != silent)
    study = build_study(replace(data, design=design, scores=scores))
    assert {drop.reason: drop.num_models for drop in study.drops} == {
        "excluded: duplicate": 3,
        "no_parameters": 0,
        "no_tokens": 1,
        "instruction_tuned": 1,
        "no_score": 1,
    }
    assert study.design.height == 54
    assert study.drops[-1].examples == (silent,)


def test_scores_of_another_harness_are_another_target(data: AnalysisData) -> None:
    arc = data.scores.filter(pl.col("benchmark") == "arc_challenge")
    other = arc.with_columns(harness=pl.lit(BOARD), score=pl.col("score") / 2)
    study = build_study(with_scores(data, other))
    target = study.targets[-1]
    assert target.key == f"arc_challenge_25_accuracy_{BOARD}"
    assert target.label == f"arc_challenge (25-shot, {BOARD})"
    assert not is_headline(target)
    np.testing.assert_allclose(study.scores[:, 3], study.scores[:, 0] / 2, rtol=1e-6)
    assert len({one.key for one in study.targets}) == len(study.targets)


def test_one_metric_of_a_run_counts(data: AnalysisData) -> None:
    arc = data.scores.filter(pl.col("benchmark") == "arc_challenge")
    frames = [
        arc.with_columns(harness=pl.lit(BOARD), metric=pl.lit(metric))
        for metric in ("accuracy", "acc_norm", "perplexity")
    ]
    same_run = arc.with_columns(metric=pl.lit("acc_norm"))
    study = build_study(with_scores(data, *frames, same_run))
    assert [target.metric for target in study.targets[3:]] == ["acc_norm"]


def test_a_mean_over_tasks_needs_all_common_tasks(data: AnalysisData) -> None:
    arc = data.scores.filter(pl.col("benchmark") == "arc_challenge")
    first, second = (
        arc.with_columns(
            benchmark=pl.lit("arithmetic"), task=pl.lit(task), score=pl.lit(score)
        )
        for task, score in (("arithmetic_1dc", 0.2), ("arithmetic_2da", 0.4))
    )
    rare = first[:2].with_columns(task=pl.lit("arithmetic_2ds"), score=pl.lit(1.0))
    study = build_study(with_scores(data, first, second[:45], rare))
    target = [one.benchmark for one in study.targets].index("arithmetic")
    column = study.scores[:, target]
    assert np.isfinite(column).sum() == 45
    np.testing.assert_allclose(column[np.isfinite(column)], 0.3)


def test_a_model_of_no_family_is_its_own(data: AnalysisData) -> None:
    first = pl.col("model_family") == "family 00"
    design = data.design.with_columns(model_family=pl.when(~first).then("model_family"))
    study = build_study(replace(data, design=design))
    assert len(set(study.families)) == 22
    assert study.families[0] == study.model_ids[0]


def test_sources_that_repeat_each_other_count_once(data: AnalysisData) -> None:
    arc = data.scores.filter(pl.col("benchmark") == "arc_challenge")
    narrow = arc[:50].with_columns(harness=pl.lit("a-copy"))
    wide = arc.with_columns(harness=pl.lit(BOARD))
    both = with_scores(data, narrow, wide)
    assert [t.harness for t in build_study(both).targets[3:]] == [BOARD]
    assert len(build_study(both, ("headline",)).targets) == 3
    named = build_study(both, ("arc_challenge",)).targets
    assert [t.harness for t in named[1:]] == ["a-copy", BOARD]


def test_too_few_families_are_no_target() -> None:
    few = simulate(Simulation(num_families=7, family_size=10))
    with pytest.raises(NotEnoughDataError, match="7 families, 8 are needed"):
        build_study(few)


def test_an_unknown_benchmark_is_named(data: AnalysisData) -> None:
    with pytest.raises(
        UsageError, match=r"'tetris' is not headline, all or .*arc_challenge"
    ):
        build_study(data, ("tetris",))
    study = build_study(data, ("hellaswag",))
    assert [target.benchmark for target in study.targets] == ["hellaswag"]
