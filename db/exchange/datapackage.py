"""Descriptors of exported tables: Frictionless Data Package and Croissant."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from nsl_db.schema.fields import field
from nsl_db.schema.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nsl_db.schema.spec import DType, Field, Table

__all__ = ["DESCRIPTION", "TITLE", "croissant", "data_package"]

TITLE = "nsl-db: how open language models are designed, and what they score"
"""Title of an exported catalogue."""

DESCRIPTION = (
    "Architecture, training tokens, data mixtures and benchmark scores of open "
    "language models; every cell names the document it was read from. NULL means "
    "unknown."
)
"""What an exported catalogue is, in two sentences."""

_FRICTIONLESS: dict[DType, str] = {
    "string": "string",
    "int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "bytes": "string",
}

_SCHEMA_ORG: dict[DType, str] = {
    "string": "sc:Text",
    "int64": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
    "bytes": "sc:Text",
}


def data_package(
    folder: Path, files: Mapping[str, Path], sources: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The content of `datapackage.json`.

    Args:
        folder: Where the descriptor will stand.
        files: File of each table.
        sources: Rows of the table `source`.

    Source: Data Package 1.0, specs.frictionlessdata.io.
    """
    return {
        "profile": "tabular-data-package",
        "name": "nsl-db",
        "title": TITLE,
        "description": DESCRIPTION,
        "sources": [{"title": row["title"], "path": row["url"]} for row in sources],
        "resources": [
            _resource(item, folder, files[item.name])
            for item in tables_of("catalogue")
            if item.name in files
        ],
    }


def _resource(item: Table, folder: Path, path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_column(item, field(name)) for name in item.fields],
        "missingValues": [""],
    }
    if item.primary_key:
        schema["primaryKey"] = list(item.primary_key)
    keys = [
        {
            "fields": [column],
            "reference": {"resource": target, "fields": [_key(target)]},
        }
        for column, target in item.references.items()
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": item.name,
        "description": f"{item.description} Grain: {item.grain}.",
        "path": path.relative_to(folder).as_posix(),
        "format": "csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_sha256(path)}",
        "schema": schema,
    }


def _key(name: str) -> str:
    (item,) = (item for item in tables_of("catalogue") if item.name == name)
    return item.primary_key[0]


def _column(item: Table, column: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {
        "required": column.name in item.required + item.primary_key or None,
        "minimum": column.ge,
        "maximum": column.le,
        "enum": None if column.enum is None else list(column.enum),
        "pattern": column.pattern,
    }
    described: dict[str, Any] = {
        "name": column.name,
        "type": _FRICTIONLESS[column.dtype],
        "description": column.description,
        "unit": column.unit,
        "constraints": {name: value for name, value in limits.items() if value},
    }
    return {name: value for name, value in described.items() if value}


def croissant(folder: Path, files: Mapping[str, Path], version: str) -> dict[str, Any]:
    """The content of `croissant.json` for Parquet files.

    Args:
        folder: Where the descriptor will stand.
        files: File of each table.
        version: Version of the data; the content hash of the catalogue.

    Source: Croissant 1.0, docs.mlcommons.org/croissant.
    """
    tables = [item for item in tables_of("catalogue") if item.name in files]
    return {
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
            "dct": "http://purl.org/dc/terms/",
            "conformsTo": "dct:conformsTo",
            "recordSet": "cr:recordSet",
            "field": "cr:field",
            "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
            "source": "cr:source",
            "extract": "cr:extract",
            "column": "cr:column",
            "fileObject": "cr:fileObject",
        },
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "nsl-db",
        "description": DESCRIPTION,
        "version": version,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": f"{item.name}.parquet",
                "name": f"{item.name}.parquet",
                "contentUrl": files[item.name].relative_to(folder).as_posix(),
                "encodingFormat": "application/x-parquet",
                "sha256": _sha256(files[item.name]),
            }
            for item in tables
        ],
        "recordSet": [_record_set(item) for item in tables],
    }


def _record_set(item: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": item.name,
        "name": item.name,
        "description": f"{item.description} Grain: {item.grain}.",
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{item.name}/{name}",
                "name": name,
                "description": field(name).description,
                "dataType": _SCHEMA_ORG[field(name).dtype],
                "source": {
                    "fileObject": {"@id": f"{item.name}.parquet"},
                    "extract": {"column": name},
                },
            }
            for name in item.fields
        ],
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
