"""Tables of claims, of what became of them, and of what cells rest on."""

from __future__ import annotations

from nsl_db.schema.spec import RowCheck, Table

__all__ = [
    "CONFLICT",
    "FINDING",
    "OVERRIDE",
    "PROVENANCE",
    "QUARANTINE",
    "SOURCE",
]

SOURCE = Table(
    name="source",
    description="Where claims come from, and on what terms.",
    grain="one row per source",
    fields=(
        "source",
        "title",
        "citation",
        "url",
        "retrieved_date",
        "terms",
        "source_rank",
        "source_status",
    ),
    primary_key=("source",),
    required=("title", "citation", "url", "terms", "source_rank", "source_status"),
)

FINDING = Table(
    name="finding",
    description="Every candidate value, with its evidence.",
    grain="one row per value read from one place of one document",
    fields=(
        "finding_id",
        "source",
        "model_id",
        "revision",
        "field",
        "value",
        "unit",
        "confidence",
        "method",
        "document_sha256",
        "path",
        "locator",
        "quote",
        "extractor",
        "extractor_version",
    ),
    primary_key=("finding_id",),
    required=(
        "source",
        "model_id",
        "field",
        "value",
        "confidence",
        "method",
        "path",
        "locator",
        "quote",
        "extractor",
        "extractor_version",
    ),
    references={"model_id": "model", "source": "source"},
)

CONFLICT = Table(
    name="conflict",
    description="Cells left empty because equally trusted findings disagree.",
    grain="one row per model and field",
    fields=("model_id", "field", "confidence", "candidate_values", "finding_ids"),
    primary_key=("model_id", "field"),
    required=("confidence", "candidate_values", "finding_ids"),
    references={"model_id": "model"},
)

OVERRIDE = Table(
    name="override",
    description="Decisions of curators.",
    grain="one row per curated cell",
    fields=(
        "override_id",
        "model_id",
        "field",
        "action",
        "value",
        "expected_value",
        "reason",
        "url",
        "quote",
        "curator",
        "curated_date",
    ),
    primary_key=("override_id",),
    required=("model_id", "field", "action", "reason", "curator", "curated_date"),
    references={"model_id": "model"},
)

PROVENANCE = Table(
    name="provenance",
    description="What each published cell rests on.",
    grain="one row per non-NULL cell of the tables that resolution fills",
    fields=(
        "table_name",
        "model_id",
        "field",
        "origin",
        "finding_id",
        "override_id",
        "note",
    ),
    primary_key=("table_name", "model_id", "field"),
    required=("origin",),
    references={
        "model_id": "model",
        "finding_id": "finding",
        "override_id": "override",
    },
    row_checks=(
        RowCheck(
            "finding_is_named",
            "origin <> 'finding' OR finding_id IS NOT NULL",
            "A cell that rests on a finding names it.",
        ),
        RowCheck(
            "override_is_named",
            "origin <> 'override' OR override_id IS NOT NULL",
            "A cell that rests on an override names it.",
        ),
        RowCheck(
            "derivation_is_explained",
            "origin <> 'derived' OR note IS NOT NULL",
            "A derived cell says how it was derived.",
        ),
    ),
)

QUARANTINE = Table(
    name="quarantine",
    description="Rows and cells that break a rule, published or not.",
    grain="one row per doubtful row or cell and reason",
    fields=(
        "table_name",
        "model_id",
        "field",
        "source",
        "verdict",
        "reason_code",
        "message",
        "row_content",
    ),
    primary_key=(),
    required=("table_name", "verdict", "reason_code", "message", "row_content"),
)
