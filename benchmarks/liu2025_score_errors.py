"""Known errors in the scores and the identifiers of the table of Liu et al. 2025."""

from __future__ import annotations

from benchmarks.liu2025_known import Aim, KnownError, cells, scores

__all__ = ["SCORE_ERRORS"]

ZEROS = (
    "01-ai/Yi-9B",
    "01-ai/Yi-34B-200K",
    "AbacusResearch/Jallabi-34B",
    "huggyllama/llama-7b",
    "EleutherAI/pythia-12b",
    "EleutherAI/pythia-12b-deduped",
    "EleutherAI/pythia-6.9b-deduped",
    "cerebras/Cerebras-GPT-13B",
    "HuggingFaceTB/SmolLM-1.7B",
)


SCORES = (
    KnownError(
        "score",
        "A",
        ("LLM360/CrystalCoder",),
        scores("lambada.*|hellaswag|arc.*|winogrande"),
        "broken run, perplexity 4.5e8",
        codes=("run_broken",),
    ),
    KnownError(
        "score",
        "A",
        ("cerebras/Cerebras-GPT-13B",),
        scores("lambada.*", None, "accuracy"),
        "0.014, perplexity 4.6e5; 0.593 for 6.7B",
        codes=("run_broken", "smaller_sibling_better"),
    ),
    KnownError(
        "score",
        "A",
        ("cerebras/Cerebras-GPT-13B",),
        scores("logiqa2|xnli.*|anli.*|mathqa"),
        "broken run",
        codes=("run_broken",),
    ),
    KnownError(
        "score",
        "A",
        ("meta-llama/Meta-Llama-3-8B",),
        scores("mmlu_.*", 0),
        "the same answer to every question",
        codes=("answers_constant",),
    ),
    KnownError(
        "score",
        "A",
        (
            "huggyllama/llama-7b",
            "Dampish/StellarX-4B-V0",
            "EleutherAI/pile-t5-large",
            "EleutherAI/pythia-12b",
        ),
        scores("mmlu_.*", 0),
        "the same answer to every question",
        codes=("answers_constant", "answers_nearly_constant"),
    ),
    KnownError(
        "score",
        "A",
        ZEROS,
        scores("humaneval"),
        "0: a failure coded as a score",
        codes=("score_zero", "zero_may_be_failure", "run_broken"),
    ),
    KnownError(
        "score",
        "A",
        (
            "NinedayWang/PolyCoder-2.7B",
            "google/gemma-2-9b",
            "EleutherAI/pile-t5-large",
        ),
        scores("mmlu_.*", 0),
        "0-shot equals 5-shot in every task",
        codes=("shots_copied",),
    ),
    KnownError(
        "score",
        "A",
        ("EleutherAI/pythia-2.8b",),
        scores("winogrande"),
        "0.511; its twin has 0.602",
        codes=("twin_and_smaller_better",),
    ),
    KnownError(
        "score",
        "A",
        ("mosaicml/mpt-7b-storywriter",),
        scores("arc:challenge"),
        "0.173 under one name of the task, 0.427 under the other",
        codes=("task_names_disagree", "score_below_chance"),
    ),
    KnownError(
        "score",
        "A",
        ("EleutherAI/gpt-neo-1.3B", "bigscience/bloom-1b7"),
        scores("gsm8k.*"),
        "two prompts in one target",
        codes=("prompts_mixed",),
        structure="protocols_apart:gsm8k",
    ),
    KnownError(
        "score",
        "A",
        ("Qwen/Qwen1.5-14B",),
        scores("lambada.*"),
        "two texts in one target, 0.720 and 0.530",
        codes=("prompts_mixed",),
        structure="protocols_apart:lambada",
    ),
    KnownError(
        "score",
        "A",
        ("Qwen/Qwen1.5-14B", "microsoft/phi-1_5"),
        scores("mmlu_.*|hendrycksTest.*"),
        "tasks under two names",
        codes=("task_under_two_names",),
        structure="protocols_apart:mmlu",
    ),
    KnownError(
        "score",
        "A",
        ("*",),
        scores("mathqa|logiqa2|anli.*|xnli.*", None, "brier_score"),
        "runs that gave no number",
        codes=("score_missing",),
        structure="no_empty_scores",
    ),
    KnownError(
        "score",
        "A",
        ("",),
        cells("score_stderr"),
        "Brier scores without any standard error",
        codes=("metric_without_errors",),
        structure="no_invented_errors",
    ),
    KnownError(
        "score",
        "A",
        ("frank098/orca_mini_3b_juniper",),
        scores("lambada.*", None, "perplexity"),
        "4.4e29",
        codes=("run_broken",),
    ),
    KnownError(
        "score",
        "A",
        ("EleutherAI/pythia-1b",),
        cells("numbers_rate"),
        "a rate up to 2192 that is called a ratio",
        codes=("statistic_not_a_ratio",),
        structure="rates_named",
    ),
    KnownError(
        "score",
        "A",
        (
            "EleutherAI/pythia-14m",
            "EleutherAI/pile-t5-large",
            "mosaicml/mpt-7b-storywriter",
        ),
        cells("domain_web_share_mean"),
        "the shares of all domains are 0",
        codes=("generated_domains_empty",),
        structure="no_empty_domains",
    ),
    KnownError(
        "score",
        "A",
        ("model_name",),
        scores(".*"),
        "names no model",
        codes=("score_of_placeholder",),
    ),
    KnownError(
        "score",
        "A",
        (
            "jisukim8873/falcon-7B-case-1",
            "jisukim8873/falcon-7B-case-4",
            "jb723/LLaMA2-en-ko-7B-model",
            "jb723/llama2-ko-7B-model",
        ),
        scores(".*"),
        "one run under two models",
        codes=("run_duplicated",),
    ),
)

_WHOLE = Aim(is_whole_row=True)

IDENTITIES = (
    KnownError(
        "identity",
        "A",
        (
            "EleutherAI/pythia-410M",
            "EleutherAI/gpt-neo-125M",
            "gpt2",
            "Qwen/Qwen-2.5-72B",
            "/data/*",
        ),
        _WHOLE,
        "second name of a model",
        codes=("id_spelled_twice",),
        structure="alias_gone",
    ),
    KnownError(
        "identity",
        "A",
        ("meta-llama/Llama-2-7b",),
        _WHOLE,
        "described under one name, scored under another",
        codes=("described_not_scored",),
        structure="described_and_scored",
    ),
    KnownError(
        "identity",
        "A",
        ("openlm-research/open_llama_7b_v2",),
        Aim(fields=("num_parameters",), is_whole_row=True),
        "scores and corpus without a description",
        codes=("size_missing_but_named", "scored_not_described"),
        structure="described_and_scored",
    ),
    KnownError(
        "identity",
        "A",
        ("Salesforce/codegen-16-multi",),
        _WHOLE,
        "codegen-16B-multi misspelled",
        codes=("generated_not_described",),
        structure="alias_gone",
    ),
)

SCORE_ERRORS = (*SCORES, *IDENTITIES)
"""Errors of scores and identifiers."""
