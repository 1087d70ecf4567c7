"""Kinds of files that can be imported, and how their files are found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nsl_db.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from nsl_db.curation.sources.tables import SourceTables

__all__ = ["Importer"]

_NOT_RESULTS = re.compile(r"^(?:samples_|\.)|\.schema\.json$")
"""Files of a results folder that hold single answers or no results."""


@dataclass(frozen=True, slots=True)
class Importer:
    """How files of one kind become claims.

    Attributes:
        kind: Word on the command line.
        source: Name of the source.
        read: Reads the content of files, given the day on which they were retrieved.
        files: Names of the files that a folder must hold; each file is one of a set.
        suffixes: Where `files` is empty, endings of the names of the files that are
            taken from a folder and those below it; each file stands for itself.
        packaged: The part of the claims that ships with the program; all where None.
    """

    kind: str
    source: str
    read: Callable[[Mapping[str, bytes], date], SourceTables]
    files: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    packaged: Callable[[SourceTables], SourceTables] | None = None

    def collect(self, paths: Path | Sequence[Path]) -> dict[str, bytes]:
        """The content of the files, by a name that tells them apart.

        Args:
            paths: Folders and files.

        Raises:
            SourceError: A file is missing or cannot be read, or there is none.
        """
        given = [paths] if isinstance(paths, Path) else list(paths)
        found = self._set_of(given) if self.files else self._walk(given)
        try:
            content = {name: path.read_bytes() for name, path in found.items()}
        except OSError as error:
            raise SourceError(
                f"Cannot read {error.filename}: {error.strerror}. {self._needs}"
            ) from error
        if not content:
            raise SourceError(f"No files of kind {self.kind} there. {self._needs}")
        return content

    @property
    def _needs(self) -> str:
        if self.files:
            return f"The folder must hold {', '.join(self.files)}."
        return f"Give files, or a folder that holds *{', *'.join(self.suffixes)}."

    def _set_of(self, given: list[Path]) -> dict[str, Path]:
        """The files of a set: in the given folder, or given one by one."""
        folders = [path for path in given if not path.is_file()]
        by_name = {path.name: path for path in given if path.is_file()}
        folder = folders[0] if folders else Path()
        return {name: by_name.get(name, folder / name) for name in self.files}

    def _walk(self, given: list[Path]) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for path in given:
            if not path.is_dir():
                found[_free_name(path.name, path, found)] = path
                continue
            for file in self._files_below(path):
                name = file.relative_to(path).as_posix()
                found[_free_name(name, file, found)] = file
        return found

    def _files_below(self, folder: Path) -> Iterator[Path]:
        for file in sorted(folder.rglob("*")):
            is_result = file.name.endswith(self.suffixes)
            if is_result and file.is_file() and not _NOT_RESULTS.search(file.name):
                yield file


def _free_name(name: str, path: Path, taken: Mapping[str, Path]) -> str:
    """The name, with as many of the folders above it as tell it from the others."""
    parents = list(path.absolute().parts[:-1])
    while name in taken and parents:
        name = f"{parents.pop().strip('/')}/{name}"
    return name
