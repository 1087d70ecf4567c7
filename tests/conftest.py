"""Every test runs without the network, without a token, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from nsl_db.config import settings as settings_of
from nsl_db.pipeline.build import build

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own settings reaches a test."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_ENDPOINT", "NSL_DB_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NSL_DB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture(scope="session")
def packaged_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default catalogue of the packaged sources; do not change it."""
    home = tmp_path_factory.mktemp("packaged")
    return build(settings_of(home), jobs=1).path
