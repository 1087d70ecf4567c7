"""Fields that tie a value to the text it rests on."""

from __future__ import annotations

from nsl_db.schema import vocab
from nsl_db.schema.spec import Field

SHA256_PATTERN = "[0-9a-f]{64}"
"""Hexadecimal SHA-256."""

FIELDS = (
    Field(
        name="source",
        dtype="string",
        description="Where the claim comes from: `hub`, or an imported table.",
        pattern="[a-z0-9_]+",
    ),
    Field(name="title", dtype="string", description="Title of the source."),
    Field(name="citation", dtype="string", description="How to cite the source."),
    Field(name="url", dtype="string", description="Address it was read from."),
    Field(
        name="retrieved_date",
        dtype="date",
        description="Day on which the source was read.",
    ),
    Field(
        name="terms",
        dtype="string",
        description="Licence or terms of the source.",
    ),
    Field(
        name="source_rank",
        dtype="int64",
        description="Trust among sources of equal confidence; 1 is best.",
        ge=1,
        le=1000,
    ),
    Field(
        name="source_status",
        dtype="string",
        description="Whether the source still changes.",
        enum=vocab.SOURCE_STATUSES,
    ),
    Field(
        name="source_row",
        dtype="int64",
        description="Row of the source's own table, from 1, header not counted; NULL "
        "where the source is no table.",
        ge=1,
    ),
    Field(
        name="finding_id",
        dtype="string",
        description="Hash of the finding's content.",
        pattern="[0-9a-f]{16}",
    ),
    Field(
        name="field",
        dtype="string",
        description="Name of the field that the value is for.",
        pattern="[a-z0-9_]+",
    ),
    Field(
        name="value",
        dtype="string",
        description="The value as JSON text.",
    ),
    Field(name="unit", dtype="string", description="Unit of the value."),
    Field(
        name="confidence",
        dtype="string",
        description="Kind of evidence.",
        enum=vocab.CONFIDENCES,
    ),
    Field(
        name="method",
        dtype="string",
        description="Name of the rule that read the value.",
        pattern="[a-z0-9_]+",
    ),
    Field(
        name="document_sha256",
        dtype="string",
        description="Hash of the document that was read.",
        pattern=SHA256_PATTERN,
    ),
    Field(
        name="path",
        dtype="string",
        description="File name inside the model repository or the source.",
    ),
    Field(
        name="locator",
        dtype="string",
        description="Place in the document: a JSON pointer, lines such as `L12-L14`, "
        "or a table cell such as `T2R3C1`.",
    ),
    Field(
        name="quote",
        dtype="string",
        description="The text at that place, verbatim, at most 200 characters.",
    ),
    Field(
        name="extractor",
        dtype="string",
        description="Program part that read the value.",
        pattern="[a-z0-9_]+",
    ),
    Field(
        name="extractor_version",
        dtype="int64",
        description="Version of that part.",
        ge=1,
    ),
    Field(
        name="candidate_values",
        dtype="string",
        description="The values that disagree, as a JSON list.",
    ),
    Field(
        name="finding_ids",
        dtype="string",
        description="The findings concerned, as a JSON list.",
    ),
    Field(
        name="table_name",
        dtype="string",
        description="Table of the catalogue.",
        pattern="[a-z0-9_]+",
    ),
    Field(
        name="origin",
        dtype="string",
        description="What the published cell rests on.",
        enum=vocab.ORIGINS,
    ),
    Field(name="note", dtype="string", description="Remark in words."),
    Field(
        name="reason_code",
        dtype="string",
        description="Machine-readable reason.",
        pattern="[a-z0-9_]+",
    ),
    Field(
        name="verdict",
        dtype="string",
        description="What became of the row.",
        enum=vocab.VERDICTS,
    ),
    Field(name="message", dtype="string", description="The reason in words."),
    Field(
        name="row_content",
        dtype="string",
        description="The row as a JSON object.",
    ),
    Field(
        name="override_id",
        dtype="string",
        description="Hash of the curation entry's content.",
        pattern="[0-9a-f]{16}",
    ),
    Field(
        name="action",
        dtype="string",
        description="What the curation entry does to the cell.",
        enum=vocab.OVERRIDE_ACTIONS,
    ),
    Field(
        name="expected_value",
        dtype="string",
        description="Value that the curator saw, as JSON text.",
    ),
    Field(name="reason", dtype="string", description="Why the cell is changed."),
    Field(
        name="curator",
        dtype="string",
        description="Handle of the person who decided.",
    ),
    Field(
        name="curated_date",
        dtype="date",
        description="Day of the decision.",
    ),
)
