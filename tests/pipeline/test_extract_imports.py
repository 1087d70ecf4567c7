"""Reading local folders starts fast: it leaves the heavy libraries alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.models import model_files

HEAVY = ("polars", "duckdb", "pandas", "pandera", "bs4", "huggingface_hub", "numpy")

CODE = """
import sys
from nsl_db.cli import main
try:
    main()
finally:
    print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""


def test_no_heavy_library_is_imported(tmp_path: Path) -> None:
    folder = tmp_path / "acme" / "tiny"
    folder.mkdir(parents=True)
    for name, content in model_files().items():
        (folder / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-P", "-c", CODE.format(heavy=HEAVY), "extract", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["resolved"]["hidden_size"] == 64
    assert done.stderr.strip() == "[]"
