"""The manifest of a run of the honest protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.honest.cache import code_fingerprint
from nsl_db.analysis.honest.result import HonestManifest, TargetInfo
from nsl_db.analysis.honest.study_of import is_headline
from nsl_db.analysis.manifest import (
    code_version,
    dependency_versions,
    python_version,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nsl_db.analysis.honest.folds import FoldPlan
    from nsl_db.analysis.honest.methods import Method
    from nsl_db.analysis.honest.noise_floor import NoiseFloor
    from nsl_db.analysis.honest.options import HonestOptions
    from nsl_db.analysis.study import Study


def describe_run(
    study: Study,
    options: HonestOptions,
    plan: FoldPlan,
    methods: Sequence[Method],
    floors: Mapping[str, NoiseFloor],
    *,
    default: str,
    num_fits: int,
    num_catalogue_models: int,
    wall_seconds: float,
) -> HonestManifest:
    """Compose the manifest.

    Args:
        study: Models and targets.
        options: What was asked for.
        plan: The folds.
        methods: The methods that were compared.
        floors: Noise floor by key of the target.
        default: Estimator that intervals are laid around.
        num_fits: Fits of this run.
        num_catalogue_models: Models in the catalogue.
        wall_seconds: Duration of the run.
    """
    return HonestManifest(
        protocol="honest",
        catalogue_hash=study.catalogue_hash,
        code_version=code_version(),
        code_fingerprint=code_fingerprint(),
        python_version=python_version(),
        dependencies=dependency_versions(),
        benchmarks=options.benchmarks,
        folds=tuple(dict.fromkeys(fold.kind for fold in plan.folds)),
        absent_folds=plan.absent,
        fold_remarks=plan.remarks,
        estimators=tuple(dict.fromkeys(m.estimator for m in methods)),
        features=tuple(dict.fromkeys(m.features for m in methods)),
        default_estimator=default,
        seeds=options.run_seeds,
        interval_seeds=options.interval_seeds,
        permutations=options.permutations,
        permutation_seeds=options.permutation_seeds,
        bootstrap_draws=options.bootstrap_draws,
        engine=options.engine.partition("://")[0],
        jobs=options.jobs,
        quick=options.quick,
        num_fits=num_fits,
        wall_seconds=wall_seconds,
        num_catalogue_models=num_catalogue_models,
        num_models=study.design.height,
        num_families=len(set(study.families)),
        num_unknown_families=study.design["model_family"].null_count(),
        drops=study.drops,
        skipped_targets=study.skipped,
        targets=_targets(study, floors),
    )


def _targets(study: Study, floors: Mapping[str, NoiseFloor]) -> tuple[TargetInfo, ...]:
    """Describe the targets."""
    found = []
    for place, target in enumerate(study.targets):
        measured = np.flatnonzero(np.isfinite(study.scores[:, place]))
        floor = floors[target.key]
        found.append(
            TargetInfo(
                key=target.key,
                label=target.label,
                benchmark=target.benchmark,
                num_shots=target.num_shots,
                metric=target.metric,
                harness=target.harness,
                is_headline=is_headline(target),
                num_models=len(measured),
                num_families=len({study.families[row] for row in measured}),
                noise_floor=floor.value,
                noise_basis=floor.basis,
            )
        )
    return tuple(found)


__all__ = ["describe_run"]
