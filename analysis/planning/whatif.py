"""What planned models would score, and how well real ones are predicted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.estimators.registry import DEFAULT
from nsl_db.analysis.honest.parallel import Pool
from nsl_db.analysis.honest.support import Support
from nsl_db.analysis.planning.design_notes import (
    DesignGain,
    design_gain,
    design_support,
)
from nsl_db.analysis.planning.models import row_of_model
from nsl_db.analysis.planning.neighbours import distances, nearest_models
from nsl_db.analysis.planning.prediction import (
    Learned,
    features_of,
    learn,
    predict,
    scale_of,
    without_family,
)
from nsl_db.analysis.planning.recipe import Recipe, recipe_of_model
from nsl_db.analysis.planning.sweeps import Sweep, check_sweeps, run_sweep
from nsl_db.errors import AnalysisError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.study import Study


@dataclass(frozen=True, slots=True)
class Planned:
    """A recipe inside the support, and its predicted scores.

    Attributes:
        recipe: The recipe.
        left_out: Family whose models were not learned from, None where all were.
        num_models: Models learned from.
        num_families: Their families.
        predictions: One row per target: the protocol, `predicted` and the ends of
            the intervals, `chance`, `best_observed` and `best_model`, `design_shift`
            (what the design fields add to the prediction) and, for a real model,
            `measured`.
        nearest: The nearest real models learned from, with their scores.
        design: What each decided design field rests on.
        gain: What design features add on families never seen, None where the
            estimator does not tell.
        sweep: Predictions at the points of a sweep, None without one.
    """

    recipe: Recipe
    left_out: str | None
    num_models: int
    num_families: int
    predictions: pl.DataFrame
    nearest: pl.DataFrame
    design: pl.DataFrame
    gain: DesignGain | None
    sweep: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Answers for a recipe and for real models that were held out.

    Attributes:
        catalogue_hash: Content hash of the catalogue.
        estimator: Name of the estimator.
        planned: The recipe, None where none is given.
        held_out: Real models, each predicted without its family.
        refused: Why real models could not be predicted.
        sweeps: What was varied in the recipe.
    """

    catalogue_hash: str
    estimator: str
    planned: Planned | None
    held_out: tuple[Planned, ...]
    refused: tuple[str, ...]
    sweeps: tuple[Sweep, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """One fit: a recipe and the models to learn from."""

    recipe: Recipe
    left_out: str | None = None
    measured: tuple[float, ...] | None = None
    sweeps: tuple[Sweep, ...] = ()


def what_if(
    study: Study,
    recipe: Recipe | None,
    hold_outs: Sequence[str] = (),
    sweeps: Sequence[Sweep] = (),
    *,
    estimator: str = DEFAULT,
    jobs: int = 1,
) -> WhatIf:
    """Predict a recipe, and real models as if their families did not exist.

    Args:
        study: Models and targets.
        recipe: A planned model, or None.
        hold_outs: Real models whose recipes are predicted without their families.
        sweeps: What to vary in the recipe.
        estimator: Name of the estimator.
        jobs: Processes.

    Raises:
        UsageError: There is nothing to predict, or a sweep or model does not exist.
        AnalysisError: The recipe, or every real model, lies outside the support.
    """
    check_sweeps(sweeps)
    if recipe is None and (sweeps or not hold_outs):
        raise UsageError("Give a recipe file, or --hold-out MODEL_ID without a sweep.")
    work = [] if recipe is None else [_Job(recipe, sweeps=tuple(sweeps))]
    work += [_hold_out(study, name) for name in dict.fromkeys(hold_outs)]
    pool = Pool(min(jobs, len(work)))
    answers = pool.run(_answer, [(study, job, estimator) for job in work])
    refused = tuple(answer for answer in answers if isinstance(answer, str))
    done = [answer for answer in answers if isinstance(answer, Planned)]
    if (recipe is not None and isinstance(answers[0], str)) or not done:
        raise AnalysisError(" ".join(refused))
    planned = done.pop(0) if recipe is not None else None
    return WhatIf(
        catalogue_hash=study.catalogue_hash,
        estimator=estimator,
        planned=planned,
        held_out=tuple(done),
        refused=refused,
        sweeps=tuple(sweeps),
    )


def refusal(study: Study, recipe: Recipe) -> str:
    """Why a recipe lies outside the support; empty where it does not."""
    support = Support.of(features_of(study.design)[:, :2])
    (reasons,) = support.reasons(scale_of([recipe]))
    if not reasons:
        return ""
    return (
        f"{recipe.label} is refused: {'; '.join(reasons)}. "
        f"{nearest_sentence(study, recipe)} "
        "A prediction outside the data would be a guess."
    )


def nearest_sentence(study: Study, recipe: Recipe) -> str:
    """Name the nearest real model."""
    nearest = int(np.argmin(distances(study, recipe.without_design())))
    model = recipe_of_model(study.design.row(nearest, named=True))
    return f"The nearest real model is {model.label}."


def _hold_out(study: Study, model_id: str) -> _Job:
    """The fit that predicts a real model without its family."""
    place = row_of_model(study, model_id)
    return _Job(
        recipe=recipe_of_model(study.design.row(place, named=True)),
        left_out=study.families[place],
        measured=tuple(study.scores[place]),
    )


def _answer(study: Study, job: _Job, estimator: str) -> Planned | str:
    """Fit and predict, or say why not."""
    part = without_family(study, job.left_out) if job.left_out else study
    reason = refusal(part, job.recipe)
    if reason:
        return reason
    learned = learn(part, estimator)
    return Planned(
        recipe=job.recipe,
        left_out=job.left_out,
        num_models=part.design.height,
        num_families=len(set(part.families)),
        predictions=_predictions(learned, job),
        nearest=nearest_models(part, job.recipe),
        design=design_support(part, job.recipe),
        gain=design_gain(learned),
        sweep=run_sweep(learned, job.recipe, job.sweeps) if job.sweeps else None,
    )


def _predictions(learned: Learned, job: _Job) -> pl.DataFrame:
    """Predicted scores beside chance, the best observed and what was measured."""
    recipe = job.recipe
    both = predict(learned, [recipe, recipe.without_design()])
    half = both.height // 2
    frame = both.head(half)
    shift = frame["predicted"] - both["predicted"].tail(half)
    measured = np.array(job.measured or [np.nan] * half)
    return pl.concat([frame, _observed(learned.study)], how="horizontal").with_columns(
        design_shift=shift,
        measured=pl.Series(measured).fill_nan(None),
    )


def _observed(study: Study) -> pl.DataFrame:
    """Chance and the best score of a real model for each target."""
    rows = []
    for place, target in enumerate(study.targets):
        scores = study.scores[:, place]
        turned = -scores if target.is_lower_better else scores
        best = int(np.nanargmax(turned))
        rows.append(
            {
                "chance": target.chance,
                "best_observed": float(scores[best]),
                "best_model": study.model_ids[best],
            }
        )
    schema = {
        "chance": pl.Float64,
        "best_observed": pl.Float64,
        "best_model": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)


__all__ = ["Planned", "WhatIf", "nearest_sentence", "refusal", "what_if"]
