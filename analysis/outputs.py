"""Writing results, manifest, figures and report into a directory."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.analysis.figures import draw_errors
from nsl_db.analysis.report import render_report
from nsl_db.analysis.results import result_frame, results_document
from nsl_db.errors import AnalysisError

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from nsl_db.analysis.results import AnalysisResult


@dataclass(frozen=True, slots=True)
class OutputPaths:
    """Files that a run leaves behind.

    Attributes:
        results_json: Manifest and rows.
        results_parquet: The rows, typed.
        manifest: The manifest alone.
        report: Self-contained page for people.
        figures: Figures of the report as files of their own.
        predictions: Out-of-fold predictions, None where a protocol keeps none.
    """

    results_json: Path
    results_parquet: Path
    manifest: Path
    report: Path
    figures: tuple[Path, ...]
    predictions: Path | None = None


def write_outputs(result: AnalysisResult, directory: Path) -> OutputPaths:
    """Write all files of a result; each appears whole or not at all.

    The results come first, so that no fault of a figure can cost them.

    Args:
        result: What an analysis found.
        directory: Where to write; made if it does not exist.

    Raises:
        AnalysisError: The directory cannot be written, or a number is not finite.
    """
    paths = OutputPaths(
        results_json=directory / "results.json",
        results_parquet=directory / "results.parquet",
        manifest=directory / "manifest.json",
        report=directory / "report.html",
        figures=(directory / "figures" / "mae_by_task.svg",),
    )
    write_file(paths.results_json, strict_json(results_document(result)))
    write_file(paths.results_parquet, parquet(result_frame(result.rows)))
    write_file(paths.manifest, strict_json(result.manifest.as_dict()))
    figure = draw_errors(result)
    write_file(paths.figures[0], figure.encode())
    write_file(paths.report, render_report(result, figure).encode())
    return paths


def strict_json(document: dict[str, object]) -> bytes:
    """Serialise as strict JSON.

    Raises:
        AnalysisError: A number is NaN or infinite.
    """
    try:
        text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise AnalysisError(
            "a result is not a finite number; check the scores of the catalogue "
            "with `nsl-db build`."
        ) from error
    return f"{text}\n".encode()


def parquet(frame: pl.DataFrame) -> bytes:
    """Serialise a frame."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def write_file(path: Path, content: bytes) -> None:
    """Replace a file in one step, making its directory if need be.

    Raises:
        AnalysisError: The file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise AnalysisError(
            f"{path}: cannot be written ({error.strerror}); "
            "choose another directory with --output."
        ) from error


__all__ = ["OutputPaths", "parquet", "strict_json", "write_file", "write_outputs"]
