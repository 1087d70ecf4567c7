"""The fitted law of scale: what a small run scores, and how much it can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from nsl_db.analysis.estimators.registry import estimator_of
from nsl_db.analysis.honest.folds import family_folds
from nsl_db.analysis.planning.prediction import features_of
from nsl_db.analysis.planning.run_noise import run_deviations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nsl_db.analysis.estimators.registry import MultiTargetEstimator
    from nsl_db.analysis.study import Study

LAW = "joint_sigmoid"
"""Estimator that is the law: shared capability factors, scale alone."""

STEP = 0.1
"""Step in log parameters and in log tokens of a slope."""

NUM_FOLDS = 5
"""Family folds whose errors tell how families differ."""

CLEAR_OF_CHANCE = 2.0
"""Standard deviations of one run that a score must stand above chance to count."""

WORST_SHARE = 0.1
"""Share of the real models that stand in for chance where there is no chance score."""


@dataclass(frozen=True, slots=True)
class Law:
    """The law, fitted on all models of a study.

    Attributes:
        study: The models.
        model: The fitted estimator.
        signs: 1 for targets where more is better, -1 for the others (t,).
        bases: Score that tells nothing, in the unit of the metric (t,).
        family_deviation: Standard deviation of families around the law, for the
            mean of all targets [score].
    """

    study: Study
    model: MultiTargetEstimator
    signs: NDArray[np.float64]
    bases: NDArray[np.float64]
    family_deviation: float

    def scores(self, parameters: float, tokens: float) -> NDArray[np.float64]:
        """Expected scores (t,) of a model of that scale."""
        return np.asarray(self._predict(np.log([[parameters, tokens]]))[0])

    def slopes(self, logs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Gain in score (m, t) per unit of log parameters and log tokens together.

        Args:
            logs: Natural logarithms of parameters and tokens (m, 2).
        """
        rise = self._predict(logs + STEP) - self._predict(logs - STEP)
        return np.asarray(self.signs * rise / (2 * STEP))

    def is_telling(self, parameters: float, tokens: float) -> NDArray[np.bool_]:
        """Whether each score (t,) of a model of that scale is clear of chance."""
        scores = self.scores(parameters, tokens)
        noise = run_deviations(self.study.targets, scores)
        above = self.signs * (scores - self.bases)
        return above >= CLEAR_OF_CHANCE * noise

    def _predict(self, logs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores (m, t) by scale."""
        with threadpool_limits(limits=1):
            return np.asarray(self.model.predict(logs))


def fit_law(study: Study) -> Law:
    """Fit the law, and measure how far families lie from it when held out."""
    logs = features_of(study.design)[:, :2]
    signs = np.array([-1.0 if t.is_lower_better else 1.0 for t in study.targets])
    families = np.asarray(study.families)
    spec = estimator_of(LAW)
    gaps = np.full(study.scores.shape, np.nan)
    with threadpool_limits(limits=1):
        model = spec.build(study.targets, 0).fit(logs, study.scores, families)
        for fold in family_folds(study.families, 0, NUM_FOLDS):
            part = spec.build(study.targets, 0).fit(
                logs[fold.train], study.scores[fold.train], families[fold.train]
            )
            gaps[fold.test] = study.scores[fold.test] - part.predict(logs[fold.test])
    return Law(
        study, model, signs, _bases(study, signs), _spread(signs * gaps, families)
    )


def _bases(study: Study, signs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chance, or where there is none the score of the worst real models (t,)."""
    worst = signs * np.nanquantile(signs * study.scores, WORST_SHARE, axis=0)
    chances = np.array(
        [np.nan if t.chance is None else t.chance for t in study.targets]
    )
    return np.where(np.isnan(chances), worst, chances)


def _spread(gaps: NDArray[np.float64], families: NDArray[np.str_]) -> float:
    """Standard deviation of the families' mean errors, from their mean size.

    Source: E|x| = sd sqrt(2 / pi) for a normal x; one broken score cannot blow it up
    as it would a root mean square.
    """
    by_model = np.nanmean(gaps, axis=1)
    means = [by_model[families == name].mean() for name in np.unique(families)]
    return float(np.mean(np.abs(means)) * np.sqrt(np.pi / 2))


__all__ = ["CLEAR_OF_CHANCE", "Law", "fit_law"]
