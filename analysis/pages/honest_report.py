"""The report of the honest protocol: one page that needs nothing but itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.analysis.explain.study_explanation import NOTES
from nsl_db.analysis.explain.verdicts import DEFINITIONS
from nsl_db.analysis.pages.choice_drawings import (
    draw_curves,
    draw_ranks,
    draw_swarms,
)
from nsl_db.analysis.pages.conclusions import draw_conclusions
from nsl_db.analysis.pages.drawings import (
    draw_gains,
    draw_leakage,
    draw_null,
    draw_predictions,
)
from nsl_db.analysis.pages.evidence_tables import verdict_table
from nsl_db.analysis.pages.evidence_view import question_views
from nsl_db.analysis.pages.facts import gather_facts
from nsl_db.analysis.pages.headlines import headline_tiles
from nsl_db.analysis.pages.quality import DEFINITION, measure_quality
from nsl_db.analysis.pages.rendering import render
from nsl_db.analysis.pages.tables import (
    benchmark_table,
    coverage_by_benchmark,
    coverage_table,
    leakage_table,
    null_table,
)
from nsl_db.analysis.pages.words import (
    FOLD_NOTES,
    FOLDS,
    drop_title,
    field_title,
    plain_words,
    target_title,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.analysis.explain.study_explanation import Explanation
    from nsl_db.analysis.honest.result import HonestResult
    from nsl_db.analysis.pages.canvas import Drawing
    from nsl_db.analysis.pages.evidence_view import QuestionView
    from nsl_db.analysis.pages.facts import Facts
    from nsl_db.analysis.pages.sentences import Conclusion

COVERAGE_LEVEL = 0.9
"""Level of the intervals whose coverage is listed by benchmark."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Finished pages and figures.

    Attributes:
        report: The report as HTML.
        conclusions: The page of conclusions as HTML.
        figures: The figures of the report as SVG documents by name.
    """

    report: str
    conclusions: str
    figures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the report shows of an explanation.

    Attributes:
        ranks: Importance of fields.
        swarms: Contributions by target.
        curves: Dependence curves by field.
        questions: Evidence pages.
    """

    ranks: Drawing | None
    swarms: tuple[Drawing, ...]
    curves: Mapping[str, Drawing]
    questions: tuple[QuestionView, ...]


def render_pages(
    result: HonestResult,
    explanation: Explanation | None = None,
    counts: Mapping[str, int] | None = None,
) -> Pages:
    """Compose the report, the conclusions and the figures.

    Args:
        result: What the protocol found.
        explanation: What was explained, None where nothing was.
        counts: Cells of the catalogue by verdict of its checks.
    """
    facts = gather_facts(result, explanation)
    bases = {target.key: target.noise_basis for target in result.manifest.targets}
    conclusions = draw_conclusions(facts, bases)
    choices = None if explanation is None else _choices(explanation, result)
    drawings = {
        "leakage": draw_leakage(result),
        "gains": draw_gains(facts),
        "null": draw_null(facts),
    }
    predictions = draw_predictions(result, facts)
    report = render(
        "honest.html.j2",
        result=result,
        manifest=result.manifest,
        facts=facts,
        tiles=headline_tiles(facts),
        conclusions=conclusions,
        drawings=drawings,
        predictions=predictions,
        choices=choices,
        leakage=leakage_table(result),
        benchmarks=benchmark_table(result, facts),
        coverage=coverage_table(result, facts),
        coverage_rows=coverage_by_benchmark(result, COVERAGE_LEVEL),
        null=null_table(facts),
        verdicts=None if explanation is None else verdict_table(explanation.evidence),
        definitions=DEFINITIONS,
        explanation=explanation,
        notes=NOTES,
        quality=measure_quality(result.study, counts),
        quality_definition=DEFINITION,
        fold_notes=[(FOLDS[kind], FOLD_NOTES[kind]) for kind in result.manifest.folds],
        folds=FOLDS,
        drops=[
            (drop_title(drop.reason), drop) for drop in result.drops if drop.num_models
        ],
        skipped=[plain_words(text) for text in result.manifest.skipped_targets],
        field_title=field_title,
    )
    return Pages(
        report=report,
        conclusions=render_conclusions(result, facts, conclusions),
        figures={
            drawing.name: drawing.svg
            for drawing in _all(drawings, predictions, choices)
        },
    )


def render_conclusions(
    result: HonestResult, facts: Facts, conclusions: tuple[Conclusion, ...]
) -> str:
    """Compose the page of conclusions in both languages."""
    return render(
        "conclusions.html.j2",
        manifest=result.manifest,
        facts=facts,
        tiles=headline_tiles(facts),
        conclusions=conclusions,
    )


def _choices(explanation: Explanation, result: HonestResult) -> Choices:
    """Figures and pages of an explanation."""
    targets = result.study.targets
    curves = draw_curves(explanation)
    labels = {t.key: target_title(t.benchmark, t.num_shots) for t in targets}
    return Choices(
        ranks=draw_ranks(explanation),
        swarms=draw_swarms(explanation, targets),
        curves=curves,
        questions=question_views(explanation.evidence, explanation.markers, labels),
    )


def _all(
    drawings: Mapping[str, Drawing | None],
    predictions: tuple[Drawing, ...],
    choices: Choices | None,
) -> tuple[Drawing, ...]:
    """Every figure of the report, once."""
    found = [*drawings.values(), *predictions]
    if choices is not None:
        found += [choices.ranks, *choices.swarms, *choices.curves.values()]
        for question in choices.questions:
            found += [question.support, *question.effects]
    return tuple(drawing for drawing in found if drawing is not None)


__all__ = ["Choices", "Pages", "render_conclusions", "render_pages"]
