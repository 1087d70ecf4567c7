"""Frames kept between runs, found again by everything that they depend on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from nsl_db.analysis.manifest import dependency_versions, python_version
from nsl_db.errors import AnalysisError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

Make = Callable[[], pl.DataFrame]
"""Computes a frame that the cache does not hold."""


@dataclass(frozen=True, slots=True)
class FrameCache:
    """A folder of Parquet files named by the hash of what they depend on.

    Attributes:
        folder: Where the files are; None keeps nothing.
        context: What every frame depends on: catalogue, code and libraries.
    """

    folder: Path | None
    context: tuple[str, ...] = ()

    def find(self, *parts: object) -> pl.DataFrame | None:
        """Return the frame that was stored under the same parts, if any."""
        if self.folder is None:
            return None
        path = self.folder / self._name(parts)
        try:
            return pl.read_parquet(path)
        except FileNotFoundError:
            return None
        except (OSError, pl.exceptions.PolarsError):
            path.unlink(missing_ok=True)
            return None

    def store(self, frame: pl.DataFrame, *parts: object) -> None:
        """Keep a frame; the file appears whole or not at all.

        Raises:
            AnalysisError: The folder cannot be written.
        """
        if self.folder is None:
            return
        path = self.folder / self._name(parts)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(temporary)
            temporary.replace(path)
        except OSError as error:
            raise AnalysisError(
                f"{self.folder}: cannot be written ({error.strerror}); choose another "
                "data folder with --data-dir, or use --no-cache."
            ) from error

    def frame(self, make: Make, *parts: object) -> pl.DataFrame:
        """Find a frame, or make and keep it."""
        found = self.find(*parts)
        if found is None:
            found = make()
            self.store(found, *parts)
        return found

    def _name(self, parts: tuple[object, ...]) -> str:
        """Name of the file of the given parts."""
        text = json.dumps([*self.context, *parts], sort_keys=True)
        return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.parquet"


def analysis_cache(folder: Path | None, catalogue_hash: str) -> FrameCache:
    """The cache of one catalogue under the present code and libraries."""
    if folder is None:
        return FrameCache(None)
    versions = dependency_versions()
    context = (
        catalogue_hash,
        code_fingerprint(),
        python_version(),
        *(f"{name} {version}" for name, version in sorted(versions.items())),
    )
    return FrameCache(folder, context)


def code_fingerprint() -> str:
    """Hash of the source files of the analysis: what a version number misses."""
    digest = hashlib.sha256()
    for name, content in sorted(_sources(files("nsl_db.analysis"), "")):
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    """Names and contents of the Python files of a folder and those below."""
    found = []
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found += _sources(entry, name)
        elif name.endswith(".py"):
            found.append((name, entry.read_bytes()))
    return found


__all__ = ["FrameCache", "analysis_cache", "code_fingerprint"]
