"""Errors of all estimators on families they did not see.

    python -P benchmarks/estimator_folds.py CATALOGUE [--seeds 10] [--estimator NAME]...

CATALOGUE is built from the table of the paper alone (`nsl-db build --source liu2025`).
Each seed cuts the families into three folds, nearly equal in models; a model that is
held out is hidden on all scores. Errors are pooled over models and seeds per score,
then averaged over scores. Gains are means of relative gains per score over XGBoost on
scale, with the paper's grid: tuned on left-out families with no row thrown away, and
by the paper's recipe. `worst` is the smallest gain and `won` counts scores, both
against the first of the two. Seconds are processor time per fit of all scores.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from nsl_db.analysis.estimators.design_features import design_features, scale_features
from nsl_db.analysis.estimators.inner_folds import grouped_folds
from nsl_db.analysis.estimators.registry import (
    ESTIMATORS,
    EstimatorSpec,
    estimator_of,
)
from nsl_db.analysis.honest.study_of import build_study
from nsl_db.analysis.paper.tasks import TASKS
from nsl_db.pipeline.analyze import load_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.study import Study

REFERENCES = ("xgboost", "xgboost_paper")
"""What gains are measured against."""

NUM_FOLDS = 3
"""Outer folds."""

FIRST_SEED = 1000
"""Added to seeds of outer folds, which must differ from those inside a fit."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How one estimator did.

    Attributes:
        spec: The estimator.
        errors: Mean absolute error per score (t,).
        seconds: Processor time per fit.
    """

    spec: EstimatorSpec
    errors: NDArray[np.float64]
    seconds: float


def measure(study: Study, spec: EstimatorSpec, seeds: Iterable[int]) -> Measured:
    """Predict each family from the others, once per seed."""
    frame = design_features if spec.features == "all" else scale_features
    features = frame(study.design).to_numpy()
    families = np.array(study.families)
    labels = np.unique(families, return_inverse=True)[1]
    gaps, seconds = [], []
    for seed in seeds:
        for train, test in grouped_folds(labels, NUM_FOLDS, FIRST_SEED + seed):
            started = time.process_time()
            model = spec.build(study.targets, seed)
            model.fit(features[train], study.scores[train], families[train])
            seconds.append(time.process_time() - started)
            gaps.append(np.abs(model.predict(features[test]) - study.scores[test]))
    errors = np.nanmean(np.concatenate(gaps), axis=0)
    return Measured(spec, errors, float(np.mean(seconds)))


def line(measured: Measured, references: Sequence[Measured]) -> str:
    """One row of the table."""
    first, second = (1 - measured.errors / other.errors for other in references)
    return (
        f"{measured.spec.name:22} {measured.errors.mean():.4f} "
        f"{100 * first.mean():7.1f} {100 * second.mean():7.1f} "
        f"{100 * first.min():7.1f} {(first > 0).sum():3}/{len(first)} "
        f"{measured.seconds:7.3f}\n"
    )


def main() -> None:
    """Print the table, one estimator after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--estimator", action="append", default=[])
    options = parser.parse_args()
    names = tuple(dict.fromkeys(task.benchmark for task in TASKS))
    study = build_study(load_data(options.catalogue), names)
    seeds = range(options.seeds)
    sys.stdout.write(
        f"{len(study.model_ids)} models, {len(set(study.families))} families, "
        f"{len(study.targets)} scores, seeds 0-{options.seeds - 1}\n"
        "estimator                 MAE  gain %  paper %  worst %  won   s/fit\n"
    )
    wanted = options.estimator or [spec.name for spec in ESTIMATORS]
    with threadpool_limits(limits=1):
        references = [measure(study, estimator_of(name), seeds) for name in REFERENCES]
        for reference in references:
            sys.stdout.write(line(reference, references))
        for name in wanted:
            if name in REFERENCES:
                continue
            measured = measure(study, estimator_of(name), seeds)
            sys.stdout.write(line(measured, references))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
