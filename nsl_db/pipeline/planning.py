"""catalogue -> predictions of planned models, and plans of experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.pipeline.analyze import load_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nsl_db.analysis.planning.advice import Advice, AdviceOptions
    from nsl_db.analysis.planning.whatif import WhatIf
    from nsl_db.analysis.study import Study

__all__ = ["advice_options", "plan_experiments", "predict_models"]


def predict_models(
    catalogue: Path,
    recipe: Path | None,
    hold_outs: Sequence[str] = (),
    sweeps: Sequence[str] = (),
    *,
    benchmarks: Sequence[str] = (),
    output: Path | None = None,
    jobs: int = 1,
) -> WhatIf:
    """Predict a recipe and held-out real models, and write files where asked to.

    Args:
        catalogue: The catalogue to learn from.
        recipe: A recipe file, or None.
        hold_outs: Real models to predict without their families.
        sweeps: What to vary, such as `code_share=0:0.3:7`.
        benchmarks: All protocols of these; none means the 13 targets of the paper.
        output: Folder to write, or None.
        jobs: Processes.

    Raises:
        CatalogueError: The catalogue cannot be opened.
        UsageError: The recipe, a sweep, a model or a benchmark is not sound.
        AnalysisError: What is to be predicted lies outside the data.
    """
    from nsl_db.analysis.planning.recipe import read_recipe
    from nsl_db.analysis.planning.sweeps import parse_sweep
    from nsl_db.analysis.planning.whatif import what_if
    from nsl_db.analysis.planning.whatif_files import write_whatif

    planned = None if recipe is None else read_recipe(recipe)
    varied = [parse_sweep(text) for text in sweeps]
    answer = what_if(
        _study(catalogue, benchmarks), planned, hold_outs, varied, jobs=jobs
    )
    if output is not None:
        write_whatif(answer, output)
    return answer


def advice_options(
    budget: str,
    unit: str,
    gpu: str,
    mfu: float,
    *,
    questions: Sequence[str] | None = None,
    weights: Sequence[str] | None = None,
    effect: float | None = None,
) -> AdviceOptions:
    """Read what the user has and wants to know.

    Args:
        budget: Amount, such as `1e21`.
        unit: `flop` or `gpu-hours`.
        gpu: Device that costs are told in.
        mfu: Share of its peak that training reaches.
        questions: Choices such as `code_share=0,0.2`; None for the common ones.
        weights: Weights such as `mmlu=2`.
        effect: Expected size of a difference [score], None to estimate it.

    Raises:
        UsageError: An option is not sound.
    """
    from nsl_db.analysis.planning.advice import AdviceOptions
    from nsl_db.analysis.planning.budget import budget_flop, flop_per_gpu_hour
    from nsl_db.analysis.planning.quantities import parse_quantity
    from nsl_db.analysis.planning.questions import (
        DEFAULT_QUESTIONS,
        parse_question,
        parse_weight,
    )

    amount = parse_quantity(budget, "--budget")
    return AdviceOptions(
        budget=budget_flop(amount, unit, gpu, mfu),
        questions=tuple(
            parse_question(text) for text in questions or DEFAULT_QUESTIONS
        ),
        weights=tuple(parse_weight(text) for text in weights or ()),
        effect=effect,
        gpu=gpu,
        flop_per_gpu_hour=flop_per_gpu_hour(gpu, mfu),
    )


def plan_experiments(
    catalogue: Path,
    options: AdviceOptions,
    recipe: Path | None = None,
    output: Path | None = None,
) -> Advice:
    """Rank small controlled runs and stage them, and write files where asked to.

    Args:
        catalogue: The catalogue to learn from.
        options: Budget, questions and weights.
        recipe: The model that the decisions are for, or None to take what the
            budget leaves.
        output: Folder to write, or None.

    Raises:
        CatalogueError: The catalogue cannot be opened.
        UsageError: The recipe, a question or a benchmark is not sound.
        AnalysisError: The planned model lies outside the data, or no experiment is
            worth its cost.
    """
    from nsl_db.analysis.planning.advice import advise
    from nsl_db.analysis.planning.advice_files import write_advice
    from nsl_db.analysis.planning.recipe import read_recipe

    planned = None if recipe is None else read_recipe(recipe)
    from nsl_db.analysis.honest.study_of import build_study

    named = [name for name, _ in options.weights]
    advice = advise(build_study(load_data(catalogue), named), options, planned)
    if output is not None:
        write_advice(advice, output)
    return advice


def _study(catalogue: Path, benchmarks: Sequence[str]) -> Study:
    """The models and targets of a catalogue: the named benchmarks, or the paper's."""
    from nsl_db.analysis.honest.study_of import build_study
    from nsl_db.analysis.planning.prediction import headline_study

    study = build_study(load_data(catalogue), benchmarks)
    return study if benchmarks else headline_study(study)
