"""Whether the curation files can be applied, and still say something.

`expect` is what the packaged sources give: they are the same for everybody, so a
difference is a fault of the files, and fails. A catalogue may rest on more, such as
what the Hub says by now: there a difference is a warning, and `nsl-db review` lists
it, but neither a check nor a build fails because the Hub changed.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from nsl_db.config import DEFAULT_ENDPOINT, Settings
from nsl_db.curation.aliases import canonical_id, check_aliases
from nsl_db.curation.benchmarks import benchmark_frame
from nsl_db.curation.exclusions import check_exclusions
from nsl_db.curation.families import check_families
from nsl_db.curation.override_claims import packaged_ground
from nsl_db.curation.override_judging import (
    complaints,
    is_idle,
    is_unexpected,
    shown,
)
from nsl_db.curation.overriding import Fault, read_overrides
from nsl_db.curation.releases import check_releases
from nsl_db.curation.sources import PACKAGED
from nsl_db.curation.stated import stated_protocol
from nsl_db.errors import NslDbError, OverrideError
from nsl_db.pipeline.build import build
from nsl_db.pipeline.decisions import decisions_in
from nsl_db.pipeline.review import read_tables
from nsl_db.schema.tables import BENCHMARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nsl_db.curation.override_entry import Override
    from nsl_db.curation.overriding import Overrides

__all__ = ["CurationReport", "check_curation", "require_clean"]


@dataclass(frozen=True, slots=True)
class CurationReport:
    """What a check found.

    Attributes:
        num_overrides: Decisions about single cells.
        num_files: Files that they are in.
        faults: What has to be corrected, with file and entry.
        warnings: Decisions that the user's own catalogue no longer bears out.
    """

    num_overrides: int
    num_files: int
    faults: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line."""
        found = f"{self.num_overrides} overrides in {self.num_files} files"
        if self.faults:
            return f"{found}: {len(self.faults)} faults"
        return f"{found}: clean"


def check_curation(
    folder: Path | None = None,
    catalogue: Path | None = None,
    sources: Sequence[str] = PACKAGED,
) -> CurationReport:
    """Check all curation files; needs no network.

    Args:
        folder: Overrides to check instead of the packaged ones.
        catalogue: Catalogue whose sources are compared as well, where it exists.
        sources: Packaged sources that overrides speak of.

    Raises:
        SourceError: A packaged source is missing from the installation.
        CatalogueError: The catalogue cannot be read.
    """
    overrides, unsound = read_overrides(folder)
    faults = [*map(str, unsound), *_list_faults(), *map(str, _met(overrides, sources))]
    warnings: tuple[str, ...] = ()
    if catalogue is not None and catalogue.is_file():
        warnings = tuple(_moved(overrides, catalogue))
    files = {override.place.path for override in overrides}
    return CurationReport(len(overrides), len(files), tuple(faults), warnings)


def require_clean(report: CurationReport) -> None:
    """Refuse curation files with faults.

    Raises:
        OverrideError: There are faults; the message has one per line.
    """
    if report.faults:
        raise OverrideError("\n  ".join((report.summary, *report.faults)))


def _list_faults() -> Iterator[str]:
    yield from check_families()
    yield from check_releases()
    yield from check_exclusions()
    yield from check_aliases()
    yield from _benchmark_faults()


def _benchmark_faults() -> Iterator[str]:
    """What is wrong with `benchmarks.yaml` and `metrics.yaml`."""
    from nsl_db.schema.pandera_models import failures

    name = "benchmarks.yaml"
    try:
        frame = benchmark_frame()
        for failure in failures(BENCHMARK, frame):
            benchmark = frame["benchmark"][failure.row]
            yield f"curation/{name}: {benchmark}: {failure.reason_code}"
        name = "metrics.yaml"
        stated_protocol("mmlu", metric="acc")
    except (NslDbError, yaml.YAMLError, re.error, LookupError, TypeError) as error:
        yield f"curation/{name}: cannot be read: {error}"


def _met(overrides: Overrides, sources: Sequence[str]) -> Iterator[Fault]:
    """Decisions that meet no model, other values than expected, or the same value."""
    ground = packaged_ground(overrides, sources)
    for override in overrides:
        if override.model_id in ground.unknown:
            yield _fault(override, "meets nothing: no packaged source knows the model")
    protects = any(
        is_idle(decision)
        for decision in ground.decisions
        if decision.override.action == "accept"
    )
    flagged = _flagged_cells(sources) if protects else frozenset()
    for decision in ground.decisions:
        for complaint in complaints(decision, flagged):
            yield _fault(decision.override, complaint)


def _flagged_cells(sources: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Cells that a rule doubts where the sources are published as they are.

    A model counts under the name that a source gives it, and under its own.
    """
    with tempfile.TemporaryDirectory(prefix="nsl-db-") as folder:
        nowhere = Settings(data_dir=Path(folder), endpoint=DEFAULT_ENDPOINT)
        build(nowhere, sources=sources)
        doubted = read_tables(nowhere.catalogue_path).quarantine
    cells = set(doubted.drop_nulls(["model_id", "field"])["model_id", "field"].rows())
    own = {(canonical_id(name, x), field) for name, field in cells for x in sources}
    return frozenset(cells | own)


def _moved(overrides: Overrides, catalogue: Path) -> Iterator[str]:
    tables = read_tables(catalogue)
    for decision in decisions_in(tables, overrides):
        if is_unexpected(decision):
            override = decision.override
            yield str(
                _fault(
                    override,
                    f"expects {shown(override.expect)}; the sources of {catalogue} "
                    f"give {shown(decision.value_without)}",
                )
            )


def _fault(override: Override, complaint: str) -> Fault:
    place = override.place
    text = f"{override.model_id} {override.field}: {override.action} {complaint}"
    return Fault(place.path, text, place.line, place.entry)
