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
    "release_date",
    "is_instruction_tuned",
    "num_parameters",
    "training_tokens",
    *(name for name in ARCHITECTURE.fields if name != "model_id"),
    "training_sequence_length",
    *(name for name in DATA_MIXTURE.fields if name != "model_id"),
)
"""Columns of `design_matrix`."""

_BEST = """
SELECT benchmark, num_shots, metric, protocol_id, size_class, model_id,
    num_parameters, score, score_stderr, source
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY protocol_id, source, size_class
        ORDER BY CASE WHEN metric = 'brier_score' THEN -score ELSE score END DESC,
            model_id
    ) AS place
    FROM (
        SELECT evaluation.*, model.num_parameters,
            CASE
                WHEN num_parameters IS NULL THEN 'unknown'
                WHEN num_parameters < 1e9 THEN '1: below 1B'
                WHEN num_parameters < 4e9 THEN '2: 1B to 4B'
                WHEN num_parameters < 9e9 THEN '3: 4B to 9B'
                WHEN num_parameters < 2e10 THEN '4: 9B to 20B'
                WHEN num_parameters < 8e10 THEN '5: 20B to 80B'
                ELSE '6: 80B and more'
            END AS size_class
        FROM evaluation
        JOIN model ON model.model_id = evaluation.model_id
        WHERE evaluation.score IS NOT NULL AND model.exclusion_reason IS NULL
    ) AS sized
) AS ranked
WHERE place = 1
"""

_DISCLOSED = {
    "parameters": "num_parameters IS NOT NULL",
    "training_tokens": "training_tokens IS NOT NULL",
    "data_mixture": "mixture_status IS NOT NULL",
    "complete_mixture": "mixture_status = 'complete'",
    "sequence_length": "training_sequence_length IS NOT NULL",
}
"""What a model may state, and the test for it."""


def _disclosure() -> str:
    year = "substr(CAST(coalesce(release_date, created_at) AS VARCHAR), 1, 4)"
    counts = ", ".join(
        f"sum(CASE WHEN {test} THEN 1 ELSE 0 END) AS num_with_{name}"
        for name, test in _DISCLOSED.items()
    )
    return (
        f"SELECT organization, {year} AS release_year, count(*) AS num_models, "
        f"{counts} FROM catalogue "
        "WHERE organization IS NOT NULL "
        f"GROUP BY organization, {year}"
    )


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
    View(
        name="best_by_benchmark",
        description="The best model of each protocol, source and size class; a Brier "
        "score is better when lower. Models that analyses leave out do not count.",
        sql=_BEST,
    ),
    View(
        name="disclosure",
        description="How many models state what, by organisation and year. The year is "
        "that of the release, or of the repository where no release is known.",
        sql=_disclosure(),
    ),
)
"""All views, in the order in which they can be created."""
