"""One regression problem per task: models, targets and encoded features."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.noise import expected_sampling_error
from nsl_db.analysis.paper.encoding import encode, gather
from nsl_db.analysis.paper.features import feature_names
from nsl_db.analysis.paper.tasks import Task, task_targets
from nsl_db.analysis.population import Drop, drop_of
from nsl_db.errors import NotEnoughDataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.data import AnalysisData

ALL = "all"
"""Every feature; unknown ones are left to XGBoost."""

SELECTED = "selected"
"""Features that the forward selection is to find; see `paper.selection`."""

MIN_MODELS = 30
"""Fewest models of a task. Source: the published code of Liu et al. 2025."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A task with everything that its models see.

    Attributes:
        task: The prediction target.
        model_ids: Models (n,), sorted by name: the folds depend on the order.
        num_families: Known families among them, or None where none is known.
        target: Scores (n,).
        feature_names: Features by feature set, in catalogue names.
        matrices: Encoded features (n, k) by feature set.
        noise_floor: Error expected from the sampling of test items, or None.
        drop: Eligible models without a target.
    """

    task: Task
    model_ids: tuple[str, ...]
    num_families: int | None
    target: NDArray[np.float64]
    feature_names: Mapping[str, tuple[str, ...]]
    matrices: Mapping[str, NDArray[np.float64]]
    noise_floor: float | None
    drop: Drop


def build_problems(
    data: AnalysisData,
    eligible: pl.DataFrame,
    tasks: Sequence[Task],
    features: Sequence[str],
) -> tuple[Problem, ...]:
    """Form the regression problem of each task.

    Args:
        data: The catalogue.
        eligible: Design rows of the models that may take part.
        tasks: Targets to predict.
        features: Feature sets to encode.

    Raises:
        NotEnoughDataError: Too few models have a target, or nobody has a feature.
    """
    return tuple(_build(data, eligible, task, features) for task in tasks)


def _build(
    data: AnalysisData, eligible: pl.DataFrame, task: Task, features: Sequence[str]
) -> Problem:
    """Form one problem.

    Ordinals are fitted over all eligible models with any score of the task's
    metric, whatever the benchmark, as the reference does.
    """
    targets = task_targets(data.scores, task)
    has_metric = data.scores.filter(pl.col("metric") == task.metric)
    peers = eligible.join(has_metric, on="model_id", how="semi")
    rows = peers.join(targets, on="model_id", how="inner").sort("model_id")
    _check_size(task, len(rows), len(eligible))

    sets = {
        name: feature_names(task.benchmark, task.num_shots, name)
        for name in features
        if name != SELECTED
    }
    needed = {name for part, names in sets.items() if part != ALL for name in names}
    names = tuple(dict.fromkeys(chain.from_iterable(sets.values())))
    gathered = gather(peers, data.generation, names)
    _check_known(
        task,
        gathered.select("model_id", *(n for n in names if n in needed)).join(
            rows, on="model_id", how="semi"
        ),
    )
    encoded = rows.select("model_id").join(
        encode(gathered), on="model_id", how="left", maintain_order="left"
    )
    target = rows["target"].to_numpy()
    return Problem(
        task=task,
        model_ids=tuple(rows["model_id"]),
        num_families=rows["model_family"].drop_nulls().n_unique() or None,
        target=target,
        feature_names=sets,
        matrices={
            name: np.ascontiguousarray(encoded.select(columns).to_numpy())
            for name, columns in sets.items()
        },
        noise_floor=(
            expected_sampling_error(target, task.num_items) if task.num_items else None
        ),
        drop=drop_of(
            "no_score", eligible.join(rows, on="model_id", how="anti")["model_id"]
        ),
    )


def _check_size(task: Task, num_models: int, num_eligible: int) -> None:
    """Refuse a task that too few models have a score for."""
    if num_models < MIN_MODELS:
        raise NotEnoughDataError(
            f"{task.label}: {num_models} of {num_eligible} eligible models have a "
            f"{task.metric} score, and the paper protocol needs {MIN_MODELS}. Build a "
            "catalogue that holds the paper's table (`nsl-db build --source liu2025`), "
            "or choose other benchmarks with --benchmark."
        )


def _check_known(task: Task, gathered: pl.DataFrame) -> None:
    """Refuse a feature that no model of the task has a value for."""
    for column in gathered.columns:
        if gathered[column].null_count() == len(gathered):
            raise NotEnoughDataError(
                f"{task.label}: no model has a value of {column}, which the published "
                "features need. Build a catalogue that holds the paper's table "
                "(`nsl-db build --source liu2025`), or use --features scale."
            )


__all__ = ["ALL", "MIN_MODELS", "SELECTED", "Problem", "build_problems"]
