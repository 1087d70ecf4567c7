"""From a catalogue to the models, targets and families of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nsl_db.analysis.honest.targets import (
    further_targets,
    headline_scores,
    headline_targets,
)
from nsl_db.analysis.population import drop_of, eligible_population
from nsl_db.analysis.study import Study, Target
from nsl_db.errors import NotEnoughDataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.data import AnalysisData

MIN_MODELS = 40
"""Fewest eligible models of a target: three family folds leave about 27 to fit on."""

MIN_FAMILIES = 8
"""Fewest families of a target: an interval over fewer has no meaning."""

HEADLINE = "headline"
"""Stands for the paper's 13 targets where benchmarks are named."""

ALL = "all"
"""Stands for the paper's targets and one protocol of each other benchmark."""

Scored = tuple[Target, pl.DataFrame]
"""A target, and `model_id` and `target` of the models that have a score."""


def build_study(data: AnalysisData, benchmarks: Sequence[str] = ()) -> Study:
    """Choose models and targets of the honest protocol.

    Models take part if their parameters and training tokens are known, they are not
    known to be instruction tuned, the curation does not exclude them and they have
    a score on some target. Targets come in the order of the paper, then by name.

    Args:
        data: The catalogue.
        benchmarks: Names of benchmarks, with all their protocols; `headline` stands
            for the paper's 13 targets, and `all`, the default, for these and the
            protocol of each other benchmark and number of shots that most models
            have: sources repeat each other's scores.

    Raises:
        UsageError: A benchmark has no scores in the catalogue.
        NotEnoughDataError: No target has enough models and families.
    """
    population = eligible_population(data.design, with_exclusions=True)
    models = population.models.with_columns(
        family=pl.coalesce("model_family", "model_id")
    )
    offered = [
        (target, scores.join(models, on="model_id", how="semi"))
        for target, scores in _all_targets(data.scores)
    ]
    kept: list[Scored] = []
    skipped: list[str] = []
    for target, scores in _wanted(offered, benchmarks):
        shortage = _shortage(scores, models)
        if shortage:
            skipped.append(f"{target.label} {target.metric}: {shortage}")
        else:
            kept.append((target, scores))
    if not kept:
        raise NotEnoughDataError(
            "No benchmark has enough models of known scale to be predicted: "
            f"{'; '.join(skipped) or 'the catalogue holds no scores'}. Build a "
            "catalogue with more sources (`nsl-db build`), or use --benchmark all."
        )
    scored = pl.concat([scores.select("model_id") for _, scores in kept]).unique()
    design = models.join(scored, on="model_id", how="semi").sort("model_id")
    unscored = models.join(scored, on="model_id", how="anti")["model_id"]
    return Study(
        design=design.drop("family"),
        targets=tuple(target for target, _ in kept),
        scores=_matrix(design["model_id"], [scores for _, scores in kept]),
        families=tuple(design["family"]),
        drops=(*population.drops, drop_of("no_score", unscored)),
        catalogue_hash=data.catalogue_hash,
        skipped=tuple(skipped),
    )


def is_headline(target: Target) -> bool:
    """Whether a target is one of the paper's 13."""
    return target in headline_targets()


def _all_targets(scores: pl.DataFrame) -> list[Scored]:
    """All protocols of a catalogue, the paper's first."""
    headline = [
        (target, headline_scores(scores, target, task))
        for target, task in headline_targets().items()
    ]
    return [*headline, *further_targets(scores)]


def _wanted(offered: Sequence[Scored], benchmarks: Sequence[str]) -> list[Scored]:
    """The targets of the named benchmarks, in the order in which they are offered."""
    known = sorted({target.benchmark for target, _ in offered})
    for name in benchmarks:
        if name not in (HEADLINE, ALL, *known):
            raise UsageError(
                f"--benchmark: {name!r} is not headline, all or one of "
                f"{', '.join(known)}, which the catalogue has scores of."
            )
    names = set(benchmarks) or {ALL}
    widest = _widest(offered)
    return [
        entry
        for entry in offered
        if entry[0].benchmark in names
        or (is_headline(entry[0]) and names & {HEADLINE, ALL})
        or (ALL in names and entry[0] in widest)
    ]


def _widest(offered: Sequence[Scored]) -> set[Target]:
    """Of each benchmark and number of shots the protocol that most models have.

    The paper's protocols are not counted; of equal ones the first by name wins.
    """
    widest: dict[tuple[str, int], Scored] = {}
    for target, scores in offered:
        key = (target.benchmark, target.num_shots)
        rival = widest.get(key)
        if is_headline(target) or (rival and rival[1].height >= scores.height):
            continue
        widest[key] = (target, scores)
    return {target for target, _ in widest.values()}


def _shortage(scores: pl.DataFrame, models: pl.DataFrame) -> str:
    """Say what a target lacks; empty where it has enough."""
    families = models.join(scores, on="model_id", how="semi")["family"].n_unique()
    if scores.height < MIN_MODELS:
        return f"{scores.height} models, {MIN_MODELS} are needed"
    if families < MIN_FAMILIES:
        return f"{families} families, {MIN_FAMILIES} are needed"
    return ""


def _matrix(
    model_ids: pl.Series, columns: Sequence[pl.DataFrame]
) -> NDArray[np.float64]:
    """Scores (n, t), NaN where a model was not measured."""
    rows: Mapping[str, int] = {name: place for place, name in enumerate(model_ids)}
    matrix = np.full((len(rows), len(columns)), np.nan)
    for place, scores in enumerate(columns):
        index = [rows[name] for name in scores["model_id"]]
        matrix[index, place] = scores["target"].to_numpy()
    return matrix


__all__ = [
    "ALL",
    "HEADLINE",
    "MIN_FAMILIES",
    "MIN_MODELS",
    "build_study",
    "is_headline",
]
