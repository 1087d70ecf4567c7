"""The report of the honest protocol: offline, accessible and saying its numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from bs4 import BeautifulSoup, Tag

from nsl_db.analysis.honest.outputs import write_honest
from nsl_db.analysis.pages.canvas import VARIABLES, inline
from nsl_db.analysis.pages.drawings import draw_gains
from nsl_db.analysis.pages.honest_report import Pages, render_pages
from nsl_db.analysis.pages.quality import measure_quality
from nsl_db.analysis.pages.tables import points
from nsl_db.analysis.population import Drop
from nsl_db.analysis.wording import percent
from tests.support.honest_reports import (
    made_up_explanation,
    made_up_facts,
    made_up_pages,
    made_up_run,
)

MAX_BYTES = 6_000_000
MIN_CONTRAST = 4.5
LOADS = ("script", "link", "img", "iframe", "object", "embed", "video", "audio")


@pytest.fixture(scope="module")
def pages() -> Pages:
    return made_up_pages()


@pytest.fixture(scope="module", params=["report", "conclusions"])
def page(request: pytest.FixtureRequest, pages: Pages) -> BeautifulSoup:
    return BeautifulSoup(getattr(pages, request.param), "html.parser")


@pytest.fixture(scope="module")
def report(pages: Pages) -> BeautifulSoup:
    return BeautifulSoup(pages.report, "html.parser")


def words(page: Tag) -> str:
    return " ".join(page.get_text(" ").split())


def test_nothing_is_loaded_from_anywhere(page: BeautifulSoup) -> None:
    assert not page.find_all(LOADS)
    text = str(page)
    assert "://" not in text
    style = "".join(tag.get_text() for tag in page.find_all("style"))
    assert "@import" not in style
    assert "url(" not in style
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    assert str(policy["content"]).startswith("default-src 'none'")


def test_links_stay_in_the_report(page: BeautifulSoup) -> None:
    ids = {tag["id"] for tag in page.find_all(id=True)}
    for tag in page.find_all("a"):
        target = str(tag["href"])
        assert target in ("report.html", "conclusions.html") or target[1:] in ids


def test_names_are_unique_and_found(page: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for tag in page.find_all(attrs={"aria-labelledby": True}):
        assert tag["aria-labelledby"] in ids
    for tag in page.find_all("use"):
        assert str(tag["href"])[1:] in ids


def test_headings_follow_one_another(page: BeautifulSoup) -> None:
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    html = page.find("html")
    assert isinstance(html, Tag)
    assert html["lang"] == "en"
    assert page.find(attrs={"lang": "ja"}) is not None


def test_every_figure_has_a_text(report: BeautifulSoup, pages: Pages) -> None:
    drawings = report.find_all("svg")
    assert len(drawings) == len(pages.figures)
    for svg in drawings:
        frame = svg.parent
        assert isinstance(frame, Tag)
        assert frame["role"] == "img"
        assert len(str(frame["aria-label"])) > 30


def test_every_table_has_heads_and_a_name(report: BeautifulSoup) -> None:
    tables = report.find_all("table")
    assert len(tables) >= 6
    for table in tables:
        assert table["aria-labelledby"]
        assert {th["scope"] for th in table.find_all("th")} == {"row", "col"}
        width = len(table.thead.find_all("th"))
        for row in table.tbody.find_all("tr"):
            assert len(row.find_all(["th", "td"])) == width
        frame = table.parent
        assert "scroll" in frame["class"]
        assert frame["tabindex"] == "0"


def test_the_numbers_of_the_page_are_those_of_the_result(
    report: BeautifulSoup,
) -> None:
    text = report.get_text(" ")
    run = made_up_run()
    for entry in run.leakage:
        for kind in run.manifest.folds:
            error = entry[f"{kind}_mae"]
            assert isinstance(error, float)
            assert points(error) in text
    for row in made_up_facts().targets.values():
        assert row.gain_vs_scale is not None
        assert percent(row.gain_vs_scale) in text
    for row in made_up_facts().permuted:
        assert percent(row.mean_gain) in text


def test_the_sections_that_were_asked_for_are_there(report: BeautifulSoup) -> None:
    ids = {tag["id"] for tag in report.find_all("h2")}
    assert ids >= {
        "conclusions",
        "leakage",
        "benchmarks",
        "predictions",
        "intervals",
        "design",
        "importance",
        "curves",
        "evidence",
        "caveats",
        "quality",
        "cite",
        "manifest",
    }
    text = words(report)
    run = made_up_run()
    assert run.manifest.catalogue_hash in text
    assert "No time folds" in text
    assert "the predictions are held fixed" in text
    assert "7 withheld" in text
    for entry in made_up_explanation().evidence.pages:
        assert report.find(id=f"question-{entry.key}") is not None
        for claim in entry.claims:
            assert claim.sentence in text


def test_people_read_words_and_no_column_names(pages: Pages) -> None:
    report = BeautifulSoup(pages.report, "html.parser")
    for tag in report.find_all("code"):
        tag.decompose()
    for section in ("leakage", "benchmarks", "quality", "caveats"):
        part = report.find(attrs={"aria-labelledby": section})
        assert isinstance(part, Tag)
        assert not re.findall(r"\b[a-z]+_[a-z_]+\b", words(part))


def test_a_page_without_explanations_or_design_is_whole() -> None:
    run = replace(made_up_run(), permutation=())
    page = BeautifulSoup(render_pages(run).report, "html.parser")
    assert page.find(id="evidence") is None
    assert page.find(id="design") is None
    assert page.find(id="quality") is not None


def test_a_run_without_the_papers_scores_has_a_page() -> None:
    run = made_up_run()
    kept = ("estimator", "features", "label", "is_family_seen", "caveat")
    leakage = tuple({name: entry[name] for name in kept} for entry in run.leakage)
    targets = tuple(replace(t, is_headline=False) for t in run.manifest.targets)
    bare = replace(
        run,
        leakage=leakage,
        aggregate=tuple(replace(row, scope="all") for row in run.aggregate),
        manifest=replace(run.manifest, targets=targets),
    )
    pages = render_pages(bare)
    text = words(BeautifulSoup(pages.report, "html.parser"))
    assert "nothing to compare" in text
    assert "never seen" in text
    assert "leakage" not in pages.figures


def test_a_run_without_its_default_method_has_a_page() -> None:
    run = made_up_run()
    manifest = replace(run.manifest, default_estimator="other", quick=True)
    bare = replace(run, manifest=manifest, coverage=(), intervals=run.intervals.head(0))
    pages = render_pages(bare)
    text = words(BeautifulSoup(pages.report, "html.parser"))
    assert "was not run on unseen families" in text
    assert "Quick run." in text
    assert "never seen" not in text


def test_hostile_names_are_text() -> None:
    name = '<img src="x" onerror=alert(1)></style>&amp;'
    run = made_up_run()
    drops = (Drop("excluded: broken_run", 25, (name,)),)
    manifest = replace(run.manifest, drops=drops, catalogue_hash=name)
    text = render_pages(replace(run, manifest=manifest)).report
    page = BeautifulSoup(text, "html.parser")
    assert not page.find_all("img")
    assert name in words(page)
    assert "25 models: a broken evaluation" in words(page)
    assert "and 24 more" in words(page)


def test_pages_are_small_and_the_same_every_time(pages: Pages) -> None:
    assert len(pages.report.encode()) < MAX_BYTES
    again = draw_gains(made_up_facts())
    assert again is not None
    assert pages.figures["gains"] == again.svg
    for name, svg in pages.figures.items():
        assert svg.startswith("<?xml")
        assert "<metadata>" not in svg
        assert "<dc:date>" not in svg
        assert inline(svg, name) in pages.report


def palettes(style: str) -> tuple[dict[str, str], dict[str, str]]:
    """Variables of the light and of the dark page."""
    blocks = re.findall(r":root[^{]*\{([^{}]*--page[^{}]*)\}", style)
    light, *dark = (
        dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block)) for block in blocks
    )
    assert len(dark) == 2
    assert dark[0] == dark[1]
    assert set(light) == set(dark[0])
    return light, dark[0]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours. Source: WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [
            share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
            for share in shares
        ]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_can_be_read_in_both_themes(report: BeautifulSoup) -> None:
    style = report.find("style")
    assert isinstance(style, Tag)
    for colours in palettes(style.get_text()):
        for ink in ("ink", "subtle", "accent", "good", "bad"):
            for ground in ("page", "panel"):
                assert contrast(colours[ink], colours[ground]) >= MIN_CONTRAST
        assert contrast(colours["ink"], colours["note"]) >= MIN_CONTRAST
        for mark in ("scale", "line", "median", "published"):
            assert contrast(colours[mark], colours["page"]) >= MIN_CONTRAST
        assert set(VARIABLES.values()) <= set(colours)


def test_the_reader_chooses_colours_and_can_print(page: BeautifulSoup) -> None:
    names = [tag["id"] for tag in page.find_all("input", {"type": "radio"})]
    assert names == ["theme-auto", "theme-light", "theme-dark"]
    style = page.find("style")
    assert isinstance(style, Tag)
    for rule in (
        "@media print",
        "@media screen and (prefers-color-scheme: dark)",
        ":root:has(#theme-dark:checked)",
        ":root:not(:has(#theme-light:checked))",
        ".scroll { overflow-x: auto; }",
        ":focus-visible",
    ):
        assert rule in style.get_text()


def test_the_quality_score_is_the_share_of_filled_cells() -> None:
    study = made_up_run().study
    quality = measure_quality(study)
    shares = dict(quality.fields)
    assert shares["num_parameters"] == 1.0
    assert shares["hidden_size"] == 0.0
    assert quality.score == pytest.approx(np.mean(list(shares.values())))
    half = study.design.with_columns(
        num_parameters=pl.when(pl.int_range(pl.len()) % 2 == 0).then("num_parameters")
    )
    poorer = measure_quality(replace(study, design=half))
    assert quality.score - poorer.score == pytest.approx(0.5 / len(shares))


def test_all_files_are_written(tmp_path: Path, pages: Pages) -> None:
    run = made_up_run()
    paths = write_honest(run, tmp_path, made_up_explanation(), {"withheld": 7})
    assert paths.report.read_text("utf-8") == pages.report
    conclusions = tmp_path / "conclusions.html"
    assert conclusions.read_text("utf-8") == pages.conclusions
    assert pl.read_parquet(tmp_path / "design.parquet").equals(run.study.design)
    assert (tmp_path / "explanation.json").is_file()
    assert {path.stem for path in paths.figures} == set(pages.figures)
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {
        path.name for path in paths.figures
    }
