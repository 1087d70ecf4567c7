"""Two analyses are compared by what their intervals say."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from nsl_db.analysis.conclusions import compare_conclusions, verdict
from nsl_db.errors import UsageError

METHOD = {"folds": "family", "estimator": "ensemble", "features": "all"}


def _analysis(
    folder: Path,
    interval: tuple[float, float],
    *,
    error: float,
    tokens: int | None,
) -> Path:
    folder.mkdir()
    gain = {"gain_low": interval[0], "gain_high": interval[1]}
    row = {**METHOD, "target": "anli_0_brier_score", "seed": None, **gain}
    mean = {**METHOD, "scope": "headline", "mean_gain": 0.2, "gain_low": 0.1}
    document = {
        "manifest": {"protocol": "honest"},
        "rows": [
            {**row, "gain_vs_scale": sum(interval) / 2},
            {**row, "seed": 0, "gain_vs_scale": 0.0},
        ],
        "aggregate": [{**mean, "gain_high": 0.3}],
    }
    (folder / "results.json").write_text(json.dumps(document))
    pl.DataFrame(
        {
            **{name: [value] * 2 for name, value in METHOD.items()},
            "target": ["anli_0_brier_score"] * 2,
            "model_id": ["acme/moved", "acme/still"],
            "predicted": [0.5 + error, 0.5],
            "actual": [0.5, 0.4],
        }
    ).write_parquet(folder / "predictions.parquet")
    pl.DataFrame(
        {
            "model_id": ["acme/moved", "acme/still"],
            "training_tokens": [tokens, 10],
            "norm_type": ["rmsnorm", None],
        }
    ).write_parquet(folder / "design.parquet")
    return folder


def test_an_interval_says_gain_loss_or_nothing() -> None:
    assert verdict(0.01, 0.2) == "gain"
    assert verdict(-0.2, -0.01) == "loss"
    assert verdict(-0.1, 0.1) == "not shown"


def test_a_changed_verdict_names_the_model_and_the_cell(tmp_path: Path) -> None:
    a = _analysis(tmp_path / "a", (0.05, 0.2), error=0.1, tokens=None)
    b = _analysis(tmp_path / "b", (-0.05, 0.2), error=0.3, tokens=7)
    found = compare_conclusions(a, b)
    assert found.compared == 2
    (change,) = found.changes.to_dicts()
    assert (change["verdict_a"], change["verdict_b"]) == ("gain", "not shown")
    (driver,) = found.drivers.to_dicts()
    assert driver["model_id"] == "acme/moved"
    assert driver["error_b"] - driver["error_a"] == pytest.approx(0.2)
    assert driver["cells"] == "training_tokens: unknown -> 7"


def test_equal_analyses_have_equal_conclusions(tmp_path: Path) -> None:
    a = _analysis(tmp_path / "a", (0.05, 0.2), error=0.1, tokens=1)
    found = compare_conclusions(a, a)
    assert found.changes.is_empty()
    assert found.drivers.is_empty()


def test_a_folder_without_an_analysis_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no analysis"):
        compare_conclusions(tmp_path, tmp_path)


def test_the_paper_protocol_has_nothing_to_compare(tmp_path: Path) -> None:
    document = {"manifest": {"protocol": "paper"}, "rows": []}
    (tmp_path / "results.json").write_text(json.dumps(document))
    with pytest.raises(UsageError, match="only honest ones"):
        compare_conclusions(tmp_path, tmp_path)
