"""`nsl-db analyze`, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nsl_db.config import settings
from nsl_db.pipeline.build import build
from tests.cli.conftest import Run

FAST = ("--estimator", "median", "--estimator", "log_linear", "--seeds", "0")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    return build(
        settings(folder), sources=["liu2025"], output=folder / "liu2025.duckdb"
    ).path


def test_the_honest_protocol_writes_all_its_files(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    answer = run(
        "analyze",
        *FAST,
        "--jobs",
        1,
        "--catalogue",
        catalogue,
        "--output",
        output,
        "--data-dir",
        tmp_path,
        "--format",
        "json",
    )
    assert answer.code == 0, answer.err
    rows = json.loads(answer.out)
    assert {row["estimator"] for row in rows} == {"median", "log_linear"}
    kinds = {row["folds"] for row in rows}
    assert kinds >= {"family", "random", "size"}
    assert sum(row["is_headline"] for row in rows) == 13 * 2 * len(kinds)
    assert str(output / "report.html") in answer.err
    assert {path.name for path in output.iterdir()} >= {
        "manifest.json",
        "predictions.parquet",
        "report.html",
        "results.json",
        "results.parquet",
    }
    manifest = json.loads((output / "manifest.json").read_text("utf-8"))
    assert manifest["protocol"] == "honest"
    assert (manifest["num_models"], manifest["num_families"]) == (93, 25)


def test_a_second_run_finds_its_fits_unless_told_otherwise(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    def fits(*options: object) -> int:
        answer = run(
            "analyze",
            *FAST,
            "--folds",
            "family",
            "--jobs",
            1,
            "--catalogue",
            catalogue,
            "--output",
            tmp_path / "out",
            "--data-dir",
            tmp_path,
            *options,
        )
        assert answer.code == 0, answer.err
        manifest = (tmp_path / "out" / "manifest.json").read_text("utf-8")
        return int(json.loads(manifest)["num_fits"])

    assert fits() == 6
    assert fits() == 0
    assert fits("--no-cache") == 6


def test_the_table_has_one_row_per_method(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    answer = run(
        "analyze",
        *FAST,
        "--folds",
        "random",
        "--folds",
        "size",
        "--benchmark",
        "hellaswag",
        "--catalogue",
        catalogue,
        "--output",
        tmp_path / "out",
        "--data-dir",
        tmp_path,
    )
    assert answer.code == 0, answer.err
    assert answer.out.count("log_linear") == 1
    header = next(line for line in answer.out.splitlines() if "estimator" in line)
    assert header.split() == [
        *("estimator", "features", "MAE,", "random", "gain", "%", "95", "%"),
        *("size", "%"),
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--folds", "leap"), "'leap' is not one of family, random, size, time"),
        (("--estimator", "magic"), "'magic' is not one of median"),
        (("--engine", "ray"), "'ray' is not local"),
        (("--protocol", "paper", "--folds", "family"), "random folds"),
        (("--protocol", "paper", "--engine", "dask"), "local engine"),
    ],
)
def test_a_wrong_option_is_refused(
    run: Run,
    catalogue: Path,
    tmp_path: Path,
    options: tuple[str, ...],
    message: str,
) -> None:
    answer = run(
        "analyze", *options, "--catalogue", catalogue, "--output", tmp_path / "out"
    )
    assert answer.code == 2
    assert message in " ".join(answer.err.split())


def test_the_paper_protocol_keeps_its_outcomes(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    answers = [
        run(
            "analyze",
            "--protocol",
            "paper",
            *FAST,
            "--features",
            "scale",
            "--catalogue",
            catalogue,
            "--output",
            tmp_path / "out",
            "--data-dir",
            tmp_path,
            "--format",
            "json",
        )
        for _ in range(2)
    ]
    assert [answer.code for answer in answers] == [0, 0]
    first, second = (json.loads(answer.out) for answer in answers)
    assert first == second
    assert list((tmp_path / "cache" / "analysis").glob("*.parquet"))
