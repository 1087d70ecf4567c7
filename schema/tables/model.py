"""Tables that say what a model is, how it was built and what it was trained on."""

from __future__ import annotations

from nsl_db.schema.fields.training import DOMAIN_SHARES
from nsl_db.schema.spec import RowCheck, Table

__all__ = [
    "ARCHITECTURE",
    "CORPUS",
    "DATA_MIXTURE",
    "LINEAGE",
    "MODEL",
    "TRAINING_RUN",
]

_SHARE_SUM = " + ".join(f"coalesce({name}, 0)" for name in DOMAIN_SHARES)

MODEL = Table(
    name="model",
    description="Identity, state and size of every known model.",
    grain="one row per model",
    fields=(
        "model_id",
        "organization",
        "model_family",
        "exclusion_reason",
        "model_type",
        "architecture_class",
        "revision",
        "license",
        "pipeline_tag",
        "library_name",
        "languages",
        "arxiv_ids",
        "release_date",
        "created_at",
        "last_modified_at",
        "is_gated",
        "is_listed",
        "downloads",
        "likes",
        "training_stage",
        "is_instruction_tuned",
        "is_preference_tuned",
        "num_parameters",
        "num_active_parameters",
        "num_embedding_parameters",
    ),
    primary_key=("model_id",),
    row_checks=(
        RowCheck(
            "active_within_total",
            "num_active_parameters <= num_parameters",
            "A token cannot use more parameters than the model has.",
        ),
        RowCheck(
            "embeddings_within_total",
            "num_embedding_parameters <= num_parameters",
            "Embeddings cannot have more parameters than the model.",
        ),
    ),
)

ARCHITECTURE = Table(
    name="architecture",
    description="How a model is built.",
    grain="one row per model with at least one known cell",
    fields=(
        "model_id",
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
        "head_dim",
        "vocab_size",
        "max_position_embeddings",
        "hidden_act",
        "mlp_ratio",
        "norm_type",
        "position_embedding_type",
        "attention_type",
        "block_type",
        "bias_placement",
        "attention_bias",
        "tie_word_embeddings",
        "rope_theta",
        "sliding_window",
        "is_moe",
        "num_experts",
        "num_experts_per_token",
    ),
    primary_key=("model_id",),
    references={"model_id": "model"},
    row_checks=(
        RowCheck(
            "key_value_heads_within_heads",
            "num_key_value_heads <= num_attention_heads",
            "There cannot be more key-value heads than query heads.",
        ),
        RowCheck(
            "chosen_experts_within_experts",
            "num_experts_per_token <= num_experts",
            "A token cannot pass through more experts than there are.",
        ),
        RowCheck(
            "experts_only_in_mixtures",
            "is_moe OR num_experts IS NULL",
            "Only a mixture of experts has experts.",
        ),
    ),
)

TRAINING_RUN = Table(
    name="training_run",
    description="How long, and in what pieces, a model was pretrained.",
    grain="one row per model with at least one known cell",
    fields=(
        "model_id",
        "training_tokens",
        "base_training_tokens",
        "unique_tokens",
        "num_epochs",
        "training_sequence_length",
        "batch_sequences",
        "training_flop",
        "datasets",
    ),
    primary_key=("model_id",),
    references={"model_id": "model"},
)

DATA_MIXTURE = Table(
    name="data_mixture",
    description="What a model was pretrained on.",
    grain="one row per model with at least one known share",
    fields=("model_id", *DOMAIN_SHARES, "mixture_status", "english_share"),
    primary_key=("model_id",),
    references={"model_id": "model"},
    row_checks=(
        RowCheck(
            "complete_sums_to_one",
            f"mixture_status <> 'complete' OR ({_SHARE_SUM}) BETWEEN 0.99 AND 1.01",
            "The known shares of a complete mixture sum to 1 within 0.01.",
        ),
        RowCheck(
            "partial_sums_to_less",
            f"mixture_status <> 'partial' OR ({_SHARE_SUM}) < 0.99",
            "The known shares of a partial mixture sum to less than 0.99.",
        ),
    ),
)

CORPUS = Table(
    name="corpus",
    description="Named datasets and what they consist of.",
    grain="one row per dataset",
    fields=("corpus_name", *DOMAIN_SHARES, "english_share", "citation", "url"),
    primary_key=("corpus_name",),
    required=("citation", "url"),
)

LINEAGE = Table(
    name="lineage",
    description="Which model was made from which, as far as claimed.",
    grain="one row per claimed base of a model",
    fields=("model_id", "base_model_id", "lineage_relation", "finding_id"),
    primary_key=("model_id", "base_model_id"),
    required=("lineage_relation", "finding_id"),
    references={"model_id": "model", "finding_id": "finding"},
)
