"""JSON documents: read within limits, and quoted as they stand in the file."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nsl_db.crawler.extractors.decoding import decode_json
from nsl_db.errors import ExtractionError
from nsl_db.schema.evidence import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "MAX_DEPTH",
    "JsonDocument",
    "pointer",
    "pointer_parts",
    "read_json_object",
]

MAX_DEPTH = 64
"""Deepest nesting that is read."""

MAX_CHARACTERS = 16_000_000
"""Longest JSON document that is read, in characters."""

MAX_DIGITS = 40
"""Longest integer that is read exactly; a longer one is infinite."""

_DECODER = json.JSONDecoder(
    strict=False, parse_int=str, parse_float=str, parse_constant=str
)
"""Finds where values end; numbers of any length stay text."""

_BLANKS = re.compile(r"[ \t\n\r]*")
_PLAIN_MEMBER = re.compile(
    r'"([^"\\]*)"[ \t\n\r]*:[ \t\n\r]*("[^"\\]*"|[-\d][-+.\deE]*|true|false|null)'
    r"[ \t\n\r]*(?:,[ \t\n\r]*|(?=\}))"
)
"""A member of an object without escapes, whose value holds no others."""

_Span = tuple[int, int]


def pointer(*parts: str | int) -> str:
    """JSON pointer of nested keys and positions.

    Source: RFC 6901.
    """
    texts = [str(part) for part in parts]
    joined = "".join(texts)
    if "~" in joined or "/" in joined:
        texts = [text.replace("~", "~0").replace("/", "~1") for text in texts]
    return "".join(["/" + text for text in texts])


def pointer_parts(text: str) -> tuple[str, ...]:
    """Keys and positions that a JSON pointer names.

    Raises:
        ExtractionError: Not a JSON pointer.
    """
    if not text:
        return ()
    if not text.startswith("/"):
        raise ExtractionError(f"{text!r} is not a JSON pointer.", "bad_locator")
    parts = text[1:].split("/")
    if "~" in text:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    return tuple(parts)


@dataclass(slots=True)
class _Reader:
    """Hooks of the JSON parser, and what they noticed."""

    has_duplicates: bool = False

    def integer(self, digits: str) -> int | float:
        return int(digits) if len(digits) <= MAX_DIGITS else math.inf

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            self.has_duplicates = True
        return result


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A JSON object and the text that it was read from.

    Attributes:
        path: File name inside the repository.
        sha256: Hash of the document.
        text: The decoded text.
        value: The object. Integers beyond 40 digits are infinite.
    """

    path: str
    sha256: str
    text: str
    value: Mapping[str, Any]
    _spans: dict[tuple[str, ...], dict[str, _Span]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def raw(self, locator: str) -> str:
        """The text of the value that a JSON pointer names, as it stands in the file.

        Raises:
            ExtractionError: The pointer names nothing.
        """
        parts = pointer_parts(locator)
        start, end = self._span(parts)
        return self.text[start:end]

    def _span(self, parts: tuple[str, ...]) -> _Span:
        if not parts:
            return _value_span(self.text, 0)
        container = parts[:-1]
        spans = self._spans.get(container)
        if spans is None:
            spans = dict(_members(self.text, self._span(container)[0]))
            self._spans[container] = spans
        try:
            return spans[parts[-1]]
        except KeyError:
            raise ExtractionError(
                f"{self.path} has nothing at {pointer(*parts)!r}.", "bad_locator"
            ) from None


def _constant(name: str) -> float:
    return float(name.replace("Infinity", "inf"))


def _value_span(text: str, position: int) -> _Span:
    start = _skip_blanks(text, position)
    return start, _DECODER.raw_decode(text, start)[1]


def _skip_blanks(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return match.end() if match else position


def _members(text: str, start: int) -> Iterator[tuple[str, _Span]]:
    """Keys or positions of a container, with the place of each value."""
    is_object = text[start] == "{"
    if not is_object and text[start] != "[":
        return
    position = _skip_blanks(text, start + 1)
    number = 0
    while text[position] not in "]}":
        plain = _PLAIN_MEMBER.match(text, position) if is_object else None
        if plain is not None:
            yield plain[1], plain.span(2)
            position = plain.end()
            continue
        key = str(number)
        if is_object:
            key, position = _DECODER.raw_decode(text, position)
            position = _skip_blanks(text, position) + 1
        span = _value_span(text, position)
        yield key, span
        number += 1
        position = _skip_blanks(text, span[1])
        if text[position] == ",":
            position = _skip_blanks(text, position + 1)


def _depth_exceeds(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit + 1):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True


def _parse(text: str, kind: str, reader: _Reader) -> object:
    try:
        return json.loads(
            text,
            strict=False,
            parse_int=reader.integer,
            parse_constant=_constant,
            object_pairs_hook=reader.members,
        )
    except RecursionError as error:
        raise ExtractionError(
            f"The {kind} document is nested too deeply.", f"{kind}_too_deep"
        ) from error
    except ValueError as error:
        raise ExtractionError(
            f"The {kind} document is not JSON: {error}.", f"{kind}_invalid_json"
        ) from error


def read_json_object(
    path: str, content: bytes, sha256: str, kind: str
) -> tuple[JsonDocument, list[Problem]]:
    """Read a JSON object within limits of size, depth and length of numbers.

    A repeated key counts with its last value, as in every common reader. NaN
    and the infinities are read as such; no field takes them.

    Args:
        path: File name inside the repository.
        content: The bytes.
        sha256: Their hash.
        kind: Kind of document, the beginning of the reason codes.

    Returns:
        The document, and what is odd about it.

    Raises:
        ExtractionError: Too large, too deep, not JSON, or not an object.
    """
    if len(content) > MAX_CHARACTERS:
        raise ExtractionError(
            f"{path} has {len(content)} bytes; at most {MAX_CHARACTERS} are read.",
            f"{kind}_too_large",
        )
    text = decode_json(content, kind)
    if not text or text.isspace():
        raise ExtractionError(f"{path} is empty.", f"{kind}_empty")
    reader = _Reader()
    value = _parse(text, kind, reader)
    if not isinstance(value, dict):
        raise ExtractionError(
            f"{path} holds a {type(value).__name__} instead of an object.",
            f"{kind}_not_an_object",
        )
    num_containers = text.count("{") + text.count("[")
    if num_containers > MAX_DEPTH and _depth_exceeds(value, MAX_DEPTH):
        raise ExtractionError(
            f"{path} is nested deeper than {MAX_DEPTH} levels.", f"{kind}_too_deep"
        )
    problems = []
    if reader.has_duplicates:
        problems.append(
            Problem(f"{kind}_duplicate_keys", f"{path} repeats a key; the last counts.")
        )
    return JsonDocument(path, sha256, text, value), problems
