"""Local model folders -> findings and resolved values, one answer per folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nsl_db.crawler.extractors import extract_model
from nsl_db.crawler.extractors.folder import read_folder
from nsl_db.curation.resolve import resolve
from nsl_db.pipeline.several import SEVERAL_PER_MODEL
from nsl_db.schema.evidence import Finding, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["FolderAnswer", "extract_folders"]


@dataclass(frozen=True, slots=True)
class FolderAnswer:
    """What one folder gave.

    Attributes:
        model_id: The model.
        findings: Candidate values with evidence.
        resolved: The settled value of each field.
        problems: What could not be read.
    """

    model_id: str
    findings: tuple[Finding, ...]
    resolved: dict[str, Any]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """One line of the output of `nsl-db extract`."""
        return {
            "model_id": self.model_id,
            "findings": [finding.as_json() for finding in self.findings],
            "resolved": self.resolved,
            "problems": [
                {"code": problem.code, "message": problem.message}
                for problem in self.problems
            ],
        }


def extract_folders(
    folders: Iterable[Path], model_id: str | None = None
) -> Iterator[FolderAnswer]:
    """Read folders in the given order; nothing in a folder makes this raise.

    Args:
        folders: Each holds config.json, README.md and the like.
        model_id: Name of the model, where the path does not say it.
    """
    for folder in folders:
        yield _extract_folder(folder, model_id)


def _extract_folder(folder: Path, model_id: str | None) -> FolderAnswer:
    files = read_folder(folder, model_id)
    extraction = extract_model(files)
    resolution = resolve(extraction.findings)
    refused = {id(rejection.finding) for rejection in resolution.rejections}
    problems = [
        Problem(
            rejection.reason_code,
            f"{rejection.finding.field} cannot be {rejection.finding.value!r}, read "
            f"from {rejection.finding.evidence.path}.",
        )
        for rejection in resolution.rejections
    ]
    several = {
        name: [item.value for item in extraction.findings if item.field == name]
        for name in SEVERAL_PER_MODEL
    }
    resolved = {cell.field: cell.value for cell in resolution.cells}
    return FolderAnswer(
        model_id=files.model_id,
        findings=tuple(
            finding for finding in extraction.findings if id(finding) not in refused
        ),
        resolved={
            **resolved,
            **{name: found for name, found in several.items() if found},
        },
        problems=(*extraction.problems, *problems),
    )
