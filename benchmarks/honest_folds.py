"""Compare the estimators on unseen families of the paper's own table.

Prints, for three folds of whole families and the given seeds, the error of each
benchmark and the mean gains over XGBoost on scale, over the paper's recipe (which
throws a fifth of the training part away) and over the line; brackets are 95 %
bootstrap intervals over families with the predictions held fixed.

    python -m benchmarks.honest_folds [--seeds 0-9] [--jobs 2] [--all-estimators]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nsl_db.analysis.estimators.registry import DEFAULT
from nsl_db.analysis.honest.options import HonestOptions
from nsl_db.analysis.honest.run import run_honest_protocol
from nsl_db.analysis.options import parse_seeds
from nsl_db.config import settings
from nsl_db.pipeline.analyze import load_data, published_catalogue

if TYPE_CHECKING:
    from nsl_db.analysis.data import AnalysisData
    from nsl_db.analysis.honest.aggregate import AggregateRow
    from nsl_db.analysis.honest.result import HonestResult

COMPARED = ("log_linear", "xgboost", "xgboost_paper", "bounded_sigmoid", DEFAULT)
"""Estimators of the short comparison."""


def main() -> None:
    """Print the table, and whether the aims are met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seeds", default="0-9")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--all-estimators", action="store_true")
    arguments = parser.parse_args()
    options = HonestOptions(
        folds=("family",),
        seeds=parse_seeds(arguments.seeds),
        estimators=() if arguments.all_estimators else COMPARED,
        features=() if arguments.all_estimators else ("scale", "all"),
        jobs=arguments.jobs,
    )
    started = time.perf_counter()
    result = run_honest_protocol(paper_data(), options)
    print_benchmarks(result)
    print_methods(result)
    print_aims(result)
    print(f"{time.perf_counter() - started:.0f} s, {arguments.jobs} processes")


def paper_data() -> AnalysisData:
    """The paper's own table as published."""
    with (
        tempfile.TemporaryDirectory() as folder,
        published_catalogue(settings(Path(folder))) as path,
    ):
        return load_data(path)


def print_benchmarks(result: HonestResult) -> None:
    """Print the error of each method on each benchmark, and the default's gain."""
    names = [f"{method.estimator}/{method.features}" for method in result.methods]
    print(f"{'benchmark':28} {'n':>3} " + " ".join(f"{name:>22}" for name in names))
    for target in result.manifest.targets:
        rows = {
            f"{row.estimator}/{row.features}": row
            for row in result.aggregates
            if row.target == target.key and row.folds == "family"
        }
        errors = " ".join(f"{rows[name].mae:22.4f}" for name in names)
        own = next(row for row in rows.values() if row.estimator == DEFAULT)
        gain = _gain(own.gain_vs_scale, own.gain_low, own.gain_high)
        print(
            f"{target.label:28} {target.num_models:3} {errors} {gain} "
            f"p {own.p_value} Holm {own.p_holm}"
        )


def print_methods(result: HonestResult) -> None:
    """Print mean error and mean gains of each method, over the paper's benchmarks."""
    for row in result.aggregate:
        if row.scope == "headline":
            print(
                f"{row.estimator + '/' + row.features:30} MAE {row.mean_mae:.4f}  "
                f"vs XGBoost {_gain(row.mean_gain, row.gain_low, row.gain_high)}  "
                "vs paper's recipe "
                f"{_gain(row.gain_vs_recipe, row.recipe_low, row.recipe_high)}  "
                f"vs line {_percent(row.gain_vs_line)}  better on {row.num_better} "
                f"worst {_percent(row.worst_gain)} {row.worst_target}"
            )
    for part in result.coverage:
        if part.target == "headline":
            print(
                f"{part.level:.0%} by {part.weighting:6} coverage {part.coverage:.3f} "
                f"width {part.mean_width:.3f} worst family {part.worst_family} "
                f"{part.worst_coverage or 0:.2f}"
            )
    for draw in result.permutation:
        name = "real" if draw.permutation is None else f"permuted {draw.permutation}"
        gain = _gain(draw.mean_gain, draw.gain_low, draw.gain_high)
        print(f"design over scale, {name}: {gain}")


def print_aims(result: HonestResult) -> None:
    """Print whether the default estimator is as good as it has to be."""
    row = default_row(result)
    aims = {
        "mean gain >= 15 %": (row.mean_gain or 0) >= 0.15,
        "lower bound > 5 %": (row.gain_low or 0) > 0.05,
        "no benchmark worse by > 3 %": (row.worst_gain or 0) >= -0.03,
        "mean MAE <= .055": row.mean_mae <= 0.055,
    }
    for name, is_met in aims.items():
        print(f"{'met' if is_met else 'MISSED':6} {name}")


def default_row(result: HonestResult) -> AggregateRow:
    """The default estimator on family folds, over the paper's benchmarks."""
    return next(
        row
        for row in result.aggregate
        if (row.estimator, row.folds, row.scope) == (DEFAULT, "family", "headline")
    )


def _gain(gain: float | None, low: float | None, high: float | None) -> str:
    return f"{_percent(gain)} [{_percent(low)}, {_percent(high)}]"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


if __name__ == "__main__":
    main()
