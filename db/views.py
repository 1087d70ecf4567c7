"""Views of the catalogue, generated from the declared tables."""

from __future__ import annotations

from nsl_db.schema.tables import ARCHITECTURE, DATA_MIXTURE, MODEL, TRAINING_RUN

__all__ = ["VIEWS", "View"]

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A named query.

    Attributes:
        name: Name of the view.
        description: What one row is.
        sql: The query.
    """

    name: str
    description: str
    sql: str


def _catalogue() -> str:
    columns = [f"{MODEL.name}.{name}" for name in MODEL.fields]
    joins = []
    for table in (ARCHITECTURE, TRAINING_RUN, DATA_MIXTURE):
        columns += [
            f"{table.name}.{name}" for name in table.fields if name != "model_id"
        ]
        joins.append(
            f"LEFT JOIN {table.name} ON {table.name}.model_id = {MODEL.name}.model_id"
        )
    return f"SELECT {', '.join(columns)} FROM {MODEL.name} {' '.join(joins)}"


DESIGN_COLUMNS = (
    "model_id",
    "model_family",
    "exclusion_reason",
    "is_instruction_tuned",
    "num_parameters",
    "training_tokens",
    *(name for name in ARCHITECTURE.fields if name != "model_id"),
    "training_sequence_length",
    *(name for name in DATA_MIXTURE.fields if name != "model_id"),
)
"""Columns of `design_matrix`."""

VIEWS = (
    View(
        name="catalogue",
        description="One wide row per model: identity, architecture, training, data.",
        sql=_catalogue(),
    ),
    View(
        name="design_matrix",
        description="One row per model that has a score: what the analysis reads.",
        sql=(
            f"SELECT {', '.join(DESIGN_COLUMNS)} FROM catalogue "
            "WHERE model_id IN (SELECT model_id FROM evaluation)"
        ),
    ),
)
"""All views, in the order in which they can be created."""
