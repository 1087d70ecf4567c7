"""Fields that say what a model was trained on, and for how long."""

from __future__ import annotations

from nsl_db.schema import vocab
from nsl_db.schema.spec import Field

DOMAINS = ("web", "code", "books", "reference", "academic", "math", "other")
"""Domains of a data mixture; their shares sum to 1."""

DOMAIN_SHARES = tuple(f"{domain}_share" for domain in DOMAINS)
"""The share columns, in the order of `DOMAINS`."""

_DOMAIN_MEANING = {
    "web": "crawled web pages",
    "code": "source code",
    "books": "books",
    "reference": "encyclopedias and other works of reference",
    "academic": "papers and other scholarly text",
    "math": "mathematics",
    "other": "anything else, such as forums, news and conversations",
}

_SHARES = tuple(
    Field(
        name=f"{domain}_share",
        dtype="float64",
        description=f"Share of pretraining tokens that are {_DOMAIN_MEANING[domain]}.",
        unit="share",
        ge=0,
        le=1,
        tolerance=0.02,
    )
    for domain in DOMAINS
)

FIELDS = (
    Field(
        name="training_tokens",
        dtype="int64",
        description="Tokens seen in pretraining, repeated epochs included.",
        unit="tokens",
        ge=1,
        le=1e15,
        tolerance=0.02,
    ),
    Field(
        name="base_training_tokens",
        dtype="int64",
        description="Pretraining tokens of the model that this one was made from.",
        unit="tokens",
        ge=1,
        le=1e15,
        tolerance=0.02,
    ),
    Field(
        name="unique_tokens",
        dtype="int64",
        description="Distinct tokens of the pretraining corpus.",
        unit="tokens",
        ge=1,
        le=1e15,
        tolerance=0.02,
    ),
    Field(
        name="num_epochs",
        dtype="float64",
        description="Passes over the pretraining corpus.",
        unit="passes",
        ge=0.001,
        le=1e4,
        tolerance=0.05,
    ),
    Field(
        name="training_sequence_length",
        dtype="int64",
        description="Sequence length used in pretraining, where it is stated.",
        unit="tokens",
        ge=1,
        le=2e8,
    ),
    Field(
        name="batch_sequences",
        dtype="int64",
        description="Sequences per optimizer step.",
        unit="sequences",
        ge=1,
        le=1e9,
    ),
    Field(
        name="datasets",
        dtype="string",
        description=(
            "Datasets that the card's front matter names, as written there, parted by "
            "commas. Those of a model made from another one may be of its tuning."
        ),
    ),
    Field(
        name="training_flop",
        dtype="float64",
        description="Floating-point operations of pretraining.",
        unit="FLOP",
        ge=1,
        le=1e32,
        tolerance=0.1,
    ),
    *_SHARES,
    Field(
        name="english_share",
        dtype="float64",
        description="Share of pretraining tokens that are English; not a domain.",
        unit="share",
        ge=0,
        le=1,
        tolerance=0.02,
    ),
    Field(
        name="mixture_status",
        dtype="string",
        description=(
            "`complete`: the known domain shares sum to 1 within 0.01; `partial`: "
            "they sum to less; `inconsistent`: to more."
        ),
        enum=vocab.MIXTURE_STATUSES,
    ),
    Field(name="corpus_name", dtype="string", description="Name of a dataset."),
)
