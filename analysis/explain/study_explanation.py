"""Explain a study: what predictions rest on, and what each design question can show."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nsl_db.analysis.explain.attributions import field_columns, measure_attributions
from nsl_db.analysis.explain.dependence import measure_dependence, rug
from nsl_db.analysis.explain.evidence import gather_evidence
from nsl_db.analysis.explain.markers import FamilyMarker, family_markers
from nsl_db.analysis.explain.ranking import (
    FieldRank,
    rank_fields,
    swarm,
)
from nsl_db.analysis.explain.residuals import benchmark_weights, measure_residuals
from nsl_db.analysis.explain.verdicts import DEFINITIONS
from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
from nsl_db.analysis.honest.parallel import Pool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nsl_db.analysis.explain.pages import Evidence
    from nsl_db.analysis.honest.parallel import Progress
    from nsl_db.analysis.study import Study

SCHEMA_VERSION = 1
"""Version of the layout of `explanation.json`."""

MAX_DRAWS = 1000
"""Draws of families behind an interval, at most."""

DRAWS_PER_REFIT = 50
"""One refit for a band for so many draws."""

MIN_REFITS = 6
"""Fewest refits behind a band."""

DIGITS = 6
"""Significant digits of numbers in `explanation.json`."""

NOTES: Mapping[str, str] = {
    "effects": (
        "Out-of-family residuals of the joint sigmoid of scale, regressed on the "
        "choice, log parameters and log tokens; every family weighs the same. More is "
        "better on every benchmark, Brier scores are turned."
    ),
    "weighting": (
        "Means over benchmarks give every benchmark the same weight; protocols of one "
        "benchmark share it. Targets on which a side has fewer than three families are "
        "left out."
    ),
    "intervals": (
        "95 %, from draws of whole families, widened by Student's t for the effective "
        "number of families. p-values are two-sided and adjusted after "
        "Benjamini-Hochberg."
    ),
    "attributions": (
        "SHAP values of XGBoost on families held out, added up over the columns of a "
        "field. They say what the trees use, not what causes a score."
    ),
    "dependence": (
        "Accumulated local effects; bands are 95 % over refits on families drawn with "
        "replacement. A gap is a stretch without models."
    ),
    "pairs": (
        "Parameters within a factor of 1.3, tokens within 1.6, at most two other "
        "choices different. Every pair of families weighs the same."
    ),
    "ladders": (
        "Siblings of one size that differ in one thing. Intervals are over sizes and "
        "speak for one family only."
    ),
}
"""How each part is to be read."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an explanation found.

    Attributes:
        ranks: Importance of fields by target, the mean over benchmarks first.
        markers: Values of fields that mark one family.
        swarm: Contributions model by model; columns as in `ranking.SWARM_SCHEMA`.
        curves: Dependence curves; columns as in `dependence.CURVE_SCHEMA`.
        rug: Where models lie; columns as in `dependence.RUG_SCHEMA`.
        evidence: Evidence pages, controlled ladders and the spread between twins.
        num_refits: Refits behind rank intervals.
        num_band_refits: Refits behind the bands of curves.
        num_draws: Draws of families behind intervals.
        num_bounded: Residuals that were too far out and drawn in.
        num_models: Models of the study.
        num_families: Their families.
        catalogue_hash: Content hash of the catalogue.
        seconds: Time of each part.
    """

    ranks: tuple[FieldRank, ...]
    markers: tuple[FamilyMarker, ...]
    swarm: pl.DataFrame
    curves: pl.DataFrame
    rug: pl.DataFrame
    evidence: Evidence
    num_refits: int
    num_band_refits: int
    num_draws: int
    num_bounded: int
    num_models: int
    num_families: int
    catalogue_hash: str
    seconds: Mapping[str, float]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The verdict on every claim, in words."""
        return tuple(
            claim.sentence for page in self.evidence.pages for claim in page.claims
        )

    def as_dict(self) -> dict[str, object]:
        """Return the content of `explanation.json`.

        Frames become one list for each column; what is not known is null.
        """
        content = {
            entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)
        }
        return {
            "schema_version": SCHEMA_VERSION,
            "notes": dict(NOTES),
            "verdicts": dict(DEFINITIONS),
            **content,
        }


def explain_study(
    study: Study,
    *,
    seeds: Sequence[int],
    draws: int,
    jobs: int,
    progress: Progress | None = None,
) -> Explanation:
    """Explain what predictions rest on and judge every claim about a design choice.

    Args:
        study: Models, design, scores and families.
        seeds: Seeds of the folds.
        draws: Draws of families behind intervals; no more than `MAX_DRAWS` are used.
        jobs: Processes.
        progress: Called with the number of finished targets and their total; every
            target is looked at twice.

    Returns:
        Everything but `seconds` depends on the study, the seeds and the draws only.
    """
    pool = Pool(jobs)
    clock = _Clock()
    bootstrap = FamilyBootstrap.of(study.families, min(draws, MAX_DRAWS))
    weights = benchmark_weights(study.targets)
    keys = tuple(target.key for target in study.targets)
    columns = field_columns(study.design)
    num_band_refits = max(MIN_REFITS, min(draws, MAX_DRAWS) // DRAWS_PER_REFIT)
    half = _halves(progress, len(keys))
    residuals = measure_residuals(study, seeds, pool)
    clock.stop("residuals")
    (evidence,) = Pool().run(gather_evidence, [(study, residuals, bootstrap)])
    clock.stop("evidence")
    attributions = measure_attributions(study, columns, seeds, pool, half(0))
    ranks = rank_fields(attributions, study.design, study.families, keys, weights)
    points = swarm(attributions, ranks, study.design, study.families, keys)
    clock.stop("attributions")
    curves = measure_dependence(
        study, columns, residuals, weights, bootstrap, num_band_refits, pool, half(1)
    )
    clock.stop("dependence")
    return Explanation(
        ranks=ranks,
        markers=family_markers(study.design, study.families, columns.fields),
        swarm=points,
        curves=curves,
        rug=rug(study, columns),
        evidence=evidence,
        num_refits=attributions.importances.shape[1],
        num_band_refits=num_band_refits,
        num_draws=len(bootstrap.weights),
        num_bounded=residuals.num_bounded,
        num_models=study.design.height,
        num_families=len(set(study.families)),
        catalogue_hash=study.catalogue_hash,
        seconds=clock.seconds,
    )


class _Clock:
    """Takes the time of one part after another."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._started = time.perf_counter()

    def stop(self, part: str) -> None:
        """End a part."""
        now = time.perf_counter()
        self.seconds[part] = now - self._started
        self._started = now


def _halves(progress: Progress | None, count: int) -> Any:
    """Progress of the first and of the second look at all targets."""

    def half(number: int) -> Progress | None:
        if progress is None:
            return None
        return lambda done, total: progress(number * count + done, 2 * count)

    return half


def _plain(value: object) -> object:
    """Turn dataclasses, frames and arrays into what JSON knows."""
    if isinstance(value, pl.DataFrame):
        return {
            name: [_plain(entry) for entry in value[name].to_list()]
            for name in value.columns
        }
    if is_dataclass(value) and not isinstance(value, type):
        return {
            entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)
        }
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
    return value


__all__ = ["NOTES", "Explanation", "explain_study"]
