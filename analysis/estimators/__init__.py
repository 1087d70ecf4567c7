"""Models that predict benchmark scores from scale and design.

All follow scikit-learn: `fit(X, y, groups=None)`, `predict(X)`, `get_params`, `clone`.
X is an array, a polars or a pandas frame whose first two columns are the natural
logarithms of parameters and of training tokens; further columns are design features,
NaN where unknown. `groups` are families: whatever is tuned inside a fit is tuned on
families that were left out. Single scores are (n,); many scores are (n, t) with NaN
where a model was not measured.

>>> import numpy as np
>>> import polars as pl
>>> random = np.random.default_rng(0)
>>> X = pl.DataFrame({
...     "log_parameters": random.uniform(18, 25, 48),
...     "log_tokens": random.uniform(25, 30, 48),
...     "code_share": random.uniform(0, 0.5, 48),
... })
>>> z = (X["log_parameters"] + X["log_tokens"]).to_numpy() - 49
>>> accuracy = 0.25 + 0.7 / (1 + np.exp(-z)) + 0.1 * X["code_share"].to_numpy()
>>> families = np.arange(48) // 4

From a design frame of a study, `design_features` makes such an X:
`design_features.design_features(study.design)`.

The median of the training scores, the floor for every comparison:

>>> from nsl_db.analysis.estimators.baselines import LogLinear, Median
>>> round(float(Median().fit(X, accuracy).predict(X)[0]), 2)
0.73

A plane in log scale:

>>> round(LogLinear().fit(X, accuracy).score(X, accuracy), 2)
0.93

XGBoost over the paper's grid, tuned on left-out families; and the recipe of the paper,
which tunes on random folds and throws a fifth of the rows away:

>>> from nsl_db.analysis.estimators.boosting import BoostedTrees, PaperBoostedTrees
>>> trees = BoostedTrees(learning_rates=(0.1,), seed=0).fit(X, accuracy, families)
>>> trees.setting_.learning_rate
0.1
>>> PaperBoostedTrees(learning_rates=(0.1,)).fit(X, accuracy).predict(X).shape
(48,)

Randomised trees on parameters, tokens, compute and tokens per parameter:

>>> from nsl_db.analysis.estimators.forest import ScaleForest
>>> ScaleForest(num_trees=20).fit(X, accuracy).predict(X).shape
(48,)

A sigmoid between a free floor and a free ceiling:

>>> from nsl_db.analysis.estimators.bounded_sigmoid import BoundedSigmoid
>>> law = BoundedSigmoid(chance=0.25).fit(X, accuracy)
>>> bool(law.floor_ < 0.35 and law.ceiling_ > 0.9 and (law.slopes_ > 0).all())
True

All scores at once, gaps allowed, here an accuracy and a Brier score:

>>> from nsl_db.analysis.estimators.joint_sigmoid import JointSigmoid
>>> scores = np.column_stack([accuracy, 1 - accuracy])
>>> scores[:10, 1] = np.nan
>>> joint = JointSigmoid(chances=(0.25, None), bests=(1.0, 0.0)).fit(X, scores)
>>> joint.predict(X).shape
(48, 2)

A law first, then design features for what it leaves. The effects are read off there:

>>> from nsl_db.analysis.estimators.residual_model import ResidualModel
>>> model = ResidualModel("ridge", chance=0.25).fit(X, accuracy, families)
>>> sorted(model.design_effects_)
['code_share']

Any of these for many scores, one fit each:

>>> from nsl_db.analysis.estimators.per_target import PerTarget
>>> PerTarget(LogLinear()).fit(X, scores, families).predict(X).shape
(48, 2)

The middle of five of them, the default:

>>> from nsl_db.analysis.estimators.ensemble import MiddleEnsemble
>>> five = MiddleEnsemble((0.25, None), (1.0, 0.0)).fit(X, scores, families)
>>> five.predict(X).shape, five.predict_members(X).shape
((48, 2), (5, 48, 2))

A Gaussian process that is told the families, for the next model of a known one:

>>> from nsl_db.analysis.estimators.gaussian_process import FamilyGaussianProcess
>>> process = FamilyGaussianProcess().fit(X, accuracy, families)
>>> process.predict(X, groups=families).shape
(48,)

By name, for the targets of a study:

>>> from nsl_db.analysis.estimators.registry import estimator_of
>>> from nsl_db.analysis.study import Target
>>> target = Target("arc_challenge", 25, "accuracy", chance=0.25)
>>> estimator_of("log_linear").build((target,), 0).fit(X, accuracy[:, None]).predict(
...     X
... ).shape
(48, 1)
"""
