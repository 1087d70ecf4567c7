"""Precedence, tolerance and conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nsl_db.curation.overriding import Override, Overrides
from nsl_db.curation.resolve import Cell, Conflict, resolve
from nsl_db.schema.evidence import Confidence, Finding
from tests.support.catalogues import finding
from tests.support.overrides import curated


def _values(*findings: Finding, **ranks: int) -> dict[str, object]:
    return {cell.field: cell.value for cell in resolve(findings, ranks).cells}


def test_kind_of_evidence_comes_first() -> None:
    findings = [
        finding("num_parameters", 7, confidence=kind)
        for kind in (Confidence.INFERRED, Confidence.PARSED, Confidence.DERIVED)
    ]
    stated = finding("num_parameters", 8)
    resolution = resolve([*findings, stated])
    (cell,) = resolution.cells
    assert cell.finding is stated
    assert not resolution.conflicts


def test_source_rank_breaks_ties_between_equal_kinds() -> None:
    ours = finding("hidden_size", 64, source="hub")
    theirs = finding("hidden_size", 65, source="table")
    assert _values(theirs, ours, hub=1, table=100) == {"hidden_size": 64}
    assert _values(theirs, ours, hub=100, table=1) == {"hidden_size": 65}


def test_equal_trust_and_different_values_leave_the_cell_empty() -> None:
    one = finding("hidden_size", 64, locator="/a")
    two = finding("hidden_size", 65, locator="/b")
    resolution = resolve([one, two])
    assert not resolution.cells
    (conflict,) = resolution.conflicts
    assert conflict.findings == (one, two)


def test_values_within_tolerance_agree_on_the_first() -> None:
    findings = [
        finding("num_parameters", 1_000_000),
        finding("num_parameters", 1_019_000),
    ]
    assert _values(*findings) == {"num_parameters": 1_000_000}
    assert _values(*reversed(findings)) == {"num_parameters": 1_019_000}
    far = finding("num_parameters", 1_021_000)
    assert _values(findings[0], far) == {}


def test_values_are_never_averaged_and_weaker_ones_never_conflict() -> None:
    weak = finding("hidden_size", 1, confidence=Confidence.PARSED)
    assert _values(finding("hidden_size", 3), weak) == {"hidden_size": 3}


def test_impossible_values_are_refused_with_a_code() -> None:
    resolution = resolve([finding("hidden_size", -1), finding("hidden_size", 64)])
    assert [cell.value for cell in resolution.cells] == [64]
    assert [rejection.reason_code for rejection in resolution.rejections] == [
        "sentinel"
    ]


def test_claims_without_evidence_are_refused() -> None:
    claim = finding("hidden_size", 64)
    bare = replace(claim, evidence=replace(claim.evidence, quote=""))
    long = replace(claim, evidence=replace(claim.evidence, quote="6" * 201))
    resolution = resolve([bare, long])
    assert not resolution.cells
    assert [rejection.reason_code for rejection in resolution.rejections] == [
        "incomplete_evidence",
        "long_quote",
    ]


_FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(["hidden_size", "vocab_size", "num_parameters"]),
        st.integers(-1, 5),
        model_id=st.sampled_from(["a/b", "a/c"]),
        confidence=st.sampled_from(Confidence),
        source=st.sampled_from(["hub", "table"]),
    ),
    max_size=12,
)


@given(_FINDINGS)
def test_every_claimed_cell_is_settled_disputed_or_refused(
    findings: list[Finding],
) -> None:
    resolution = resolve(findings, {"hub": 1, "table": 2})
    settled = {(cell.model_id, cell.field) for cell in resolution.cells}
    disputed = {(item.model_id, item.field) for item in resolution.conflicts}
    refused = [rejection.finding for rejection in resolution.rejections]
    sound = {(item.model_id, item.field) for item in findings if item not in refused}
    assert not settled & disputed
    assert settled | disputed == sound
    assert all(cell.finding in findings for cell in resolution.cells)
    assert all(cell.value == cell.finding.value for cell in resolution.cells)


@given(_FINDINGS, st.randoms(use_true_random=False))
def test_order_of_models_and_sources_does_not_matter(
    findings: list[Finding], random: object
) -> None:
    """Exact fields give the same cells however the findings arrive."""
    exact = [item for item in findings if item.field != "num_parameters"]
    shuffled = list(exact)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def cells(part: list[Finding]) -> list[tuple[str, str, object]]:
        found = resolve(part, {"hub": 1, "table": 2}).cells
        return [(cell.model_id, cell.field, cell.value) for cell in found]

    assert cells(exact) == cells(shuffled)


def _override(name: str, action: str, value: object = None, **more: object) -> Override:
    return curated("acme/tiny", name, action, value, **more)


def test_a_set_value_beats_every_finding() -> None:
    claim = finding("hidden_size", 64)
    decision = _override("hidden_size", "set", 65, expect=64)
    resolution = resolve([claim], overrides=Overrides((decision,)))
    (cell,) = resolution.cells
    assert (cell.value, cell.finding, cell.override) == (65, None, decision)
    (met,) = resolution.decisions
    assert met.is_applied
    assert met.value_without == 64


def test_a_set_value_fills_a_cell_that_nothing_states() -> None:
    decision = _override("vocab_size", "set", 320)
    resolution = resolve([finding("hidden_size", 64)], overrides=Overrides((decision,)))
    assert [cell.field for cell in resolution.cells] == ["hidden_size", "vocab_size"]
    assert resolution.decisions[0].without is None


def test_clear_empties_a_cell_and_settles_a_conflict() -> None:
    decision = _override("hidden_size", "clear", expect=64)
    claims = [finding("hidden_size", 64), finding("hidden_size", 65, locator="/b")]
    for part in (claims[:1], claims):
        resolution = resolve(part, overrides=Overrides((decision,)))
        assert not resolution.cells
        assert not resolution.conflicts
    assert isinstance(resolution.decisions[0].without, Conflict)
    assert resolution.decisions[0].value_without is None


def test_accept_publishes_the_finding_that_has_the_value() -> None:
    low, high = finding("hidden_size", 64), finding("hidden_size", 65, locator="/b")
    decision = _override("hidden_size", "accept", 65)
    resolution = resolve([low, high], overrides=Overrides((decision,)))
    (cell,) = resolution.cells
    assert (cell.value, cell.finding, cell.override) == (65, high, decision)
    assert not resolution.conflicts


def test_accept_prefers_the_exact_value_and_takes_a_near_one() -> None:
    near = finding("num_parameters", 1_000_000)
    exact = finding("num_parameters", 1_010_000, confidence=Confidence.PARSED)
    decision = Overrides((_override("num_parameters", "accept", 1_010_000),))
    (cell,) = resolve([near, exact], overrides=decision).cells
    assert cell.finding is exact
    (cell,) = resolve([near], overrides=decision).cells
    assert (cell.finding, cell.value) == (near, 1_000_000)


def test_accept_of_a_value_that_nothing_states_changes_nothing() -> None:
    claim = finding("hidden_size", 64)
    decision = Overrides((_override("hidden_size", "accept", 65),))
    resolution = resolve([claim], overrides=decision)
    assert [cell.finding for cell in resolution.cells] == [claim]
    assert not resolution.decisions[0].is_applied


def test_decisions_about_models_out_of_sight_wait_for_them() -> None:
    decision = Overrides((_override("hidden_size", "set", 64),))
    other = finding("hidden_size", 1, model_id="acme/other")
    assert len(resolve([other], overrides=decision).cells) == 1
    assert not resolve([], overrides=decision).decisions
    (cell,) = resolve([], overrides=decision, models=["acme/tiny"]).cells
    assert cell.value == 64


def test_a_model_whose_findings_are_all_refused_is_still_known() -> None:
    decision = Overrides((_override("hidden_size", "set", 64),))
    resolution = resolve([finding("hidden_size", -1)], overrides=decision)
    assert [cell.value for cell in resolution.cells] == [64]


@given(_FINDINGS, st.sampled_from(["set", "clear", "accept"]), st.integers(1, 5))
def test_decisions_touch_only_their_own_cell(
    findings: list[Finding], action: str, value: int
) -> None:
    ranks = {"hub": 1, "table": 2}
    decision = curated(
        "a/b", "hidden_size", action, None if action == "clear" else value
    )
    plain = resolve(findings, ranks)
    decided = resolve(findings, ranks, Overrides((decision,)))

    def elsewhere(cells: Iterable[Cell]) -> list[Cell]:
        return [
            cell
            for cell in cells
            if (cell.model_id, cell.field) != ("a/b", "hidden_size")
        ]

    assert elsewhere(plain.cells) == elsewhere(decided.cells)
    order = [(cell.model_id, cell.field) for cell in decided.cells]
    assert order == sorted(set(order))
    for met in decided.decisions:
        found = {(c.model_id, c.field): c for c in (*plain.cells, *plain.conflicts)}
        assert met.without == found.get(("a/b", "hidden_size"))
