"""The month of a paper stands for the release of the models it introduces."""

from __future__ import annotations

from datetime import date

import pytest

from nsl_db.curation.releases import check_releases, read_releases, release_of


def test_the_packaged_list_has_no_fault() -> None:
    assert check_releases() == []


@pytest.mark.parametrize(
    ("model_id", "day"),
    [
        ("EleutherAI/pythia-1.4b", date(2023, 4, 1)),
        ("Qwen/Qwen2.5-7B", date(2024, 12, 1)),
        ("Qwen/Qwen2-7B", date(2024, 7, 1)),
        ("google/gemma-2b", date(2024, 3, 1)),
        ("google/gemma-2-2b", date(2024, 8, 1)),
        ("deepseek-ai/DeepSeek-Coder-V2-Base", date(2024, 6, 1)),
        ("deepseek-ai/deepseek-coder-1.3b-base", date(2024, 1, 1)),
    ],
)
def test_series_are_told_apart(model_id: str, day: date) -> None:
    release = release_of(model_id)
    assert release is not None
    assert release.day == day
    assert f"{day:%y%m}." in release.rule


@pytest.mark.parametrize("model_id", ["acme/tiny", "someone/pythia-1.4b-chat"])
def test_other_models_have_no_date(model_id: str) -> None:
    assert release_of(model_id) is None


@pytest.mark.parametrize(
    "entry",
    [
        {"series": "a"},
        {"series": "a", "arxiv": "2313.00001"},
        {"series": "(", "arxiv": "2304.00001"},
        {"series": "", "arxiv": "2304.00001"},
        {"series": 1, "arxiv": "2304.00001"},
        "text",
    ],
)
def test_a_faulty_entry_is_named(entry: object) -> None:
    papers, faults = read_releases([entry])
    assert papers == []
    assert len(faults) == 1
    assert faults[0].startswith("entry 1")
