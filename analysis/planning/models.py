"""Finding a real model of a study."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from nsl_db.analysis.study import Study


def row_of_model(study: Study, model_id: str) -> int:
    """Row of a model in a study.

    Raises:
        UsageError: It is not there; the message says why, or names similar ones.
    """
    if model_id in study.model_ids:
        return study.model_ids.index(model_id)
    for drop in study.drops:
        if model_id in drop.examples:
            raise UsageError(
                f"--hold-out: {model_id} is not among the models that predictions "
                f"are learned from ({drop.reason})."
            )
    near = difflib.get_close_matches(model_id, study.model_ids, n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UsageError(
        f"--hold-out: no model {model_id!r} has parameters, tokens and scores in this "
        f"catalogue.{hint}"
    )


__all__ = ["row_of_model"]
