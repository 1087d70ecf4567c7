"""The card of an exported catalogue as a dataset of the Hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from nsl_db.db.exchange.datapackage import DESCRIPTION, TITLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["dataset_card"]

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))
"""Size categories of the Hub. Source: huggingface.co/docs/hub/datasets-cards."""


def dataset_card(
    sizes: Mapping[str, int], sources: Sequence[Mapping[str, Any]], version: str
) -> str:
    """Compose `README.md` with the front matter that the Hub reads.

    Args:
        sizes: Number of rows of each table.
        sources: Rows of the table `source`.
        version: Start of the catalogue's content hash.
    """
    front = {
        "pretty_name": "nsl-db",
        "license": "other",
        "license_name": "per-source",
        "license_details": "each source states its own terms; see below",
        "language": ["en"],
        "tags": ["language-models", "scaling-laws", "model-cards", "metadata"],
        "size_categories": [_size_category(sizes.get("model", 0))],
        "configs": [
            {"config_name": name, "data_files": f"data/{name}.parquet"}
            | ({"default": True} if name == "model" else {})
            for name, rows in sizes.items()
            if rows
        ],
    }
    lines = [
        "---",
        yaml.safe_dump(front, sort_keys=False, allow_unicode=True).rstrip(),
        "---",
        "",
        f"# {TITLE}",
        "",
        DESCRIPTION,
        "",
        f"Version `{version}` (start of the content hash). Columns, units and",
        "vocabularies: [DATA_DICTIONARY.md](DATA_DICTIONARY.md). Machine-readable",
        "metadata: [croissant.json](croissant.json).",
        "",
        "| table | rows |",
        "|---|---:|",
        *(f"| `{name}` | {rows:,} |" for name, rows in sizes.items()),
        "",
        "## Sources and terms",
        "",
        "| source | citation | terms |",
        "|---|---|---|",
        *(
            f"| [{_cell(row['title'])}]({row['url']}) | {_cell(row['citation'])} "
            f"| {_cell(row['terms'])} |"
            for row in sources
        ),
    ]
    return "\n".join(lines) + "\n"


def _size_category(num_models: int) -> str:
    return next((name for limit, name in SIZES if num_models < limit), "100K<n<1M")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
