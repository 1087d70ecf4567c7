"""One file per table: Parquet, and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.errors import SourceError
from nsl_db.schema.frames import frame_schema
from nsl_db.schema.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nsl_db.schema.spec import Table

__all__ = ["read_csv", "read_parquet", "read_table_files", "write_csv", "write_parquet"]


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a table with its declared types, also where a column is all NULL."""
    frame.write_parquet(path, compression="zstd", statistics=True)


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 CSV; NULL is an empty cell, timestamps are ISO 8601."""
    frame.write_csv(
        path,
        datetime_format="%Y-%m-%dT%H:%M:%S%.6f",
        date_format="%Y-%m-%d",
        quote_style="necessary",
    )


def read_parquet(item: Table, path: Path) -> pl.DataFrame:
    """Read what `write_parquet` wrote."""
    return _typed(item, pl.read_parquet(path), path)


def read_csv(item: Table, path: Path) -> pl.DataFrame:
    """Read what `write_csv` wrote.

    Raises:
        SourceError: A cell does not have the type of its column.
    """
    texts = pl.read_csv(path, infer_schema=False)
    return _typed(item, texts, path)


def read_table_files(
    folder: Path, ending: str, read: Callable[[Table, Path], pl.DataFrame]
) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Every table of a folder of exported files.

    Raises:
        SourceError: A file is missing or cannot be read.
    """
    for item in tables_of("catalogue"):
        path = folder / f"{item.name}{ending}"
        try:
            yield item, read(item, path)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise SourceError(
                f"Cannot read {path}: {error}. Export the catalogue again with "
                "`nsl-db export`."
            ) from error


def _typed(item: Table, frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The frame in the declared types and order of columns."""
    schema = frame_schema(item)
    missing = [name for name in schema if name not in frame.columns]
    if missing:
        raise SourceError(
            f"{path} has no column {missing[0]!r}; it was written by another version. "
            "Export the catalogue again with `nsl-db export`."
        )
    return frame.select(_cast(name, dtype, frame) for name, dtype in schema.items())


def _cast(name: str, dtype: pl.DataType, frame: pl.DataFrame) -> pl.Expr:
    column = pl.col(name)
    if frame.schema[name] != pl.String or dtype == pl.String():
        return column.cast(dtype)
    if dtype == pl.Boolean():
        words = {"true": True, "false": False}
        return column.replace_strict(words, return_dtype=pl.Boolean())
    if isinstance(dtype, pl.Datetime):
        return column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us")
    if dtype == pl.Date():
        return column.str.to_date("%Y-%m-%d")
    return column.cast(dtype)
