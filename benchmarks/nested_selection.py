"""Compare the default estimator with XGBoost on features chosen by nested selection.

The paper's recipe done honestly: forward selection inside each training part, on
folds of whole families, of the paper's own table. It takes long: about ten minutes of
one processor for each seed. Writes the figures with their date and command.

    python -m benchmarks.nested_selection --date 2026-11-23 [--seeds 0-1] [--jobs 2] \
        [--output benchmarks/results/nested_selection.json]
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from benchmarks.honest_folds import paper_data
from nsl_db.analysis.estimators.registry import DEFAULT
from nsl_db.analysis.honest.aggregate import mean_gain
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
from nsl_db.analysis.honest.cache import FrameCache
from nsl_db.analysis.honest.errors import collect_errors
from nsl_db.analysis.honest.evaluate import Evaluator
from nsl_db.analysis.honest.folds import plan_folds
from nsl_db.analysis.honest.matrices import build_matrices
from nsl_db.analysis.honest.methods import SELECTED, all_methods
from nsl_db.analysis.honest.parallel import Pool
from nsl_db.analysis.honest.selection import NUM_SELECTION_SEEDS, NestedSelection
from nsl_db.analysis.honest.study_of import HEADLINE, build_study
from nsl_db.analysis.options import BOOTSTRAP_DRAWS, parse_seeds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.honest.errors import Errors
    from nsl_db.analysis.honest.folds import Fold
    from nsl_db.analysis.honest.matrices import FeatureMatrix
    from nsl_db.analysis.study import Study

NESTED = ("xgboost", SELECTED)
"""The method of the comparison."""

RIVALS = (
    ("xgboost", "scale"),
    ("xgboost_paper", "scale"),
    ("xgboost", "published"),
    ("bounded_sigmoid", "scale"),
    ("log_linear", "scale"),
)
"""What it is compared with, besides the default estimator."""


def main() -> None:
    """Run, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--date", required=True, help="day of the measurement")
    parser.add_argument("--seeds", default="0-1")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    data = paper_data()
    study = build_study(data, (HEADLINE,))
    folds = plan_folds(study, ("family",), parse_seeds(options.seeds)).folds
    matrices = build_matrices(data, study, ("scale", "all", "paper"))
    pool = Pool(options.jobs)
    rivals = [
        method
        for method in all_methods()
        if method.key in RIVALS or method.estimator == DEFAULT
    ]
    predictions = Evaluator(study, matrices, pool, FrameCache(None)).predict(
        rivals, folds
    )
    nested, chosen = run_nested(study, matrices["paper"], folds, pool)
    errors = {
        part.method: part
        for part in collect_errors(pl.concat([predictions, nested]), study)
    }
    content = {
        "date": options.date,
        "command": "python -m benchmarks.nested_selection "
        f"--date {options.date} --seeds {options.seeds} --jobs {options.jobs}",
        "outer_seeds": options.seeds,
        "inner_seeds": NUM_SELECTION_SEEDS,
        "num_models": study.design.height,
        "num_families": len(set(study.families)),
        "minutes": round((time.perf_counter() - started) / 60, 1),
        **figures(study, errors),
        "selected_in_folds": chosen,
    }
    text = json.dumps(content, indent=1)
    print(text)
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(f"{text}\n", "utf-8")


def run_nested(
    study: Study, matrix: FeatureMatrix, folds: Sequence[Fold], pool: Pool
) -> tuple[pl.DataFrame, dict[str, dict[str, int]]]:
    """Predictions after nested selection, and how often each feature was chosen."""
    calls = [
        (study, matrix, fold, place)
        for fold in folds
        for place in range(len(study.targets))
    ]
    frames = []
    counts: dict[str, Counter[str]] = {t.key: Counter() for t in study.targets}
    done = pool.run(nested_fold, calls, _show)
    for (_, _, _, place), (frame, names) in zip(calls, done, strict=True):
        frames.append(frame)
        counts[study.targets[place].key].update(names)
    chosen = {key: dict(count.most_common()) for key, count in counts.items()}
    return pl.concat(frames), chosen


def nested_fold(
    study: Study, matrix: FeatureMatrix, fold: Fold, place: int
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Select, fit and predict one benchmark on one split."""
    started = time.process_time()
    scores = study.scores[:, [place]]
    families = np.asarray(study.families)
    fitted = NestedSelection(matrix.names, fold.seed).fit(
        matrix.values[fold.train], scores[fold.train], families[fold.train]
    )
    test = fold.test[np.isfinite(scores[fold.test, 0])]
    predicted = fitted.predict(matrix.values[test])[:, 0]
    frame = pl.DataFrame(
        {
            "folds": fold.kind,
            "seed": fold.seed,
            "fold": fold.number,
            "estimator": NESTED[0],
            "features": NESTED[1],
            "model_id": [study.model_ids[row] for row in test],
            "target": study.targets[place].key,
            "predicted": predicted,
            "actual": scores[test, 0],
            "seconds": (time.process_time() - started) / len(test),
        },
        schema_overrides={"seed": pl.Int64, "fold": pl.Int64},
    )
    return frame, fitted.selected_[0][2:]


def figures(study: Study, errors: dict[tuple[str, str], Errors]) -> dict[str, Any]:
    """Mean errors, gains over XGBoost on scale, and the default over nested."""
    bootstrap = FamilyBootstrap.of(study.families, BOOTSTRAP_DRAWS)
    chosen = np.ones(len(study.targets), dtype=bool)
    scale, nested = errors["xgboost", "scale"], errors[NESTED]
    default = next(part for key, part in errors.items() if key[0] == DEFAULT)

    def gain(part: Errors, rival: Errors) -> dict[str, Any]:
        found = mean_gain(bootstrap, part, rival, chosen)
        by_target = found.by_target
        return {
            "mean": _rounded(found.mean),
            "low": _rounded(found.low),
            "high": _rounded(found.high),
            "num_better": int((by_target > 0).sum()) if by_target is not None else 0,
        }

    return {
        "mean_mae": {
            "/".join(key): _rounded(float(part.mae.mean()))
            for key, part in errors.items()
        },
        "gain_over_scale": {
            "/".join(key): gain(part, scale)
            for key, part in errors.items()
            if part is not scale
        },
        "default_over_nested": gain(default, nested),
        "benchmarks": {
            target.key: {
                "/".join(key): _rounded(float(part.mae[place]))
                for key, part in errors.items()
            }
            for place, target in enumerate(study.targets)
        },
        "processor_seconds": round(sum(nested.seconds)),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _show(done: int, total: int) -> None:
    print(f"{done} of {total} selections", flush=True)


if __name__ == "__main__":
    main()
