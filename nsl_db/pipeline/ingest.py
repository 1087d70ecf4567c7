"""Files made by others -> raw store, or the Parquet that ships with the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from nsl_db.curation.sources import importer
from nsl_db.curation.sources.tables import SourceTables, write_tables
from nsl_db.db.raw import RawStore
from nsl_db.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nsl_db.config import Settings
    from nsl_db.curation.sources import Importer

__all__ = ["ImportReport", "import_source", "write_source"]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import read.

    Attributes:
        source: Name of the source.
        num_files: Files that were read.
        num_models: Models they say something about.
        num_findings: Claims about single cells.
        num_evaluations: Scores.
        num_statistics: Statistics of generated text.
        written: The raw store, or the folder of Parquet files.
        skipped: Number of scores that were left out, by reason.
        faults: Why files were refused, one message per file; they are not stored.
    """

    source: str
    num_files: int
    num_models: int
    num_findings: int
    num_evaluations: int
    num_statistics: int
    written: Path
    skipped: dict[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The report as one flat object."""
        return {
            "source": self.source,
            "num_files": self.num_files,
            "num_files_refused": len(self.faults),
            "num_models": self.num_models,
            "num_findings": self.num_findings,
            "num_evaluations": self.num_evaluations,
            "num_statistics": self.num_statistics,
            "written": str(self.written),
            **{f"skipped scores: {name}": num for name, num in self.skipped.items()},
        }


def import_source(
    settings: Settings, kind: str, paths: Path | Sequence[Path]
) -> ImportReport:
    """Store the files of a source in place of its earlier ones.

    They are read now, to be sure that they can be. Files of a set are stored all or
    not at all; of files that stand for themselves, those that cannot be read are left
    out and reported.

    Raises:
        UsageError: There is no such kind.
        SourceError: No file has the promised form; nothing is stored.
        SnapshotError: The raw store cannot be written.
    """
    reader = importer(kind)
    now = datetime.now(UTC).replace(tzinfo=None)
    files, faults = _sound(reader, reader.collect(paths), now.date())
    tables = reader.read(files, now.date())
    with RawStore(settings.raw_path) as store:
        store.add_import(reader.source, files, now)
    return _report(tables, settings.raw_path, len(files), faults)


def write_source(
    kind: str, paths: Path | Sequence[Path], output: Path, retrieved: date
) -> ImportReport:
    """Write a source as Parquet, in the form in which it is packaged.

    Raises:
        UsageError: There is no such kind.
        SourceError: No file has the promised form.
    """
    reader = importer(kind)
    files, faults = _sound(reader, reader.collect(paths), retrieved)
    tables = reader.read(files, retrieved)
    if reader.packaged is not None:
        tables = reader.packaged(tables)
    write_tables(tables, output)
    return _report(tables, output, len(files), faults)


def _sound(
    reader: Importer, files: Mapping[str, bytes], retrieved: date
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files that can be read, and what is wrong with the others."""
    if reader.files or len(files) == 1:
        return dict(files), ()
    sound: dict[str, bytes] = {}
    faults: list[str] = []
    for name, content in files.items():
        try:
            reader.read({name: content}, retrieved)
        except SourceError as error:
            faults.append(str(error))
        else:
            sound[name] = content
    if not sound:
        raise SourceError(f"None of {len(files)} files can be imported. {faults[0]}")
    return sound, tuple(faults)


def _report(
    tables: SourceTables, written: Path, num_files: int, faults: tuple[str, ...]
) -> ImportReport:
    ids: set[str] = set()
    for frame in (tables.finding, tables.evaluation, tables.generation_feature):
        ids.update(frame["model_id"].unique())
    return ImportReport(
        source=tables.name,
        num_files=num_files,
        num_models=len(ids),
        num_findings=tables.finding.height,
        num_evaluations=tables.evaluation.height,
        num_statistics=tables.generation_feature.height,
        written=written,
        skipped=dict(tables.skipped),
        faults=faults,
    )
