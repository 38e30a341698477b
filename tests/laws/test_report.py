"""The report says what the comparison holds: sentences, figures and tables computed from it, in both languages."""

from __future__ import annotations

import csv
import html
import json
import re
import string
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.measures import MEASURES
from sim.report import write_report
from sim.report.comparison import answer as sentences
from sim.report.comparison import worlds
from sim.report.comparison.figures import dotplot, doubt
from sim.report.comparison.view import View
from sim.report.press import numbers
from sim.report.press.axes import beside, spread_labels, stack
from sim.report.press.panel import canvas
from sim.words import catalogue
from tests.toys import report_toy

SOURCES = sorted((Path(__file__).resolve().parents[2] / "sim" / "report").rglob("*.py"))


@pytest.fixture(scope="module")
def found():
    return report_toy.comparison(2, 12, 130)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, found):
    where = tmp_path_factory.mktemp("study")
    write_report(found, where, "nl", whole=True)
    return where / "report"


def text_of(path: Path) -> str:
    page = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_language_asked_for_is_the_first_page(folder):
    assert '<html lang="nl">' in (folder / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in (folder / "index.en.html").read_text(encoding="utf-8")
    assert 'href="index.en.html"' in (folder / "index.html").read_text(encoding="utf-8")
    assert 'href="index.html"' in (folder / "index.en.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["index.html", "index.en.html"])
def test_nothing_is_fetched_and_nothing_is_left_raw(folder, name):
    page = (folder / name).read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "<script" not in page
    assert "url(http" not in page
    text = text_of(folder / name)
    for raw in ("report.", "measures.", "{", "}", "nan", "Undefined"):
        assert not re.search(
            rf"(?<![\w/]){re.escape(raw)}(?![/\w])"
            if raw.isalpha()
            else re.escape(raw) + (r"\w" if raw.endswith(".") else ""),
            text,
        ), raw


def test_every_picture_has_a_label_and_its_own_ids(folder):
    page = (folder / "index.html").read_text(encoding="utf-8")
    pictures = re.findall(r"<svg[^>]*>", page)
    assert len(pictures) > 20
    assert all(re.search(r'aria-label="[^"]{3,}"', picture) for picture in pictures)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(ids)


def test_figures_are_files_in_both_languages(folder):
    names = {path.name for path in (folder / "figures").iterdir()}
    for stem in ("difference-B", "assumptions-B", "posters_30d-A", "hours", "tenure"):
        for ending in ("en.svg", "nl.svg", "en.png", "nl.png"):
            assert f"{stem}.{ending}" in names


@pytest.mark.parametrize(("name", "lang"), [("index.html", "nl"), ("index.en.html", "en")])
def test_the_table_on_the_page_is_the_table_in_the_file(folder, found, name, lang):
    with (folder / "tables" / "comparison.csv").open(encoding="utf-8") as file:
        rows = {row["measure"]: row for row in csv.DictReader(file)}
    page = (folder / name).read_text(encoding="utf-8")
    seen = re.findall(
        r'<tr[^>]*data-measure="(\w+)"[^>]*>.*?<td class="n a"[^>]*><span class="cell">(.*?)</span>.*?<td class="n b"[^>]*><span class="cell">(.*?)</span>',
        page,
        flags=re.S,
    )
    assert {measure for measure, _, _ in seen} == set(found.measures)
    for measure, a, b in seen:
        for shown, key in ((a, "mean_first"), (b, "mean_policy")):
            value = rows[measure][key]
            if shown == numbers.NONE:
                assert value == ""
                continue
            times = 100.0 if shown.endswith("%") else 1.0
            plain = shown.rstrip("%").replace("−", "-")
            plain = plain.replace(".", "").replace(",", ".") if lang == "nl" else plain.replace(",", "")
            places = len(plain.partition(".")[2])
            assert abs(float(plain) - times * float(value)) <= 0.5 * 10.0**-places + 1e-9, measure


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("verdict", ["better", "worse", "no_difference", "undecided", "identical"])
def test_the_answer_names_both_uncertainties_and_the_hours(verdict, lang):
    view = View(report_toy.comparison(2, 6, 70, verdict=verdict), lang)
    answer = sentences.answer(view, 1)
    assert answer.endswith(".")
    assert answer.count(".") <= 1 + sum(answer.count(f"{n}.{m}") for n in range(10) for m in range(10))
    for word in {
        "en": ("chance" if verdict != "identical" else "paired", "assum", "hours"),
        "nl": ("toeval" if verdict != "identical" else "gepaarde", "aannames", "beheerteam"),
    }[lang]:
        assert word in answer, answer
    assert view.title(0) in answer
    assert view.title(1) in answer


def test_counts_in_the_answer_are_counted(found):
    view = View(replace(found, rows=tuple(replace(row, verdict="worse") for row in found.rows)), "en")
    k = found.measures.index("posters_30d")
    gaps = found.values[1, :, k] - found.values[0, :, k]
    turned = int((np.sign(gaps) == -np.sign(gaps.mean())).sum())
    assert sentences.tally(dotplot.pairs(view, 1), gaps.mean()).n == gaps.size
    assert f"in {'none' if not turned else turned} of the {gaps.size} paired runs" in sentences.answer(view, 1)


@pytest.mark.parametrize(("lang", "standing"), [("en", "stale"), ("nl", "current")])
def test_worlds_are_on_the_page_with_their_shares_apart_from_chance(tmp_path, lang, standing):
    compared = report_toy.comparison(3, 4, 40, assumptions="worlds", standing=standing)
    view, text = View(compared, lang), text_of(write_report(compared, tmp_path, lang))
    for told in (
        worlds.clause(view, 1),
        worlds.spread(view, 1),
        worlds.beside(view, 1),
        worlds.share(view, compared.assumptions.over_worlds[1].better),
    ):
        assert told and re.sub(r"\s+", " ", told) in text, told
    line = worlds.standing(view)
    assert (line in text and "\n" not in line) if standing == "stale" else not line
    with (tmp_path / "report/tables/worlds.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["policy"] for row in rows] == list(compared.labels[1:]) and rows[0]["standing"] == standing
    assert float(rows[0]["better"]) == compared.assumptions.over_worlds[0].better.estimate
    with (tmp_path / "report/tables/assumptions.csv").open(encoding="utf-8") as file:
        assert [int(row["world"]) for row in csv.DictReader(file)] == list(range(1, 61))


def test_a_diamond_is_filled_when_its_world_is_better_by_more_than_is_worth_acting_on():
    compared = report_toy.comparison(2, 4, 40, assumptions="worlds")
    view, found = View(compared, "en"), compared.assumptions
    margin = MEASURES["posters_30d"].margin(1.0)
    ratio = found.effects[:, 0] / found.base
    assert worlds.sides(view, 1).tolist() == [1 if x > margin else -1 if x < -margin else 0 for x in ratio]
    assert len(doubt.numbers(view, 1).rows) == 60 and len(doubt.numbers(view, 1).head) == 3


def test_spread_is_told_as_it_was_found():
    compared = report_toy.comparison(2, 4, 40, assumptions="worlds")
    shares = compared.assumptions.over_worlds[0]
    for changes, word in (
        ({"sd_low": 0.5}, "differs from world to world by"),
        ({"sd_low": 0.0}, "is not shown"),
        ({"sd_low": 0.0, "sd_high": 0.0}, "is the same"),
        ({"better": replace(shares.better, estimate=np.nan)}, "Too few worlds"),
    ):
        other = replace(compared, assumptions=replace(compared.assumptions, over_worlds=(replace(shares, **changes),)))
        assert word in worlds.spread(View(other, "en"), 1)
    assert "too few" in worlds.clause(View(other, "en"), 1)


def test_a_policy_against_itself_says_so():
    view = View(report_toy.comparison(2, 4, 40, verdict="identical"), "en")
    assert "exactly the same" in sentences.headline(view, 1)
    assert sentences.hours(view, 1).startswith("it takes the hosts no more")


@pytest.mark.parametrize(
    ("policies", "reps", "days", "doubt"), [(2, 2, 10, False), (2, 2, 10, True), (6, 3, 95, True), (3, 1, 5, False)]
)
def test_small_runs_and_many_policies_make_a_report(tmp_path, policies, reps, days, doubt):
    page = write_report(report_toy.comparison(policies, reps, days, assumptions=doubt), tmp_path, "en")
    text = text_of(page)
    assert f"Only {reps} paired run" in text
    assert text.count("compared with A") >= policies - 1


def test_the_same_choice_elsewhere_is_found():
    from sim.report.comparison.circumstances import find

    view = View(report_toy.comparison(6, 3, 40), "en")
    assert [(one.base, one.other) for one in find(view)] == [(0, 1), (3, 2), (5, 4)]


def test_dots_stack_and_labels_keep_apart():
    x, level = stack(np.array([1.25, 1.5, 1.75, 5.0]), 1.0)
    assert x.tolist() == [1.5, 1.5, 1.5, 5.0]
    assert level.tolist() == [0, 1, 2, 0]
    x, _ = stack(np.array([-0.2, -0.1, 0.0, 0.1]), 1.0)
    assert np.sign(x).tolist() == [-1, -1, 0, 1]
    placed = spread_labels([1.0, 1.0, 1.1], 0.5, 0.0, 3.0)
    assert np.min(np.diff(np.sort(placed))) > 0.49
    assert dotplot.dots(np.arange(20.0)).tolist() == list(np.arange(20.0))


@pytest.mark.parametrize(
    ("low", "high", "side"),
    [
        (-30.0, -25.0, "right"),
        (25.0, 30.0, "left"),
        (-95.0, -90.0, "left"),
        (90.0, 95.0, "right"),
        (-99.0, 1.0, "left"),
    ],
)
def test_a_remark_beside_a_mark_is_not_crossed_by_the_zero_line(low, high, side):
    with canvas() as (_, axes):
        axes.set_xlim(-100, 100)
        axes.axvline(0)
        beside(axes, "gemiddeld −13", low, high, 0.0)
    [text] = axes.texts
    assert text.get_ha() == side, "away from zero where there is room"
    assert text.get_bbox_patch().get_facecolor() == (1.0, 1.0, 1.0, 1.0) and text.get_zorder() > max(
        line.get_zorder() for line in axes.lines
    )


def test_paired_difference_by_hand():
    gap = numbers.contrast(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    assert (gap.difference, gap.n, gap.n_better) == (2.0, 3, 3.0)
    assert gap.high - 2.0 == pytest.approx(4.302652729911275 / np.sqrt(3))
    same = numbers.contrast(np.ones(5), np.ones(5))
    assert (same.difference, same.n_better, same.moved) == (0.0, 2.5, False) and np.isnan([same.low, same.high]).all()


def test_numbers_are_written_as_the_language_does():
    assert numbers.show(1228.5, "nl", 1) == "1.228,5"
    assert numbers.signed(-0.46, "en", 2) == "−0.46"
    assert numbers.span(-2.0, 0.5, "nl", 1) == "−2,0 tot +0,5"
    assert numbers.show(float("nan"), "en") == numbers.NONE


def test_every_text_of_the_catalogue_is_used():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES) + "".join(
        path.read_text(encoding="utf-8") for path in SOURCES[0].parent.rglob("*.jinja")
    )
    for key in catalogue("report", "en"):
        parts = key.removeprefix("report.").split(".")
        whole = ".".join(parts)
        pieces = [piece for piece in (whole, parts[0] + ".") if piece in source]
        assert pieces, f"{key} is in the catalogue and nowhere in the report"


def test_catalogues_are_plain_text():
    for lang in ("en", "nl"):
        for key, text in catalogue("report", lang).items():
            assert "<" not in text, key
            json.dumps(text)
            assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text)), key


def test_text_colours_are_readable():
    from sim.report.press.style import DOUBT, INK, LOOKS, SOFT

    def brightness(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in (INK, SOFT, DOUBT, *(look.text for look in LOOKS)):
        assert 1.05 / (brightness(colour) + 0.05) >= 4.5, colour
