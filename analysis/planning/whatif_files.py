"""Answers as plain data and as files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nsl_db.analysis.planning.pictures import draw_predictions, draw_sweep
from nsl_db.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nsl_db.analysis.planning.whatif import Planned, WhatIf

SCHEMA_VERSION = 1
"""Version of the layout of `whatif.json` and `plan.json`."""

COVERAGE_NOTE = (
    "Intervals are conformal, with whole families held out and every family counting "
    "the same. They hold 80 or 90 % of the families on average; single families can "
    "fall outside far more often."
)
"""What an interval promises. Source: `nsl_db.analysis.honest.conformal`."""


def whatif_record(answer: WhatIf) -> dict[str, Any]:
    """All of an answer as one JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "catalogue_hash": answer.catalogue_hash,
        "estimator": answer.estimator,
        "note": COVERAGE_NOTE,
        "planned": None if answer.planned is None else _planned(answer.planned),
        "held_out": [_planned(part) for part in answer.held_out],
        "refused": list(answer.refused),
        "swept_fields": [sweep.field for sweep in answer.sweeps],
    }


def write_whatif(answer: WhatIf, folder: Path) -> list[Path]:
    """Write `whatif.json` and the pictures into a folder.

    Raises:
        UsageError: The folder cannot be written.
    """
    texts = {"whatif.json": json.dumps(whatif_record(answer), indent=1)}
    planned = [] if answer.planned is None else [answer.planned]
    for number, part in enumerate((*planned, *answer.held_out)):
        name = "prediction" if part.left_out is None else f"held-out-{number:02d}"
        texts[f"{name}.svg"] = draw_predictions(part.predictions, part.recipe.label)
        if part.sweep is not None:
            texts["sweep.svg"] = draw_sweep(
                part.sweep, answer.sweeps, part.recipe.label
            )
    return write_texts(texts, folder)


def write_texts(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files into a folder, which is made if it is not there.

    Raises:
        UsageError: The folder cannot be written.
    """
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            path = folder / name
            path.write_text(text, "utf-8")
            paths.append(path)
    except OSError as error:
        raise UsageError(f"Cannot write into {folder}: {error.strerror}.") from error
    return paths


def _planned(part: Planned) -> dict[str, Any]:
    """One recipe and its predictions."""
    return {
        "recipe": {"name": part.recipe.name, **part.recipe.values},
        "training_flop": part.recipe.flop,
        "left_out_family": part.left_out,
        "num_models": part.num_models,
        "num_families": part.num_families,
        "predictions": part.predictions.to_dicts(),
        "nearest": part.nearest.to_dicts(),
        "design": part.design.to_dicts(),
        "design_gain": None
        if part.gain is None
        else {
            "gain": part.gain.gain,
            "low": part.gain.low,
            "high": part.gain.high,
            "num_families": part.gain.num_families,
        },
        "sweep": None if part.sweep is None else part.sweep.to_dicts(),
    }


__all__ = [
    "COVERAGE_NOTE",
    "SCHEMA_VERSION",
    "whatif_record",
    "write_texts",
    "write_whatif",
]
