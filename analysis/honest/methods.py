"""The methods that are compared: an estimator and the features that it sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nsl_db.analysis.estimators.registry import (
        EstimatorSpec,
        MultiTargetEstimator,
    )
    from nsl_db.analysis.study import Target


Build = Callable[["tuple[Target, ...]", int, "tuple[str, ...]"], "MultiTargetEstimator"]
"""From targets, a seed and the names of the columns to an estimator."""


@dataclass(frozen=True, slots=True)
class Method:
    """An estimator with a set of features.

    Attributes:
        estimator: Name of the estimator.
        features: `scale`, `all`, `published` or `selected`.
        label: Name for people.
        matrix: Matrix that it sees; one of `matrices.MATRICES`.
        build: Makes an unfitted estimator.
        is_family_seen: Whether it is told the family of what it predicts.
        caveat: Why its error flatters it, empty where it does not.
    """

    estimator: str
    features: str
    label: str
    matrix: str
    build: Build
    is_family_seen: bool = False
    caveat: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Name of the estimator and of the features."""
        return self.estimator, self.features


def from_spec(spec: EstimatorSpec, features: str | None = None) -> Method:
    """A registered estimator, on its own features or on others."""

    def build(
        targets: tuple[Target, ...], seed: int, names: tuple[str, ...]
    ) -> MultiTargetEstimator:
        del names
        return spec.build(targets, seed)

    chosen = features or spec.features
    label = spec.label if features is None else f"{spec.label}, {features} features"
    return Method(
        estimator=spec.name,
        features=chosen,
        label=label,
        matrix=chosen,
        build=build,
        is_family_seen=spec.mode == "seen_family",
    )


def all_methods() -> tuple[Method, ...]:
    """Every method that the honest protocol knows, simplest first.

    The registered estimators come on their own features; then XGBoost on all design
    features, on the paper's selection and on features selected inside each training
    part.
    """
    from nsl_db.analysis.estimators.registry import ESTIMATORS

    return (
        *(from_spec(spec) for spec in ESTIMATORS),
        Method("xgboost", "all", "XGBoost, all design features", "all", _boosted_all),
        Method(
            "xgboost",
            "published",
            "XGBoost, published features",
            "paper",
            _published,
            caveat="its features were chosen on all models, held-out ones included",
        ),
        Method(
            "xgboost", SELECTED, "XGBoost, nested forward selection", "paper", _nested
        ),
    )


SELECTED = "selected"
"""Features that no run uses unless asked to: they take an hour."""


def _boosted_all(
    targets: tuple[Target, ...], seed: int, names: tuple[str, ...]
) -> MultiTargetEstimator:
    from nsl_db.analysis.estimators.boosting import BoostedTrees
    from nsl_db.analysis.estimators.per_target import PerTarget

    del targets, names
    return PerTarget(BoostedTrees(terms="all", seed=seed))


def _published(
    targets: tuple[Target, ...], seed: int, names: tuple[str, ...]
) -> MultiTargetEstimator:
    from nsl_db.analysis.honest.selection import PublishedFeatures

    return PublishedFeatures(targets, names, seed)


def _nested(
    targets: tuple[Target, ...], seed: int, names: tuple[str, ...]
) -> MultiTargetEstimator:
    from nsl_db.analysis.honest.selection import NestedSelection

    del targets
    return NestedSelection(names, seed)


def choose(
    methods: Iterable[Method], estimators: Sequence[str], features: Sequence[str]
) -> tuple[Method, ...]:
    """Methods of the named estimators and features.

    No names mean all, except that nested selection must be asked for.
    """
    return tuple(
        method
        for method in methods
        if (not estimators or method.estimator in estimators)
        and (method.features in features if features else method.features != SELECTED)
    )


__all__ = ["SELECTED", "Build", "Method", "all_methods", "choose", "from_spec"]
