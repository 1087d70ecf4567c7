"""Making findings: values that fit their field, with evidence that can be replayed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from nsl_db.crawler.extractors.base import Result
from nsl_db.crawler.extractors.card import Card
from nsl_db.crawler.extractors.documents import ModelDocuments
from nsl_db.crawler.extractors.json_document import JsonDocument
from nsl_db.crawler.extractors.replay import (
    MODEL_ID_LOCATOR,
    MODEL_ID_PATH,
    line_locator,
)
from nsl_db.errors import ExtractionError
from nsl_db.schema.evidence import (
    MAX_QUOTE,
    Confidence,
    Evidence,
    Finding,
    Problem,
    Value,
)
from nsl_db.schema.fields import field as declared
from nsl_db.schema.spec import Field
from nsl_db.schema.values import value_fault

__all__ = ["FindingMaker", "conform"]

MAX_TEXT = 500
"""Longest text that a field takes, in characters."""

MAX_LIST = 4000
"""The same for the fields that list names."""

_LISTS = frozenset({"datasets"})

_FAULTS = dict.fromkeys(("below_minimum", "above_maximum", "sentinel"), "out_of_range")
"""Reason codes that are told apart elsewhere and are one here."""

_TEXT = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]+")


def conform(name: str, value: object) -> Value:
    """A value in the type and range that a field declares.

    Whole floats count as integers, blanks around a text are dropped.

    Raises:
        ExtractionError: The value does not fit, with the reason as its code.
    """
    if not isinstance(value, str | int | float):
        raise _misfit(declared(name), value, "wrong_type")
    return _conform(name, value)


@lru_cache(maxsize=4096, typed=True)
def _conform(name: str, value: Value) -> Value:
    """The same for a scalar; models of one kind have most of their values in common."""
    spec = declared(name)
    fitting: Value = value.strip() if isinstance(value, str) else value
    is_number = spec.is_number and not isinstance(value, bool)
    if is_number and isinstance(fitting, int | float):
        if not math.isfinite(fitting):
            raise _misfit(spec, value, "not_finite")
        if spec.dtype == "int64" and fitting != int(fitting):
            raise _misfit(spec, value, "not_whole")
        fitting = int(fitting) if spec.dtype == "int64" else float(fitting)
    fault = value_fault(spec, fitting)
    if fault is None and isinstance(fitting, str) and not _is_plain(name, fitting):
        fault = "not_plain_text"
    if fault is not None:
        raise _misfit(spec, value, _FAULTS.get(fault, fault))
    return fitting


def _is_plain(name: str, text: str) -> bool:
    limit = MAX_LIST if name in _LISTS else MAX_TEXT
    return len(text) <= limit and _TEXT.fullmatch(text) is not None


def _misfit(spec: Field, value: object, fault: str) -> ExtractionError:
    if isinstance(value, str):
        shown = ascii(value[:80])
    else:
        shown = str(value) if isinstance(value, int | float) else type(value).__name__
    return ExtractionError(f"{spec.name} cannot be {shown}.", f"value_{fault}")


@dataclass(frozen=True, slots=True)
class FindingMaker:
    """Makes the findings of one extractor on one model.

    Attributes:
        documents: The model.
        extractor: Name of the extractor.
        version: Its version.
    """

    documents: ModelDocuments
    extractor: str
    version: int

    def from_json(
        self,
        field: str,
        value: object,
        confidence: Confidence,
        method: str,
        source: JsonDocument,
        locator: str,
    ) -> Result:
        """A value that rests on a place in a JSON document.

        Returns:
            The finding, or a problem where the value does not fit the field.
        """
        try:
            fitting = conform(field, value)
            quote = source.raw(locator)[:MAX_QUOTE]
        except ExtractionError as error:
            kind = re.sub(r"\W+", "_", source.path.removesuffix(".json"))
            message = f"{source.path} at {locator}: {error}"
            return Problem(f"{kind}_{error.code}", message)
        evidence = Evidence(source.path, locator, quote, source.sha256)
        return self._finding(field, fitting, confidence, method, evidence)

    def from_card(
        self,
        field: str,
        value: object,
        confidence: Confidence,
        method: str,
        source: Card,
        lines: tuple[int, int],
        quote: str,
    ) -> Result:
        """A value that rests on a quote from lines of a card.

        Returns:
            The finding, or a problem where the value does not fit the field.
        """
        locator = line_locator(*lines)
        try:
            fitting = conform(field, value)
        except ExtractionError as error:
            return Problem(f"card_{error.code}", f"{source.path} at {locator}: {error}")
        evidence = Evidence(source.path, locator, quote[:MAX_QUOTE], source.sha256)
        return self._finding(field, fitting, confidence, method, evidence)

    def from_name(self, field: str, value: Value, method: str) -> Finding:
        """A value that is guessed from the identifier of the model."""
        quote = self.documents.model_id[:MAX_QUOTE]
        evidence = Evidence(MODEL_ID_PATH, MODEL_ID_LOCATOR, quote)
        return self._finding(field, value, Confidence.INFERRED, method, evidence)

    def _finding(
        self,
        field: str,
        value: Value,
        confidence: Confidence,
        method: str,
        evidence: Evidence,
    ) -> Finding:
        return Finding(
            model_id=self.documents.model_id,
            field=field,
            value=value,
            confidence=confidence,
            method=method,
            evidence=evidence,
            extractor=self.extractor,
            extractor_version=self.version,
            unit=declared(field).unit,
            revision=self.documents.revision,
        )
