"""Results of lm-evaluation-harness, in its old and its new form.

Old: `results`, `versions` and `config`; keys such as `acc` and `acc_stderr`. The first
Open LLM Leaderboard wrote the same with tasks such as `harness|arc:challenge|25`.
New: also `configs`, `n-shot`, `n-samples`; keys such as `acc,none` and
`exact_match,strict-match`.

The version of the program and that of the task are part of the protocol, and so are
the filter of an answer, a chat template and quantised loading. Runs on a part of the
items (`limit`) are refused. Means that the harness forms over parts are not taken;
they are formed here, from all parts or not at all.

Source: `lm_eval/evaluator.py` and `lm_eval/loggers/evaluation_tracker.py` of
EleutherAI/lm-evaluation-harness.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from nsl_db.curation.aliases import scoped_id
from nsl_db.curation.benchmarks import benchmark_of
from nsl_db.curation.sources.json_files import (
    json_object,
    one_per_protocol,
    quantity,
    shots,
)
from nsl_db.curation.sources.scores import (
    MeasuredScore,
    Protocol,
    score_rows,
    suite_rows,
)
from nsl_db.curation.sources.tables import SourceTables, source_tables
from nsl_db.curation.suites import is_suite
from nsl_db.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

__all__ = ["NAME", "read_lm_eval"]

NAME = "lm_eval"
"""Name of the source."""

HARNESS = "lm-evaluation-harness"
"""Harness name of its protocols."""

_METRICS = {
    "acc": "accuracy",
    "pass@1": "pass_at_1",
    "pass@10": "pass_at_10",
    "pass@100": "pass_at_100",
    "prompt_level_strict_acc": "prompt_strict_accuracy",
    "inst_level_strict_acc": "instruction_strict_accuracy",
}
"""Metrics whose canonical name differs; see `metrics.yaml`."""

_PLAIN_FILTERS = frozenset({"none", "strict-match", "create_test", "get-answer"})
"""Filters that are the usual reading of an answer; others become part of the metric."""


def read_lm_eval(files: Mapping[str, bytes], retrieved: date) -> SourceTables:
    """Read files of results.

    Args:
        files: Content of each file, by name.
        retrieved: Day on which they were read.

    Raises:
        SourceError: A file holds no results, names no model, or is of a run on a part
            of the items.
    """
    skipped: Counter[str] = Counter()
    scores: list[tuple[float | None, MeasuredScore]] = []
    for name in sorted(files):
        content = json_object(name, files[name])
        _refuse_limited(name, content)
        found = list(_scores(name, content, skipped))
        instant = quantity(content.get("date"))
        scores.extend((instant, item) for item in [*found, *suite_rows(found)])
    return source_tables(
        _source_row(retrieved),
        evaluations=score_rows(one_per_protocol(scores, skipped), NAME),
        skipped={reason: count for reason, count in skipped.items() if count},
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _config(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_mapping(content.get("config_general")),
        **_mapping(content.get("config")),
    }


def _refuse_limited(name: str, content: Mapping[str, Any]) -> None:
    config = _config(content)
    limit = config.get("limit")
    if limit is None:
        limit = config.get("max_samples")
    if limit is not None:
        raise SourceError(
            f"{name} is of a run with limit {limit}: scores on a part of the items "
            "are not imported. Run the harness without a limit."
        )
    for task, count in _mapping(content.get("n-samples")).items():
        sizes = _mapping(count)
        whole, used = quantity(sizes.get("original")), quantity(sizes.get("effective"))
        if whole is not None and used is not None and used < whole:
            raise SourceError(
                f"{name}: {task} was run on {used:.0f} of {whole:.0f} items: scores "
                "on a part of the items are not imported."
            )


def _scores(
    name: str, content: Mapping[str, Any], skipped: Counter[str]
) -> Iterator[MeasuredScore]:
    results = content.get("results")
    if not isinstance(results, dict):
        raise SourceError(f"{name} has no object `results`; is it of the harness?")
    model_id = _model(name, content)
    groups = {
        task for task, parts in _mapping(content.get("group_subtasks")).items() if parts
    } | set(_mapping(content.get("groups")))
    for written, values in results.items():
        task, num_shots = _task(written, content)
        if not isinstance(values, dict) or task == "all":
            continue
        if written in groups or is_suite(task):
            skipped["means_of_the_harness"] += 1
            continue
        try:
            benchmark_of(task)
        except SourceError:
            skipped["unknown_benchmark"] += 1
            continue
        for key, metric, score, stderr in _values(values):
            yield MeasuredScore(
                model_id=model_id,
                protocol=Protocol(
                    task,
                    metric,
                    num_shots,
                    _harness(content),
                    _version(written, content),
                ),
                score=score,
                stderr=stderr,
                path=name,
                locator=f"/results/{_escape(written)}/{_escape(key)}",
                quote=repr(values[key]),
            )


def _escape(part: str) -> str:
    """A part of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


