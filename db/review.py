"""What of a catalogue a curator should look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.db.connection import fetch, open_read_only

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

__all__ = ["ReviewTables", "read_review_tables"]


@dataclass(frozen=True, slots=True)
class ReviewTables:
    """The parts of a catalogue that a review reads.

    Attributes:
        cells: Rows of the view `catalogue` of the models that have a score, a
            conflict, a doubtful cell or a decision.
        feeds: Number of analyses that have a score of the model, by model.
        conflict: Rows of `conflict`.
        quarantine: Rows of `quarantine` about cells and scores that fit the schema.
        override: Rows of `override`.
        finding: Findings about disputed, doubtful and decided cells.
        source: Rows of `source`.
    """

    cells: pl.DataFrame
    feeds: pl.DataFrame
    conflict: pl.DataFrame
    quarantine: pl.DataFrame
    override: pl.DataFrame
    finding: pl.DataFrame
    source: pl.DataFrame


_FEEDS = """
WITH run AS (
    SELECT DISTINCT evaluation.model_id, protocol.benchmark, protocol.num_shots,
           protocol.harness
    FROM evaluation JOIN protocol USING (protocol_id)
    WHERE evaluation.score IS NOT NULL
      AND NOT ends_with(coalesce(protocol.harness, ''), ?)
), eligible AS (
    SELECT model_id FROM catalogue
    WHERE num_parameters IS NOT NULL AND training_tokens IS NOT NULL
      AND is_instruction_tuned IS DISTINCT FROM true AND exclusion_reason IS NULL
), analysis AS (
    SELECT benchmark, num_shots, harness FROM run JOIN eligible USING (model_id)
    GROUP BY ALL HAVING count(*) >= ?
)
SELECT run.model_id, count(*)::BIGINT AS num_analyses
FROM run JOIN analysis ON run.benchmark = analysis.benchmark
  AND run.num_shots IS NOT DISTINCT FROM analysis.num_shots
  AND run.harness IS NOT DISTINCT FROM analysis.harness
GROUP BY run.model_id
"""

_DOUBTFUL = "SELECT * FROM quarantine WHERE verdict IN ('flagged', 'withheld')"

_CELLS = f"""
SELECT * FROM catalogue WHERE model_id IN (
    SELECT model_id FROM evaluation UNION SELECT model_id FROM conflict
    UNION SELECT model_id FROM ({_DOUBTFUL}) UNION SELECT model_id FROM "override"
)
"""

_FINDINGS = f"""
SELECT * FROM finding WHERE (model_id, field) IN (
    SELECT (model_id, field) FROM conflict
    UNION SELECT (model_id, field) FROM ({_DOUBTFUL}) WHERE field IS NOT NULL
    UNION SELECT (model_id, field) FROM "override"
) ORDER BY finding_id
"""


def read_review_tables(path: Path, *, unmeasured: str, min_models: int) -> ReviewTables:
    """Read what a review needs.

    Args:
        path: The catalogue.
        unmeasured: Ending of the harness names whose scores feed no analysis.
        min_models: Models of known scale that a benchmark at one number of shots,
            run by one harness, needs to be an analysis.

    Raises:
        CatalogueError: The catalogue cannot be opened.
    """
    with open_read_only(path) as connection:
        return ReviewTables(
            cells=fetch(connection, _CELLS),
            feeds=fetch(connection, _FEEDS, (unmeasured, min_models)),
            conflict=fetch(connection, "SELECT * FROM conflict"),
            quarantine=fetch(connection, _DOUBTFUL),
            override=fetch(connection, 'SELECT * FROM "override"'),
            finding=fetch(connection, _FINDINGS),
            source=fetch(connection, "SELECT * FROM source"),
        )
