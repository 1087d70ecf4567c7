"""Out-of-fold predictions, their cache and the pool that makes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from nsl_db.analysis.estimators.registry import estimator_of
from nsl_db.analysis.honest.cache import FrameCache, analysis_cache, code_fingerprint
from nsl_db.analysis.honest.errors import collect_errors
from nsl_db.analysis.honest.evaluate import MIN_TRAIN, Evaluator
from nsl_db.analysis.honest.folds import plan_folds
from nsl_db.analysis.honest.matrices import build_matrices
from nsl_db.analysis.honest.methods import Method, from_spec
from nsl_db.analysis.honest.parallel import Pool
from nsl_db.analysis.honest.study_of import build_study
from nsl_db.errors import AnalysisError, UsageError
from tests.support.simulated import FakeLine, FakeMean, Simulation, simulate

MEAN = Method("mean", "scale", "Mean", "scale", lambda *_: FakeMean())
LINE = Method("line", "all", "Line", "all", lambda *_: FakeLine())
REGISTERED = [from_spec(estimator_of(name)) for name in ("median", "log_linear")]
DATA = simulate(Simulation())
STUDY = build_study(DATA)
MATRICES = build_matrices(DATA, STUDY, ("scale", "all"))


def evaluator(cache: FrameCache | None = None, jobs: int = 1) -> Evaluator:
    return Evaluator(STUDY, MATRICES, Pool(jobs), cache or FrameCache(None))


def test_predictions_can_be_computed_by_hand() -> None:
    plan = plan_folds(STUDY, ("family",), (3,))
    frame = evaluator().predict([MEAN], plan.folds)
    assert frame.height == 60 * 3
    for fold in plan.folds:
        rows = frame.filter(fold=fold.number, target=STUDY.targets[0].key)
        expected = STUDY.scores[fold.train, 0].mean()
        np.testing.assert_allclose(rows["predicted"].to_numpy(), expected)
        assert set(rows["model_id"]) == {STUDY.model_ids[row] for row in fold.test}
    (errors,) = collect_errors(frame, STUDY)
    gaps = (frame["predicted"] - frame["actual"]).abs().to_numpy().reshape(3, -1)
    assert errors.mae.mean() == pytest.approx(gaps.mean())
    assert errors.by_seed.shape == (1, 3)


def test_a_held_out_model_is_hidden_on_all_targets() -> None:
    shown: list[NDArray[np.float64]] = []

    class Recorder(FakeMean):
        def fit(
            self, features: object, scores: object, groups: object = None
        ) -> FakeMean:
            shown.append(np.asarray(scores))
            return super().fit(features, scores, groups)

    spy = replace(MEAN, build=lambda *_: Recorder())
    plan = plan_folds(STUDY, ("family",), (0,))
    evaluator().predict([spy], plan.folds)
    for fold, scores in zip(plan.folds, shown, strict=True):
        np.testing.assert_array_equal(scores, STUDY.scores[fold.train])


def test_a_missing_score_is_neither_shown_as_zero_nor_judged() -> None:
    scores = STUDY.scores.copy()
    scores[::2, 1] = np.nan
    gappy = replace(evaluator(), study=replace(STUDY, scores=scores))
    folds = plan_folds(STUDY, ("size",), (0,)).folds
    frame = gappy.predict([MEAN], folds).filter(target=STUDY.targets[1].key)
    known = np.isfinite(scores[:, 1])
    tested = [row for row in folds[0].test if known[row]]
    assert frame["model_id"].to_list() == [STUDY.model_ids[row] for row in tested]
    shown = [row for row in folds[0].train if known[row]]
    np.testing.assert_allclose(frame["predicted"], scores[shown, 1].mean())


def test_a_target_with_too_little_to_learn_from_is_not_predicted() -> None:
    fold = plan_folds(STUDY, ("size",), (0,)).folds[0]
    scores = STUDY.scores.copy()
    scores[fold.train[MIN_TRAIN - 1 :], 2] = np.nan
    poor = replace(evaluator(), study=replace(STUDY, scores=scores))
    frame = poor.predict([MEAN], [fold])
    assert set(frame["target"]) == {target.key for target in STUDY.targets[:2]}


def test_processes_and_cache_change_nothing(tmp_path: Path) -> None:
    folds = plan_folds(STUDY, ("family", "random"), (0, 1)).folds
    alone = evaluator().predict(REGISTERED, folds).drop("seconds")
    cache = analysis_cache(tmp_path, DATA.catalogue_hash)
    pooled = evaluator(cache, jobs=2).predict(REGISTERED, folds)
    assert pooled.drop("seconds").equals(alone)
    seen: list[tuple[int, int]] = []
    again = evaluator(cache).predict(REGISTERED, folds, lambda *step: seen.append(step))
    assert again.equals(pooled)
    assert seen == []


def test_only_what_is_missing_is_computed(tmp_path: Path) -> None:
    folds = plan_folds(STUDY, ("family",), (0,)).folds
    cache = analysis_cache(tmp_path, DATA.catalogue_hash)
    evaluator(cache).predict([MEAN], folds)
    seen: list[tuple[int, int]] = []
    both = evaluator(cache).predict(
        [MEAN, LINE], folds, lambda *step: seen.append(step)
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert both["estimator"].unique(maintain_order=True).to_list() == ["mean", "line"]


def test_another_catalogue_finds_nothing(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [1]})
    analysis_cache(tmp_path, "one").store(frame, "part")
    assert analysis_cache(tmp_path, "one").find("part") is not None
    assert analysis_cache(tmp_path, "other").find("part") is None
    assert analysis_cache(tmp_path, "one").find("another part") is None


def test_a_damaged_file_is_computed_anew(tmp_path: Path) -> None:
    cache = analysis_cache(tmp_path, "one")
    cache.store(pl.DataFrame({"a": [1]}), "part")
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"PAR1 and no more")
    made = cache.frame(lambda: pl.DataFrame({"a": [2]}), "part")
    assert made["a"].to_list() == [2]
    found = cache.find("part")
    assert found is not None
    assert found["a"].to_list() == [2]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    with pytest.raises(AnalysisError, match="--no-cache"):
        FrameCache(taken / "below").store(pl.DataFrame({"a": [1]}), "part")


def test_the_fingerprint_is_that_of_the_code() -> None:
    assert code_fingerprint() == code_fingerprint()
    assert len(code_fingerprint()) == 64


def test_a_prediction_that_is_no_number_is_refused() -> None:
    class Broken(FakeMean):
        def predict(self, features: object) -> NDArray[np.float64]:
            return super().predict(features) * np.inf

    broken = replace(MEAN, build=lambda *_: Broken())
    with pytest.raises(AnalysisError, match="mean on scale features"):
        evaluator().predict([broken], plan_folds(STUDY, ("size",), (0,)).folds)


def test_families_are_told_only_to_those_who_ask() -> None:
    told: list[object] = []

    class Nosy(FakeMean):
        def predict(
            self, features: object, groups: object = None
        ) -> NDArray[np.float64]:
            told.append(groups)
            return super().predict(features)

    fold = plan_folds(STUDY, ("random",), (0,)).folds[0]
    method = replace(MEAN, build=lambda *_: Nosy())
    evaluator().predict([method, replace(method, is_family_seen=True)], [fold])
    assert told[0] is None
    assert list(told[1]) == [STUDY.families[row] for row in fold.test]  # type: ignore[call-overload]


@pytest.mark.parametrize("engine", ["", "ray", "local://", "dask://"])
def test_an_unknown_engine_is_refused(engine: str) -> None:
    with pytest.raises(UsageError, match="--engine"):
        Pool(1, engine)
