"""Gather the evidence on each design question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nsl_db.analysis.estimators.design_features import SCALE_COLUMNS, design_features
from nsl_db.analysis.explain.choices import (
    choice_frame,
    contrast_values,
    sides,
    support,
)
from nsl_db.analysis.explain.inference import adjusted, estimate_of
from nsl_db.analysis.explain.ladders import Ladder, find_ladders, twin_deviation
from nsl_db.analysis.explain.matched_pairs import Corpus, match
from nsl_db.analysis.explain.observational import (
    Effects,
    averaged,
    measure_effects,
)
from nsl_db.analysis.explain.pages import (
    ClaimEvidence,
    ContrastEvidence,
    Evidence,
    EvidencePage,
    TargetEffect,
)
from nsl_db.analysis.explain.questions import QUESTIONS, Claim, Contrast, Question
from nsl_db.analysis.explain.residuals import benchmark_weights, scale_matrix, signs
from nsl_db.analysis.explain.robust import ridge_contrast, ridge_effects, typical_effect
from nsl_db.analysis.explain.settling import settle
from nsl_db.analysis.explain.verdicts import (
    benchmarks_sentence,
    claim_sentence,
    ladder_sentence,
    pairs_sentence,
    settling_sentence,
    verdict_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nsl_db.analysis.explain.residuals import Residuals
    from nsl_db.analysis.honest.bootstrap import FamilyBootstrap
    from nsl_db.analysis.study import Study

    Array = NDArray[np.float64]


def gather_evidence(
    study: Study,
    residuals: Residuals,
    bootstrap: FamilyBootstrap,
    questions: Sequence[Question] = QUESTIONS,
) -> Evidence:
    """Write the evidence pages.

    Args:
        study: Models, design and scores.
        residuals: What scale leaves of the scores.
        bootstrap: Draws of families.
        questions: The questions to answer.
    """
    corpus = Corpus(
        model_ids=study.model_ids,
        families=study.families,
        scale=scale_matrix(study),
        choices=choice_frame(study.design),
        residuals=residuals.values,
        scores=study.scores * signs(study.targets),
        weights=benchmark_weights(study.targets),
    )
    keys = tuple(target.key for target in study.targets)
    ladders = find_ladders(corpus, keys, study.scores)
    twins, num_twins = twin_deviation(corpus)
    gatherer = _Gatherer(study, corpus, bootstrap, _ridge(study, residuals, bootstrap))
    found = {
        contrast.key: gatherer.contrast(contrast, question)
        for question in questions
        for claim in question.claims
        for contrast in claim.contrasts
    }
    settled = _adjusted(found)
    pages = tuple(
        _page(question, corpus, settled, ladders, twins) for question in questions
    )
    return Evidence(pages, ladders, twins, num_twins)


@dataclass(frozen=True, slots=True)
class _Gatherer:
    """Gathers what is known about one contrast after another."""

    study: Study
    corpus: Corpus
    bootstrap: FamilyBootstrap
    ridge: list[dict[str, float]]

    def contrast(self, contrast: Contrast, question: Question) -> ContrastEvidence:
        """Everything about one contrast, p-values not adjusted yet."""
        asked = np.array(
            [
                not contrast.benchmarks or target.benchmark in contrast.benchmarks
                for target in self.study.targets
            ]
        )
        corpus = replace(self.corpus, weights=np.where(asked, self.corpus.weights, 0.0))
        values = contrast_values(contrast, corpus.choices)
        effects = measure_effects(
            values, corpus.scale, corpus.residuals[:, asked], self.bootstrap
        )
        targets = [
            t for t, chosen in zip(self.study.targets, asked, strict=True) if chosen
        ]
        weights = corpus.weights[asked]
        mean = estimate_of(*averaged(effects, weights))
        rows = np.flatnonzero(asked)
        by_target = tuple(
            self._target(contrast, values, effects, place, int(row))
            for place, row in enumerate(rows)
        )
        used = effects.is_known
        first, second = self._sides(values, corpus.residuals[:, asked])
        families = [_names(corpus.families, side) for side in (first, second)]
        twins, _ = twin_deviation(corpus)
        levels = support(question, corpus.choices, corpus.families)
        names = {t.benchmark for t, known in zip(targets, used, strict=True) if known}
        return ContrastEvidence(
            contrast=contrast,
            num_first=int(first.sum()),
            num_first_families=len(families[0]),
            num_second=int(second.sum()),
            num_second_families=len(families[1]),
            first_families=families[0],
            second_families=families[1],
            num_benchmarks=len(names),
            mean=mean,
            typical=_weighted([e.typical for e in by_target], weights * used),
            ridge=_weighted([e.ridge for e in by_target], weights * used),
            by_target=by_target,
            matching=match(contrast, corpus, self.bootstrap),
            settling=settle(mean, (len(families[0]), len(families[1])), levels, twins),
        )

    def _target(
        self, contrast: Contrast, values: Array, effects: Effects, place: int, row: int
    ) -> TargetEffect:
        """Effect on one target."""
        first, second = effects.first[place], effects.second[place]
        labels = self.bootstrap.members.argmax(axis=0)
        estimate = estimate_of(
            float(effects.values[place]),
            effects.draws[:, place],
            float(effects.effective[place]),
        )
        is_known = estimate is not None
        residual = self.corpus.residuals[:, row]
        return TargetEffect(
            target=self.study.targets[row].key,
            num_first=first.num_models,
            num_first_families=first.num_families,
            num_second=second.num_models,
            num_second_families=second.num_families,
            estimate=estimate,
            typical=typical_effect(values, residual, labels) if is_known else None,
            ridge=ridge_contrast(contrast, self.ridge[row]) if is_known else None,
        )

    def _sides(
        self, values: Array, residuals: Array
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Models of the two sides that have any score."""
        scored = np.isfinite(residuals).any(axis=1)
        labels = self.bootstrap.members.argmax(axis=0)
        held = np.where(scored, values, np.nan)
        is_first = sides(held, labels)
        return is_first, np.isfinite(held) & ~is_first


