"""Writing an honest result into a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.analysis.explain import explain_study
from nsl_db.analysis.honest.result import honest_document, honest_frame
from nsl_db.analysis.outputs import OutputPaths, parquet, strict_json, write_file
from nsl_db.analysis.pages.honest_report import render_pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nsl_db.analysis.explain import Explanation
    from nsl_db.analysis.honest.parallel import Progress
    from nsl_db.analysis.honest.result import HonestResult


def write_honest(
    result: HonestResult,
    directory: Path,
    explanation: Explanation | None = None,
    counts: Mapping[str, int] | None = None,
) -> OutputPaths:
    """Write all files of a result; each appears whole or not at all.

    The results come first, so that no fault of a figure can cost them.

    Args:
        result: What the protocol found.
        directory: Where to write; made if it does not exist.
        explanation: What was explained; by default it is computed here.
        counts: Cells of the catalogue by verdict of its checks.

    Raises:
        AnalysisError: The directory cannot be written, or a number is not finite.
    """
    predictions = directory / "predictions.parquet"
    results_json = directory / "results.json"
    results_parquet = directory / "results.parquet"
    manifest = directory / "manifest.json"
    report = directory / "report.html"
    write_file(results_json, strict_json(honest_document(result)))
    write_file(results_parquet, parquet(honest_frame(result.rows)))
    write_file(predictions, parquet(result.predictions))
    write_file(directory / "design.parquet", parquet(result.study.design))
    write_file(manifest, strict_json(result.manifest.as_dict()))
    explanation = explanation or explain_result(result)
    content = strict_json(explanation.as_dict())
    write_file(directory / "explanation.json", content)
    pages = render_pages(result, explanation, counts)
    write_file(report, pages.report.encode())
    write_file(directory / "conclusions.html", pages.conclusions.encode())
    figures = []
    for name, svg in pages.figures.items():
        path = directory / "figures" / f"{name}.svg"
        write_file(path, svg.encode())
        figures.append(path)
    return OutputPaths(
        results_json=results_json,
        results_parquet=results_parquet,
        manifest=manifest,
        report=report,
        figures=tuple(figures),
        predictions=predictions,
    )


def explain_result(
    result: HonestResult, progress: Progress | None = None
) -> Explanation:
    """Explain the study of a result, with the seeds and draws of its run.

    Args:
        result: What the protocol found.
        progress: Called with the number of finished steps and their total.
    """
    manifest = result.manifest
    return explain_study(
        result.study,
        seeds=manifest.seeds,
        draws=manifest.bootstrap_draws,
        jobs=manifest.jobs,
        progress=progress,
    )


__all__ = ["explain_result", "write_honest"]
