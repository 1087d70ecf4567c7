"""Series of models that were made to differ in one thing, as their authors say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedLadder:
    """A controlled series, at one or several sizes.

    Attributes:
        key: Unique name.
        title: What it is, for people.
        field: Design choice that it is about; None if no question asks for it.
        steps: Names of the steps.
        rungs: Size and the models of each step there; None where there is none.
        caution: What else changes along the steps; empty if nothing does.
        source: Document that describes the series.
    """

    key: str
    title: str
    field: str | None
    steps: tuple[str, ...]
    rungs: tuple[tuple[str, tuple[str | None, ...]], ...]
    caution: str
    source: str


_PYTHIA_SIZES = ("70m", "160m", "410m", "1b", "1.4b", "2.8b", "6.9b", "12b")

_CODEGEN_SIZES = ("350M", "2B", "6B", "16B")

NAMED_LADDERS: tuple[NamedLadder, ...] = (
    NamedLadder(
        key="code_mix_220m",
        title="Small models trained for the question on mixtures of text and code",
        field="code_share",
        steps=("0 %", "20 %", "40 %", "60 %", "80 %", "100 %"),
        rungs=(
            (
                "220M",
                (
                    "llama2_220M_nl_only_shuf-hf",
                    "llama2_220M_nl_code_shuf-hf",
                    "llama2_220M_nl_60_code_40",
                    "llama2_220M_nl_40_code_60",
                    "llama2_220M_nl_20_code_80",
                    "llama2_220M_nl_0_code_100",
                ),
            ),
            ("460M", (None, "llama2_460M_nl_code_shuf-hf", None, None, None, None)),
        ),
        caution="",
        source="https://arxiv.org/abs/2503.03862",
    ),
    NamedLadder(
        key="pythia_deduplicated",
        title="Pythia on the Pile and on the deduplicated Pile",
        field=None,
        steps=("Pile", "deduplicated"),
        rungs=tuple(
            (
                size,
                (f"EleutherAI/pythia-{size}", f"EleutherAI/pythia-{size}-deduped"),
            )
            for size in _PYTHIA_SIZES
        ),
        caution="",
        source="https://arxiv.org/abs/2304.01373",
    ),
    NamedLadder(
        key="codegen_stages",
        title="CodeGen: text, then code in several languages, then Python",
        field="code_share",
        steps=("nl", "multi", "mono"),
        rungs=tuple(
            (
                size,
                tuple(
                    f"Salesforce/codegen-{size}-{stage}"
                    for stage in ("nl", "multi", "mono")
                ),
            )
            for size in _CODEGEN_SIZES
        ),
        caution="each stage goes on from the last, so tokens rise with the code",
        source="https://arxiv.org/abs/2203.13474",
    ),
)
"""Ladders whose making is documented. Models that a catalogue lacks are passed over."""

__all__ = ["NAMED_LADDERS", "NamedLadder"]
