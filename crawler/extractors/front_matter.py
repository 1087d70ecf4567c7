"""YAML front matter of model cards, read within limits.

Every scalar stays a string (`no`, `2024-01-01` and `12:30:45` included); only
a plain empty value, `null` or `~` is None. Nothing is ever constructed from a
tag, and an alias is followed only to a scalar, so the result is no larger than
its source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

from nsl_db.crawler.extractors.json_document import pointer
from nsl_db.errors import ExtractionError
from nsl_db.schema.evidence import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["FrontMatter", "read_front_matter"]

MAX_CHARACTERS = 400_000
"""Longest front matter that is read."""

MAX_DEPTH = 24
"""Deepest nesting that is read."""

MAX_EVENTS = 60_000
"""Most YAML nodes that are read."""

_OTHER_BREAK = re.compile("[\r\x85\u2028\u2029]")
_INDENT = re.compile(r"^[ \t?:-]*", re.MULTILINE)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp")
)
_Place = tuple[str | int, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, without any guess at the type of a scalar."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The mapping at the top of a card.

    Attributes:
        values: The mapping; its scalars are strings or None.
        lines: First and last line of every scalar, from 1, by JSON pointer.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Builder:
    """Turns composed nodes into values."""

    first_line: int
    lines: dict[str, tuple[int, int]] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def refuses(self, node: yaml.Node) -> bool:
        """Whether a node may not be read, because of its tag or an alias."""
        if node.tag not in _PLAIN_TAGS:
            self._note("card_yaml_tag", f"the tag {node.tag[:80]!r}")
            return True
        if isinstance(node, yaml.ScalarNode):
            return False
        if id(node) in self.seen:
            self._note("card_yaml_alias", "an alias to a list or a mapping")
            return True
        self.seen.add(id(node))
        return False

    def value(self, node: yaml.Node, place: _Place) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        return [
            self.value(item, (*place, index))
            for index, item in enumerate(node.value)
            if not self.refuses(item)
        ]

    def _scalar(self, node: yaml.ScalarNode, place: _Place) -> str | None:
        self.lines[pointer(*place)] = (
            self.first_line + node.start_mark.line,
            self.first_line + node.end_mark.line,
        )
        is_null = not node.style and node.value in _NULLS
        return None if is_null else str(node.value)

    def _mapping(self, node: yaml.MappingNode, place: _Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._note("card_yaml_key", "a key that is not text")
            elif not self.refuses(item):
                if key.value in result:
                    self._note("card_yaml_duplicate_keys", "a repeated key")
                result[key.value] = self.value(item, (*place, key.value))
        return result

    def _note(self, code: str, what: str) -> None:
        message = f"The front matter has {what}; that entry is not read."
        self.problems.setdefault(code, Problem(code, message))


def read_front_matter(text: str, first_line: int) -> tuple[FrontMatter, list[Problem]]:
    """Read the text between the fences.

    Args:
        text: The YAML, without the fences.
        first_line: Line of the card on which it begins, from 1.

    Returns:
        The mapping, and what in it could not be read.

    Raises:
        ExtractionError: Not YAML, not a mapping, or beyond a limit.
    """
    try:
        _check_limits(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        summary = " ".join(str(error).split())[:200]
        raise ExtractionError(
            f"The front matter is not YAML: {summary}.", "card_front_matter_invalid"
        ) from error
    if node is None:
        return FrontMatter(), []
    if not isinstance(node, yaml.MappingNode):
        raise ExtractionError(
            "The front matter is not a mapping of keys to values.",
            "card_front_matter_not_a_mapping",
        )
    builder = _Builder(first_line)
    values = {} if builder.refuses(node) else builder.value(node, ())
    return FrontMatter(values, builder.lines), list(builder.problems.values())


def _check_limits(text: str) -> None:
    """Refuse what would cost too much to compose."""
    if len(text) > MAX_CHARACTERS:
        raise ExtractionError(
            f"The front matter has {len(text)} characters; "
            f"at most {MAX_CHARACTERS} are read.",
            "card_front_matter_too_large",
        )
    is_small = len(text) <= MAX_EVENTS // 3 and not _OTHER_BREAK.search(text)
    if is_small and _depth_bound(text) <= MAX_DEPTH:
        return
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
    depth = 0
    for number, event in enumerate(events):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or number > MAX_EVENTS:
            raise ExtractionError(
                f"The front matter has more than {MAX_DEPTH} levels or "
                f"{MAX_EVENTS} YAML nodes.",
                "card_front_matter_too_deep",
            )


def _depth_bound(text: str) -> int:
    """A depth that the nesting cannot exceed, found without parsing.

    A block is nested by what begins its line, a list that belongs to a key by
    nothing; anything else by a bracket.
    """
    widest = max(match.end() - match.start() for match in _INDENT.finditer(text))
    return 2 * (widest + 1) + text.count("[") + text.count("{")
