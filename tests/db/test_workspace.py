"""Folders of builds: one's own is removed, and so are those of dead processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nsl_db.db.workspace import PREFIX, workspace
from nsl_db.errors import CatalogueError

HOLD = """
import sys
from pathlib import Path
from nsl_db.db.workspace import workspace
with workspace(Path(sys.argv[1])) as folder:
    (folder / "draft").write_text("half")
    print(folder, flush=True)
    sys.stdin.read()
"""
"""A build that has begun."""


def test_a_folder_lives_as_long_as_its_build(tmp_path: Path) -> None:
    with workspace(tmp_path / "data") as folder:
        assert folder.parent == tmp_path / "data"
        (folder / "draft").write_text("half")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_folder_is_removed_when_a_build_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), workspace(tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_folders_of_dead_processes_are_removed_and_no_others(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-P", "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        held = Path(other.stdout.readline().strip())
        with workspace(tmp_path) as mine, workspace(tmp_path) as second:
            assert {item.name for item in tmp_path.iterdir()} == {
                mine.name,
                second.name,
                held.name,
            }
        os.kill(other.pid, signal.SIGKILL)
    assert (held / "draft").exists()
    with workspace(tmp_path) as mine:
        assert list(tmp_path.glob(f"{PREFIX}*")) == [mine]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(CatalogueError, match="Cannot write to"),
        workspace(tmp_path / "file" / "data"),
    ):
        pass
