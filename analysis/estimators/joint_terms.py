"""What capability depends on in the joint sigmoid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.estimators.base import NUM_SCALE
from nsl_db.analysis.estimators.standard_design import StandardDesign, standard_design
from nsl_db.analysis.estimators.standard_scale import StandardScale, standard_scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NUM_SCALE_TERMS = 3
"""Leading terms: log N, log D and their product."""


@dataclass(frozen=True, slots=True)
class JointTerms:
    """Log N, log D and log N log D, each standardised, then design features.

    Attributes:
        scale: Units of log N and log D.
        product: Unit of the product of the standardised two.
        design: Units of the design features, None where they are not used.
    """

    scale: StandardScale
    product: StandardScale
    design: StandardDesign | None

    def of(self, features: Array) -> Array:
        """Return the terms (n, p) of features (n, k)."""
        scale = self.scale.of(features)
        terms = [scale, self.product.of(scale[:, :1] * scale[:, 1:])]
        if self.design is not None:
            terms.append(self.design.of(features[:, NUM_SCALE:]))
        return np.column_stack(terms)


def joint_terms(
    features: Array, labels: NDArray[np.intp], *, use_design: bool
) -> JointTerms:
    """Learn the units of all terms from a training part.

    Args:
        features: Log N, log D and design features (n, k).
        labels: Family of each row (n,).
        use_design: Whether the design features are terms too.
    """
    scale = standard_scale(features[:, :NUM_SCALE])
    logs = scale.of(features)
    product = standard_scale(logs[:, :1] * logs[:, 1:])
    design = standard_design(features[:, NUM_SCALE:], labels) if use_design else None
    return JointTerms(scale, product, design)


__all__ = ["NUM_SCALE_TERMS", "JointTerms", "joint_terms"]
