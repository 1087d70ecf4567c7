"""Japanese for what the conclusions name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ESTIMATORS: Mapping[str, str] = {
    "median": "中央値",
    "log_linear": "対数スケールの直線",
    "xgboost": "XGBoost",
    "xgboost_paper": "論文の手順どおりの XGBoost",
    "extra_trees": "極端にランダム化した決定木",
    "bounded_sigmoid": "上下限つきシグモイド",
    "joint_sigmoid": "同時シグモイド",
    "joint_sigmoid_design": "設計を加えた同時シグモイド",
    "residual_xgboost": "シグモイドの残差に XGBoost",
    "residual_ridge": "シグモイドの残差にリッジ回帰",
    "ensemble": "五つの手法のうち中央三つの平均",
    "gaussian_process": "ガウス過程",
}
"""Estimators by name."""

METHODS: Mapping[str, str] = {
    "XGBoost": "規模だけの XGBoost",
    "XGBoost, published features": "論文の特徴量を使う XGBoost",
}
"""Methods by label, where a sentence names one."""

CLAIMS: Mapping[str, str] = {
    "15-25 % of code in the training data scores best": (
        "訓練データの 15-25 % をコードにすると最も成績が良い"
    ),
    "More code raises scores in writing programs": (
        "コードを増やすとプログラム作成の成績が上がる"
    ),
    "A larger share of code raises scores": "コードの割合を増やすと成績が上がる",
    "More web text lowers truthfulness": "ウェブ文書を増やすと真実性が下がる",
    "A larger share of web text raises scores": (
        "ウェブ文書の割合を増やすと成績が上がる"
    ),
    "A larger share of books raises scores": "書籍の割合を増やすと成績が上がる",
    "A larger share of academic text raises scores": (
        "学術文書の割合を増やすと成績が上がる"
    ),
    "A larger share of reference text raises scores": (
        "参考資料の割合を増やすと成績が上がる"
    ),
    "A larger share of English text raises scores": (
        "英語の文書の割合を増やすと成績が上がる"
    ),
    "Rotary position embeddings score better than learned ones": (
        "回転位置埋め込みは学習型位置埋め込みより成績が良い"
    ),
    "Rotary position embeddings score better than ALiBi": (
        "回転位置埋め込みは ALiBi より成績が良い"
    ),
    "RMSNorm scores better than LayerNorm": "RMSNorm は LayerNorm より成績が良い",
    "Grouped-query attention scores better than multi-head attention": (
        "グループ化クエリ注意はマルチヘッド注意より成績が良い"
    ),
    "Parallel blocks score better than sequential ones": (
        "並列ブロックは直列ブロックより成績が良い"
    ),
    "Blocks without biases score better than blocks with some": (
        "バイアス項のないブロックはあるブロックより成績が良い"
    ),
    "SiLU or SwiGLU scores better than GELU": "SiLU・SwiGLU は GELU より成績が良い",
    "ReLU scores better than GELU": "ReLU は GELU より成績が良い",
    "A wider MLP raises scores": "MLP の幅を広げると成績が上がる",
    "Longer training sequences raise scores": "訓練系列を長くすると成績が上がる",
    "More width for each layer raises scores": "層あたりの幅を広げると成績が上がる",
}
"""Claims about design choices, as in `explain.questions`."""

CONTRASTS: Mapping[str, str] = {
    "code_window_over_less": "コード 15-25 % とそれ未満の差",
    "code_window_over_more": "コード 15-25 % とそれ超の差",
    "code_share_on_programs": "HumanEval でコード 10 ポイントあたり",
    "code_share_slope": "コード 10 ポイントあたり",
    "web_share_on_truthfulness": "TruthfulQA でウェブ文書 10 ポイントあたり",
    "web_share_slope": "ウェブ文書 10 ポイントあたり",
    "books_share_slope": "書籍 10 ポイントあたり",
    "academic_share_slope": "学術文書 10 ポイントあたり",
    "reference_share_slope": "参考資料 10 ポイントあたり",
    "english_share_slope": "英語文書 10 ポイントあたり",
    "position_embedding_type_rope_over_learned": "回転型と学習型の差",
    "position_embedding_type_rope_over_alibi": "回転型と ALiBi の差",
    "norm_type_rmsnorm_over_layernorm": "RMSNorm と LayerNorm の差",
    "attention_type_gqa_over_mha": "グループ化クエリとマルチヘッドの差",
    "block_type_parallel_over_sequential": "並列と直列の差",
    "bias_placement_none_over_all": "バイアスなしとありの差",
    "activation_silu_over_gelu": "SiLU と GELU の差",
    "activation_relu_over_gelu": "ReLU と GELU の差",
    "mlp_ratio_slope": "隠れ層に対する MLP の幅 1 あたり",
    "log2_sequence_length_slope": "系列長が倍になるごと",
    "log2_width_per_layer_slope": "層あたりの幅が倍になるごと",
}
"""Contrasts by key, as in `explain.questions`."""

__all__ = ["CLAIMS", "CONTRASTS", "ESTIMATORS", "METHODS"]