def _task(written: str, content: Mapping[str, Any]) -> tuple[str, int | None]:
    """Task and shots."""
    parts = written.split("|")
    if len(parts) >= 3:
        return parts[1], shots(parts[2])
    task_config = _mapping(_mapping(content.get("configs")).get(written))
    stated = (
        _mapping(content.get("n-shot")).get(written),
        task_config.get("num_fewshot"),
        _config(content).get("num_fewshot"),
    )
    known = next((value for value in stated if value is not None), None)
    return written, shots(known)


def _values(
    values: Mapping[str, Any],
) -> Iterator[tuple[str, str, float, float | None]]:
    """Key, metric, score and standard error of each number of a task."""
    for key, value in values.items():
        metric, _, rule = key.partition(",")
        score = quantity(value)
        is_other = metric.endswith("_stderr") or metric in ("alias", "sample_len")
        if score is None or is_other:
            continue
        written = f"{metric}_stderr" + (f",{rule}" if rule else "")
        name = _METRICS.get(metric, metric)
        if rule and rule not in _PLAIN_FILTERS:
            name = f"{name}_{rule}"
        yield (
            key,
            re.sub(r"[^A-Za-z0-9_]", "_", name),
            score,
            quantity(values.get(written)),
        )


def _arguments(content: Mapping[str, Any]) -> dict[str, Any]:
    arguments = _config(content).get("model_args")
    if isinstance(arguments, dict):
        return arguments
    if not isinstance(arguments, str):
        return {}
    pairs = (part.partition("=") for part in arguments.split(","))
    return {key.strip(): value.strip() for key, _, value in pairs}


def _model(name: str, content: Mapping[str, Any]) -> str:
    """The model of a run; a checkpoint that is not the main one is told apart."""
    arguments = _arguments(content)
    candidates = (
        arguments.get("peft"),
        arguments.get("pretrained"),
        arguments.get("model"),
        content.get("model_name"),
        _config(content).get("model_name"),
    )
    found = next(
        (text for text in candidates if isinstance(text, str) and text.strip()), None
    )
    if found is None:
        raise SourceError(f"{name} does not say which model was run.")
    revision = arguments.get("revision")
    is_main = revision in (None, "", "main") or re.fullmatch(
        r"[0-9a-f]{40}", str(revision)
    )
    return scoped_id(found, NAME) + ("" if is_main else f"@{revision}")


def _harness(content: Mapping[str, Any]) -> str:
    arguments = _arguments(content)
    is_quantized = any(
        str(arguments.get(name)).lower() == "true"
        for name in ("load_in_4bit", "load_in_8bit")
    )
    return f"{HARNESS}_quantized" if is_quantized else HARNESS


def _version(task: str, content: Mapping[str, Any]) -> str | None:
    """Versions of the program and of the task, and whether a chat template was used."""
    parts = []
    program = content.get("lm_eval_version") or content.get("git_hash")
    if isinstance(program, str) and program:
        parts.append(program)
    version = _mapping(content.get("versions")).get(task)
    if isinstance(version, int | float | str) and version not in ("", "Yaml"):
        parts.append(f"task{version}")
    if content.get("chat_template"):
        parts.append("chat")
    return "+".join(re.sub(r"[@:\s]", "_", part) for part in parts) or None


def _source_row(retrieved: date) -> dict[str, Any]:
    return {
        "source": NAME,
        "title": "Results of lm-evaluation-harness",
        "citation": "Files of the person who imported them; the program is Gao et al., "
        "A framework for few-shot language model evaluation",
        "url": "https://github.com/EleutherAI/lm-evaluation-harness",
        "retrieved_date": retrieved,
        "terms": "those of the person who imported them",
        "source_rank": 20,
        "source_status": "live",
    }
