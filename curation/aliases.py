"""Other names of models in the tables of others; the list is `aliases.yaml`.

A name is only ever looked up as it is written: nothing is made of punctuation or
case, since `Cerebras-GPT-1.3B` and `Cerebras-GPT-13B` would become one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from nsl_db.curation.packaged_yaml import packaged_yaml
from nsl_db.errors import OverrideError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ANY_SOURCE", "aliases", "canonical_id", "check_aliases", "scoped_id"]

FILE = "aliases.yaml"
"""Where the names are listed."""

ANY_SOURCE = "any"
"""Heading of the names that mean the same model in every source."""

GENERIC_NAMES = frozenset(
    {
        "baseline",
        "base",
        "checkpoint",
        "final",
        "finetuned",
        "merged",
        "model",
        "model_name",
        "none",
        "our model",
        "ours",
        "output",
        "random",
        "results",
        "test",
        "unknown",
    }
)
"""Names that stand for another model in every table."""

Aliases = dict[tuple[str, str], str]
"""Source and written name -> identifier."""


def read_aliases(content: Any) -> tuple[Aliases, tuple[str, ...]]:
    """Read the list.

    Returns:
        The names, and what is wrong with the list.
    """
    if not isinstance(content, dict):
        return {}, ("the file is no mapping of sources",)
    found: Aliases = {}
    faults: list[str] = []
    for source, names in content.items():
        if not isinstance(names, dict):
            faults.append(f"{source}: no mapping of names to identifiers")
            continue
        for written, model_id in names.items():
            if not isinstance(written, str) or not isinstance(model_id, str):
                faults.append(f"{source}: {written!r}: both names have to be text")
            else:
                found[source, written] = model_id
    return found, (*faults, *_faults(found))


def _faults(found: Aliases) -> Iterator[str]:
    for (source, written), model_id in found.items():
        if written == model_id:
            yield f"{source}: {written} stands for itself"
        for scope in (source, ANY_SOURCE):
            if (scope, model_id) in found:
                yield f"{source}: {written} leads to {model_id}, itself another name"
        if source != ANY_SOURCE and found.get((ANY_SOURCE, written)) == model_id:
            yield f"{source}: {written} is listed for every source already"
        if source == ANY_SOURCE and written.casefold() in GENERIC_NAMES:
            yield f"{source}: {written} means another model in every source"


@cache
def aliases() -> Aliases:
    """The names that ship with the program.

    Raises:
        OverrideError: The list has a fault.
    """
    found, faults = read_aliases(packaged_yaml(FILE))
    if faults:
        raise OverrideError(
            f"curation/{FILE}: {'; '.join(faults)}. Correct the file.", FILE
        )
    return found


def canonical_id(model_id: str, source: str) -> str:
    """The identifier of the model that a source means.

    Args:
        model_id: The name as the source writes it.
        source: Name of the source.
    """
    listed = aliases()
    own = listed.get((source, model_id))
    return own or listed.get((ANY_SOURCE, model_id), model_id)


def scoped_id(name: str, source: str) -> str:
    """A name that cannot be taken for another model of the same name.

    Args:
        name: The name as the source writes it.
        source: Name of the source.

    Returns:
        The name itself where it names an organisation or is on the list; a generic
        one behind the name of its source.
    """
    text = name.strip()
    is_generic = text.casefold() in GENERIC_NAMES or text.startswith(("/", ".", "~"))
    if is_generic and canonical_id(text, source) == text:
        return f"{source}/{text.lstrip('/.~')}"
    return text


def check_aliases() -> list[str]:
    """What is wrong with the list, for people; empty where nothing is."""
    try:
        _, faults = read_aliases(packaged_yaml(FILE))
    except OverrideError as error:
        return [str(error)]
    return [f"curation/{FILE}: {fault}" for fault in faults]
