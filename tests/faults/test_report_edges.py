"""Texts and styles of others do no harm to a report: titles with dollars, the caller's settings, missing letters, titles that are alike."""

from __future__ import annotations

import re
import warnings

import matplotlib as mpl
import pytest

from sim.report import write_report
from sim.report.comparison.view import View
from sim.report.press.panel import canvas, finish
from tests.toys import report_toy


def titled(comparison, *titles: str):
    """The comparison with other titles, the same in both languages."""
    scenarios = [
        scenario.model_copy(update={"title": dict.fromkeys(("en", "nl"), title)})
        for scenario, title in zip(comparison.scenarios, titles, strict=True)
    ]
    return report_toy.with_scenarios(comparison, scenarios)


def picture(text: str):
    with canvas() as (figure, axes):
        axes.plot([0, 1], [0, 1], label=text)
        axes.set_title(text)
        axes.set_xlabel(text)
        axes.set_xticks([0, 1], [text, "b"])
        return finish(figure, "x", alt=text)


@pytest.mark.parametrize(
    "text", ["From $5 to $10 a month", "Membership for $5 (50% off $10)", r"\frac{a}{b} $x^$", "a_b^c & <d>"]
)
def test_texts_are_texts(text):
    svg = picture(text).svg
    told = (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", svg))
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )
    assert told.count(text) == 3, told


def test_a_report_of_prices_is_written(tmp_path):
    compared = titled(
        report_toy.comparison(2, 3, 30, assumptions=False), "Membership for $5 (50% off $10)", "From $5 to $10 a month"
    )
    page = write_report(compared, tmp_path, "en").read_text(encoding="utf-8")
    assert "From $5 to $10 a month" in page


@pytest.mark.parametrize(
    "settings",
    [
        {
            "figure.facecolor": "black",
            "axes.facecolor": "black",
            "font.size": 30.0,
            "axes.grid": False,
            "savefig.dpi": 30,
        },
        {"text.usetex": True},
        {"lines.linewidth": 9.0, "axes.prop_cycle": mpl.cycler(color=["red"]), "savefig.bbox": "tight"},
        {"svg.fonttype": "path", "path.sketch": (1, 100, 2), "text.parse_math": True, "axes.unicode_minus": False},
    ],
)
def test_figures_are_the_same_whatever_the_caller_has_set(tmp_path, settings):
    plain = picture("plain -1")
    plain.save(tmp_path / "plain", "en", png=True)
    with mpl.rc_context(settings):
        before = dict(mpl.rcParams)
        other = picture("plain -1")
        other.save(tmp_path / "other", "en", png=True)
        assert dict(mpl.rcParams) == before
    assert other.svg == plain.svg
    assert (tmp_path / "other" / "x.en.png").read_bytes() == (tmp_path / "plain" / "x.en.png").read_bytes()


def test_a_letter_the_font_does_not_have_is_no_screen_of_warnings(tmp_path, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = picture("社区 🌳")
        found.save(tmp_path, "en", png=True)
    assert "社区 🌳" in found.svg and not capsys.readouterr().err


def test_titles_that_are_alike_are_told_apart():
    compared = titled(report_toy.comparison(3, 3, 30, assumptions=False), "The same", "The same", "Another")
    for lang in ("en", "nl"):
        view = View(compared, lang)
        titles = [view.title(index) for index in range(3)]
        assert len(set(titles)) == 3 and titles[2] == "Another"
        assert all(label in title for label, title in zip(compared.labels[:2], titles[:2], strict=True))


def test_one_language_and_vectors_unless_the_whole_is_asked_for(tmp_path):
    compared = report_toy.comparison(2, 3, 30, assumptions=False)
    write_report(compared, tmp_path, "nl", whole=True)
    room = tmp_path / "report"
    assert (
        (room / "index.en.html").is_file()
        and list((room / "figures").glob("*.png"))
        and list((room / "figures").glob("*.en.svg"))
    )
    page = write_report(compared, tmp_path, "nl").read_text(encoding="utf-8")
    assert not (room / "index.en.html").exists() and "index.en.html" not in page
    assert {path.name.split(".", 1)[1] for path in (room / "figures").iterdir()} == {"nl.svg"}
