"""English and Japanese of the sentences that follow an interval.

Places in braces are filled with figures; see `conclusions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nsl_db.analysis.pages.sentences import Outcome


@dataclass(frozen=True, slots=True)
class Texts:
    """English and Japanese of each outcome.

    Attributes:
        gain: Where the whole interval is above zero.
        loss: Where the whole interval is below zero.
        unclear: Where the interval holds zero.
    """

    gain: tuple[str, str]
    loss: tuple[str, str]
    unclear: tuple[str, str]

    def of(self, kind: Outcome) -> tuple[str, str]:
        """Texts of one outcome."""
        found: Mapping[Outcome, tuple[str, str]] = {
            "gain": self.gain,
            "loss": self.loss,
            "unclear": self.unclear,
        }
        return found[kind]


GAIN = Texts(
    (
        "For a model family that it has never seen, the default method ({name}) "
        "predicts with an error {size} smaller than XGBoost does from parameters and "
        "training tokens alone ({span}; {models} models of {families} families, "
        "{targets} benchmarks).",
        "一度も見たことのないモデル系列に対して、既定の手法({name})の予測誤差は、"
        "パラメータ数と訓練トークン数だけを使う XGBoost より {size} 小さい"
        "({span}。{models} モデル、{families} 系列、{targets} ベンチマーク)。",
    ),
    (
        "For a model family that it has never seen, the default method ({name}) "
        "predicts with an error {size} larger than XGBoost does from parameters and "
        "training tokens alone ({span}; {models} models of {families} families, "
        "{targets} benchmarks).",
        "一度も見たことのないモデル系列に対して、既定の手法({name})の予測誤差は、"
        "パラメータ数と訓練トークン数だけを使う XGBoost より {size} 大きい"
        "({span}。{models} モデル、{families} 系列、{targets} ベンチマーク)。",
    ),
    (
        "For a model family that it has never seen, the default method ({name}) is "
        "not shown to predict better or worse than XGBoost on parameters and training "
        "tokens: the gain is {change}, and the interval holds zero ({span}; {models} "
        "models of {families} families, {targets} benchmarks).",
        "一度も見たことのないモデル系列に対して、既定の手法({name})がパラメータ数と"
        "訓練トークン数だけを使う XGBoost より良いとも悪いとも示されていない。"
        "改善は {change} で、区間は零を含む({span}。{models} モデル、"
        "{families} 系列、{targets} ベンチマーク)。",
    ),
)
"""What the default method gains over scale."""

KINDS = {
    "size": ("models larger than any it has seen", "見たことのないほど大きいモデル"),
    "time": ("models later than any it has seen", "学習に使ったどれより新しいモデル"),
}
"""What folds of a kind hold out."""

EXTRAPOLATION = Texts(
    (
        "For {name} the error of the default method is {size} smaller than that of "
        "XGBoost on parameters and training tokens ({span}).",
        "{name}に対して、既定の手法の誤差はパラメータ数と訓練トークン数だけを使う "
        "XGBoost より {size} 小さい({span})。",
    ),
    (
        "For {name} the error of the default method is {size} larger than that of "
        "XGBoost on parameters and training tokens ({span}).",
        "{name}に対して、既定の手法の誤差はパラメータ数と訓練トークン数だけを使う "
        "XGBoost より {size} 大きい({span})。",
    ),
    (
        "For {name} a difference between the default method and XGBoost on parameters "
        "and training tokens is not shown: the gain is {change}, and the interval "
        "holds zero "
        "({span}).",
        "{name}に対して、既定の手法とパラメータ数と訓練トークン数だけを使う XGBoost "
        "との差は示されていない。改善は {change} で、区間は零を含む({span})。",
    ),
)
"""What the default method gains beyond the data."""

DESIGN = Texts(
    (
        "Knowing how a model was designed lowers the error by {size} beyond what its "
        "size and training tokens say ({span}); designs shuffled between families "
        "gain at most {most}.",
        "モデルの設計を知ると、規模と訓練トークン数だけの場合より誤差が {size} "
        "小さくなる({span})。系列の間で設計を入れ替えた場合の改善は最大でも {most}。",
    ),
    (
        "Adding what is known of the design of a model raises the error by {size} "
        "({span}): design features do not help here.",
        "モデルの設計についての情報を加えると、誤差は {size} 大きくなる({span})。"
        "ここでは設計の特徴は役に立たない。",
    ),
    (
        "It is not shown that knowing the design of a model helps beyond its size and "
        "training tokens: the gain is {change} ({span}), and designs shuffled between "
        "families reach {most}.",
        "モデルの設計を知ることが、規模と訓練トークン数を超えて役立つとは示されていない。"
        "改善は {change}({span})で、系列の間で設計を入れ替えても {most} に達する。",
    ),
)
"""What design features add to scale."""

__all__ = ["DESIGN", "EXTRAPOLATION", "GAIN", "KINDS", "Texts"]
