"""From flags to quarantine rows, and from near-certain flags to empty cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nsl_db.curation.rules.registry import RULES
from nsl_db.curation.rules.view import View
from nsl_db.curation.rules.withholding import withhold_flagged
from nsl_db.schema.frames import empty_frame
from nsl_db.schema.tables import QUARANTINE, tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nsl_db.curation.rules.rule import Rule

__all__ = ["apply_rules"]


def apply_rules(
    frames: Mapping[str, pl.DataFrame],
    *,
    withhold: bool,
    rules: Sequence[Rule] = RULES,
) -> dict[str, pl.DataFrame]:
    """Look at every frame with every rule.

    Args:
        frames: Assembled frame of each catalogue table; absent ones are empty.
        withhold: Whether near-certain errors leave their tables; where not, every
            table but `quarantine` is given back unchanged.
        rules: The rules to run.

    Returns:
        The frames, with a row of `quarantine` for every flag.
    """
    absent = {
        item.name: empty_frame(item)
        for item in tables_of("catalogue")
        if item.name not in frames
    }
    view = View({**frames, **absent})
    found = [_flagged(rule, view) for rule in rules]
    if not found:
        return dict(frames)
    flagged = pl.concat(found)
    if withhold:
        kept, verdicts = withhold_flagged(view.frames, flagged)
    else:
        kept, verdicts = {}, flagged.with_columns(verdict=pl.lit("flagged"))
    rows = verdicts.select(QUARANTINE.fields)
    quarantine = pl.concat([view.frames[QUARANTINE.name], rows])
    return {**frames, **kept, QUARANTINE.name: quarantine}


def _flagged(rule: Rule, view: View) -> pl.DataFrame:
    return rule.find(view).with_columns(
        pl.col("message").fill_null(rule.description),
        reason_code=pl.lit(rule.code),
        withholds=pl.lit(rule.withholds),
        is_certain=pl.lit(rule.is_certain),
    )
