"""Reading the lines of a recipe file: flat YAML, `field: value`.

Only scalars are read, as text: no lists, nested mappings, tags, anchors or aliases,
and no field twice. So a hostile file costs no more than its length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 100_000
"""Largest recipe file that is read [bytes]."""

NULLS = ("", "~", "null", "Null", "NULL")
"""Plain scalars that mean nothing is decided. Source: YAML 1.1, the null type."""

_EXAMPLE = "A recipe holds `field: value` lines, such as `num_parameters: 1.4B`."


def read_text(path: Path) -> str:
    """Read a recipe file.

    Raises:
        UsageError: It cannot be read, is too large or is no text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise UsageError(f"{path}: a recipe has at most {MAX_BYTES:,} bytes.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.") from error


def fields_of(text: str, where: str) -> dict[str, str | None]:
    """Read fields and their values as they are written; null is None.

    Args:
        text: Flat YAML.
        where: Where it comes from, for messages.

    Raises:
        UsageError: The text is no flat YAML, or gives a field twice.
    """
    try:
        scalars = list(_scalars(text, where))
    except yaml.YAMLError as error:
        message = " ".join(str(error).split())
        raise UsageError(f"{where} is not YAML: {message}.") from error
    fields: dict[str, str | None] = {}
    for key, value in zip(scalars[::2], scalars[1::2], strict=True):
        if key.value in fields:
            raise UsageError(f"{where}: {key.value} is given twice.")
        is_null = value.style is None and value.value in NULLS
        fields[key.value] = None if is_null else value.value
    return fields


def _scalars(text: str, where: str) -> Iterator[yaml.ScalarEvent]:
    """Keys and values in turn."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.MappingStartEvent):
            depth += 1
        if isinstance(event, yaml.ScalarEvent) and depth == 1 and not event.anchor:
            yield event
        elif depth > 1 or not isinstance(event, _FRAME):
            line = (
                ""
                if event.start_mark is None
                else f", line {event.start_mark.line + 1}"
            )
            raise UsageError(f"{where}{line}: {_EXAMPLE}")
    if depth == 0:
        raise UsageError(f"{where}: {_EXAMPLE}")


_FRAME = (
    yaml.StreamStartEvent,
    yaml.StreamEndEvent,
    yaml.DocumentStartEvent,
    yaml.DocumentEndEvent,
    yaml.MappingStartEvent,
    yaml.MappingEndEvent,
)
"""What surrounds the scalars of one flat mapping."""

__all__ = ["MAX_BYTES", "fields_of", "read_text"]
