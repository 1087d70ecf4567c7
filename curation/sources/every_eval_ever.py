"""Records of Every Eval Ever: one JSON file per model and evaluation run.

Read are the model, the evaluation library with its version, and of each result the
benchmark, the metric, the score and its standard error. Left out, and counted, are
results of unknown benchmarks or metrics, scores on another scale than 0..1 or 0..100,
judged scores, results of several attempts, and runs on a part of the items. What a
document states, instead of a run, stands under a protocol that ends in `_stated`.

Source: `eval.schema.json` of evaleval/every_eval_ever, versions 0.2.0 and 0.2.1.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from nsl_db.curation.aliases import scoped_id
from nsl_db.curation.benchmarks import STATED_SUFFIX, benchmark_of
from nsl_db.curation.sources.json_files import (
    json_object,
    one_per_protocol,
    quantity,
    shots,
)
from nsl_db.curation.sources.scores import (
    MeasuredScore,
    Protocol,
    canonical_metric,
    score_rows,
    suite_rows,
)
from nsl_db.curation.sources.tables import SourceTables, source_tables
from nsl_db.curation.stated import UNSTATED_METRIC, StatedProtocol, stated_protocol
from nsl_db.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

__all__ = ["NAME", "read_every_eval_ever"]

NAME = "every_eval_ever"
"""Name of the source."""

_LIBRARIES = {"lm_eval": "lm-evaluation-harness", "lm-eval": "lm-evaluation-harness"}
"""Libraries that have another name here."""


def read_every_eval_ever(files: Mapping[str, bytes], retrieved: date) -> SourceTables:
    """Read records.

    Args:
        files: Content of each file, by name.
        retrieved: Day on which they were read.

    Raises:
        SourceError: A file is no such record.
    """
    skipped: Counter[str] = Counter()
    scores: list[tuple[float | None, MeasuredScore]] = []
    for name in sorted(files):
        record = json_object(name, files[name])
        found = list(_scores(name, record, skipped))
        instant = _instant(record)
        scores.extend((instant, item) for item in [*found, *suite_rows(found)])
    return source_tables(
        _source_row(retrieved),
        evaluations=score_rows(one_per_protocol(scores, skipped), NAME),
        skipped={reason: count for reason, count in skipped.items() if count},
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _instant(record: Mapping[str, Any]) -> float | None:
    """When the evaluation was run, in seconds since 1970."""
    text = record.get("evaluation_timestamp")
    try:
        return float(text) if isinstance(text, str | int | float) else None
    except ValueError:
        return None


def _scores(
    name: str, record: Mapping[str, Any], skipped: Counter[str]
) -> Iterator[MeasuredScore]:
    model_id = _mapping(record.get("model_info")).get("id")
    results = record.get("evaluation_results")
    if (
        not isinstance(model_id, str)
        or not model_id.strip()
        or not isinstance(results, list)
    ):
        raise SourceError(
            f"{name} has no `model_info.id` or no list `evaluation_results`; is it a "
            "record of Every Eval Ever?"
        )
    harness, version = _harness(record)
    for position, result in enumerate(results):
        entry = _mapping(result)
        score = _reason(record, entry) or _share(entry)
        protocol = _protocol(entry, harness, version)
        if isinstance(score, str):
            skipped[score] += 1
            continue
        if isinstance(protocol, str):
            skipped[protocol] += 1
            continue
        yield MeasuredScore(
            model_id=scoped_id(model_id, NAME),
            protocol=protocol,
            score=score[0],
            stderr=score[1],
            path=name,
            locator=f"/evaluation_results/{position}/score_details/score",
            quote=repr(_mapping(entry.get("score_details")).get("score")),
        )


def _harness(record: Mapping[str, Any]) -> tuple[str, str | None]:
    """Program and version; a `_stated` one where a document gives the scores."""
    library = _mapping(record.get("eval_library"))
    origin = _mapping(record.get("source_metadata"))
    name = library.get("name") or origin.get("source_name") or "unknown"
    version = library.get("version")
    slug = re.sub(r"[^a-z0-9_-]+", "_", str(name).lower()).strip("_") or "unknown"
    slug = _LIBRARIES.get(slug, slug)
    if origin.get("source_type") == "documentation":
        return slug + STATED_SUFFIX, None
    is_known = isinstance(version, str) and version not in ("", "unknown")
    return slug, re.sub(r"[@:\s]", "_", version) if is_known and version else None


def _protocol(
    entry: Mapping[str, Any], harness: str, version: str | None
) -> Protocol | str:
    """How a result was measured, or why that is not known."""
    metric = _metric(entry)
    if metric is None:
        return "unknown_metric"
    task = _task(entry)
    if task is None:
        return "unknown_benchmark"
    return Protocol(task, metric, _shots(entry), harness, version)


def _metric(entry: Mapping[str, Any]) -> str | None:
    """The metric; a word that is not listed makes it unknown, and none `unstated`."""
    config = _mapping(entry.get("metric_config"))
    for key in ("metric_id", "metric_name", "evaluation_description"):
        word = config.get(key)
        if isinstance(word, str) and word:
            found = canonical_metric(word)
            if found is not None or key == "metric_name":
                return found
    return UNSTATED_METRIC


def _task(entry: Mapping[str, Any]) -> str | None:
    """The task that the name of the evaluation, or else of its data, stands for."""
    data = _mapping(entry.get("source_data"))
    for title in (entry.get("evaluation_name"), data.get("dataset_name")):
        if not isinstance(title, str):
            continue
        stated = stated_protocol(dataset=title)
        if isinstance(stated, StatedProtocol):
            return stated.task
        known = _known_task(title)
        if known is not None:
            return known
    return None


def _known_task(title: str) -> str | None:
    """A title that is the name of a task of the harness."""
    try:
        benchmark_of(title)
    except SourceError:
        return None
    return title


def _shots(entry: Mapping[str, Any]) -> int | None:
    details = _mapping(
        _mapping(entry.get("generation_config")).get("additional_details")
    )
    for key in ("num_fewshot", "n_shot", "num_shots", "fewshot"):
        if key in details:
            return shots(details[key])
    return None


def _share(entry: Mapping[str, Any]) -> tuple[float, float | None] | str:
    """Score and standard error as shares, or why there are none."""
    details = _mapping(entry.get("score_details"))
    metric = _mapping(entry.get("metric_config"))
    score = quantity(details.get("score"))
    if score is None:
        return "no_score"
    least, most = quantity(metric.get("min_score")), quantity(metric.get("max_score"))
    if least not in (None, 0.0) or most not in (None, 1.0, 100.0):
        return "unknown_scale"
    scale = 100.0 if most == 100.0 else 1.0
    error = _mapping(details.get("uncertainty")).get("standard_error")
    if isinstance(error, dict):
        error = error.get("value")
    stderr = quantity(error)
    return score / scale, None if stderr is None else stderr / scale


def _reason(record: Mapping[str, Any], entry: Mapping[str, Any]) -> str | None:
    """Why a result is not one of the model alone on the whole benchmark."""
    metric = _mapping(entry.get("metric_config"))
    if metric.get("llm_scoring"):
        return "judged_score"
    generation = _mapping(entry.get("generation_config"))
    attempts = quantity(_mapping(generation.get("generation_args")).get("max_attempts"))
    if attempts is not None and attempts > 1:
        return "several_attempts"
    whole = quantity(_mapping(entry.get("source_data")).get("samples_number"))
    used = quantity(
        _mapping(record.get("detailed_evaluation_results")).get("total_rows")
    )
    is_single = len(record.get("evaluation_results", [])) == 1
    if is_single and whole is not None and used is not None and used < whole:
        return "limited_run"
    return None


def _source_row(retrieved: date) -> dict[str, Any]:
    return {
        "source": NAME,
        "title": "Records of Every Eval Ever",
        "citation": "EvalEval Coalition, Every Eval Ever",
        "url": "https://github.com/evaleval/every_eval_ever",
        "retrieved_date": retrieved,
        "terms": "those of each record's source",
        "source_rank": 20,
        "source_status": "live",
    }
