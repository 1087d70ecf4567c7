"""Folders in which a build works, beside the file that it will replace."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nsl_db.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PREFIX", "workspace"]

PREFIX = ".build-"
"""How the names of such folders begin."""


@contextmanager
def workspace(parent: Path) -> Iterator[Path]:
    """A folder that is removed at the end, as are those that killed builds left.

    Args:
        parent: Where it is made; created where it is missing.

    Raises:
        CatalogueError: The folder cannot be made.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with _locked(parent):
            _remove_stale(parent)
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
            handle = os.open(folder, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError as error:
        raise CatalogueError(f"Cannot write to {parent}: {error}.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _remove_stale(parent: Path) -> None:
    """Remove the folders that no living process holds."""
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
            finally:
                os.close(handle)


@contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """Keep other builds from looking while a folder exists and is not held yet."""
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
