"""What an analysis is given of a catalogue."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nsl_db.config import settings
from nsl_db.db.queries import run_query
from nsl_db.db.raw import DocumentRecord, RawStore, SnapshotRecord
from nsl_db.pipeline.analyze import load_data, published_catalogue
from nsl_db.pipeline.build import build
from tests.support.models import llama_config

MODEL_ID = "EleutherAI/pythia-1.4b"
CARD = """\
---
model-index:
- name: pythia-1.4b
  results:
  - task: {type: text-generation}
    dataset: {name: HellaSwag (10-shot), type: hellaswag}
    metrics:
    - {type: acc, value: 99.0, name: accuracy}
---
# Pythia
"""


def test_stated_scores_never_stand_in_for_measured_ones(tmp_path: Path) -> None:
    place = settings(tmp_path)
    documents = (
        DocumentRecord("config.json", "stored", llama_config()),
        DocumentRecord("README.md", "stored", CARD.encode()),
    )
    with RawStore(place.raw_path) as store:
        store.add_snapshot(
            SnapshotRecord(MODEL_ID, "r", "complete", datetime(2026, 1, 1), documents)
        )
    mixed = build(place, sources=["hub", "liu2025"]).path
    stated = run_query(mixed, "FROM evaluation WHERE source = 'hub'")
    assert stated["score"].to_list() == [0.99]
    with published_catalogue(place) as path:
        published = load_data(path)
    assert load_data(mixed).scores.height == published.scores.height == 27_150
