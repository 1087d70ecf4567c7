"""How a build is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.cli._options import Format
from nsl_db.cli._output import emit_frame, emit_json, emit_record, note

if TYPE_CHECKING:
    from nsl_db.pipeline.build_report import BuildReport

__all__ = ["print_build"]


def print_build(report: BuildReport, form: Format) -> None:
    """Print the counts of a build; as a table, with those of each field."""
    if form is Format.JSON:
        emit_json(report.as_json())
    else:
        emit_record(report.as_record(), form)
    if form is Format.TABLE:
        emit_frame(report.filled_frame(), form)
    for remark in report.notes:
        note(remark)
