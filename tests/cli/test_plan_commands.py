"""`nsl-db whatif` and `nsl-db advise` on a made-up catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nsl_db.pipeline import planning
from tests.cli.conftest import Run
from tests.support.simulated import Simulation, simulate

RECIPE = "num_parameters: 1.4B\ntraining_tokens: 300B\ncode_share: 20%\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with recipes; any catalogue is the made-up one."""
    data = simulate(Simulation(num_families=14, family_deviation=0.01), seed=3)
    monkeypatch.setattr(planning, "load_data", lambda _: data)
    (tmp_path / "planned.yaml").write_text(RECIPE)
    (tmp_path / "huge.yaml").write_text("num_parameters: 10T\ntraining_tokens: 200T\n")
    (tmp_path / "typo.yaml").write_text("num_params: 1B\ntraining_tokens: 1T\n")
    return tmp_path


def test_whatif_prints_predictions_and_writes_files(run: Run, place: Path) -> None:
    answer = run(
        *("whatif", place / "planned.yaml", "--catalogue", "x", "--jobs", "1"),
        *("--sweep", "training_tokens=100B:1T:3log", "--output", place / "out"),
    )

    assert answer.code == 0, answer.err
    for words in (
        "planned (1.4B parameters, 300B tokens)",
        "80 % interval",
        "hellaswag (10-shot)",
        "Nearest real models",
        "code_share",
        "On families held out in turn",
        "Sweep",
    ):
        assert words in answer.out
    assert "Intervals are conformal" in answer.err
    names = {path.name for path in (place / "out").iterdir()}
    assert names == {"whatif.json", "prediction.svg", "sweep.svg"}


def test_whatif_prints_a_held_out_model_as_json_and_csv(run: Run, place: Path) -> None:
    common = ("whatif", "--hold-out", "org05/m015", "--catalogue", "x", "--jobs", "1")
    common = (*common, "--benchmark", "hellaswag")

    record = json.loads(run(*common, "--format", "json").out)
    rows = run(*common, "--format", "csv").out.splitlines()

    assert record["planned"] is None
    (part,) = record["held_out"]
    assert part["recipe"]["name"] == "org05/m015"
    assert part["predictions"][0]["measured"] is not None
    assert rows[0].startswith(
        "recipe,benchmark,num_shots,metric,harness,label,predicted"
    )
    assert rows[1].startswith("org05/m015,hellaswag,10,accuracy")


def test_a_recipe_outside_the_data_exits_with_seven(run: Run, place: Path) -> None:
    for command in (
        ("whatif", place / "huge.yaml"),
        ("advise", place / "huge.yaml", "--budget", "1e21"),
        ("advise", "--budget", "1.2e28"),
    ):
        answer = run(*command, "--catalogue", "x")
        assert answer.code == 7
        assert "is refused" in answer.err
        assert "nearest real model is" in answer.err


def test_a_typo_names_the_nearest_field(run: Run, place: Path) -> None:
    answer = run("whatif", place / "typo.yaml", "--catalogue", "x")
    assert answer.code == 2
    assert "Did you mean 'num_parameters'?" in answer.err


def test_advise_prints_a_staged_plan(run: Run, place: Path) -> None:
    common = ("advise", "--budget", "10000", "--unit", "gpu-hours", "--catalogue", "x")
    common = (*common, "--question", "code_share=0.1,0.4", "--weight", "hellaswag=1")

    answer = run(*common, "--output", place / "out")

    assert answer.code == 0, answer.err
    for words in ("H100-hours", "Stage 1", "Check point", "Stage 2", "power", "value"):
        assert words in answer.out
    assert {path.name for path in (place / "out").iterdir()} == {
        "plan.json",
        "plan.svg",
    }
    record = json.loads(run(*common, "--format", "json").out)
    assert record["budget_flop"] == pytest.approx(1e4 * 3600 * 989e12 * 0.4)
    assert record["weights"]["hellaswag_10_accuracy"] == 1
    header = run(*common, "--format", "csv").out.splitlines()[0]
    assert header.startswith("question,num_parameters,training_tokens,seeds_per_option")
