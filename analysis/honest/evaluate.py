"""Out-of-fold predictions of every method on the same folds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from nsl_db.analysis.honest.folds import Fold
from nsl_db.analysis.honest.methods import Method
from nsl_db.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.honest.cache import FrameCache
    from nsl_db.analysis.honest.matrices import FeatureMatrix
    from nsl_db.analysis.honest.parallel import Pool, Progress
    from nsl_db.analysis.study import Study, Target

MIN_TRAIN = 10
"""A target with fewer scores in a training part is not predicted there."""

PREDICTION_SCHEMA: Mapping[str, pl.DataType] = {
    "folds": pl.String(),
    "seed": pl.Int64(),
    "fold": pl.Int64(),
    "estimator": pl.String(),
    "features": pl.String(),
    "model_id": pl.String(),
    "target": pl.String(),
    "predicted": pl.Float64(),
    "actual": pl.Float64(),
    "seconds": pl.Float64(),
}
"""Columns of the predictions.

One row per split, method, held-out model and target that the model was measured on.
`target` is `Target.key`; `seconds` is the processor time of the
split's fit and predictions divided by its rows.
"""


class Prediction(NamedTuple):
    """What one fit says about the held-out models."""

    values: NDArray[np.float64]
    seconds: float


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Predicts held-out models of one study.

    Attributes:
        study: Models, scores and families.
        matrices: Features by name of the matrix.
        pool: Where fits run.
        cache: Predictions of earlier runs.
    """

    study: Study
    matrices: Mapping[str, FeatureMatrix]
    pool: Pool
    cache: FrameCache

    def predict(
        self,
        methods: Sequence[Method],
        folds: Sequence[Fold],
        progress: Progress | None = None,
    ) -> pl.DataFrame:
        """Fit every method on every training part, and predict the held-out models.

        Everything that a method chooses, it chooses inside the training part: it is
        handed nothing else. Fits that the cache holds are not repeated.

        Returns:
            Columns as in `PREDICTION_SCHEMA`, sorted by method, split and model in
            the order given.

        Raises:
            AnalysisError: A method predicts something that is no number.
        """
        blocks = _blocks(methods, folds)
        found = {place: self._find(*block) for place, block in enumerate(blocks)}
        missing = [place for place, frame in found.items() if frame is None]
        calls = [(place, fold) for place in missing for fold in blocks[place][1]]
        results = self.pool.run(
            predict_fold,
            [self._call(blocks[place][0], fold) for place, fold in calls],
            progress,
        )
        made: dict[int, list[pl.DataFrame]] = {}
        for (place, fold), result in zip(calls, results, strict=True):
            method = blocks[place][0]
            made.setdefault(place, []).append(self._frame(method, fold, result))
        for place, frames in made.items():
            block = pl.concat(frames)
            self.cache.store(block, *self._key(*blocks[place]))
            found[place] = block
        frames = [frame for frame in found.values() if frame is not None]
        return pl.concat(frames) if frames else pl.DataFrame(schema=PREDICTION_SCHEMA)

    def _find(self, method: Method, folds: tuple[Fold, ...]) -> pl.DataFrame | None:
        """Predictions of an earlier run."""
        return self.cache.find(*self._key(method, folds))

    def _key(self, method: Method, folds: tuple[Fold, ...]) -> tuple[object, ...]:
        """Everything besides catalogue and code that predictions depend on."""
        return (
            "predictions",
            *method.key,
            [target.key for target in self.study.targets],
            [(fold.kind, fold.seed, fold.number, len(fold.test)) for fold in folds],
        )

    def _call(self, method: Method, fold: Fold) -> tuple[object, ...]:
        """Arguments of `predict_fold`."""
        matrix = self.matrices[method.matrix]
        families = np.asarray(self.study.families)
        return method, matrix, self.study.scores, families, self.study.targets, fold

    def _frame(
        self, method: Method, fold: Fold, prediction: Prediction
    ) -> pl.DataFrame:
        """Tabulate the predictions of one split."""
        actual = self.study.scores[fold.test]
        rows, columns = np.nonzero(np.isfinite(actual) & np.isfinite(prediction.values))
        ids = np.asarray(self.study.model_ids, dtype=object)[fold.test]
        keys = np.asarray([t.key for t in self.study.targets], dtype=object)
        count = len(rows)
        return pl.DataFrame(
            {
                "folds": [fold.kind] * count,
                "seed": [fold.seed] * count,
                "fold": [fold.number] * count,
                "estimator": [method.estimator] * count,
                "features": [method.features] * count,
                "model_id": ids[rows].tolist(),
                "target": keys[columns].tolist(),
                "predicted": prediction.values[rows, columns],
                "actual": actual[rows, columns],
                "seconds": [prediction.seconds / max(count, 1)] * count,
            },
            schema=dict(PREDICTION_SCHEMA),
        )


def predict_fold(
    method: Method,
    matrix: FeatureMatrix,
    scores: NDArray[np.float64],
    families: NDArray[np.str_],
    targets: tuple[Target, ...],
    fold: Fold,
) -> Prediction:
    """Fit one method on one training part and predict the held-out models.

    Args:
        method: What to fit.
        matrix: Features of all models (n, k).
        scores: Scores of all models (n, t), NaN where not measured.
        families: Families of all models (n,).
        targets: The targets (t).
        fold: The split.

    Returns:
        Predictions (n_test, t), NaN for targets with too little to learn from.

    Raises:
        AnalysisError: The method predicts something that is no number.
    """
    started = time.process_time()
    known = np.isfinite(scores[fold.train]).sum(axis=0) >= MIN_TRAIN
    values = np.full((len(fold.test), len(targets)), np.nan)
    chosen = tuple(t for t, kept in zip(targets, known, strict=True) if kept)
    if chosen:
        learner = method.build(chosen, fold.seed, matrix.names)
        learner.fit(
            matrix.values[fold.train],
            scores[np.ix_(fold.train, known)],
            groups=families[fold.train],
        )
        told = {"groups": families[fold.test]} if method.is_family_seen else {}
        values[:, known] = learner.predict(matrix.values[fold.test], **told)
        _check(method, values[:, known])
    return Prediction(values, time.process_time() - started)


def _check(method: Method, values: NDArray[np.float64]) -> None:
    """Refuse predictions that are no numbers."""
    if not np.isfinite(values).all():
        raise AnalysisError(
            f"{method.estimator} on {method.features} features predicted a score that "
            "is not a finite number; leave it out with --estimator."
        )


def _blocks(
    methods: Sequence[Method], folds: Sequence[Fold]
) -> list[tuple[Method, tuple[Fold, ...]]]:
    """One block per method and kind of fold: what the cache holds together."""
    kinds = tuple(dict.fromkeys(fold.kind for fold in folds))
    return [
        (method, tuple(fold for fold in folds if fold.kind == kind))
        for kind in kinds
        for method in methods
    ]


__all__ = ["MIN_TRAIN", "PREDICTION_SCHEMA", "Evaluator", "Prediction", "predict_fold"]
