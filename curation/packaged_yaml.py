"""Reading the curation lists that ship with the program."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from nsl_db.errors import OverrideError

__all__ = ["packaged_yaml", "parse_yaml"]


class _StrictLoader(yaml.SafeLoader):
    """A loader that refuses a key written twice, which YAML leaves open."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is there twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def parse_yaml(text: str, name: str) -> Any:
    """The content of a YAML text.

    Args:
        text: The text.
        name: File that an error names.

    Raises:
        OverrideError: It is no YAML, or has a key twice.
    """
    try:
        return yaml.load(text, _StrictLoader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        problem = getattr(error, "problem", None) or str(error)
        place = "" if line is None else f", line {line}"
        raise OverrideError(
            f"curation/{name}{place}: {problem}. Correct the file.", name, line
        ) from error


def packaged_yaml(name: str) -> Any:
    """The content of a file of the folder `curation`."""
    return parse_yaml(files("nsl_db.curation").joinpath(name).read_text("utf-8"), name)
