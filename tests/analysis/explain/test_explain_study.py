"""A whole explanation of a made-up study."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from nsl_db.analysis.explain import Explanation, explain_study
from nsl_db.analysis.explain.attributions import (
    REFITS_PER_SEED,
    field_columns,
    measure_attributions,
)
from nsl_db.analysis.explain.questions import QUESTIONS
from nsl_db.analysis.explain.ranking import SWARM_SCHEMA, rank_fields
from nsl_db.analysis.explain.residuals import benchmark_weights
from nsl_db.analysis.honest.parallel import Pool
from nsl_db.analysis.study import Study
from tests.support.simulated_design import TARGETS, DesignTruth, simulate_design

TRUTH = DesignTruth(code_effect=0.5, family_deviation=0.01, num_families=16)
KEYS = tuple(target.key for target in TARGETS)


@pytest.fixture(scope="module")
def made_up_study() -> Study:
    return simulate_design(TRUTH, 1)


@pytest.fixture(scope="module")
def explanation(made_up_study: Study) -> Explanation:
    return explain_study(made_up_study, seeds=(0, 1), draws=100, jobs=1)


def test_scale_and_code_lead_the_ranking(explanation: Explanation) -> None:
    rows = [row for row in explanation.ranks if row.target == "mean"]
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    leading = {row.field for row in rows[:4]}
    assert {"num_parameters", "training_tokens"} <= leading
    assert leading & {"code_share", "web_share"}
    for row in rows:
        assert row.rank_low <= row.rank_high
        assert 0 <= row.top_share <= 1


def test_a_score_rises_with_parameters_on_both_kinds_of_score(
    explanation: Explanation,
) -> None:
    for key in KEYS:
        (row,) = [
            r
            for r in explanation.ranks
            if r.target == key and r.field == "num_parameters"
        ]
        assert row.direction == "rises"
        assert row.trend is not None
        assert row.trend > 0.5


def test_a_value_that_marks_one_family_is_named(explanation: Explanation) -> None:
    found = {(m.field, m.value): m for m in explanation.markers}
    marker = found["position_embedding_type", "learned"]
    assert marker.family == "family 00"
    assert (marker.num_models, marker.num_families) == (3, 1)
    assert marker.share == 1.0
    assert ("position_embedding_type", "rope") not in found


def test_a_claim_about_one_family_is_not_judged(explanation: Explanation) -> None:
    pages = {page.key: page for page in explanation.evidence.pages}
    claim = pages["position_embedding_type"].claims[0]
    assert claim.verdict == "no data"
    assert "(family 00)" in claim.sentence


def test_a_true_effect_is_found_and_stated(explanation: Explanation) -> None:
    pages = {page.key: page for page in explanation.evidence.pages}
    claim = pages["code_share"].claims[-1]
    mean = claim.contrasts[0].mean
    assert mean is not None
    assert mean.low <= 0.05 <= mean.high
    assert claim.verdict == "supported"
    assert "holds in this catalogue" in claim.sentence


def test_every_question_has_a_page_and_every_claim_a_sentence(
    explanation: Explanation,
) -> None:
    assert [page.key for page in explanation.evidence.pages] == [
        question.key for question in QUESTIONS
    ]
    count = sum(len(question.claims) for question in QUESTIONS)
    assert len(explanation.sentences) == count
    for page in explanation.evidence.pages:
        assert sum(level.num_models for level in page.levels) == 48


def test_curves_have_bands_around_the_effect(explanation: Explanation) -> None:
    curves = explanation.curves
    assert {"num_parameters", "code_share"} <= set(curves["field"])
    assert set(curves["target"]) == {"mean", *KEYS}
    assert curves.filter(
        (pl.col("low") > pl.col("effect")) | (pl.col("high") < pl.col("effect"))
    ).is_empty()
    size = curves.filter(target="mean", field="num_parameters").sort("value")
    assert size["effect"][-1] > size["effect"][0]


def test_the_rug_lies_where_models_are(
    explanation: Explanation, made_up_study: Study
) -> None:
    held = explanation.rug.filter(field="code_share").sort("model_id")
    assert held["value"].to_list() == made_up_study.design["code_share"].to_list()


def test_the_swarm_has_words_or_numbers(explanation: Explanation) -> None:
    assert dict(explanation.swarm.schema) == SWARM_SCHEMA
    norms = explanation.swarm.filter(field="norm_type")
    numbers = explanation.swarm.filter(field="num_parameters")
    assert numbers["word"].null_count() == numbers.height > 0
    assert norms["value"].null_count() == norms.height


def test_it_can_be_written_as_json_without_gaps(explanation: Explanation) -> None:
    text = json.dumps(explanation.as_dict(), allow_nan=False)
    content = json.loads(text)
    assert content["schema_version"] == 1
    assert content["num_families"] == 16
    assert set(content["verdicts"]) == {
        "supported",
        "contradicted",
        "not shown",
        "no data",
    }
    assert len(content["swarm"]["value"]) == explanation.swarm.height


def test_it_is_the_same_twice_and_counts_its_steps(
    explanation: Explanation, made_up_study: Study
) -> None:
    steps: list[tuple[int, int]] = []
    again = explain_study(
        made_up_study,
        seeds=(0, 1),
        draws=100,
        jobs=1,
        progress=lambda done, total: steps.append((done, total)),
    )
    first, second = explanation.as_dict(), again.as_dict()
    first.pop("seconds")
    second.pop("seconds")
    assert first == second
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_contributions_of_a_field_add_up_and_only_of_measured_models(
    made_up_study: Study,
) -> None:
    scores = made_up_study.scores.copy()
    scores[:6, 0] = np.nan
    study = Study(
        made_up_study.design,
        made_up_study.targets,
        scores,
        made_up_study.families,
        (),
        "0" * 64,
    )
    columns = field_columns(study.design)
    assert len(columns.fields) == len(set(columns.fields))
    assert columns.values.shape[1] > len(columns.fields)
    found = measure_attributions(study, columns, (0,), Pool())
    assert np.isnan(found.contributions[0, :6]).all()
    assert np.isfinite(found.contributions[0, 6:]).all()
    assert found.importances.shape == (2, 1 + REFITS_PER_SEED, len(columns.fields))
    ranks = rank_fields(
        found, study.design, study.families, KEYS, benchmark_weights(TARGETS)
    )
    (row,) = [r for r in ranks if r.target == KEYS[0] and r.rank == 1]
    assert row.importance == pytest.approx(found.importances[0].mean(axis=0).max())
