"""Closed vocabularies. The spelling is fixed: other people's queries rely on it."""

ATTENTION_TYPES = ("mha", "gqa", "mqa", "mla", "hybrid", "none")
"""`hybrid`: more than one kind of token mixing among the layers."""

POSITION_EMBEDDING_TYPES = (
    "rope",
    "learned",
    "alibi",
    "sinusoidal",
    "relative",
    "none",
)
"""How a model is told the order of its tokens."""

NORM_TYPES = ("rmsnorm", "layernorm", "layernorm_nonparametric")
"""`layernorm_nonparametric`: LayerNorm without a learned scale and shift."""

BLOCK_TYPES = ("sequential", "parallel")
"""`parallel`: attention and MLP read the same input and are added together."""

BIAS_PLACEMENTS = ("none", "attention_only", "norm_only", "some", "all")
"""Which layers of a block carry bias terms."""

TRAINING_STAGES = ("pretrained", "continued", "sft", "preference", "merged")
"""The last thing that was done to the weights."""

LINEAGE_RELATIONS = (
    "finetune",
    "continued",
    "merge",
    "quantized",
    "adapter",
    "distilled",
    "pruned",
    "upcycled",
    "unknown",
)
"""How a model was made from the one it names as its base."""

MIXTURE_STATUSES = ("complete", "partial", "inconsistent")
"""`complete`: the known domain shares sum to 1 within 0.01."""

CONFIDENCES = ("stated", "derived", "parsed", "inferred")
"""Kinds of evidence, most trusted first. They are kinds, not probabilities."""

ORIGINS = ("finding", "override", "derived")
"""What a published cell rests on."""

SNAPSHOT_STATES = (
    "complete",
    "gated",
    "private",
    "disabled",
    "deleted",
    "failed",
)
"""What became of the attempt to read a model at a revision."""

DOCUMENT_STATUSES = ("stored", "absent", "gated", "too_large", "failed")
"""What became of the attempt to read one file."""

PAGE_KINDS = ("abstract", "html")
"""Pages of a paper: the abstract page, and the full text as HTML."""

RUN_STATUSES = ("running", "complete", "partial", "failed")
"""`partial`: the run ended, and some models could not be read."""

LISTING_KINDS = ("full", "reread", "changes")
"""`full`: all models, newest first; `reread`: the same, known ones read again;
`changes`: those changed last, down to what the last listing knew."""

SOURCE_STATUSES = ("live", "frozen", "gone")
"""Whether a source still changes."""

OVERRIDE_ACTIONS = ("set", "clear", "accept")
"""What a curation entry does to a cell."""

VERDICTS = ("refused", "withheld", "flagged")
"""What became of a doubtful row: `refused` breaks the schema; `withheld` was taken out
by a rule; `flagged` is still published."""

BOUNDED_METRICS = (
    "accuracy",
    "acc_norm",
    "exact_match",
    "em",
    "f1",
    "mc1",
    "mc2",
    "pass_at_1",
    "pass_at_10",
    "pass_at_100",
    "prompt_strict_accuracy",
    "instruction_strict_accuracy",
    "unstated",
)
"""Metrics whose scores are shares in 0..1; higher is better.

`unstated` is that of a score whose document names no metric.
"""
