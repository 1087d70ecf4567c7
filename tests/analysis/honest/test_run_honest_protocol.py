"""The honest protocol from frames to files."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from nsl_db.analysis.data import AnalysisData
from nsl_db.analysis.honest.methods import SELECTED, all_methods, choose, from_spec
from nsl_db.analysis.honest.null import SCALE_ONLY, WITH_DESIGN
from nsl_db.analysis.honest.options import HonestOptions
from nsl_db.analysis.honest.outputs import write_honest
from nsl_db.analysis.honest.result import HONEST_SCHEMA, HonestResult, honest_frame
from nsl_db.analysis.honest.run import run_honest_protocol
from nsl_db.errors import NotEnoughDataError, UsageError
from tests.support.simulated import FakeLine, FakeMean, Simulation, simulate

DATA = simulate(Simulation(num_families=16))
MEAN = replace(all_methods()[0], build=lambda *_: FakeMean())
LINE = replace(MEAN, estimator="log_linear", build=lambda *_: FakeLine())
DESIGN = replace(LINE, features="all", matrix="all")
METHODS = (
    MEAN,
    LINE,
    replace(LINE, estimator="xgboost"),
    replace(LINE, estimator=SCALE_ONLY[0]),
    replace(DESIGN, estimator=WITH_DESIGN[0]),
)
OPTIONS = HonestOptions(seeds=(0, 1), folds=("family", "random", "size", "time"))


@pytest.fixture(scope="module")
def result() -> HonestResult:
    return run_honest_protocol(DATA, OPTIONS, methods=METHODS, default="log_linear")


def test_there_is_a_row_for_every_method_fold_and_seed(result: HonestResult) -> None:
    keys = [(row.target, row.folds, row.estimator, row.seed) for row in result.rows]
    assert len(set(keys)) == len(keys) == 3 * 5 * (3 + 3 + 2)
    assert {row.folds for row in result.rows} == {"family", "random", "size"}
    assert [row.seed for row in result.rows[:3]] == [None, 0, 1]


def test_every_table_is_filled(result: HonestResult) -> None:
    assert len(result.leakage) == len(METHODS)
    assert {"family_mae", "random_mae", "size_mae"} <= set(result.leakage[0])
    assert {row.target for row in result.coverage} >= {"headline"}
    assert [row.permutation for row in result.permutation] == [None, 1, 2, 3, 4, 5]
    assert set(result.predictions["folds"]) == {"family", "random", "size"}
    assert result.drops[-1].reason == "no_score"
    assert len(result.intervals) == 2 * 2 * 2 * 48 * 3


def test_the_manifest_says_what_was_run(result: HonestResult) -> None:
    manifest = result.manifest
    assert manifest.protocol == "honest"
    assert manifest.folds == ("family", "random", "size")
    assert "0 of 48 models have a release date" in manifest.absent_folds["time"]
    assert manifest.fold_remarks["random"] == "seeds 0, 1"
    assert manifest.num_fits == 5 * (6 + 6 + 1) + 6 + 5 * 6
    assert (manifest.num_models, manifest.num_families) == (48, 16)
    assert [target.num_models for target in manifest.targets] == [48] * 3
    assert "/root" not in json.dumps(manifest.as_dict())


def test_the_run_is_repeatable(result: HonestResult) -> None:
    shuffled = replace(
        DATA,
        design=DATA.design.sample(fraction=1, shuffle=True, seed=1),
        scores=DATA.scores.sample(fraction=1, shuffle=True, seed=2),
    )
    again = run_honest_protocol(
        shuffled, OPTIONS, methods=METHODS, default="log_linear"
    )
    frames = [honest_frame(one.rows).drop("seconds") for one in (again, result)]
    assert_frame_equal(frames[0], frames[1], abs_tol=1e-10)
    assert again.coverage == result.coverage


def test_progress_ends_where_it_should(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def run() -> HonestResult:
        seen.clear()
        return run_honest_protocol(
            DATA,
            replace(OPTIONS, seeds=(0,), quick=True),
            lambda *step: seen.append(step),
            tmp_path,
            METHODS,
            "log_linear",
        )

    first = run()
    assert seen[-1][0] == seen[-1][1] == first.manifest.num_fits
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    second = run()
    assert seen == []
    assert second.manifest.num_fits == 0
    assert second.rows == first.rows
    assert second.permutation == first.permutation


def test_a_quick_run_says_so() -> None:
    options = HonestOptions(quick=True)
    assert len(options.run_seeds) < len(options.seeds)
    assert options.bootstrap_draws < HonestOptions().bootstrap_draws
    assert options.permutations < HonestOptions().permutations
    assert set(options.interval_seeds) <= set(options.run_seeds)


def test_a_quick_run_leaves_the_second_reference_out() -> None:
    recipe = replace(LINE, estimator="xgboost_paper")
    options = HonestOptions(folds=("size",), quick=True)
    quick = run_honest_protocol(DATA, options, methods=(MEAN, recipe))
    assert quick.manifest.estimators == ("median",)
    asked = replace(options, estimators=("xgboost_paper",))
    found = run_honest_protocol(DATA, asked, methods=(MEAN, recipe))
    assert found.manifest.estimators == ("xgboost_paper",)


def test_the_files_hold_the_result(result: HonestResult, tmp_path: Path) -> None:
    paths = write_honest(result, tmp_path / "out")
    document = json.loads(paths.results_json.read_text("utf-8"))
    assert list(document) == [
        "schema_version",
        "manifest",
        "rows",
        "aggregate",
        "leakage",
        "coverage",
        "permutation",
        "drops",
    ]
    assert document["manifest"] == json.loads(paths.manifest.read_text("utf-8"))
    assert len(document["rows"]) == len(result.rows)
    table = pl.read_parquet(paths.results_parquet)
    assert table.schema == pl.Schema(HONEST_SCHEMA)
    assert paths.predictions is not None
    assert pl.read_parquet(paths.predictions).equals(result.predictions)
    page = paths.report.read_text("utf-8")
    assert "unseen model families" in page
    assert "No time folds" in page
    assert "://" not in page


def test_the_schema_covers_every_column(result: HonestResult) -> None:
    assert list(HONEST_SCHEMA) == list(asdict(result.rows[0]))


def test_nothing_is_said_where_nothing_was_run() -> None:
    options = HonestOptions(seeds=(0,), folds=("size",))
    result = run_honest_protocol(DATA, options, methods=METHODS[:2], default="other")
    assert result.coverage == ()
    assert result.permutation == ()
    assert {row.mean_gain for row in result.aggregate} == {None}


def test_folds_that_cannot_be_formed_are_explained() -> None:
    with pytest.raises(NotEnoughDataError, match="0 of 48 models have a release date"):
        run_honest_protocol(DATA, HonestOptions(folds=("time",)), methods=METHODS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"folds": ("leap",)}, "'leap' is not one of family"),
        ({"features": ("own",)}, "'own' is not one of scale"),
        ({"engine": "ray"}, "--engine"),
        ({"seeds": ()}, "--seeds"),
        ({"jobs": 0}, "--jobs"),
    ],
)
def test_options_refuse_what_cannot_be(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        HonestOptions(**wrong)  # type: ignore[arg-type]


def test_an_unknown_estimator_is_named() -> None:
    with pytest.raises(UsageError, match="'magic' is not one of median"):
        run_honest_protocol(DATA, HonestOptions(estimators=("magic",)))
    with pytest.raises(UsageError, match="uses selected features"):
        run_honest_protocol(
            DATA, HonestOptions(estimators=("median",), features=(SELECTED,))
        )


def test_nested_selection_must_be_asked_for() -> None:
    offered = all_methods()
    assert all(method.features != SELECTED for method in choose(offered, (), ()))
    (nested,) = choose(offered, (), (SELECTED,))
    assert nested.estimator == "xgboost"
    assert len({method.key for method in offered}) == len(offered)


def test_registered_estimators_run_on_their_own_features() -> None:
    from nsl_db.analysis.estimators.registry import ESTIMATORS

    for spec in ESTIMATORS:
        method = from_spec(spec)
        assert method.matrix == method.features == spec.features
        assert method.is_family_seen == (spec.mode == "seen_family")


@pytest.mark.parametrize("features", ["published", "all"])
def test_xgboost_on_other_features_runs(features: str) -> None:
    options = HonestOptions(
        benchmarks=("arc_challenge",),
        folds=("size",),
        estimators=("xgboost",),
        features=(features,),
    )
    data: AnalysisData = DATA
    result = run_honest_protocol(data, options)
    assert [row.features for row in result.aggregate] == [features]
    assert result.aggregate[0].mean_mae < 0.3
