"""Decisions of curators: the files in `curation/overrides/`, read strictly.

One YAML list per organisation, named like it; models without an organisation are
in `_other.yaml`. An entry:

    - model: EleutherAI/pythia-1.4b   # or models: [a, b] for one fact of several
      field: training_tokens
      action: set                     # set | clear | accept
      value: 299892736000             # absent with clear
      expect: 371000000000            # the cell without this entry; null if empty
      reason: The published figure is the size of the corpus.
      source:
        url: https://github.com/EleutherAI/pythia/blob/main/README.md
        quote: "299,892,736,000"      # verbatim, or table: coordinates of a cell
      curator: handle
      date: 2026-11-23

`expect` is the value that the packaged sources give without the entry, before any
rule withholds it. An entry whose ground has moved must be looked at again:
`nsl-db curate check` does so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from nsl_db.curation.override_entry import Override, Place, read_entry
from nsl_db.curation.override_yaml import ListedEntry, read_list
from nsl_db.errors import OverrideError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "NO_ORGANIZATION",
    "Fault",
    "Override",
    "Overrides",
    "file_name",
    "load_overrides",
    "override_folder",
    "read_overrides",
]

NO_ORGANIZATION = "_other"
"""Name of the file for models whose identifier names no organisation."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a curation file.

    Attributes:
        path: The file.
        message: What is wrong.
        line: Line number from 1, or None.
        entry: Number of the entry from 1, or None for the whole file.
    """

    path: str
    message: str
    line: int | None = None
    entry: int | None = None

    def __str__(self) -> str:
        line = "" if self.line is None else f":{self.line}"
        entry = "" if self.entry is None else f" entry {self.entry}:"
        return f"{self.path}{line}:{entry} {self.message}"


@dataclass(frozen=True, slots=True)
class Overrides:
    """The decisions about all models; at most one per cell.

    Attributes:
        entries: In the order of files and lines.
    """

    entries: tuple[Override, ...] = ()
    _by_model: dict[str, dict[str, Override]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        by_model: dict[str, dict[str, Override]] = {}
        for entry in self.entries:
            by_model.setdefault(entry.model_id, {})[entry.field] = entry
        object.__setattr__(self, "_by_model", by_model)

    def of(self, model_id: str) -> Mapping[str, Override]:
        """The decisions about one model, by field."""
        return self._by_model.get(model_id, {})

    @property
    def model_ids(self) -> tuple[str, ...]:
        """The models concerned, in order."""
        return tuple(sorted(self._by_model))

    def among(self, model_ids: Iterable[str]) -> Overrides:
        """The decisions about some models only."""
        wanted = self._by_model.keys() & set(model_ids)
        return Overrides(
            tuple(item for item in self.entries if item.model_id in wanted)
        )

    def __iter__(self) -> Iterator[Override]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def override_folder() -> Path:
    """The folder of the files that ship with the program."""
    return Path(str(files("nsl_db.curation"))) / "overrides"


def load_overrides(folder: Path | None = None) -> Overrides:
    """Read all files of a folder.

    Args:
        folder: The packaged one where None.

    Raises:
        OverrideError: Any entry is unsound; the message names all that are.
    """
    overrides, faults = read_overrides(folder)
    if faults:
        first = faults[0]
        raise OverrideError(
            "Curation files cannot be applied:\n"
            + "\n".join(f"  {fault}" for fault in faults),
            first.path,
            first.line,
        )
    return overrides


def read_overrides(folder: Path | None = None) -> tuple[Overrides, tuple[Fault, ...]]:
    """Read all files of a folder; unsound entries are left out and named."""
    folder = override_folder() if folder is None else folder
    entries: list[Override] = []
    faults: list[Fault] = []
    if not folder.is_dir():
        faults.append(Fault(str(folder), "is not a folder"))
    for path in sorted(folder.glob("*.y*ml")):
        _read_file(path, entries, faults)
    return _without_rivals(entries, faults), tuple(faults)


def file_name(model_id: str) -> str:
    """The file that a model's entries belong in."""
    organization, _, name = model_id.partition("/")
    is_named = bool(organization and name)
    return f"{organization if is_named else NO_ORGANIZATION}.yaml"


def _read_file(path: Path, entries: list[Override], faults: list[Fault]) -> None:
    name = f"{path.parent.name}/{path.name}"
    if path.suffix != ".yaml":
        faults.append(Fault(name, "does not end in .yaml"))
        return
    try:
        listed = read_list(path)
    except OverrideError as error:
        faults.append(Fault(name, str(error), error.line))
        return
    for number, item in enumerate(listed, start=1):
        found, messages = _read_item(item, Place(name, number, item.line))
        faults += [Fault(name, text, item.line, number) for text in messages]
        entries += found


def _read_item(
    item: ListedEntry, place: Place
) -> tuple[tuple[Override, ...], list[str]]:
    if item.fault is not None:
        return (), [item.fault]
    found, messages = read_entry(item.value, place)
    homes = {entry.model_id: file_name(entry.model_id) for entry in found}
    strays = [
        f"{model_id} belongs in {home}"
        for model_id, home in homes.items()
        if home != Path(place.path).name
    ]
    return (found, messages) if not strays else ((), strays)


def _without_rivals(entries: list[Override], faults: list[Fault]) -> Overrides:
    """Keep the first entry of each cell; a second one is a fault."""
    first: dict[tuple[str, str], Override] = {}
    for entry in entries:
        known = first.setdefault((entry.model_id, entry.field), entry)
        if known is not entry:
            place = entry.place
            text = f"{entry.model_id} {entry.field} is decided already by {known.place}"
            faults.append(Fault(place.path, text, place.line, place.entry))
    return Overrides(tuple(first.values()))
