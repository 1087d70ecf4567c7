"""Strict reading of the curation lists."""

from __future__ import annotations

import pytest

from nsl_db.curation.packaged_yaml import packaged_yaml, parse_yaml
from nsl_db.errors import OverrideError


def test_packaged_files_are_found() -> None:
    assert "pythia" in packaged_yaml("families.yaml")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is there twice"),
        ("a: [1\n", 2, "expected"),
        ("x:\n  b: 1\n  b: 2\n", 3, "'b' is there twice"),
        ("a: !!python/object:os.system {}\n", 1, "constructor"),
    ],
)
def test_faulty_text_is_refused_with_its_line(
    text: str, line: int, message: str
) -> None:
    with pytest.raises(OverrideError, match=message) as caught:
        parse_yaml(text, "some.yaml")
    assert caught.value.line == line
    assert caught.value.path == "some.yaml"


def test_unprintable_text_is_refused() -> None:
    with pytest.raises(OverrideError, match=r"curation/some\.yaml"):
        parse_yaml("a: \x00", "some.yaml")
