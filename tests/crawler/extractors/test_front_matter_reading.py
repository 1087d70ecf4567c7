"""Front matter is YAML that cannot hurt, with every scalar left as text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nsl_db.crawler.extractors import front_matter
from nsl_db.crawler.extractors.front_matter import FrontMatter, read_front_matter
from nsl_db.errors import ExtractionError


def read(text: str) -> FrontMatter:
    return read_front_matter(text, 2)[0]


def codes(text: str) -> list[str]:
    return [problem.code for problem in read_front_matter(text, 2)[1]]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("2024-01-01", "2024-01-01"),
        ("12:30:45", "12:30:45"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("3.0", "3.0"),
        ("'null'", "null"),
        ("null", None),
        ("~", None),
        ("", None),
        ("!!str 5", "5"),
    ],
)
def test_scalars_stay_text(written: str, read_as: str | None) -> None:
    assert read(f"value: {written}").values == {"value": read_as}


def test_nested_values_keep_their_lines() -> None:
    found = read("license: mit\ntags:\n- a\n-  b\nbase:\n  name: |\n    x\n    y\n")
    assert found.values["tags"] == ["a", "b"]
    assert found.lines["/license"] == (2, 2)
    assert found.lines["/tags/1"] == (5, 5)
    assert found.lines["/base/name"][0] == 7


def test_nothing_but_comments_is_empty() -> None:
    assert read("# only a remark\n") == FrontMatter()


@pytest.mark.parametrize("text", ["- a\n- b", "only text", "[a, b]"])
def test_other_top_levels_are_refused(text: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        read(text)
    assert caught.value.code == "card_front_matter_not_a_mapping"


@pytest.mark.parametrize(
    "text",
    ["a: [b\nc: : d", "a: b: c", "\tx: 1", "a: @b", "x: \x00", "a: 1\n---\nb: 2"],
)
def test_what_is_not_yaml_is_refused(text: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        read(text)
    assert caught.value.code == "card_front_matter_invalid"


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ExtractionError) as caught:
        read("x: " + "[" * 5000 + "]" * 5000)
    assert caught.value.code == "card_front_matter_too_deep"


def test_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_matter, "MAX_EVENTS", 50)
    with pytest.raises(ExtractionError) as caught:
        read("\n".join(f"k{n}: v" for n in range(50)))
    assert caught.value.code == "card_front_matter_too_deep"


def test_long_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_matter, "MAX_CHARACTERS", 10)
    with pytest.raises(ExtractionError) as caught:
        read("license: apache-2.0")
    assert caught.value.code == "card_front_matter_too_large"


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("a: !!python/object/apply:os.getcwd []\nb: 1", "card_yaml_tag", {"b": "1"}),
        ("a: !custom x\nb: 1", "card_yaml_tag", {"b": "1"}),
        ("a: &x [1]\nb: *x", "card_yaml_alias", {"a": ["1"]}),
        ("a: 1\na: 2", "card_yaml_duplicate_keys", {"a": "2"}),
        ("? [a, b]\n: c\nb: 1", "card_yaml_key", {"b": "1"}),
    ],
)
def test_odd_entries_are_left_out(
    text: str, code: str, values: dict[str, object]
) -> None:
    assert codes(text) == [code]
    assert read(text).values == values


def test_tagged_mapping_as_a_whole_is_left_out() -> None:
    assert codes("!!python/dict\na: 1") == ["card_yaml_tag"]
    assert read("!!python/dict\na: 1").values == {}


def test_alias_to_a_scalar_is_followed() -> None:
    text = "a: &x mit\nb: *x"
    assert read(text).values == {"a": "mit", "b": "mit"}
    assert codes(text) == []


def test_alias_bomb_stays_small() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    text = "\n".join(lines)
    assert codes(text) == ["card_yaml_alias"]
    assert len(str(read(text).values)) < 300


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read(text)
    except ExtractionError:
        return
    places = {f"/{key.replace('~', '~0').replace('/', '~1')}" for key in found.values}
    assert all(
        isinstance(found.values, dict) and line[0] >= 2 for line in found.lines.values()
    )
    assert {place for place in found.lines if place.count("/") == 1} <= places


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max((_depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((_depth(item) for item in value), default=0)
    return 0


_NESTED = st.recursive(
    st.sampled_from(["x", 1, None]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    ),
)


@given(_NESTED, st.sampled_from([None, True, False]), st.integers(2, 6))
def test_the_bound_is_never_below_the_depth(
    value: object, flow: bool | None, indent: int
) -> None:
    text = yaml.safe_dump({"k": value}, default_flow_style=flow, indent=indent)
    assert front_matter._depth_bound(text) >= _depth({"k": value})


def test_many_levels_are_refused_however_they_are_written() -> None:
    levels = range(30)
    for text in (
        "\n".join(f"{' ' * n}k:" for n in levels),
        "\r".join(f"{' ' * n}k:" for n in levels),
        "k: " + "[" * 30 + "]" * 30,
        "- " * 30 + "x",
        "k:\n" + "- " * 30 + "x",
    ):
        with pytest.raises(ExtractionError):
            read(text)
