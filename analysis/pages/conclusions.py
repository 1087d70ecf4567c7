"""Plain sentences for those who decide, in English and in Japanese.

Every sentence carries its figure and the 95 % interval. Which sentence is made follows
from the interval alone: a gain is stated where the whole interval is above zero, a loss
where it is below, and `not shown` where it holds zero. Where a figure is missing there
is no sentence. Both languages are filled with the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.analysis.honest.coverage import CoverageRow
from nsl_db.analysis.pages.choice_conclusions import choice_conclusions
from nsl_db.analysis.pages.facts import FAMILY, Measured
from nsl_db.analysis.pages.japanese import ESTIMATORS, METHODS
from nsl_db.analysis.pages.sentences import (
    Conclusion,
    conclusion,
    outcome,
    sized,
    span,
)
from nsl_db.analysis.pages.texts import DESIGN, EXTRAPOLATION, GAIN, KINDS
from nsl_db.analysis.pages.words import target_title
from nsl_db.analysis.wording import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nsl_db.analysis.honest.aggregate import AggregateRow
    from nsl_db.analysis.honest.rows import HonestRow
    from nsl_db.analysis.pages.facts import Facts

ALPHA = 0.05
"""Largest adjusted p-value of a benchmark that is named."""

NEAR_NOISE = 2.0
"""Errors of fewer noise floors than this leave little to gain."""

STATED_FLOORS = ("standard_errors", "items")
"""Grounds of a noise floor that are no assumption."""


def draw_conclusions(
    facts: Facts, floors: Mapping[str, str] | None = None
) -> tuple[Conclusion, ...]:
    """Write every sentence that the figures support.

    Args:
        facts: The figures.
        floors: What the noise floor of each target rests on.
    """
    found: list[Conclusion | None] = [
        _gain(facts),
        _error(facts),
        *(_extrapolation(facts, kind) for kind in ("size", "time")),
        *_benchmarks(facts),
        _design(facts),
    ]
    if facts.explanation is not None:
        found += choice_conclusions(facts.explanation.evidence)
    found += [_leak(facts), *_coverage(facts), _noise(facts, floors or {})]
    return tuple(sentence for sentence in found if sentence is not None)


def _gain(facts: Facts) -> Conclusion | None:
    """What the default method gains over scale."""
    row = facts.gains.get(FAMILY)
    measured = _measured(row)
    if row is None or measured is None or facts.default is None:
        return None
    return conclusion(
        "gain",
        *GAIN.of(outcome(measured)),
        _numbers(measured)
        | {
            "models": str(row.num_models),
            "families": str(row.num_families),
            "targets": str(row.num_targets),
        },
        {"name": facts.default.label},
        {"name": ESTIMATORS.get(facts.default.estimator, facts.default.label)},
        sized(measured),
    )


def _error(facts: Facts) -> Conclusion | None:
    """How large the error is."""
    if facts.mean_error is None:
        return None
    error = facts.mean_error
    return conclusion(
        "error",
        "A predicted score is off by {size} points out of 100 on average ({span}).",
        "予測した得点は平均して 100 点満点で {size} 点ずれる({span})。",
        {"size": f"{100 * error.value:.1f}"},
        measured=Measured(100 * error.value, 100 * error.low, 100 * error.high),
        unit="points",
    )


def _extrapolation(facts: Facts, kind: str) -> Conclusion | None:
    """What the default method gains beyond the data."""
    measured = _measured(facts.gains.get(kind))
    if measured is None:
        return None
    english, japanese = KINDS[kind]
    return conclusion(
        f"gain_{kind}",
        *EXTRAPOLATION.of(outcome(measured)),
        _numbers(measured),
        {"name": english},
        {"name": japanese},
        sized(measured),
    )


def _benchmarks(facts: Facts) -> Iterator[Conclusion]:
    """Benchmarks on which the gain or a loss stands on its own."""
    rows = [row for row in facts.targets.values() if row.p_holm is not None]
    better = [row for row in rows if (row.p_holm or 0.0) <= ALPHA]
    worse = [row for row in rows if row.gain_high is not None and row.gain_high < 0]
    if better:
        yield _listed(
            "benchmarks_better",
            "Taken one by one, and corrected for looking at {count} benchmarks, the "
            "gain holds on {number}: {list}.",
            "{count} のベンチマークを見たことを補正して一つずつ見ると、改善が"
            "確かなのは {number} つ:{list}。",
            better,
            len(rows),
        )
    if worse:
        yield _listed(
            "benchmarks_worse",
            "Of {count} benchmarks, the default method does worse than XGBoost on "
            "scale on {number}: {list}.",
            "{count} のベンチマークのうち、既定の手法が規模だけの XGBoost より"
            "劣るのは {number} つ:{list}。",
            worse,
            len(rows),
        )


def _listed(
    key: str, english: str, japanese: str, rows: Iterable[HonestRow], count: int
) -> Conclusion:
    """A sentence that lists benchmarks with their gains."""
    ordered = sorted(rows, key=lambda row: -(row.gain_vs_scale or 0.0))
    listed = [
        f"{target_title(row.benchmark, row.num_shots)} {percent(measured.value)} "
        f"[{percent(measured.low)}, {percent(measured.high)}]"
        for row in ordered
        if (measured := _row_gain(row)) is not None
    ]
    return conclusion(
        key,
        english,
        japanese,
        {"count": str(count), "number": str(len(listed))},
        {"list": "; ".join(listed)},
        {"list": "、".join(listed)},
    )


def _design(facts: Facts) -> Conclusion | None:
    """What design features add to scale."""
    real = facts.design
    if real is None or not facts.permuted:
        return None
    measured = Measured(real.mean_gain, real.gain_low, real.gain_high)
    most = max(row.mean_gain for row in facts.permuted)
    kind = outcome(measured)
    if kind == "gain" and most >= measured.value:
        kind = "unclear"
    return conclusion(
        "design",
        *DESIGN.of(kind),
        _numbers(measured) | {"most": percent(most)},
        measured=sized(measured),
    )


def _leak(facts: Facts) -> Conclusion | None:
    """How much random folds flatter."""
    if facts.leak is None or facts.leak.low <= 0:
        return None
    return conclusion(
        "leak",
        "Tests that keep siblings of a model in the training data flatter: the error "
        "of “{name}” is {size} larger once whole families are held out ({span}).",
        "同じ系列のモデルを訓練側に残した検証は甘くなる。「{name}」の誤差は、系列ごと"
        "取り除くと {size} 大きくなる({span})。",
        _numbers(facts.leak),
        {"name": facts.leak_label},
        {"name": METHODS.get(facts.leak_label, facts.leak_label)},
        facts.leak,
    )


def _coverage(facts: Facts) -> Iterator[Conclusion]:
    """Whether intervals hold what they promise."""
    for level, measured in facts.coverage.items():
        row = facts.coverage_rows.get(level)
        if row is None:
            continue
        if measured.low <= level <= measured.high:
            english = "The {level} intervals keep their promise"
            japanese = "{level} 区間は約束どおりである"
        elif measured.high < level:
            english = "The {level} intervals are too narrow"
            japanese = "{level} 区間は狭すぎる"
        else:
            english = "The {level} intervals are wider than they need to be"
            japanese = "{level} 区間は必要以上に広い"
        numbers = {"level": _whole(level), "size": percent(measured.value)}
        worst = _worst(row)
        yield conclusion(
            f"coverage_{round(100 * level)}",
            f"{english}: with every family counted the same, they held {{size}} of the "
            f"scores of unseen families ({{span}}){worst[0]}.",
            f"{japanese}。系列を等しく数えると、見たことのない系列の得点の {{size}} が"
            f"区間に入った({{span}}){worst[1]}。",
            numbers | worst[2],
            {"worst": row.worst_family or ""},
            {"worst": row.worst_family or ""},
            measured,
        )


def _worst(row: CoverageRow) -> tuple[str, str, dict[str, str]]:
    """What is said about the worst family."""
    if row.worst_coverage is None:
        return "", "", {}
    return (
        ", but only {low} for the worst of them, {worst}",
        "。ただし最も悪い系列({worst})では {low} にとどまる",
        {"low": percent(row.worst_coverage)},
    )


def _noise(facts: Facts, floors: Mapping[str, str]) -> Conclusion | None:
    """Where little is left to gain."""
    near = []
    for key, row in facts.targets.items():
        if floors.get(key) not in STATED_FLOORS or not row.noise_floor:
            continue
        if row.mae_low is None or row.mae_high is None:
            continue
        found = [
            value / row.noise_floor for value in (row.mae, row.mae_low, row.mae_high)
        ]
        if found[2] < NEAR_NOISE:
            near.append((row, Measured(*found)))
    if not near:
        return None
    row, measured = min(near, key=lambda pair: pair[1].value)
    name = target_title(row.benchmark, row.num_shots)
    return conclusion(
        "noise",
        "On {name} little is left to gain: the error is {size} times what the finite "
        "number of test questions causes by itself ({span}).",
        "{name} では改善の余地が小さい。誤差は、問題数が有限であることだけから生じる"
        "大きさの {size} 倍にすぎない({span})。",
        {"size": f"{measured.value:.1f}"},
        {"name": name},
        {"name": name},
        measured,
        unit="times",
    )


def _measured(row: AggregateRow | None) -> Measured | None:
    """Mean gain of a row with its interval."""
    if row is None or row.mean_gain is None:
        return None
    if row.gain_low is None or row.gain_high is None:
        return None
    return Measured(row.mean_gain, row.gain_low, row.gain_high)


def _row_gain(row: HonestRow) -> Measured | None:
    """Gain of a row with its interval."""
    if row.gain_vs_scale is None or row.gain_low is None or row.gain_high is None:
        return None
    return Measured(row.gain_vs_scale, row.gain_low, row.gain_high)


def _numbers(measured: Measured) -> dict[str, str]:
    """Size without its sign, and the change with it."""
    return {"size": percent(abs(measured.value)), "change": percent(measured.value)}


def _whole(share: float) -> str:
    """A share as a whole percentage."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


__all__ = ["ALPHA", "NEAR_NOISE", "Conclusion", "draw_conclusions", "span"]
