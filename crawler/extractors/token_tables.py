"""Training tokens of one model, from a table that lists models.

Read is the cell where the column (or row) of the training tokens meets the row (or
column) of the model. That one is found by its name, by its size where the identifier
holds one, or by being the only one in bold type. Where several lines may be those of
the model, they must agree. A document about a whole family is told by the family's
rows where all of them agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nsl_db.crawler.extractors.mix_columns import plain
from nsl_db.crawler.extractors.model_name import size_in_name
from nsl_db.crawler.extractors.quantity import SCALES, find_quantities
from nsl_db.crawler.extractors.token_mentions import MAX_TOKENS, MIN_TOKENS
from nsl_db.crawler.extractors.token_phrases import FAMILIES, PART, TUNE

__all__ = ["TableTotal", "read_token_table"]

MAX_CELLS = 3000
"""Most cells of a table that is looked at."""

AGREEMENT = 0.02
"""Relative difference at which two cells say the same."""

SIZE_MARGIN = 0.15
"""Relative difference at which a rounded size is still that of the model."""

MIN_NAME = 4
"""Fewest letters of a name that may stand inside another one."""

_TRAINED = re.compile(
    r"\b(?:pre-?\s?)?train\w*\W{0,3}(?:data\W{1,3})?tokens?\b|\btokens? (?:seen|trained"
    r"|consumed|(?:during|in|for|of) (?:pre-?)?training)\b|\bseen tokens\b"
    r"|训练数据\W{0,2}tokens?|训练\s?tokens?(?:\s?数)?|学習トークン数?|학습 토큰",
    re.ASCII,
)
_PLAIN = re.compile(
    r"\W{0,3}(?:n(?:um(?:ber)?)?\.?\s?(?:of\s)?|total )?tokens?(?: count)?"
    r"(?:\s?\([a-z]{1,9}\))?\W{0,2}|token 数|トークン数",
    re.ASCII,
)
_MODEL_COLUMN = re.compile(
    r"\bparam\w*|\blayers?\b|\bhidden\b|\bheads\b|\bdim(?:ension)?s?\b|\bd_model\b"
    r"|\bmodel (?:size|dim\w*)\b|\blearn(?:ing)? rate\b|层数|参数",
    re.ASCII,
)
_MODEL_NAME = re.compile(r"\W*(?:models?|model names?|names?|模型(?:名称)?|モデル)\W*")
_NOT_TOTAL = re.compile(
    r"\bper\b|/|\bbatch\b|\bvocab\w*|\bcontext\b|\blength\b|\bspeed\b|\bunique\b|\bmax\b",
    re.ASCII,
)
_SIZE = re.compile(
    r"(?<![\w.-])(?P<size>\d{1,4}(?:\.\d{1,3})?)\s?(?P<unit>[bm])(?![a-z\d])", re.ASCII
)
_SCALE = re.compile(r"\b(trillions?|billions?|[tb])\b", re.ASCII)
_BOLD = re.compile(r"\*\*[^*|]{1,80}\*\*|__[^_|]{1,80}__|<b>|<strong>", re.IGNORECASE)
_BASE = re.compile(
    r"\b(?:backbone|base model|based on|initiali[sz]\w+|init)\b", re.ASCII
)
_GENERIC = re.compile(
    r"\b(?:models?|series|base|dense|moe|size|sizes|ours|our|the|this|version|variant"
    r"|params?|parameters)\b",
    re.ASCII,
)

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class TableTotal:
    """A total and its cell.

    Attributes:
        value: The total [tokens].
        row: Row of the cell, from 0; the header is row 0.
        column: Column of the cell, from 0.
    """

    value: int
    row: int
    column: int


def read_token_table(rows: Rows, model_id: str) -> TableTotal | None:
    """The training tokens that a table of models states for one of them.

    Args:
        rows: The cells as they are written; the first row is the header.
        model_id: Identifier of the model.
    """
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or width < 2 or len(rows) * width > MAX_CELLS:
        return None
    grid = [list(row) + [""] * (width - len(row)) for row in rows]
    found = _read(grid, model_id)
    if found is not None:
        return found
    turned = [list(column) for column in zip(*grid, strict=True)]
    found = _read(turned, model_id)
    return None if found is None else TableTotal(found.value, found.column, found.row)


def _read(grid: list[list[str]], model_id: str) -> TableTotal | None:
    """The same, where each row is a model."""
    top, header = _header(grid)
    columns = [c for c, text in enumerate(header) if _is_total(text, header)]
    if len(columns) != 1 or columns[0] == 0:
        return None
    column = columns[0]
    bases = [c for c, text in enumerate(header) if c and _BASE.search(text)]
    found = [
        TableTotal(value, row, column)
        for row in _own_rows(grid, top, (_label_column(header), column), model_id)
        if not any(re.search(r"\w{3}", grid[row][base]) for base in bases)
        and (value := _value(plain(grid[row][column]), header[column])) is not None
    ]
    if not found:
        return None
    values = [total.value for total in found]
    return found[0] if max(values) <= min(values) * (1 + AGREEMENT) else None


def _header(grid: list[list[str]]) -> tuple[int, list[str]]:
    """First row of the body, and the header; a title over all columns is skipped."""
    first = [plain(cell) for cell in grid[0]]
    if len(grid) > 2 and len(set(first[1:])) == 1:
        second = [plain(cell) for cell in grid[1]]
        if any(_TRAINED.search(text) or _PLAIN.fullmatch(text) for text in second):
            return 2, second
    return 1, first


def _is_total(text: str, header: Sequence[str]) -> bool:
    """Whether a header is that of the training tokens."""
    if _NOT_TOTAL.search(text) or TUNE.search(text) or PART.search(text):
        return False
    if _TRAINED.search(text):
        return True
    is_of_models = any(_MODEL_COLUMN.search(other) for other in header)
    return is_of_models and _PLAIN.fullmatch(text) is not None


def _label_column(header: Sequence[str]) -> int:
    """The column that names the models; the first one without such a header."""
    named = (c for c, text in enumerate(header) if _MODEL_NAME.fullmatch(text))
    return next(named, 0)


def _own_rows(
    grid: list[list[str]], top: int, columns: tuple[int, int], model_id: str
) -> list[int]:
    """The rows of the model: by whole name, else by size or name, else in bold.

    Args:
        grid: The cells as they are written.
        top: First row of the body.
        columns: The column of the names and that of the tokens.
        model_id: Identifier of the model.
    """
    name, column = columns
    labels = {
        row: plain(grid[row][name]) or plain(grid[row][min(name + 1, column - 1)])
        for row in range(top, len(grid))
    }
    own = _letters(model_id.rsplit("/", 1)[-1])
    exact = [row for row, label in labels.items() if _letters(label) == own]
    if exact:
        return exact
    near = [row for row, label in labels.items() if _is_near(label, own, model_id)]
    if near:
        return near
    family = [row for row, label in labels.items() if _is_of_family(label, model_id)]
    if family:
        return family
    bold = [row for row in labels if _is_bold(grid[row])]
    return bold if len(bold) == 1 and len(labels) > 1 else []


def _is_bold(row: Sequence[str]) -> bool:
    """Whether half of the cells of a row or more are set in bold type."""
    return 2 * sum(_BOLD.search(cell) is not None for cell in row) >= len(row)


def _is_of_family(label: str, model_id: str) -> bool:
    """Whether a label begins with the name of a family, which has no number."""
    name = model_id.rsplit("/", 1)[-1].lower().partition("--")[0]
    return not re.search(r"\d", name) and _words(label)[:1] == _words(name)[:1]


def _is_near(label: str, own: str, model_id: str) -> bool:
    """Whether a label may be that of the model, by its size or a part of its name."""
    families = {match["family"] for match in FAMILIES.finditer(label)}
    if any(family not in model_id.lower() for family in families):
        return False
    size = size_in_name(model_id)
    stated = [
        float(match["size"]) * (10**9 if match["unit"] == "b" else 10**6)
        for match in _SIZE.finditer(label)
    ]
    if stated and size is not None and abs(stated[0] - size) > SIZE_MARGIN * size:
        return False
    named = _GENERIC.sub(" ", label)
    if not _letters(_SIZE.sub(" ", named)):
        return bool(stated) and size is not None
    letters = _letters(named)
    if len(letters) >= MIN_NAME and (_begins(own, letters) or _begins(letters, own)):
        return True
    words, own_words = _words(named), _words(model_id.rsplit("/", 1)[-1].lower())
    return len(words) > 1 and words[0] == own_words[0] and set(words) <= set(own_words)


def _begins(name: str, start: str) -> bool:
    """Whether a name begins with another one that ends before it, not in a number."""
    if not name.startswith(start):
        return False
    return not (start[-1:].isdigit() and name[len(start) : len(start) + 1].isdigit())


def _words(name: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?[bm]?|[a-z]+", name)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", name.lower())


def _value(cell: str, header: str) -> int | None:
    """The one number of tokens of a cell; None where there is another number."""
    text = re.sub(r"\btokens?\b", " ", cell).strip(" ~\u2248>+")
    found = list(find_quantities(text))
    if len(found) != 1 or found[0].is_range:
        return None
    quantity = found[0]
    if text[: quantity.start].strip() or not _is_end(text[quantity.end :]):
        return None
    value = quantity.value
    scale = _SCALE.search(header)
    if value < MIN_TOKENS and scale is not None:
        value *= SCALES[scale[1].rstrip("s")]
    return value if MIN_TOKENS <= value <= MAX_TOKENS else None


def _is_end(text: str) -> bool:
    """Whether nothing but a remark in parentheses stands behind a number."""
    return re.fullmatch(r"[\s*+]*(?:\([^()]{0,60}\))?", text) is not None
