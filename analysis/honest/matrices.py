"""What the methods see of the models, one matrix per set of features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.estimators.design_features import design_features, scale_features
from nsl_db.analysis.paper.encoding import UNKNOWN, encode, gather
from nsl_db.analysis.paper.features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from nsl_db.analysis.data import AnalysisData
    from nsl_db.analysis.study import Study

MATRICES = ("scale", "all", "paper")
"""Scale alone; scale and design; the paper's features in the paper's encoding."""


@dataclass(frozen=True, slots=True)
class FeatureMatrix:
    """Features of all models of a study.

    Attributes:
        names: Names of the columns (k).
        values: Features (n, k); NaN where unknown, -1 in the paper's encoding.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]


def build_matrices(
    data: AnalysisData, study: Study, names: Iterable[str]
) -> dict[str, FeatureMatrix]:
    """Form the named matrices.

    Args:
        data: The catalogue.
        study: The models.
        names: Some of `MATRICES`.
    """
    makers = {
        "scale": lambda: _matrix(scale_features(study.design)),
        "all": lambda: _informative(_matrix(design_features(study.design))),
        "paper": lambda: _paper_matrix(data, study),
    }
    return {name: makers[name]() for name in dict.fromkeys(names)}


def _matrix(frame: pl.DataFrame) -> FeatureMatrix:
    """The numbers of a frame, null as NaN."""
    columns = [
        pl.col(name).cast(pl.Float64).fill_null(np.nan) for name in frame.columns
    ]
    values = np.ascontiguousarray(frame.select(columns).to_numpy())
    return FeatureMatrix(tuple(frame.columns), values)


def _informative(matrix: FeatureMatrix) -> FeatureMatrix:
    """Leave out columns that are the same for all models, scale excepted."""
    filled = np.nan_to_num(matrix.values, nan=np.inf)
    keep = (filled != filled[0]).any(axis=0)
    keep[:2] = True
    names = tuple(name for name, kept in zip(matrix.names, keep, strict=True) if kept)
    return FeatureMatrix(names, np.ascontiguousarray(matrix.values[:, keep]))


def _paper_matrix(data: AnalysisData, study: Study) -> FeatureMatrix:
    """The paper's features and all free-generation statistics, unknown as -1.

    Statistics that the paper did not select keep the catalogue's unit, which trees
    do not see.
    """
    declared = encode(gather(study.design, data.generation, tuple(FEATURES)))
    others = sorted(set(data.generation["feature"].unique()) - set(FEATURES))
    extra = gather(study.design, data.generation, others).drop("model_id")
    frame = pl.concat(
        [declared.drop("model_id"), extra.fill_null(UNKNOWN)], how="horizontal"
    )
    return _informative(_matrix(frame))


__all__ = ["MATRICES", "FeatureMatrix", "build_matrices"]
