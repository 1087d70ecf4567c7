"""Tables of the report: what a template places, already in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsl_db.analysis.pages.facts import FAMILY
from nsl_db.analysis.pages.words import FOLDS, metric_title, target_title
from nsl_db.analysis.wording import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.analysis.honest.result import HonestResult
    from nsl_db.analysis.honest.rows import HonestRow
    from nsl_db.analysis.pages.facts import Facts

NOTHING = "\N{EN DASH}"
"""What stands in a cell that has no figure."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        text: What it says.
        more: A second, smaller line.
        is_number: Whether it is set to the right.
        is_strong: Whether it stands out.
    """

    text: str
    more: str = ""
    is_number: bool = True
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head for each column and each row.

    Attributes:
        caption: What it shows, in a sentence.
        heads: Heads of the columns; the first is that of the rows.
        rows: Head of the row, and its cells.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def leakage_table(result: HonestResult) -> Table:
    """Error and gain of every method on every kind of folds."""
    kinds = result.manifest.folds
    rows = []
    for entry in result.leakage:
        if not any(f"{kind}_mae" in entry for kind in kinds):
            continue
        name = str(entry["label"]) + ("*" if entry["caveat"] else "")
        rows.append((name, tuple(_fold_cell(entry, kind) for kind in kinds)))
    caption = (
        "Mean absolute error in points of 100. Below it the gain over XGBoost on "
        "scale, as a share of its error, with its 95 % interval over families. The "
        "smallest error of a column is bold."
    )
    heads = (FOLDS[kind] for kind in kinds)
    return Table(caption, ("Method", *heads), tuple(rows))


def _fold_cell(entry: Mapping[str, object], kind: str) -> Cell:
    """Error above the gain on one kind of folds."""
    error = entry.get(f"{kind}_mae")
    gain = gain_cell(*(entry.get(f"{kind}_gain{end}") for end in ("", "_low", "_high")))
    ends = gain.more.replace("\N{NO-BREAK SPACE}%", "").replace(" to ", ", ")
    more = f"{gain.text} [{ends}]" if ends else ""
    return Cell(
        points(error) if isinstance(error, float) else NOTHING,
        more,
        is_strong=entry.get(f"{kind}_rank") == 1,
    )


def gain_cell(gain: object, low: object, high: object) -> Cell:
    """A gain above its interval."""
    if not isinstance(gain, float):
        return Cell(NOTHING)
    if not isinstance(low, float) or not isinstance(high, float):
        return Cell(percent(gain))
    return Cell(percent(gain), f"{percent(low)} to {percent(high)}")


def benchmark_table(result: HonestResult, facts: Facts) -> Table:
    """The default method on every benchmark, unseen families."""
    infos = {target.key: target for target in result.manifest.targets}
    ordered = sorted(facts.targets.values(), key=lambda row: -(row.gain_vs_scale or -9))
    rows = []
    for row in ordered:
        assumed = infos[row.target].noise_basis == "assumed"
        rows.append(
            (
                target_title(row.benchmark, row.num_shots),
                (
                    Cell(metric_title(row.metric), is_number=False),
                    Cell(str(row.num_models), f"{row.num_families} families"),
                    Cell(points(row.mae), _range(row)),
                    gain_cell(row.gain_vs_scale, row.gain_low, row.gain_high),
                    Cell(_p(row.p_holm), is_strong=_is_clear(row.p_holm)),
                    Cell(_p(row.p_bh), is_strong=_is_clear(row.p_bh)),
                    _noise_cell(row, assumed=assumed),
                ),
            )
        )
    return Table(
        "The default method on families that it has not seen. Errors are in points of "
        "100; intervals are 95 % over families. Adjusted p-values below 0.05 are bold. "
        "The noise multiple is the error over what the finite number of test questions "
        "causes by itself; “assumed” where no source states it.",
        (
            "Benchmark",
            "Score",
            "Models",
            "Error",
            "Gain over scale",
            "p after Holm",
            "p after Benjamini-Hochberg",
            "Noise multiple",
        ),
        tuple(rows),
    )


def _noise_cell(row: HonestRow, *, assumed: bool) -> Cell:
    """Error in noise floors."""
    if row.noise_multiple is None:
        return Cell(NOTHING, "floor unknown")
    return Cell(f"{row.noise_multiple:.1f}", "assumed" if assumed else "")


def _range(row: HonestRow) -> str:
    """Interval of an error."""
    if row.mae_low is None or row.mae_high is None:
        return ""
    return f"{points(row.mae_low)} to {points(row.mae_high)}"


def coverage_table(result: HonestResult, facts: Facts) -> Table:
    """Measured coverage over benchmarks."""
    rows = [
        (
            f"{100 * row.level:.0f} %, "
            + ("families" if row.weighting == FAMILY else "models")
            + " weigh the same",
            (
                Cell(percent(row.coverage)),
                Cell(percent(row.family_coverage)),
                Cell(points(row.mean_width)),
                Cell(
                    NOTHING
                    if row.worst_coverage is None
                    else percent(row.worst_coverage),
                    row.worst_family or "",
                ),
                Cell(_share(row.inside_coverage)),
                Cell(
                    _share(row.outside_coverage),
                    f"{percent(row.outside_share)} of cases",
                ),
            ),
        )
        for row in result.coverage
        if row.target == facts.scope
    ]
    return Table(
        "Share of the scores of unseen families that lay inside the interval around "
        "the prediction of the default method. Widths are in points of 100. The worst "
        "family is that with the smallest coverage among those with enough cases.",
        (
            "Promised, and what weighs the same",
            "Held, models equal",
            "Held, families equal",
            "Mean width",
            "Worst family",
            "Inside the support of the data",
            "Outside it",
        ),
        tuple(rows),
    )


def coverage_by_benchmark(result: HonestResult, level: float) -> Table:
    """Measured coverage of one level by benchmark."""
    titles = {
        target.key: target_title(target.benchmark, target.num_shots)
        for target in result.manifest.targets
    }
    rows = [
        (
            titles[row.target],
            (
                Cell(percent(row.coverage)),
                Cell(percent(row.family_coverage)),
                Cell(points(row.mean_width)),
                Cell(_share(row.worst_coverage), row.worst_family or ""),
            ),
        )
        for row in result.coverage
        if row.target in titles and row.weighting == FAMILY and row.level == level
    ]
    return Table(
        f"The {100 * level:.0f} % intervals by benchmark, families weighing the same.",
        (
            "Benchmark",
            "Held, models equal",
            "Held, families equal",
            "Mean width",
            "Worst family",
        ),
        tuple(rows),
    )


def null_table(facts: Facts) -> Table:
    """Gains from the real design and from permuted ones."""
    real = () if facts.design is None else (facts.design,)
    rows = [
        (
            "Real design"
            if row.permutation is None
            else f"Shuffled between families, {row.permutation}",
            (
                gain_cell(row.mean_gain, row.gain_low, row.gain_high),
                Cell(_p(row.p_value) if row.p_value is not None else NOTHING),
            ),
        )
        for row in (*real, *facts.permuted)
    ]
    return Table(
        "Gain of the joint sigmoid with design features over the same on scale alone. "
        "The p-value is the share of designs, shuffled ones and the real one, that "
        "gain at least as much.",
        ("Design", "Gain", "p"),
        tuple(rows),
    )


def points(share: float) -> str:
    """Write an error or a width in points of 100."""
    return f"{100 * share:.1f}".replace("-", "\N{MINUS SIGN}")


def _share(value: float | None) -> str:
    return NOTHING if value is None else percent(value)


def _p(value: float | None) -> str:
    if value is None:
        return NOTHING
    return "<\N{NO-BREAK SPACE}0.001" if value < 0.001 else f"{value:.3f}"


def _is_clear(value: float | None) -> bool:
    return value is not None and value <= 0.05


__all__ = [
    "NOTHING",
    "Cell",
    "Table",
    "benchmark_table",
    "coverage_by_benchmark",
    "coverage_table",
    "gain_cell",
    "leakage_table",
    "null_table",
    "points",
]
