"""The mixture of a model that was pretrained on one named dataset."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from nsl_db.crawler.extractors.model_name import is_derived_name
from nsl_db.crawler.extractors.references import OWN_DATASETS
from nsl_db.curation.benchmarks import benchmark_aliases
from nsl_db.curation.corpora import Corpus, corpus_of
from nsl_db.schema.fields.training import DOMAIN_SHARES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nsl_db.curation.resolve import Cell, Resolution
    from nsl_db.schema.evidence import Finding

__all__ = ["corpus_mixtures", "only_corpus"]

SHARES = (*DOMAIN_SHARES, "english_share")
"""Fields about which nothing may be claimed where a dataset is to speak for a model."""

OWN_STAGES = (None, "pretrained")
"""Training stages of a model whose datasets may be those of its pretraining."""

DATASET_ADDRESSES = (
    "https://huggingface.co/datasets/",
    "https://hf.co/datasets/",
    "huggingface.co/datasets/",
    "datasets/",
)
"""Beginnings of addresses that cards write in place of a dataset's id."""


def corpus_mixtures(
    models: Mapping[str, Mapping[str, Any]],
    findings: Iterable[Finding],
    resolution: Resolution,
) -> Iterator[tuple[str, dict[str, float], str]]:
    """Models whose datasets are one known corpus, and nothing else is known of them.

    Nobody claims anything about the mixture of such a model, and nothing says that it
    was made from another one.

    Args:
        models: Rows of `model` by id.
        findings: Everything that is claimed about the models.
        resolution: What became of it, curators' decisions included.

    Yields:
        The model, its shares by field, and what they rest on in words.
    """
    claimed = {
        item.model_id
        for item in findings
        if item.field in SHARES or item.field in ("base_model_id", "lineage_relation")
    }
    decided = (decision.override for decision in resolution.decisions)
    claimed.update(item.model_id for item in decided if item.field in SHARES)
    named = {
        cell.model_id: cell for cell in resolution.cells if cell.field == "datasets"
    }
    for model_id, cell in named.items():
        row = models.get(model_id, {})
        if model_id in claimed or is_derived_name(model_id) or not _is_own(cell, row):
            continue
        corpus = only_corpus(str(cell.value).split(","))
        if corpus is not None:
            note = f"the only corpus in `datasets` is {corpus.name}: {corpus.citation}"
            yield model_id, _shares(corpus), note


def only_corpus(names: Iterable[str]) -> Corpus | None:
    """The one corpus that datasets are, known evaluation sets aside.

    Returns:
        The corpus, where its shares are known; None where one of the datasets is
        unknown, or where they are several corpora.
    """
    ids = [_dataset_id(name) for name in names]
    found = {name: corpus_of(name) for name in ids}
    corpora = {corpus.name: corpus for corpus in found.values() if corpus is not None}
    others = [name for name, corpus in found.items() if corpus is None]
    if len(corpora) != 1 or not all(_is_evaluation_set(name) for name in others):
        return None
    (corpus,) = corpora.values()
    return corpus if corpus.domains else None


def _is_own(cell: Cell, row: Mapping[str, Any]) -> bool:
    """Whether the datasets can be those of the model's own pretraining."""
    is_own = cell.finding is None or cell.finding.method == OWN_DATASETS
    is_tuned = row.get("is_instruction_tuned") or row.get("is_preference_tuned")
    return is_own and not is_tuned and row.get("training_stage") in OWN_STAGES


def _dataset_id(name: str) -> str:
    plain = name.strip()
    for beginning in DATASET_ADDRESSES:
        plain = plain.removeprefix(beginning)
    return plain.rstrip("/")


def _is_evaluation_set(name: str) -> bool:
    return name.lower() in _evaluation_sets()


@cache
def _evaluation_sets() -> frozenset[str]:
    """Names of benchmarks and the ids of their datasets, in lower case."""
    names = [alias.lower() for alias, _, _ in benchmark_aliases()]
    return frozenset(names) | {"/".join(name.split("/")[:2]) for name in names}


def _shares(corpus: Corpus) -> dict[str, float]:
    row = corpus.as_row()
    return {name: row[name] for name in SHARES if row[name] is not None}
