"""What the decided design fields of a recipe rest on, and what they add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.estimators.ensemble import MiddleEnsemble
from nsl_db.analysis.estimators.joint_sigmoid import JointSigmoid
from nsl_db.analysis.estimators.standard_design import MIN_FAMILIES
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap, interval
from nsl_db.analysis.planning.neighbours import is_alike
from nsl_db.analysis.planning.quantities import short_number
from nsl_db.analysis.planning.recipe import UNREAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nsl_db.analysis.planning.prediction import Learned
    from nsl_db.analysis.planning.recipe import Recipe, Value
    from nsl_db.analysis.study import Study

DRAWS = 1000
"""Bootstrap draws over families."""


@dataclass(frozen=True, slots=True)
class DesignGain:
    """How much design features lower the error on families never seen.

    Attributes:
        gain: Mean over targets of 1 - error with design / error on scale alone.
        low: Lower end of a 95 % bootstrap interval over families.
        high: Upper end.
        num_families: Families that it rests on.
    """

    gain: float
    low: float
    high: float
    num_families: int

    @property
    def sentence(self) -> str:
        """What that means, in words."""
        if self.low > 0:
            verdict = "they help"
        elif self.high < 0:
            verdict = "they do harm"
        else:
            verdict = "no gain or loss can be told from zero"
        word = "better" if self.gain >= 0 else "worse"
        return (
            "On families held out in turn, design features make the joint sigmoid "
            f"{100 * abs(self.gain):.1f} % {word} than scale alone (gain between "
            f"{100 * self.low:+.1f} and {100 * self.high:+.1f} %, 95 % bootstrap over "
            f"{self.num_families} families): {verdict}."
        )


def design_gain(learned: Learned) -> DesignGain | None:
    """Compare the ensemble's joint sigmoids with and without design, held out.

    Returns:
        None where the estimator is not the ensemble.
    """
    conformal, study = learned.conformal, learned.study
    if not isinstance(conformal.fit_, MiddleEnsemble):
        return None
    errors = np.full((2, *study.scores.shape), np.nan)
    for number, part in enumerate(conformal.fold_fits_):
        rows = np.flatnonzero(conformal.fold_of_ == number)
        for place, member in enumerate(_joint_members(part)):
            gaps = member.predict(learned.features[rows]) - study.scores[rows]
            errors[place, rows] = np.abs(gaps)
    draws = FamilyBootstrap.of(study.families, DRAWS)
    scale, design = (draws.means(part) for part in errors)
    low, high = interval(np.nanmean(1 - design / scale, axis=1))
    means = np.nanmean(errors, axis=1)
    return DesignGain(
        gain=float(np.mean(1 - means[1] / means[0])),
        low=low,
        high=high,
        num_families=len(set(study.families)),
    )


def design_support(study: Study, recipe: Recipe) -> pl.DataFrame:
    """How many real models share each decided design field.

    Returns:
        `field`, `value`, `num_models` and `num_families` that have the same word or a
        close number, `is_supported` and `note`.
    """
    rows = [_support(study, name, recipe.values[name]) for name in recipe.design]
    return pl.DataFrame(
        rows,
        schema={
            "field": pl.String,
            "value": pl.String,
            "num_models": pl.Int64,
            "num_families": pl.Int64,
            "is_supported": pl.Boolean,
            "note": pl.String,
        },
    )


def unsupported(study: Study, name: str, value: Value) -> str:
    """Why a value of a design field lies outside the data; empty where it does not."""
    row = _support(study, name, value)
    return "" if row["is_supported"] else f"{name} = {row['value']}: {row['note']}"


def families_of(study: Study, name: str, value: Value) -> int:
    """Number of families with the same word or a close number."""
    alike = is_alike(study.design[name], name, value)
    return len({study.families[row] for row in np.flatnonzero(alike)})


def _support(study: Study, name: str, value: Value) -> dict[str, str | int | bool]:
    """One row of `design_support`."""
    shown = value if isinstance(value, str) else short_number(value)
    alike = is_alike(study.design[name], name, value)
    families = families_of(study, name, value)
    supported = families >= MIN_FAMILIES and name not in UNREAD
    return {
        "field": name,
        "value": shown,
        "num_models": int(alike.sum()),
        "num_families": families,
        "is_supported": supported,
        "note": "" if supported else _note(study, name, value, families),
    }


def _note(study: Study, name: str, value: Value, families: int) -> str:
    """Why a value is not supported."""
    if name in UNREAD:
        return "no estimator reads this field; it changes nothing"
    few = f"families: {families}, needed: {MIN_FAMILIES}"
    if isinstance(value, str):
        return f"{few}; its effect cannot be told from that of a family"
    known = study.design[name].drop_nulls()
    if known.is_empty():
        return "no model has a known value"
    numbers = known.cast(pl.Float64).to_numpy()
    low, high = float(numbers.min()), float(numbers.max())
    ends = f"the data run from {short_number(low)} to {short_number(high)}"
    return f"{few}; {ends}"


def _joint_members(part: object) -> Sequence[JointSigmoid]:
    """The joint sigmoid on scale and the one with design of a fitted ensemble."""
    members = part.members_ if isinstance(part, MiddleEnsemble) else ()
    joint = [member for member in members if isinstance(member, JointSigmoid)]
    return sorted(joint, key=lambda member: member.use_design)


__all__ = [
    "DesignGain",
    "design_gain",
    "design_support",
    "families_of",
    "unsupported",
]
