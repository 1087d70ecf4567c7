"""Predictions of planned and of held-out models on a made-up study."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from nsl_db.analysis.planning.neighbours import distances, is_alike, nearest_models
from nsl_db.analysis.planning.prediction import (
    PREDICTION_COLUMNS,
    headline_study,
    learn,
    predict,
)
from nsl_db.analysis.planning.recipe import recipe_of, recipe_of_model
from nsl_db.analysis.planning.sweeps import parse_sweep
from nsl_db.analysis.planning.whatif import WhatIf, what_if
from nsl_db.analysis.planning.whatif_files import whatif_record, write_whatif
from nsl_db.analysis.study import Study
from nsl_db.errors import AnalysisError, UsageError

FAST = "bounded_sigmoid"
"""An estimator that fits in no time."""

PLANNED = recipe_of(
    {"num_parameters": "1.4B", "training_tokens": "300B", "code_share": "20%"},
    "planned",
    "recipe",
)


@pytest.fixture(scope="module")
def answer(study: Study) -> WhatIf:
    """A recipe, a held-out model and a sweep in one."""
    return what_if(
        study,
        PLANNED,
        (study.model_ids[7],),
        (
            parse_sweep("training_tokens=100B:2T:4log"),
            parse_sweep("code_share=0.2,0.9"),
        ),
        estimator=FAST,
    )


def test_intervals_hold_the_prediction_and_widen_with_the_level(
    answer: WhatIf,
) -> None:
    assert answer.planned is not None
    rows = answer.planned.predictions
    assert rows["benchmark"].to_list() == ["arc_challenge", "hellaswag", "winogrande"]
    for row in rows.iter_rows(named=True):
        assert row["low_90"] <= row["low_80"] < row["predicted"]
        assert row["predicted"] < row["high_80"] <= row["high_90"]
    truth = 0.25 + 0.7 / (1 + np.exp(-1.3 * (np.log10(1.4e9 * 3e11) - 21)))
    assert rows["predicted"][0] == pytest.approx(truth, abs=0.03)


def test_chance_and_the_best_real_model_stand_beside(
    study: Study, answer: WhatIf
) -> None:
    assert answer.planned is not None
    row = answer.planned.predictions.row(2, named=True)
    best = int(np.argmax(study.scores[:, 2]))
    assert row["chance"] == 0.5
    assert row["best_observed"] == study.scores[best, 2]
    assert row["best_model"] == study.model_ids[best]


def test_a_held_out_model_is_predicted_without_its_family(
    study: Study, answer: WhatIf
) -> None:
    (part,) = answer.held_out
    assert part.recipe.name == study.model_ids[7]
    assert part.left_out == study.families[7]
    assert (part.num_models, part.num_families) == (57, 19)
    assert part.predictions["measured"].to_list() == study.scores[7].tolist()
    siblings = {
        name
        for name, family in zip(study.model_ids, study.families, strict=True)
        if family == study.families[7]
    }
    assert not siblings & set(part.nearest["model_id"])
    error = (part.predictions["predicted"] - part.predictions["measured"]).abs()
    assert error.max() < 0.1


def test_the_nearest_models_come_first_with_their_scores(
    study: Study, answer: WhatIf
) -> None:
    assert answer.planned is not None
    nearest = answer.planned.nearest
    assert nearest.height == 5
    assert nearest["distance"].is_sorted()
    far = distances(study, PLANNED)
    place = int(np.argmin(far))
    assert nearest["model_id"][0] == study.model_ids[place]
    assert nearest[study.targets[0].key][0] == study.scores[place, 0]


def test_a_model_is_its_own_nearest(study: Study) -> None:
    own = recipe_of_model(study.design.row(11, named=True))
    first = nearest_models(study, own).row(0, named=True)
    assert first["model_id"] == study.model_ids[11]
    assert first["distance"] == pytest.approx(0, abs=1e-6)
    assert first["design_alike"] == "6 of 6"


def test_alike_means_the_same_word_or_a_close_number() -> None:
    shares = pl.Series([0.1, 0.15, 0.16, None])
    sizes = pl.Series([1000, 1250, 1300, None])
    acts = pl.Series(["gelu_new", "silu", None])
    assert is_alike(shares, "code_share", 0.1).tolist() == [True, True, False, False]
    assert is_alike(sizes, "hidden_size", 1000.0).tolist() == [True, True, False, False]
    assert is_alike(acts, "hidden_act", "gelu").tolist() == [True, False, False]


def test_points_outside_the_data_have_no_prediction(answer: WhatIf) -> None:
    assert answer.planned is not None
    sweep = answer.planned.sweep
    assert sweep is not None
    assert sweep.height == 4 * 2 * 3
    inside = sweep.filter("is_inside")
    outside = sweep.filter(~pl.col("is_inside"))
    assert set(inside["code_share"]) == {0.2}
    assert inside["training_tokens"].n_unique() == 4
    assert set(outside["code_share"]) == {0.9}
    assert outside.select(PREDICTION_COLUMNS).null_count().row(0) == (12,) * 5
    assert outside["reason"].str.contains("code_share = 0.9").all()
    first = inside.filter(pl.col("benchmark") == "hellaswag")["predicted"]
    assert first.is_sorted()
    assert first[3] - first[0] > 0.1


def test_a_recipe_outside_the_data_is_refused_with_the_nearest_model(
    study: Study,
) -> None:
    huge = recipe_of(
        {"num_parameters": "10T", "training_tokens": "200T"}, "huge", "recipe"
    )
    with pytest.raises(AnalysisError, match=r"above the data.*nearest real model is"):
        what_if(study, huge, estimator=FAST)


def test_a_refused_hold_out_does_not_stop_the_others(study: Study) -> None:
    largest = int(np.argmax(study.design["num_parameters"].to_numpy()))
    design = study.design.with_columns(
        num_parameters=pl.when(pl.col("model_id") == study.model_ids[largest])
        .then(pl.lit(10**13))
        .otherwise(pl.col("num_parameters"))
    )
    odd = Study(
        design, study.targets, study.scores, study.families, (), study.catalogue_hash
    )
    names = (study.model_ids[largest], study.model_ids[7])

    part = what_if(odd, None, names, estimator=FAST)

    assert [held.recipe.name for held in part.held_out] == [names[1]]
    assert names[0] in part.refused[0]


@pytest.mark.parametrize(
    ("hold_outs", "sweeps", "message"),
    [
        ((), (), "Give a recipe"),
        (("org00/m00",), (), "Did you mean org00/m00"),
        (("org00/m000",), ("code_share=0:1:3",), "without a sweep"),
    ],
)
def test_there_must_be_something_to_predict(
    study: Study, hold_outs: tuple[str, ...], sweeps: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        what_if(study, None, hold_outs, [parse_sweep(text) for text in sweeps])


def test_the_default_estimator_says_what_design_adds(study: Study) -> None:
    planned = what_if(study, PLANNED).planned
    assert planned is not None
    assert planned.gain is not None
    assert planned.gain.num_families == 20
    assert planned.gain.low <= planned.gain.gain <= planned.gain.high
    assert abs(planned.gain.gain) < 0.2
    assert "unseen" not in planned.gain.sentence
    assert planned.design.row(0)[:2] == ("code_share", "0.2")


def test_files_hold_what_the_answer_says(answer: WhatIf, tmp_path: Path) -> None:
    paths = write_whatif(answer, tmp_path / "new")

    names = {path.name for path in paths}
    assert names == {"whatif.json", "prediction.svg", "sweep.svg", "held-out-01.svg"}
    record = json.loads((tmp_path / "new" / "whatif.json").read_text())
    assert record == json.loads(json.dumps(whatif_record(answer)))
    assert record["planned"]["recipe"]["code_share"] == pytest.approx(0.2)
    assert len(record["planned"]["predictions"]) == 3
    for path in paths:
        if path.suffix == ".svg":
            assert ElementTree.fromstring(path.read_text()).tag.endswith("svg")  # noqa: S314
    assert "hatched" in (tmp_path / "new" / "sweep.svg").read_text()


def test_equal_answers_give_equal_files(answer: WhatIf, tmp_path: Path) -> None:
    first, second = (write_whatif(answer, tmp_path / name) for name in ("a", "b"))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_a_folder_that_cannot_be_written_is_a_usage_error(
    answer: WhatIf, tmp_path: Path
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    with pytest.raises(UsageError, match="Cannot write into"):
        write_whatif(answer, blocker)


def test_only_the_targets_of_the_paper_are_kept(study: Study) -> None:
    odd = replace(study.targets[1], num_shots=3)
    scores = study.scores.copy()
    scores[:2, (0, 2)] = np.nan
    mixed = replace(
        study, targets=(study.targets[0], odd, study.targets[2]), scores=scores
    )

    kept = headline_study(mixed)

    assert kept.targets == (study.targets[0], study.targets[2])
    assert kept.model_ids == study.model_ids[2:]
    assert kept.families == study.families[2:]
    alone = replace(study, targets=(odd,), scores=study.scores[:, 1:2])
    assert headline_study(alone) is alone


def test_predictions_stay_inside_the_metric(study: Study) -> None:
    ends = [
        recipe_of({"num_parameters": size, "training_tokens": tokens}, "end", "x")
        for size, tokens in (("10k", "1M"), ("100T", "900T"))
    ]
    rows = predict(learn(study, "log_linear"), ends)
    assert rows["predicted"].to_list() == [0, 0, 0, 1, 1, 1]
