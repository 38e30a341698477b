"""The report in a browser: nothing fetched, nothing sticking out, everything labelled, numbers as in the tables."""

from __future__ import annotations

import csv
import re

import pytest

from sim.report import write_report
from sim.words import catalogue
from tests.conftest import find_chromium
from tests.toys import report_toy

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = [("index.html", "en"), ("index.nl.html", "nl")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("study")
    write_report(report_toy.comparison(3, 8, 120), where, "en", whole=True)
    return where / "report"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield chromium
        chromium.close()


def visit(browser, folder, name, width=1280):
    """Open a page and return it with every request that would have left the folder."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    outside: list[str] = []

    def judge(route):
        url = route.request.url
        if url.startswith(("file://", "data:")):
            route.continue_()
        else:
            outside.append(url)
            route.abort()

    page.route("**/*", judge)
    page.goto((folder / name).as_uri())
    return page, outside


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_no_outside_request_and_the_right_language(browser, folder, name, lang):
    page, outside = visit(browser, folder, name)
    assert outside == []
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.locator("svg").count() > 20
    page.locator("a.other-language").click()
    assert page.evaluate("document.documentElement.lang") != lang
    page.close()


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_no_key_is_left_raw_and_no_english_in_dutch(browser, folder, name, lang):
    page, _ = visit(browser, folder, name)
    text = page.evaluate(
        "document.body.textContent + Array.from(document.querySelectorAll('[aria-label],[data-label]')).map(e => (e.getAttribute('aria-label')||'') + ' ' + (e.getAttribute('data-label')||'')).join(' ')"
    )
    for room in ("report", "measures", "policies", "scenario"):
        assert not re.search(rf"\b{room}\.[a-z_]+\.[a-z_]+", text)
    if lang == "nl":
        for room in ("report", "policies"):
            english, dutch = catalogue(room, "en"), catalogue(room, "nl")
            for key, words in english.items():
                if len(words) > 18 and "{" not in words and words != dutch[key]:
                    assert words not in text, key
    page.close()


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_every_picture_has_a_name(browser, folder, name, lang):
    page, _ = visit(browser, folder, name)
    assert (
        page.evaluate(
            "Array.from(document.querySelectorAll('svg')).filter(s => !(s.getAttribute('aria-label')||'').trim() || s.getAttribute('role') !== 'img').length"
        )
        == 0
    )
    assert (
        page.evaluate(
            "Array.from(document.querySelectorAll('figure svg')).filter(s => s.getBoundingClientRect().height < 40).length"
        )
        == 0
    )
    page.close()


@pytest.mark.parametrize("width", [360, 390, 768, 1366])
@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_no_scrolling_sideways(browser, folder, name, lang, width):
    page, _ = visit(browser, folder, name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_numbers_on_the_page_are_numbers_in_the_file(browser, folder):
    with (folder / "tables" / "comparison.csv").open(encoding="utf-8") as file:
        rows = {(row["measure"], row["policy"]): row for row in csv.DictReader(file)}
    page, _ = visit(browser, folder, "index.html")
    seen = page.evaluate(
        "Array.from(document.querySelectorAll('tr[data-measure]')).map(r => [r.dataset.measure, r.dataset.policy, r.querySelector('.d .cell').firstChild.textContent.trim()])"
    )
    assert {measure for measure, policy, _ in seen if policy == "in-batches"} == {measure for measure, _ in rows}
    assert len(seen) == len({(measure, policy) for measure, policy, _ in seen})
    for measure, policy, shown in seen:
        value = rows[measure, policy]["difference"]
        if not value:
            assert shown == "–"
            continue
        plain = shown.split(" ")[0].replace("−", "-").replace("+", "").replace(",", "")
        times = 100.0 if "points" in shown else 1.0
        assert abs(float(plain) - times * float(value)) <= 0.5 * 10.0 ** -len(plain.partition(".")[2]) + 1e-9, measure
    page.close()


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_it_prints_with_its_text(browser, folder, name, lang, tmp_path):
    page, _ = visit(browser, folder, name)
    page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    made = (tmp_path / "page.pdf").read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", made))
    assert 5 <= pages <= 40
    assert b"/Font" in made
    page.emulate_media(media="print")
    assert page.locator("#answer").is_visible()
    assert not page.locator("nav").is_visible()
    page.close()


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize(
    ("policies", "reps", "doubt", "wordy"),
    [(2, 30, "worlds", False), (6, 4, True, False), (3, 12, False, False), (6, 4, "worlds", True)],
)
def test_the_sheet_for_a_board_is_one_sheet(browser, tmp_path, lang, policies, reps, doubt, wordy):
    found = report_toy.comparison(policies, reps, 365, assumptions=doubt)
    if wordy:
        found = report_toy.with_scenarios(
            found,
            [
                one.model_copy(update={"title": f"{k} " + "a title as long as titles may be, " * 4})
                for k, one in enumerate(found.scenarios)
            ],
        )
    write_report(found, tmp_path, lang)
    page, outside = visit(browser, tmp_path / "report", "board.html", 390)
    assert not outside and page.evaluate("document.documentElement.lang") == lang
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.pdf(path=str(tmp_path / "board.pdf"), prefer_css_page_size=True)
    made = (tmp_path / "board.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
    width, height = (float(x) for x in re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", made).groups())
    assert abs(width - 595) < 2 and abs(height - 842) < 2, "A4"
    page.emulate_media(media="print")
    assert page.locator("#answer").is_visible() and page.locator("svg").is_visible()
    assert page.locator("tbody tr").count() >= 3
    page.emulate_media(media="screen")
    page.goto((tmp_path / "report" / "index.html").as_uri())
    page.locator("a.sheet").click()
    assert page.url.endswith("board.html")
    page.locator(".top a").click()
    assert page.url.endswith("index.html")
    page.close()


def test_everything_to_open_can_be_opened_from_the_keyboard(browser, folder):
    page, _ = visit(browser, folder, "index.html")
    first = page.locator("main summary").first
    first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('main details').open")
    assert page.evaluate("Array.from(document.querySelectorAll('summary')).every(s => s.textContent.trim().length > 2)")
    page.close()
