"""What is known about a design choice before any experiment.

The difference of two options in the weighted mean of scores is described by a normal
prior at the planned scale. Its mean is the observational estimate: the joint sigmoid
with design features, fitted on all models, predicts both options. Its variance has
two parts: how much that estimate moves when families are left out (jackknife), and
what the estimate cannot see. For the latter, what sets families apart beyond scale is
taken to come in equal parts from the design fields that are known to matter or not,
so that one field has the standard deviation of families over the square root of the
number of fields, and two options differ by sqrt(2) times that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from nsl_db.analysis.estimators.design_features import (
    AS_STATED,
    CATEGORIES,
    LOGARITHMIC,
)
from nsl_db.analysis.estimators.registry import estimator_of
from nsl_db.analysis.honest.folds import family_folds
from nsl_db.analysis.planning.design_notes import families_of
from nsl_db.analysis.planning.power import expected_size
from nsl_db.analysis.planning.prediction import features_of
from nsl_db.analysis.planning.recipe import recipe_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.planning.law import Law
    from nsl_db.analysis.planning.questions import Question
    from nsl_db.analysis.planning.recipe import Recipe
    from nsl_db.analysis.study import Study

ESTIMATOR = "joint_sigmoid_design"
"""Estimator that the observational estimate is read from."""

NUM_FOLDS = 5
"""Groups of families that are left out in turn."""

NUM_FIELDS = len(LOGARITHMIC) + len(AS_STATED) + len(CATEGORIES)
"""Design fields that estimators read."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known about a question.

    Attributes:
        question: The question.
        mean: Expected gain of the first option over the second [score].
        deviation: Its standard deviation [score].
        basis: `observational`, or `stated` by the user.
        by_target: Observational estimate for each target, more is better (t,).
        families: Families that have the first and the second option.
    """

    question: Question
    mean: float
    deviation: float
    basis: str
    by_target: NDArray[np.float64]
    families: tuple[int, int]

    @property
    def expected(self) -> float:
        """Expected size of the difference, whichever its sign [score]."""
        return expected_size(self.mean, self.deviation)


def priors(
    law: Law,
    questions: Sequence[Question],
    planned: Recipe,
    weights: NDArray[np.float64],
    stated: float | None = None,
) -> tuple[Prior, ...]:
    """Describe what is known about each question at the planned scale.

    Args:
        law: The law of scale.
        questions: The questions.
        planned: The model that the decisions are for.
        weights: Weights of the targets (t,), adding up to 1.
        stated: Expected size of a difference that the user states, in place of all
            estimates; None to estimate.
    """
    estimates = _estimates(law.study, questions, planned) * law.signs
    outcome = estimates @ weights
    unseen = _unseen_deviation(law, planned, weights)
    found = []
    for place, question in enumerate(questions):
        mean = float(outcome[0, place])
        deviation = float(np.hypot(_jackknife(outcome[1:, place]), unseen))
        if stated is not None:
            mean, deviation = 0.0, stated * float(np.sqrt(np.pi / 2))
        first, second = (
            families_of(law.study, question.field, option)
            for option in question.options
        )
        found.append(
            Prior(
                question=question,
                mean=mean,
                deviation=deviation,
                basis="observational" if stated is None else "stated",
                by_target=estimates[0, place],
                families=(first, second),
            )
        )
    return tuple(found)


def _estimates(
    study: Study, questions: Sequence[Question], planned: Recipe
) -> NDArray[np.float64]:
    """First option minus second, from all models and without each group of families.

    Returns:
        Differences in the unit of the metric (1 + groups, questions, t).
    """
    features = features_of(study.design)
    families = np.asarray(study.families)
    pairs = features_of(
        recipe_frame(
            [
                planned.with_values({question.field: option})
                for question in questions
                for option in question.options
            ]
        )
    )
    everyone = np.arange(len(families))
    folds = family_folds(study.families, 0, NUM_FOLDS)
    answers = []
    with threadpool_limits(limits=1):
        for rows in (everyone, *(fold.train for fold in folds)):
            model = estimator_of(ESTIMATOR).build(study.targets, 0)
            model.fit(features[rows], study.scores[rows], families[rows])
            predicted = model.predict(pairs)
            answers.append(predicted[::2] - predicted[1::2])
    return np.stack(answers)


def _jackknife(estimates: NDArray[np.float64]) -> float:
    """Standard error from estimates without each of g groups (g,).

    Source: delete-a-group jackknife, sqrt((g - 1) / g sum (x_i - mean)^2).
    """
    groups = len(estimates)
    gaps = estimates - estimates.mean()
    return float(np.sqrt((groups - 1) / groups * (gaps**2).sum()))


def _unseen_deviation(law: Law, planned: Recipe, weights: NDArray[np.float64]) -> float:
    """Standard deviation of what the observational estimate cannot see [score].

    Families' differences act through the steepness of the law, so they are scaled
    from the average model to the planned one.
    """
    logs = features_of(law.study.design)[:, :2]
    usual = float((law.slopes(logs) @ weights).mean())
    here = np.log([[planned.parameters, planned.tokens]])
    steepness = float((law.slopes(here) @ weights)[0]) / usual
    return steepness * law.family_deviation * float(np.sqrt(2 / NUM_FIELDS))


__all__ = ["NUM_FIELDS", "Prior", "priors"]
