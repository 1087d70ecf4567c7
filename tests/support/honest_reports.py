"""A finished honest report on a made-up catalogue, made once for all tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from nsl_db.analysis.explain import Explanation
from nsl_db.analysis.honest.methods import all_methods
from nsl_db.analysis.honest.null import SCALE_ONLY, WITH_DESIGN
from nsl_db.analysis.honest.options import HonestOptions
from nsl_db.analysis.honest.outputs import explain_result
from nsl_db.analysis.honest.result import HonestResult
from nsl_db.analysis.honest.run import run_honest_protocol
from nsl_db.analysis.pages.facts import Facts, gather_facts
from nsl_db.analysis.pages.honest_report import Pages, render_pages
from tests.support.simulated import FakeLine, FakeMean, Simulation, simulate

__all__ = ["made_up_explanation", "made_up_facts", "made_up_pages", "made_up_run"]


@cache
def made_up_run() -> HonestResult:
    """Five stand-in methods on three benchmarks of sixteen families."""
    mean = replace(all_methods()[0], build=lambda *_: FakeMean())
    line = replace(mean, estimator="log_linear", build=lambda *_: FakeLine())
    design = replace(line, features="all", matrix="all")
    methods = (
        replace(mean, estimator="xgboost", label="XGBoost"),
        replace(line, label="Line in log scale"),
        replace(line, estimator=SCALE_ONLY[0], label="Joint sigmoid"),
        replace(design, estimator=WITH_DESIGN[0], label="Joint sigmoid with design"),
        replace(
            design,
            estimator="xgboost",
            features="published",
            label="XGBoost, published features",
            caveat="its features were chosen on all models",
        ),
    )
    return run_honest_protocol(
        simulate(Simulation(num_families=16)),
        HonestOptions(seeds=(0, 1), folds=("family", "random", "size", "time")),
        methods=methods,
        default="log_linear",
    )


@cache
def made_up_explanation() -> Explanation:
    """What is explained of that run."""
    run = made_up_run()
    quick = replace(run.manifest, seeds=(0,), bootstrap_draws=200)
    return explain_result(replace(run, manifest=quick))


@cache
def made_up_facts() -> Facts:
    """The figures that its pages state."""
    return gather_facts(made_up_run(), made_up_explanation())


@cache
def made_up_pages() -> Pages:
    """Its pages and figures."""
    return render_pages(made_up_run(), made_up_explanation(), {"withheld": 7})
