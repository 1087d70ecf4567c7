"""Write the results of `docs/sql-cookbook.md` behind its queries.

Run `python -m tools.render_cookbook CATALOGUE` after a change of the packaged corpus;
without an argument the packaged corpus is built first.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nsl_db.config import settings
from nsl_db.db.queries import run_query
from nsl_db.pipeline.build import build

if TYPE_CHECKING:
    import polars as pl

COOKBOOK = Path(__file__).parents[1] / "docs" / "sql-cookbook.md"
"""The page."""

QUERY = re.compile(
    r"```sql\n(?P<sql>.*?)\n```\n(?P<result>(?:\n\|[^\n]*)*\n?)", re.DOTALL
)
"""A query and the table behind it."""


def queries(page: str) -> list[str]:
    """The queries of the page, in order."""
    return [match["sql"] for match in QUERY.finditer(page)]


def render(page: str, catalogue: Path) -> str:
    """The page with the results of the catalogue behind its queries."""

    def replace(match: re.Match[str]) -> str:
        table = _markdown(run_query(catalogue, match["sql"]))
        return f"```sql\n{match['sql']}\n```\n\n{table}\n"

    return QUERY.sub(replace, page)


def _markdown(frame: pl.DataFrame) -> str:
    lines = [
        "| " + " | ".join(frame.columns) + " |",
        "|" + "|".join(_rule(frame, name) for name in frame.columns) + "|",
    ]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in frame.iter_rows()]
    return "\n".join(lines)


def _rule(frame: pl.DataFrame, name: str) -> str:
    return "---:" if frame.schema[name].is_numeric() else "---"


def _cell(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, float):
        plain = value or 0.0
        return f"{plain:,.6g}" if abs(plain) < 1e6 else f"{plain:,.0f}"
    return "" if value is None else str(value).replace("|", "\\|")


def main() -> None:
    """Render the page in place."""
    page = COOKBOOK.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            catalogue = Path(sys.argv[1])
        else:
            catalogue = build(settings(Path(folder))).path
        COOKBOOK.write_text(render(page, catalogue), "utf-8")


if __name__ == "__main__":
    main()
