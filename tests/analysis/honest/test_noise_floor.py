"""What the sampling of test items does to each target."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nsl_db.analysis.honest.noise_floor import BRIER_ITEM_DEVIATION, noise_floors
from nsl_db.analysis.honest.study_of import build_study
from nsl_db.analysis.noise import expected_sampling_error
from tests.support.simulated import Simulation, simulate

DATA = simulate(Simulation())


def test_stated_standard_errors_come_first() -> None:
    scores = DATA.scores.with_columns(score_stderr=pl.lit(0.02))
    data = replace(DATA, scores=scores)
    floors = noise_floors(data.scores, build_study(data))
    for floor in floors.values():
        assert floor.basis == "standard_errors"
        assert floor.value == pytest.approx(0.02 * np.sqrt(2 / np.pi))


def test_items_count_where_no_error_is_stated() -> None:
    study = build_study(DATA)
    floor = noise_floors(DATA.scores, study)["arc_challenge_25_accuracy"]
    assert floor.basis == "items"
    assert floor.value == pytest.approx(
        expected_sampling_error(study.scores[:, 0], 1172)
    )


def test_independent_tasks_average_their_errors_out() -> None:
    arc = DATA.scores.filter(pl.col("benchmark") == "arc_challenge")
    parts = [
        arc.with_columns(
            benchmark=pl.lit("mmlu"),
            task=pl.lit(f"mmlu_{number}"),
            score_stderr=pl.lit(0.03),
        )
        for number in range(9)
    ]
    data = replace(DATA, scores=pl.concat([DATA.scores, *parts]))
    five_shot = data.scores.with_columns(
        num_shots=pl.when(pl.col("benchmark") == "mmlu")
        .then(5)
        .otherwise("num_shots")
        .cast(pl.Int64)
    )
    data = replace(data, scores=five_shot)
    floor = noise_floors(data.scores, build_study(data))["mmlu_5_accuracy"]
    assert floor.value == pytest.approx(0.01 * np.sqrt(2 / np.pi))


def test_brier_floors_are_marked_as_assumed() -> None:
    arc = DATA.scores.filter(pl.col("benchmark") == "arc_challenge")
    parts = [
        arc.with_columns(
            benchmark=pl.lit(name),
            task=pl.lit(name),
            num_shots=pl.lit(0, dtype=pl.Int64),
            metric=pl.lit("brier_score"),
        )
        for name in ("mathqa", "logiqa2")
    ]
    data = replace(DATA, scores=pl.concat([DATA.scores, *parts]))
    floors = noise_floors(data.scores, build_study(data))
    mathqa = floors["mathqa_0_brier_score"]
    assert mathqa.basis == "assumed"
    assert mathqa.value == pytest.approx(
        np.sqrt(2 / np.pi) * BRIER_ITEM_DEVIATION / np.sqrt(2985)
    )
    assert floors["logiqa2_0_brier_score"].value is None
