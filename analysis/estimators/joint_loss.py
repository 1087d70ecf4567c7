"""The loss of the joint sigmoid and its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.estimators.score_range import ScoreRange

    Array = NDArray[np.float64]

DESCENT = {"maxiter": 1000, "maxcor": 20, "ftol": 1e-7}
"""Steps of L-BFGS-B, pairs that it remembers, and relative gain at which it ends."""


@dataclass(frozen=True, slots=True)
class JointProblem:
    """What is to be fitted.

    Attributes:
        terms: What capability depends on (n, p).
        targets: Scores, higher is better, NaN for unknown (n, t).
        width: Error at which the loss turns from squared to absolute [score].
        ridge: Weight of the squared loadings.
        ridges: Weight of the squared weights of each term (p,).
    """

    terms: Array
    targets: Array
    width: float
    ridge: float
    ridges: Array


@dataclass(frozen=True, slots=True)
class JointParameters:
    """The parameters of the model.

    Attributes:
        floors: Score of the weakest models (t,).
        ceilings: Score of the strongest (t,).
        levels: Argument of the sigmoid at average terms (t,).
        weights: From terms to capability factors (p, k).
        loadings: From factors to the argument of the sigmoid (k, t).
    """

    floors: Array
    ceilings: Array
    levels: Array
    weights: Array
    loadings: Array

    def shares(self, terms: Array) -> Array:
        """Return the way from floor to ceiling of models with terms (n, p): (n, t)."""
        return np.asarray(expit(self.levels + terms @ self.weights @ self.loadings))

    def scores(self, terms: Array) -> Array:
        """Return the scores of models with terms (n, p): (n, t)."""
        shares = self.shares(terms)
        return np.asarray(self.floors + (self.ceilings - self.floors) * shares)

    def flat(self) -> Array:
        """Return all parameters as one vector."""
        parts = (self.floors, self.ceilings, self.levels, self.weights, self.loadings)
        return np.concatenate([part.ravel() for part in parts])

    def like(self, vector: Array) -> JointParameters:
        """Return parameters of the same shape from one vector."""
        num_targets, shape = len(self.floors), self.weights.shape
        cuts = np.cumsum([num_targets] * 3 + [self.weights.size])
        floors, ceilings, levels, weights, loadings = np.split(vector, cuts)
        return JointParameters(
            floors=floors,
            ceilings=ceilings,
            levels=levels,
            weights=weights.reshape(shape),
            loadings=loadings.reshape(shape[1], num_targets),
        )


def minimise(
    problem: JointProblem, start: JointParameters, limits: Sequence[ScoreRange]
) -> JointParameters:
    """Descend from a start to a minimum of the loss within the limits."""
    num_free = len(start.levels) + start.weights.size + start.loadings.size
    end = minimize(
        joint_loss,
        start.flat(),
        args=(problem, start),
        jac=True,
        method="L-BFGS-B",
        bounds=[
            *(limit.floor for limit in limits),
            *(limit.ceiling for limit in limits),
            *((None, None),) * num_free,
        ],
        options=DESCENT,
    )
    return start.like(end.x)


def joint_loss(
    vector: Array, problem: JointProblem, shape: JointParameters
) -> tuple[float, Array]:
    """Mean soft L1 loss over known scores plus ridge terms, and its gradient.

    Args:
        vector: Parameters as one vector.
        problem: Terms, scores and weights of the loss.
        shape: Any parameters of the same shape.
    """
    now = shape.like(vector)
    factors = problem.terms @ now.weights
    share = expit(now.levels + factors @ now.loadings)
    span = now.ceilings - now.floors
    error = np.nan_to_num(now.floors + span * share - problem.targets) / problem.width
    root = np.sqrt(1 + error**2)
    num_known = np.isfinite(problem.targets).sum()
    pull = error / root / (problem.width * num_known)
    steep = pull * span * share * (1 - share)
    ridges = problem.ridges[:, None]
    gradient = JointParameters(
        floors=(pull * (1 - share)).sum(axis=0),
        ceilings=(pull * share).sum(axis=0),
        levels=steep.sum(axis=0),
        weights=problem.terms.T @ (steep @ now.loadings.T) + 2 * ridges * now.weights,
        loadings=factors.T @ steep + 2 * problem.ridge * now.loadings,
    )
    penalty = (ridges * now.weights**2).sum() + problem.ridge * (now.loadings**2).sum()
    return float((root - 1).sum() / num_known + penalty), gradient.flat()


__all__ = ["JointParameters", "JointProblem", "joint_loss", "minimise"]
