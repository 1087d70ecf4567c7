"""What a configuration says about a model: one fact per field.

The first of these decides, even where it leaves the field open:

1. a rule of `model_traits` for the model type;
2. the value of a key of `config_keys`; a list with one value per layer counts
   where all values agree;
3. the default of the configuration class, where the key is absent;
4. arithmetic on other facts, or the name of a key (`derivations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nsl_db.crawler.extractors.class_defaults import ClassDefaults, class_defaults
from nsl_db.crawler.extractors.config_keys import PER_LAYER_FIELDS, field_keys
from nsl_db.crawler.extractors.config_view import ConfigView, Located, view_config
from nsl_db.crawler.extractors.derivations import derive
from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.findings import conform
from nsl_db.crawler.extractors.model_traits import (
    TRAITS,
    Traits,
    class_traits_type,
    traits_type,
)
from nsl_db.crawler.extractors.rules import Fact, Rule, evaluate
from nsl_db.errors import ExtractionError
from nsl_db.schema.evidence import Confidence, Problem, Value
from nsl_db.schema.fields import FIELDS

__all__ = ["Description", "describe"]

_SWITCHED_OFF = {
    "sliding_window": (0, -1),
    "num_experts": (0, 1),
    "num_experts_per_token": (0,),
}
"""Values by which a configuration says that it has no such thing."""

_MEMO = "description"
_ROPE_PARTS = ("rope_parameters", "rope_scaling")
_EQUAL_HEADS = "="


@dataclass(slots=True)
class Description:
    """The facts of one configuration, each worked out when it is asked for.

    Attributes:
        view: The configuration.
        model_type: Entry of `model_traits`, or None for an unknown type.
        problems: Values that cannot be used, by field.
    """

    view: ConfigView
    model_type: str | None = None
    problems: dict[str, Problem] = field(default_factory=dict)
    _type: Located = field(default_factory=lambda: Located(None, ""))
    _traits: Traits = field(default_factory=dict)
    _defaults: ClassDefaults | None = None
    _method: str = ""
    _facts: dict[str, Fact | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the model type, by its key or else by the name of the class."""
        named, stem = self.view.model_type(), self.view.class_stem()
        if named is not None:
            self._type = named
            self.model_type = traits_type(named.value)
            self._defaults = class_defaults(named.value)
        if self.model_type is None and stem is not None:
            self.model_type = class_traits_type(stem.value)
            self._type = self._type if self.model_type is None else stem
        if self.model_type is not None:
            slug = re.sub(r"\W", "_", self.model_type).lower()
            self._method = f"model_code_{slug}"
            self._traits = TRAITS[self.model_type]
            self._defaults = self._defaults or class_defaults(self.model_type)

    def fact(self, name: str) -> Fact | None:
        """What the configuration says about a field; None where it says nothing."""
        if name not in self._facts:
            self._facts[name] = None
            self._facts[name] = self._checked(name, self._first(name))
        return self._facts[name]

    def number(self, name: str) -> int | None:
        """The value of a field of whole numbers."""
        fact = self.fact(name)
        return fact.value if fact and type(fact.value) is int else None

    def flag(self, name: str) -> bool | None:
        """The value of a yes-or-no field."""
        fact = self.fact(name)
        return fact.value if fact and isinstance(fact.value, bool) else None

    def text(self, name: str) -> str | None:
        """The value of a text field."""
        fact = self.fact(name)
        return fact.value if fact and isinstance(fact.value, str) else None

    def apply(self, rule: Rule | None) -> Fact | None:
        """The outcome of a rule on this configuration."""
        return evaluate(rule, self.view, self._method, self._type.locator, self.fact)

    def _first(self, name: str) -> Fact | None:
        if self._does_not_apply(name):
            return None
        if name in self._traits and not self._has_experts_after_all(name):
            return self.apply(self._traits[name])
        found = self._find(name)
        if found is not None and found.value is not None:
            return self._stated(name, found)
        default = self._default(name) if found is None else self._null(name, found)
        return default or derive(name, self)

    def _does_not_apply(self, name: str) -> bool:
        if name == "rope_theta":
            return self.text("position_embedding_type") not in (None, "rope")
        if name == "sliding_window":
            return self._has_no_window()
        if name == "num_experts":
            flag = self.view.find("is_moe")
            return flag is not None and flag.value is False
        if name == "num_experts_per_token":
            return self.fact("num_experts") is None
        return False

    def _has_no_window(self) -> bool:
        flag = self.view.find("use_sliding_window")
        kinds = self.view.find("layer_types")
        if flag is not None and flag.value is False:
            return True
        if kinds is None or not isinstance(kinds.value, list):
            return False
        return not any("sliding" in str(kind) for kind in kinds.value)

    def _has_experts_after_all(self, name: str) -> bool:
        """Whether a type without experts has them here, as in a home-made merge."""
        return name == "is_moe" and self.fact("num_experts") is not None

    def _find(self, name: str) -> Located | None:
        if name == "head_dim" and self.view.find("qk_nope_head_dim") is not None:
            return None
        keys = self._keys(name)
        found = self.view.find(*keys) if keys else None
        if name == "rope_theta" and (found is None or found.value is None):
            return self._theta_of_kinds() or found
        if name == "tie_word_embeddings" and found is not None:
            return self._agreed(keys, found)
        return found

    def _keys(self, name: str) -> tuple[str, ...]:
        model_type = self._type.value
        return field_keys(name, model_type if isinstance(model_type, str) else None)

    def _theta_of_kinds(self) -> Located | None:
        """The rotary base where it is written for every kind of layer."""
        found = self.view.find(*_ROPE_PARTS)
        if found is None or not isinstance(found.value, Mapping):
            return None
        kinds = [part for part in found.value.values() if isinstance(part, Mapping)]
        bases = [kind.get("rope_theta") for kind in kinds]
        return Located(bases, found.locator) if bases else None

    def _agreed(self, keys: Iterable[str], found: Located) -> Located:
        """No value where the whole and its text model contradict each other."""
        values = [level.get(key) for _, level in self.view.levels for key in keys]
        differ = True in values and False in values
        return Located(None, found.locator) if differ else found

    def _stated(self, name: str, found: Located) -> Fact | None:
        value, method = found.value, "config_key"
        if isinstance(value, list) and name in PER_LAYER_FIELDS:
            if not value or any(item != value[0] for item in value):
                return None
            value, method = value[0], "per_layer_list"
        is_off = type(value) is int and value in _SWITCHED_OFF.get(name, ())
        if value is None or is_off:
            return None
        return Fact(value, Confidence.STATED, method, found.locator)

    def _null(self, name: str, found: Located) -> Fact | None:
        """What a null means: as many key-value heads as heads, in a known type."""
        heads = self.fact("num_attention_heads")
        if name != "num_key_value_heads" or self._defaults is None or heads is None:
            return None
        return Fact(heads.value, Confidence.DERIVED, "config_null", found.locator)

    def _default(self, name: str) -> Fact | None:
        """The default of the class; a configuration without sizes has none."""
        defaults = self._defaults
        if defaults is None:
            return None
        value = defaults.settings.get(name)
        if self.view.is_nested:
            value = defaults.sizes.get(name, value)
        elif self.view.find(*self._keys("hidden_size")) is None:
            return None
        heads = self.number("num_attention_heads")
        if value == _EQUAL_HEADS:
            value = heads
        if value is None or (name == "num_key_value_heads" and _exceeds(value, heads)):
            return None
        locator = self._type.locator
        return Fact(value, Confidence.DERIVED, defaults.method, locator)

    def _checked(self, name: str, fact: Fact | None) -> Fact | None:
        """The fact with a value that fits its field, or a problem instead."""
        if fact is None:
            return None
        if name not in FIELDS:
            return fact if isinstance(fact.value, bool) else None
        try:
            value: Value = conform(name, fact.value)
        except ExtractionError as error:
            path = self.view.document.path
            self.problems[name] = Problem(
                f"config_{error.code}", f"{path} at {fact.locator}: {error}"
            )
            return None
        if value is fact.value:
            return fact
        return Fact(value, fact.confidence, fact.method, fact.locator)


def describe(documents: ModelDocuments) -> tuple[Description, list[Problem]] | None:
    """The description of a model, and what kept its text model from being read.

    Returns:
        The same each time; None where there is no configuration.
    """
    if documents.config is None:
        return None
    found: tuple[Description, list[Problem]] | None = documents.memo.get(_MEMO)
    if found is None:
        view, problems = view_config(documents.config)
        found = documents.memo[_MEMO] = (Description(view), problems)
    return found


def _exceeds(value: Value, limit: int | None) -> bool:
    """Whether the default of a class is meant for a larger model."""
    return limit is None or type(value) is not int or value > limit
