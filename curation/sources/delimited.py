"""Tables of comma-separated values and the claims in their cells."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from nsl_db.errors import SourceError
from nsl_db.schema.evidence import MAX_QUOTE, Confidence, Evidence, Finding, Value
from nsl_db.schema.fields import field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Cell", "CsvTable", "table_finding"]

MAX_EXPONENT = 30
"""Largest power of ten of a number; a longer one would fill the memory."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell of a table.

    Attributes:
        path: File.
        row: Row from 1, header not counted.
        column: Column from 1.
        name: Name of the column.
        text: The text in it, blanks at its ends removed.
    """

    path: str
    row: int
    column: int
    name: str
    text: str

    @property
    def locator(self) -> str:
        """Place in the file."""
        return f"T1R{self.row}C{self.column}"

    def decimal(self) -> Decimal:
        """The number in the cell.

        Raises:
            SourceError: There is none.
        """
        try:
            number = Decimal(self.text)
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite() or abs(number.adjusted()) > MAX_EXPONENT:
            raise self.unreadable()
        return number

    def count(self, most: int) -> int:
        """The whole number in the cell.

        Args:
            most: Largest number that is taken; the smallest is 0.

        Raises:
            SourceError: There is none.
        """
        number = self.decimal()
        if number != int(number) or not 0 <= number <= most:
            raise self.unreadable()
        return int(number)

    def number(self) -> float:
        """The number in the cell as floating point.

        Raises:
            SourceError: There is none.
        """
        return float(self.decimal())

    def flag(self) -> bool:
        """The truth value in the cell.

        Raises:
            SourceError: There is none.
        """
        try:
            return {"true": True, "false": False}[self.text.lower()]
        except KeyError:
            raise self.unreadable() from None

    def unreadable(self) -> SourceError:
        """The error that says that the cell cannot be read."""
        return SourceError(
            f"{self.path}, row {self.row}, column {self.name}: "
            f"cannot read {self.text[:80]!r}."
        )


class CsvTable:
    """A table of comma-separated values in UTF-8."""

    def __init__(self, path: str, content: bytes, required: tuple[str, ...]) -> None:
        """Read the header.

        Args:
            path: File.
            content: Its content.
            required: Columns that have to be there.

        Raises:
            SourceError: It is no such table, or a column is missing.
        """
        self.path = path
        self.sha256 = hashlib.sha256(content).hexdigest()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise SourceError(f"{path} is not in UTF-8: {error}.") from error
        self._reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        self.columns = self._next() or []
        missing = [name for name in required if name not in self.columns]
        if missing:
            raise SourceError(
                f"{path} has no column {', '.join(missing)}. It has: "
                f"{', '.join(self.columns)[:200] or 'no header'}."
            )

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise SourceError(f"{self.path} is not a CSV file: {error}.") from error

    def rows(self) -> Iterator[Mapping[str, Cell]]:
        """The filled cells of each row by the name of their column.

        Raises:
            SourceError: A row has other cells than the header.
        """
        number = 0
        while (texts := self._next()) is not None:
            if not texts:
                continue
            number += 1
            if len(texts) != len(self.columns):
                raise SourceError(
                    f"{self.path}, row {number}: {len(texts)} cells under "
                    f"{len(self.columns)} columns."
                )
            yield {
                name: Cell(self.path, number, place, name, text.strip())
                for place, (name, text) in enumerate(
                    zip(self.columns, texts, strict=True), start=1
                )
                if text.strip()
            }


def table_finding(
    cell: Cell,
    sha256: str,
    *,
    source: str,
    model_id: str,
    name: str,
    value: Value,
    confidence: Confidence = Confidence.PARSED,
    method: str = "published_table",
    revision: str | None = None,
    version: int = 1,
) -> Finding:
    """The claim in a cell of a published table.

    Args:
        cell: The cell.
        sha256: Hash of the file.
        source: Name of the source, and of the program part that reads it.
        model_id: The model.
        name: The field.
        value: The value in the unit of the field.
        confidence: Kind of evidence.
        method: Name of the rule.
        revision: Commit of the model that the source names.
        version: Version of the program part.
    """
    return Finding(
        model_id=model_id,
        field=name,
        value=value,
        confidence=confidence,
        method=method,
        evidence=Evidence(
            path=cell.path,
            locator=cell.locator,
            quote=cell.text[:MAX_QUOTE],
            document_sha256=sha256,
        ),
        extractor=source,
        extractor_version=version,
        unit=field(name).unit,
        revision=revision,
        source=source,
    )
