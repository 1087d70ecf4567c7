"""The findings of some models -> their cells, and what these rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.curation.resolve import resolve
from nsl_db.pipeline.assemble import assemble
from nsl_db.pipeline.finding_rows import as_findings
from nsl_db.pipeline.several import SEVERAL_PER_MODEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from nsl_db.curation.overriding import Overrides

__all__ = ["SettlingPart", "settle_part"]


@dataclass(frozen=True, slots=True)
class SettlingPart:
    """Some models and all that is claimed about them.

    Attributes:
        heads: Columns `model_id` and `settling_key`.
        findings: Rows of `finding`, the most trusted of each source and cell first.
        ranks: Rank of each source.
        overrides: Decisions of curators.
    """

    heads: pl.DataFrame
    findings: pl.DataFrame
    ranks: Mapping[str, int]
    overrides: Overrides


def settle_part(part: SettlingPart) -> dict[str, pl.DataFrame]:
    """Settle every cell of some models.

    Returns:
        The frames that a build cache stores: `settlement`, the tables of cells,
        `provenance`, `conflict`, `lineage` and `quarantine`.
    """
    findings = as_findings(part.findings)
    finding_ids = {
        id(finding): finding_id
        for finding, finding_id in zip(
            findings, part.findings["finding_id"].to_list(), strict=True
        )
    }
    model_ids = part.heads["model_id"].to_list()
    single = (item for item in findings if item.field not in SEVERAL_PER_MODEL)
    resolution = resolve(single, part.ranks, part.overrides, model_ids)
    frames = assemble(model_ids, findings, resolution, finding_ids)
    return {"settlement": part.heads, **frames}
