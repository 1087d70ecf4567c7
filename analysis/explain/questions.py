"""The design questions, the claims about them and the contrasts that test a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CODE_WINDOW = (0.15, 0.25)
"""Shares of code that the paper recommends.

Source: Liu et al. 2025 (arXiv 2503.03862), abstract.
"""

PAPER = "Liu et al. 2025 (arXiv 2503.03862)"
"""Where most of the claims come from."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A comparison of models by one choice.

    Attributes:
        key: Unique name.
        title: What is compared with what, for people.
        field: Column of `choices.choice_frame`.
        kind: `levels` (words against words), `below` or `above` (a window against
            what lies on that side of it) or `slope` (per unit).
        first: Words of the first side.
        second: Words of the second side.
        window: Smallest and largest value inside the window.
        unit: Step of the field that a slope is stated for.
        pair_gap: Smallest difference of the field inside a matched pair.
        benchmarks: Only these; empty means all.
        direction: 1 if the claim is that the first side, or more of the field, scores
            better; -1 if worse.
    """

    key: str
    title: str
    field: str
    kind: Literal["levels", "below", "above", "slope"]
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    window: tuple[float, float] = (0.0, 0.0)
    unit: float = 1.0
    pair_gap: float = 0.0
    benchmarks: tuple[str, ...] = ()
    direction: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that data can support or contradict.

    Attributes:
        text: The claim.
        contrasts: Comparisons that must all come out as the claim says.
        source: Who makes the claim; empty where it is the other way to ask.
    """

    text: str
    contrasts: tuple[Contrast, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One design choice.

    Attributes:
        key: Unique name.
        title: The question, for people.
        field: Column of `choices.choice_frame`.
        claims: What is claimed about it.
        edges: Edges of bins of a number, rising; empty for words. A bin holds its
            lower edge, and the last one also its upper edge.
    """

    key: str
    title: str
    field: str
    claims: tuple[Claim, ...]
    edges: tuple[float, ...] = ()


def _share(
    domain: str,
    title: str,
    edges: tuple[float, ...],
    further: tuple[Claim, ...] = (),
) -> Question:
    """Ask about a share of the training data."""
    field = f"{domain}_share"
    slope = _slope(field, f"per 10 percentage points of {title}", 0.1, 0.05)
    general = Claim(f"A larger share of {title} raises scores", (slope,))
    return Question(field, f"Share of {title}", field, (*further, general), edges)


def _slope(
    field: str, title: str, unit: float, pair_gap: float, key: str = ""
) -> Contrast:
    """More against less of something."""
    return Contrast(
        key or f"{field}_slope", title, field, "slope", unit=unit, pair_gap=pair_gap
    )


def _words(
    field: str, title: str, pairs: tuple[tuple[str, tuple[str, ...], str, str], ...]
) -> Question:
    """Ask about words: text of the claim, words against it, the word and the source."""
    claims = []
    for text, against, first, source in pairs:
        contrast = Contrast(
            key=f"{field}_{first}_over_{against[0]}",
            title=f"{_NAMES[first]} rather than {_NAMES[against[0]]}",
            field=field,
            kind="levels",
            first=(first,),
            second=against,
        )
        claims.append(Claim(text, (contrast,), source))
    return Question(field, title, field, tuple(claims))


_NAMES = {
    "rope": "rotary embeddings",
    "learned": "learned ones",
    "alibi": "ALiBi",
    "rmsnorm": "RMSNorm",
    "layernorm": "LayerNorm",
    "gqa": "grouped-query attention",
    "mha": "multi-head attention",
    "parallel": "parallel blocks",
    "sequential": "sequential ones",
    "none": "no biases",
    "all": "some or all",
    "silu": "SiLU or SwiGLU",
    "gelu": "GELU",
    "relu": "ReLU",
}
"""Words for people; of several words on the second side, those of the first."""

_CODE_CLAIMS = (
    Claim(
        "15-25 % of code in the training data scores best",
        (
            Contrast(
                "code_window_over_less",
                "15-25 % of code rather than less",
                "code_share",
                "below",
                window=CODE_WINDOW,
            ),
            Contrast(
                "code_window_over_more",
                "15-25 % of code rather than more",
                "code_share",
                "above",
                window=CODE_WINDOW,
            ),
        ),
        PAPER,
    ),
    Claim(
        "More code raises scores in writing programs",
        (
            Contrast(
                "code_share_on_programs",
                "per 10 percentage points of code, HumanEval only",
                "code_share",
                "slope",
                unit=0.1,
                pair_gap=0.05,
                benchmarks=("humaneval",),
            ),
        ),
        PAPER,
    ),
)

_WEB_CLAIMS = (
    Claim(
        "More web text lowers truthfulness",
        (
            Contrast(
                "web_share_on_truthfulness",
                "per 10 percentage points of web text, TruthfulQA only",
                "web_share",
                "slope",
                unit=0.1,
                pair_gap=0.05,
                benchmarks=("truthfulqa",),
                direction=-1,
            ),
        ),
        f"{PAPER}, version 3",
    ),
)

QUESTIONS: tuple[Question, ...] = (
    _share("code", "code", (0.0, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0), _CODE_CLAIMS),
    _share("web", "web text", (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), _WEB_CLAIMS),
    _share("books", "books", (0.0, 0.02, 0.05, 0.1, 1.0)),
    _share("academic", "academic text", (0.0, 0.02, 0.05, 0.1, 1.0)),
    _share("reference", "reference text", (0.0, 0.02, 0.05, 0.1, 1.0)),
    _share("english", "English text", (0.0, 0.5, 0.8, 0.95, 1.0)),
    _words(
        "position_embedding_type",
        "Position embeddings",
        (
            (
                "Rotary position embeddings score better than learned ones",
                ("learned",),
                "rope",
                f"{PAPER}, versions 1 and 2; left out of version 3",
            ),
            (
                "Rotary position embeddings score better than ALiBi",
                ("alibi",),
                "rope",
                "",
            ),
        ),
    ),
    _words(
        "norm_type",
        "Normalisation",
        (("RMSNorm scores better than LayerNorm", ("layernorm",), "rmsnorm", ""),),
    ),
    _words(
        "attention_type",
        "Attention",
        (
            (
                "Grouped-query attention scores better than multi-head attention",
                ("mha",),
                "gqa",
                "",
            ),
        ),
    ),
    _words(
        "block_type",
        "Order of attention and MLP",
        (
            (
                "Parallel blocks score better than sequential ones",
                ("sequential",),
                "parallel",
                "",
            ),
        ),
    ),
    _words(
        "bias_placement",
        "Bias terms",
        (
            (
                "Blocks without biases score better than blocks with some",
                ("all", "some", "attention_only", "norm_only"),
                "none",
                "",
            ),
        ),
    ),
    _words(
        "activation",
        "Activation",
        (
            ("SiLU or SwiGLU scores better than GELU", ("gelu",), "silu", ""),
            ("ReLU scores better than GELU", ("gelu",), "relu", ""),
        ),
    ),
    Question(
        "mlp_ratio",
        "Width of the MLP",
        "mlp_ratio",
        (
            Claim(
                "A wider MLP raises scores",
                (_slope("mlp_ratio", "per 1 of MLP width over hidden size", 1.0, 0.5),),
            ),
        ),
        (0.0, 3.0, 3.9, 4.1, 10.0),
    ),
    Question(
        "log2_sequence_length",
        "Length of training sequences",
        "log2_sequence_length",
        (
            Claim(
                "Longer training sequences raise scores",
                (_slope("log2_sequence_length", "per doubling of the length", 1, 0.9),),
            ),
        ),
        (8.0, 11.585, 12.585, 13.585, 24.0),
    ),
    Question(
        "log2_width_per_layer",
        "Width against depth",
        "log2_width_per_layer",
        (
            Claim(
                "More width for each layer raises scores",
                (
                    _slope(
                        "log2_width_per_layer",
                        "per doubling of hidden size over layers",
                        1.0,
                        0.3,
                    ),
                ),
            ),
        ),
        (0.0, 6.0, 6.585, 7.0, 12.0),
    ),
)
"""All questions, shares first."""

__all__ = ["CODE_WINDOW", "PAPER", "QUESTIONS", "Claim", "Contrast", "Question"]
