"""Covariance of scores: a plane and a smooth bend over scale, and a family effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BOUNDS = (
    (-4.0, 2.0),
    (-4.0, 2.0),
    (-1.5, 2.5),
    (-1.5, 2.5),
    (-5.0, 1.0),
    (-4.0, 1.0),
)
"""Bounds of the logarithms of: size of the plane, size of the bend, its length along
parameters and along tokens, size of the family effect, size of the noise; sizes in
standard deviations of the score, lengths in those of the logarithms."""

START = (-1.0, -0.5, 0.5, 0.5, -1.5, -1.5)
"""Where the search starts."""


def prior_covariance(
    parameters: Array, rows: Array, others: Array, is_sibling: NDArray[np.bool_]
) -> Array:
    """Covariance of noiseless scores (n, m).

    Args:
        parameters: Logarithms as in `BOUNDS`.
        rows: Standardised log parameters and log tokens (n, 2).
        others: The same of other models (m, 2).
        is_sibling: Whether two models are of one family (n, m).
    """
    plane, bend, *lengths, family, _ = np.exp(parameters)
    far = _squares(rows, others) / np.square(lengths)[:, None, None]
    return np.asarray(
        plane**2 * (rows @ others.T)
        + bend**2 * np.exp(-far.sum(axis=0) / 2)
        + family**2 * is_sibling
    )


def evidence_loss(
    parameters: Array, rows: Array, is_sibling: NDArray[np.bool_], target: Array
) -> tuple[float, Array]:
    """Negative log evidence of scores, without constant, and its gradient (6,).

    Args:
        parameters: Logarithms as in `BOUNDS`.
        rows: Standardised log parameters and log tokens (n, 2).
        is_sibling: Whether two models are of one family (n, n).
        target: Standardised scores (n,).

    Source: Rasmussen and Williams 2006, eq. 5.8 and 5.9.
    """
    plane, bend, *lengths, family, noise = np.exp(parameters)
    far = _squares(rows, rows) / np.square(lengths)[:, None, None]
    parts = (
        plane**2 * (rows @ rows.T),
        bend**2 * np.exp(-far.sum(axis=0) / 2),
        family**2 * is_sibling,
        noise**2 * np.eye(len(rows)),
    )
    try:
        factor = cho_factor(sum(parts), lower=True)
    except LinAlgError:
        return np.inf, np.zeros(len(BOUNDS))
    weights = cho_solve(factor, target)
    slack = cho_solve(factor, np.eye(len(rows))) - np.outer(weights, weights)
    changes = (
        2 * parts[0],
        2 * parts[1],
        parts[1] * far[0],
        parts[1] * far[1],
        2 * parts[2],
        2 * parts[3],
    )
    loss = target @ weights / 2 + np.log(np.diag(factor[0])).sum()
    return float(loss), np.array([(slack * change).sum() / 2 for change in changes])


def _squares(rows: Array, others: Array) -> Array:
    """Squared distances along each column (2, n, m)."""
    return np.asarray((rows.T[:, :, None] - others.T[:, None, :]) ** 2)


__all__ = ["BOUNDS", "START", "evidence_loss", "prior_covariance"]
