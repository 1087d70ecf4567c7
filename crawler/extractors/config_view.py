"""A configuration as one text model sees it, nested parts included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nsl_db.crawler.extractors.json_document import JsonDocument, pointer
from nsl_db.schema.evidence import Problem

__all__ = ["ConfigView", "Located", "view_config"]

NESTED_KEYS = (
    "text_config",
    "llm_config",
    "language_config",
    "llm_cfg",
    "language_model_config",
    "thinker_config",
)
"""Keys under which a multimodal configuration keeps its text model."""

MAX_NESTING = 3
"""Deepest text model that is looked for."""

OTHER_PARTS = re.compile(r"(vision|visual|audio|image|speech|talker|mm)(_.*)?")
"""Keys of parts of a model that are not its text model."""

_ABSENT = object()
"""Stands for the value of a key that is not there."""

_CLASS_ENDINGS = re.compile(
    r"(For(CausalLM|ConditionalGeneration|SequenceClassification|Generation)"
    r"|LMHead(Custom)?Model|Model|RewardModel)$"
)


@dataclass(frozen=True, slots=True)
class Located:
    """A value of the configuration and the JSON pointer that leads to it."""

    value: Any
    locator: str


@dataclass(frozen=True, slots=True)
class ConfigView:
    """Where to look keys up, innermost object first.

    Attributes:
        document: The configuration.
        levels: Objects with the keys that lead to them.
    """

    document: JsonDocument
    levels: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]

    @property
    def is_nested(self) -> bool:
        """Whether the text model is a part of a larger configuration."""
        return len(self.levels) > 1

    @property
    def has_other_parts(self) -> bool:
        """Whether there is more to the model than text."""
        outer = self.levels[-1][1]
        return self.is_nested or any(OTHER_PARTS.fullmatch(key) for key in outer)

    @property
    def is_encoder_decoder(self) -> bool:
        """Whether the configuration is of an encoder with a decoder."""
        return any(level.get("is_encoder_decoder") is True for _, level in self.levels)

    def find(self, *keys: str) -> Located | None:
        """The first of several keys that holds a value.

        A key with dots leads into nested objects. Where no key holds a value,
        the first null is returned; None where no key is there at all.
        """
        empty: Located | None = None
        for place, level in self.levels:
            for key in keys:
                value = _lookup(level, key)
                if value is _ABSENT or (value is None and empty is not None):
                    continue
                located = Located(value, _pointer_to(place, key))
                if value is not None:
                    return located
                empty = located
        return empty

    def model_type(self) -> Located | None:
        """The model type of the text model: its own key, or its class."""
        for place, level in self.levels:
            name = level.get("model_type")
            if isinstance(name, str) and name:
                return Located(name, pointer(*place, "model_type"))
        return None

    def class_stem(self) -> Located | None:
        """First of the named classes, in lower case and without its ending."""
        for place, level in self.levels:
            names = level.get("architectures")
            if isinstance(names, list) and names and isinstance(names[0], str):
                stem = _CLASS_ENDINGS.sub("", names[0]).lower()
                return Located(stem, pointer(*place, "architectures", 0))
        return None


def view_config(document: JsonDocument) -> tuple[ConfigView, list[Problem]]:
    """Find the text model in a configuration.

    Returns:
        The view, and what kept a nested text model from being read.
    """
    levels: list[tuple[tuple[str, ...], Mapping[str, Any]]] = [((), document.value)]
    problems = []
    for _ in range(MAX_NESTING):
        place, level = levels[0]
        key = next((key for key in NESTED_KEYS if level.get(key) is not None), None)
        if key is None:
            break
        if not isinstance(level[key], Mapping):
            where = pointer(*place, key)
            message = f"{document.path} at {where}: not an object."
            problems.append(Problem("config_nested_not_an_object", message))
            break
        levels.insert(0, ((*place, key), level[key]))
    return ConfigView(document, tuple(levels)), problems


def _pointer_to(place: tuple[str, ...], key: str) -> str:
    if place or "." in key:
        return pointer(*place, *key.split("."))
    return f"/{key}"


def _lookup(level: Mapping[str, Any], key: str) -> Any:
    """The value of a key that may lead into nested objects; `_ABSENT` without one."""
    if "." not in key:
        return level.get(key, _ABSENT)
    value: Any = level
    for part in key.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return _ABSENT
        value = value[part]
    return value
