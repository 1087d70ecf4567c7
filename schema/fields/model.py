"""Fields that say which model it is and how large."""

from __future__ import annotations

from nsl_db.schema import vocab
from nsl_db.schema.spec import Field

FIELDS = (
    Field(
        name="model_id",
        dtype="string",
        description="Hub identifier `organization/name`, in the Hub's own case.",
    ),
    Field(
        name="revision",
        dtype="string",
        description="Commit of the model repository.",
    ),
    Field(
        name="organization",
        dtype="string",
        description="Publisher: the part of the identifier before the slash.",
    ),
    Field(
        name="model_family",
        dtype="string",
        description="Pretraining lineage; the group for cross-validation.",
    ),
    Field(
        name="model_type",
        dtype="string",
        description="Architecture key of the transformers library.",
    ),
    Field(
        name="architecture_class",
        dtype="string",
        description="First entry of `architectures` in the configuration.",
    ),
    Field(name="license", dtype="string", description="Licence key of the Hub."),
    Field(
        name="pipeline_tag",
        dtype="string",
        description="Task that the Hub shows for the model.",
    ),
    Field(
        name="library_name",
        dtype="string",
        description="Library that the Hub shows for the model.",
    ),
    Field(
        name="release_date",
        dtype="date",
        description="Day on which the weights were first public; where only the paper "
        "is known, the first day of the month of its arXiv id.",
    ),
    Field(
        name="languages",
        dtype="string",
        description="Languages that the author names, as sorted codes with commas.",
        pattern="[a-z]{2,3}(-[a-z]{2,8})?(,[a-z]{2,3}(-[a-z]{2,8})?)*",
    ),
    Field(
        name="arxiv_ids",
        dtype="string",
        description="Papers that the tags or the card name, as arXiv ids with commas; "
        "not all of them are about the model.",
    ),
    Field(
        name="created_at",
        dtype="timestamp",
        description="When the Hub repository was created.",
    ),
    Field(
        name="last_modified_at",
        dtype="timestamp",
        description="When the Hub repository last changed.",
    ),
    Field(
        name="is_gated",
        dtype="bool",
        description="Whether the files need an accepted licence.",
    ),
    Field(
        name="is_listed",
        dtype="bool",
        description="Whether the Hub still lists the model; NULL where no listing that "
        "was read to its end ever named it.",
    ),
    Field(
        name="downloads",
        dtype="int64",
        description="Downloads in the 30 days before the snapshot.",
        unit="downloads",
        ge=0,
    ),
    Field(
        name="likes",
        dtype="int64",
        description="Likes at the snapshot.",
        unit="likes",
        ge=0,
    ),
    Field(
        name="training_stage",
        dtype="string",
        description="The last thing that was done to the weights.",
        enum=vocab.TRAINING_STAGES,
    ),
    Field(
        name="is_instruction_tuned",
        dtype="bool",
        description="Whether the model was tuned to follow instructions.",
    ),
    Field(
        name="is_preference_tuned",
        dtype="bool",
        description="Whether the model was tuned on preferences.",
    ),
    Field(
        name="num_parameters",
        dtype="int64",
        description=(
            "Trainable weights, embeddings included, tied weights once; no buffers, "
            "masks or packed quantisation words."
        ),
        unit="parameters",
        ge=1,
        le=1e14,
        tolerance=0.02,
    ),
    Field(
        name="num_active_parameters",
        dtype="int64",
        description="Parameters used per token; equals the total of a dense model.",
        unit="parameters",
        ge=1,
        le=1e14,
        tolerance=0.02,
    ),
    Field(
        name="num_embedding_parameters",
        dtype="int64",
        description="Parameters of token and learned position embeddings.",
        unit="parameters",
        ge=0,
        le=1e14,
        tolerance=0.02,
    ),
    Field(
        name="exclusion_reason",
        dtype="string",
        description="Why analyses leave the model out; NULL where they use it.",
    ),
    Field(
        name="base_model_id",
        dtype="string",
        description="Model that this one was made from.",
    ),
    Field(
        name="lineage_relation",
        dtype="string",
        description="How the model was made from its base.",
        enum=vocab.LINEAGE_RELATIONS,
    ),
)
