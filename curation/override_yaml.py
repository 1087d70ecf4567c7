"""Reading a YAML list safely, with the line of each entry.

No tags beyond plain data, no anchors or aliases, no key twice in one mapping, and
limits on size and depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from nsl_db.errors import OverrideError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MAX_BYTES", "MAX_DEPTH", "ListedEntry", "read_list"]

MAX_BYTES = 2_000_000
"""Largest file that is read."""

MAX_DEPTH = 8
"""Deepest nesting; a sound entry has three levels."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built with it."""


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One entry of a list.

    Attributes:
        line: Where it begins, from 1.
        value: Plain data.
        fault: Why it cannot be read, or None.
    """

    line: int
    value: Any
    fault: str | None = None


def read_list(path: Path) -> list[ListedEntry]:
    """Read a file that holds one list; an empty file holds none.

    Raises:
        OverrideError: The file cannot be read, is too large, or is no such list.
    """
    text = _text(path)
    loader = _LOADER(text)
    try:
        _check_events(text, path)
        root = loader.get_single_node()
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            raise OverrideError("is not a list of entries", path.name, _line(root))
        return [_entry(loader, node) for node in root.value]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        line = None if mark is None else mark.line + 1
        raise OverrideError(f"is no sound YAML: {problem}", path.name, line) from error
    finally:
        loader.dispose()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise OverrideError(f"cannot be read: {error.strerror}", path.name) from error
    if len(content) > MAX_BYTES:
        raise OverrideError(f"is larger than {MAX_BYTES:,} bytes", path.name)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OverrideError(f"is not UTF-8 at byte {error.start}", path.name) from error


def _check_events(text: str, path: Path) -> None:
    """Refuse aliases and depth before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise OverrideError(
                "anchors and aliases are not allowed", path.name, _line(event)
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise OverrideError(
                    f"is nested deeper than {MAX_DEPTH}", path.name, _line(event)
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _entry(loader: Any, node: yaml.Node) -> ListedEntry:
    twice = _key_given_twice(node)
    if twice is not None:
        return ListedEntry(_line(node), None, f"the key {twice!r} is given twice")
    try:
        return ListedEntry(_line(node), loader.construct_object(node, deep=True))
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        return ListedEntry(_line(node), None, f"is no plain data: {problem}")
    except (ValueError, TypeError, OverflowError) as error:
        return ListedEntry(_line(node), None, f"has an impossible value: {error}")


def _key_given_twice(node: yaml.Node) -> str | None:
    if isinstance(node, yaml.SequenceNode):
        nested = node.value
    elif isinstance(node, yaml.MappingNode):
        keys = [str(key.value) for key, _ in node.value]
        twice = [key for key in keys if keys.count(key) > 1]
        if twice:
            return twice[0]
        nested = [value for _, value in node.value]
    else:
        return None
    found = (_key_given_twice(part) for part in nested)
    return next((key for key in found if key is not None), None)


def _line(marked: Any) -> int:
    return int(marked.start_mark.line) + 1