def _names(families: tuple[str, ...], rows: NDArray[np.bool_]) -> tuple[str, ...]:
    """Names of the families of some rows."""
    return tuple(sorted({families[row] for row in np.flatnonzero(rows)}))


def _ridge(
    study: Study, residuals: Residuals, bootstrap: FamilyBootstrap
) -> list[dict[str, float]]:
    """Ridge effects of all design features on all targets."""
    design = design_features(study.design).drop(SCALE_COLUMNS)
    return ridge_effects(
        design.fill_null(np.nan).to_numpy(),
        design.columns,
        residuals.values,
        bootstrap.members.argmax(axis=0),
    )


def _weighted(values: Sequence[float | None], weights: Array) -> float | None:
    """Weighted mean of what is known."""
    known = [
        (value, weight)
        for value, weight in zip(values, weights, strict=True)
        if value is not None and weight > 0
    ]
    if not known:
        return None
    return float(np.average([v for v, _ in known], weights=[w for _, w in known]))


def _adjusted(found: dict[str, ContrastEvidence]) -> dict[str, ContrastEvidence]:
    """Adjust p-values: means over contrasts, the rest also over targets."""
    means = adjusted({key: item.mean for key, item in found.items()})
    single = adjusted(
        {
            f"{key} {effect.target}": effect.estimate
            for key, item in found.items()
            for effect in item.by_target
        }
    )
    settled = {}
    for key, item in found.items():
        by_target = tuple(
            replace(effect, estimate=single[f"{key} {effect.target}"])
            for effect in item.by_target
        )
        whole = replace(item, mean=means[key], by_target=by_target)
        settled[key] = replace(
            whole,
            pairs_sentence=pairs_sentence(whole),
            settling_sentence=settling_sentence(whole),
            benchmarks_sentence=benchmarks_sentence(whole),
        )
    return settled


def _page(
    question: Question,
    corpus: Corpus,
    found: dict[str, ContrastEvidence],
    ladders: Sequence[Ladder],
    twins: float | None,
) -> EvidencePage:
    """Put a page together."""
    bearing = [ladder for ladder in ladders if question.field in ladder.fields]
    sentences = [ladder_sentence(ladder, twins) for ladder in bearing]
    return EvidencePage(
        key=question.key,
        title=question.title,
        field=question.field,
        levels=support(question, corpus.choices, corpus.families),
        claims=tuple(_claim(claim, found) for claim in question.claims),
        ladders=tuple(ladder.key for ladder in bearing),
        ladder_sentences=tuple(sentence for sentence in sentences if sentence),
    )


def _claim(claim: Claim, found: dict[str, ContrastEvidence]) -> ClaimEvidence:
    """Judge a claim."""
    contrasts = tuple(found[contrast.key] for contrast in claim.contrasts)
    verdict = verdict_of(
        [item.mean for item in contrasts],
        [item.contrast.direction for item in contrasts],
    )
    sentence = claim_sentence(claim.text, verdict, contrasts)
    return ClaimEvidence(claim.text, claim.source, verdict, sentence, contrasts)


__all__ = [
    "ClaimEvidence",
    "ContrastEvidence",
    "Evidence",
    "EvidencePage",
    "TargetEffect",
    "gather_evidence",
]
