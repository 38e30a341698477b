"""The strategist's way through the page, walked in a browser: questions, plans by ticking, the ranking as the command computes it, files out and in, links."""

from __future__ import annotations

import json
import time
import tomllib

import numpy as np
import pytest

from sim.command.main import main
from sim.day import simulate
from sim.laboratory.intervals import interval
from sim.measures import measure_all
from sim.page import plans
from sim.page.content import STORIES
from sim.page.figures import FORMULAS
from sim.page.write import write_page
from sim.scenario import Scenario, load
from sim.scenario.toml import toml
from sim.studies import compare
from sim.words import LANGUAGES, say
from tests.browser.test_report_page import FLAGS
from tests.conftest import find_chromium

pytestmark = pytest.mark.browser

SMALL = "#desk&q=audience:200&q=days:182&q=rate:50"
TWO = SMALL + "&p=batches:10;ambassadors:4&p=challenge:weekly"
CHOSEN = {"audience": "200", "days": "182", "rate": "50"}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    where = tmp_path_factory.mktemp("desk") / "page.html"
    write_page(where, [load("scenarios/baseline.toml")], list(STORIES.values()), "en")
    return where


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """A page with the network off, and what it complained of."""

    def __init__(self, browser, file, link, width=1366, height=768):
        self.context = browser.new_context(
            offline=True, viewport={"width": width, "height": height}, permissions=["clipboard-read", "clipboard-write"]
        )
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("request", lambda r: self.complaints.append(r.url) if r.url.startswith("http") else None)
        self.page.goto(file.as_uri() + link)
        self.until("!!globalThis.page?.desk")

    def until(self, condition, seconds=90):
        end = time.monotonic() + seconds
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, condition
            time.sleep(0.03)

    def close(self):
        """Leave it, so that it does not go on computing beside what comes next; nothing was complained of."""
        assert not self.complaints, self.complaints[:3]
        self.context.close()

    def ranked(self):
        """Wait until everybody has lived, and return what was found."""
        self.until(
            "page.desk.ranked && page.desk.trials.found.size >= page.desk.trials.all && !!page.desk.found && (!page.desk.sizes.worlds || page.desk.found.every(one => one.isStart || one.over.better.low !== null && !Number.isNaN(one.over.better.low)))"
        )
        return self.found()

    def first(self):
        """Wait until there is a first ranking, and return what was found."""
        self.until("page.desk.ranked && !!page.desk.found && !!document.querySelector('.ranked')")
        return self.found()

    def found(self):
        return json.loads(
            self.page.evaluate(
                "JSON.stringify(page.desk.found.map(({id, name, mean, against, over, hours, cost, isStart}) => ({id, name, mean, against, over, hours, cost, isStart})))"
            )
        )


@pytest.fixture
def visit(browser, file):
    made = []

    def go(link=SMALL, **more):
        made.append(Visit(browser, file, link, **more))
        return made[-1]

    yield go
    for one in made:
        one.close()


def test_from_the_opening_to_a_ranking_by_keyboard_alone(visit):
    one = visit("")
    keys, page = one.page.keyboard, one.page
    page.get_by_role("button", name="Compare plans").focus()
    keys.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Your own plans"
    page.locator("input[name=start]:checked").focus()
    keys.press("ArrowLeft")
    assert page.evaluate("document.activeElement.value") == "answers", "the focus stays where one chose"
    page.locator("[data-question=audience] input:checked").focus()
    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    page.locator("[data-question=days] input:checked").focus()
    keys.press("ArrowLeft")
    assert (
        "At most 200 people" in page.locator(".sentences").inner_text()
        and "182 days" in page.locator(".sentences").inner_text()
    )
    page.locator("#advice-batches").focus()
    keys.press("Space")
    assert page.evaluate("document.activeElement.id") == "advice-batches", "the focus stays where one ticked"
    found = one.first()
    assert [two["isStart"] for two in found].count(True) == 1 and found[0]["against"]["n"] >= 3
    page.locator("[data-act=to-rank]").focus()
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "desk-rank"
    page.locator("[data-act=look]").focus()
    keys.press("Enter")
    one.until("page.stage >= 3 && !document.body.classList.contains('waiting')")
    assert "one in B" in page.locator(".said").first.inner_text() or "in B" in page.locator(".said").first.inner_text()
    assert page.evaluate("page.planB.policies.find(one => one.kind === 'admission').batch_size") == 20


def test_the_ranking_is_what_the_command_computes(visit, tmp_path):
    one = visit(TWO)
    found = {entry["id"]: entry for entry in one.ranked()}
    texts = one.page.evaluate("page.desk.files.files")
    base = plans.baseline(CHOSEN)
    wanted = [base, plans.plan(base, {"batches": "10", "ambassadors": "4"}), plans.plan(base, {"challenge": "weekly"})]
    assert [text["text"] for text in texts] == [toml(tables) for tables in wanted]
    command = one.page.locator("#desk-command").inner_text().split()
    files = []
    for text, name in zip(texts, command[2:5], strict=True):
        assert text["name"] == name
        files.append(tmp_path / name)
        files[-1].write_text(text["text"], encoding="utf-8")
        assert main(["explain", str(files[-1])]) == 0
    result = compare([load(file) for file in files], reps=20, workers=1, noise=False, out=tmp_path / "study")
    place = result.measures.index("posters_30d")
    for i in (0, 1, 2):
        assert found[i]["mean"] == pytest.approx(float(np.nanmean(result.values[i, :, place])), rel=1e-12)
        hours = float(result.values[i, :, result.measures.index("host_hours")].mean())
        assert found[i]["hours"] == pytest.approx(hours, rel=1e-12) and found[i]["cost"] == 50 * round(hours)
    assert result.assumptions.kind == "worlds" and result.assumptions.n_draws == 60
    for i in (1, 2):
        row = result.row("posters_30d", i)
        assert found[i]["against"]["low"] == pytest.approx(row.low, rel=1e-9)
        assert found[i]["against"]["better"] == pytest.approx(row.share_better * 20)
        assert found[i]["against"]["verdict"] == row.verdict
        told = one.page.locator(f".ranked [data-plan='{i}'] td").nth(1).inner_text()
        assert told.endswith(f": {say(f'report.verdict.{row.verdict}')}"), told
        over = result.assumptions.over_worlds[i - 1]
        assert found[i]["over"]["n"] == over.n_worlds == 60
        for side in ("better", "same", "worse"):
            wanted = getattr(over, side)
            got = [found[i]["over"][side][end] for end in ("estimate", "low", "high")]
            assert got == pytest.approx([wanted.estimate, wanted.low, wanted.high], abs=1e-4), side
            shown = f"{100 * wanted.estimate:.0f}% ({100 * wanted.low:.0f} to {100 * wanted.high:.0f}%)"
            assert shown in one.page.locator(f".ranked [data-plan='{i}'] td").nth(3).inner_text()
        frame = result.to_frame()
        assert (frame["host_cost"] == 50 * frame["host_hours"]).all()


def test_two_more_hours_can_be_asked_for_and_what_it_does_not_know_stands_below_the_ranking(visit):
    for lang in LANGUAGES:
        one = visit(f"{SMALL}&p=hours:10&l={lang}")
        one.first()
        assert (
            one.page.evaluate(
                "page.desk.ranked.entries[1].plan.policies.find(one => one.kind === 'team').hours_per_week"
            )
            == 10
        )
        limits = one.page.locator(".desk details.limits")
        assert limits.locator("summary").inner_text() == say("page.limits", lang)
        limits.locator("summary").click()
        told = limits.locator("li").all_inner_texts()
        assert told[0] == say("page.limits.1", lang) and len(told) == 8
        below = "['.desk .limits', '.ranked'].map(where => document.querySelector(where).getBoundingClientRect().top)"
        limits_at, ranked_at = one.page.evaluate(below)
        assert limits_at > ranked_at
        one.close()


def test_every_goal_is_ranked_by_its_own_measure(visit):
    from sim.measures import GOALS

    for goal, measure in GOALS.items():
        one = visit(f"{SMALL}&q=goal:{goal}&p=ambassadors:8")
        found = one.first()
        assert one.page.evaluate("page.desk.ranked.measure") == measure and measure in FORMULAS
        assert np.isfinite([entry["mean"] for entry in found]).all()
        one.close()


def test_a_link_holds_answers_and_plans_and_broken_parts_are_told(visit):
    link = TWO + "&q=goal:service&q=worry:trust&p=&i=1&l=nl"
    one = visit(link)
    first = one.page.evaluate("JSON.stringify(page.told.desk)")
    assert json.loads(first)["plans"][0]["ticked"] == {"batches": "10", "ambassadors": "4"}
    assert one.page.locator("html").get_attribute("lang") == "nl"
    hash_ = one.page.evaluate("location.hash")
    two = visit(hash_)
    assert two.page.evaluate("JSON.stringify(page.told.desk)") == first and two.page.evaluate("location.hash") == hash_
    two.close()
    one.page.locator("[data-act=look]").first.wait_for()
    one.page.locator("[data-act=look]").first.click()
    looked = one.page.evaluate("location.hash")
    one.close()
    three = visit(looked)
    three.until("page.stage >= 3")
    assert three.page.evaluate("JSON.stringify(page.told.desk)") == first
    assert (
        three.page.evaluate("page.state.community") == "ours"
        and three.page.evaluate("Object.keys(page.state.changes).length") >= 1
    )
    three.close()
    broken = visit(
        "#desk&q=goal:world&q=nothing:1&p=batches:7;challenge:weekly;__proto__:1&t={}&x=<b>&%E0%A4%A&q=audience:500"
    )
    assert broken.page.locator(".desk .notices p").count() == 7
    assert broken.page.evaluate("JSON.stringify(page.told.desk.plans)") == '[{"ticked":{"challenge":"weekly"}}]'
    assert broken.page.evaluate("page.told.desk.answers.audience") == "500"


def test_back_and_forth_in_the_browser(visit):
    one = visit()
    one.page.check("#advice-cap")
    one.page.check("[data-question=goal] input[value=service]")
    one.page.go_back()
    one.until("!page.told.desk.answers.goal")
    assert one.page.locator("#advice-cap").is_checked()
    one.page.go_back()
    one.until("!page.told.desk.plans[0].ticked.cap")
    one.page.go_forward()
    one.until("page.told.desk.plans[0].ticked.cap === '150'")
    one.page.locator("[data-act=back]").click()
    one.until("page.stage >= 3")
    assert not one.page.evaluate("page.desk.isOpen")


def test_plans_are_added_copied_and_taken_away_and_what_clashes_gives_way(visit):
    one = visit()
    page = one.page
    page.check("#advice-motivation")
    page.check("#advice-invitation")
    assert page.evaluate("JSON.stringify(page.told.desk.plans[0].ticked)") == '{"invitation":"yes"}'
    assert "both say who gets in" in page.locator("[role=status]", has_text="who gets in").inner_text()
    for _ in range(4):
        page.locator("[data-focus=copy]").click()
    assert page.evaluate("page.told.desk.plans.length") == 6 and page.locator("[data-focus=copy]").is_disabled()
    page.select_option("[data-focus=advice-batches-dose]", "5")
    assert page.evaluate("page.told.desk.plans[page.told.desk.at].ticked.batches") == "5", "choosing how much ticks it"
    page.locator("[data-focus=remove]").click()
    assert page.evaluate("page.told.desk.plans.length") == 5
    assert page.locator("#advice-stays").count() == 0, "advice that would change nothing is not offered"
    page.check("[data-question=weeks] input[value=quarter]")
    assert page.locator("#advice-stays").count() == 1


def test_files_of_the_command_load_and_wrong_ones_are_told_in_sentences(visit, tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'title = "Mine <b>&"\nextends = "baseline.toml"\n[community]\naudience = 150\ndays = 150\n[change.team]\nhours_per_week = 3\n',
        encoding="utf-8",
    )
    child = tmp_path / "child.toml"
    child.write_text(
        'title = "Child"\nextends = "mine.toml"\n[[add_policy]]\nkind = "ambassadors"\nnumber = 5\n', encoding="utf-8"
    )
    bad = tmp_path / "bad.toml"
    bad.write_text('extends = "nowhere.toml"\n', encoding="utf-8")
    worse = tmp_path / "worse.toml"
    worse.write_text(
        "[community]\naudience = 100\n[[policy]]\nkind = 'team'\nhours_per_wek = '<img src=x onerror=alert(1)>'\n",
        encoding="utf-8",
    )
    one = visit()
    page = one.page
    page.set_input_files("#desk-file", [mine, child, bad, worse])
    page.locator(".loaded").nth(3).wait_for()
    texts = page.locator(".loaded").all_inner_texts()
    assert "Mine <b>&" in texts[0] and "neither among the files chosen nor a community of this page" in texts[2]
    assert "line 5" in texts[3] and "Did you mean hours_per_week?" in texts[3] and "community-sim" not in texts[3]
    page.locator(".loaded [data-act=as-base]").first.click()
    page.locator(".loaded [data-act=as-plan]").first.click()
    found = one.first()
    assert {entry["name"] for entry in found} == {"Where you start", "Child"} and page.locator(
        ".ranked img"
    ).count() == 0
    out = page.evaluate("page.desk.files.files")
    assert (
        Scenario.build(tomllib.loads(out[0]["text"])).hash()
        == load(mine).with_community(mix=load(mine).community.shares).hash()
    )
    assert (
        Scenario.build(tomllib.loads(out[1]["text"])).hash()
        == load(child).with_community(mix=load(child).community.shares).hash()
    )
    again = visit(page.evaluate("location.hash"))
    assert again.page.evaluate("JSON.stringify(page.told.desk)") == page.evaluate("JSON.stringify(page.told.desk)")
    again.close()
    page.locator("summary", has_text="paste").click()
    page.fill("#desk-text", "[community]\naudience = = 3")
    page.locator("[data-act=read]").click()
    assert "cannot be read as TOML" in page.locator(".loaded").first.inner_text()
    found = one.ranked()
    effect = np.array(
        page.evaluate(
            "page.desk.found.find(one => !one.isStart).values.map((x, i) => x - page.desk.found.find(one => one.isStart).values[i])"
        )
    )
    assert interval(effect).mean == pytest.approx(next(e for e in found if not e["isStart"])["against"]["mean"])


def test_who_comes_from_the_two_futures_starts_where_they_stand(visit):
    """Plans are compared with it and not with what the answers make, the questions are out of the way, and the way to them is there."""
    assert visit(SMALL).page.locator("input[name=start]:checked").input_value() == "answers"
    one = visit("")
    page = one.page
    page.get_by_role("button", name="Compare plans").click()
    assert page.locator("input[name=start]:checked").input_value() == "story"
    assert "null" not in page.locator(".desk").inner_text()
    assert not page.locator("[data-question=audience]").is_visible()
    page.locator("#advice-batches").check()
    found = one.first()
    there = load(STORIES["association"].file)
    kept = Scenario.build(tomllib.loads(page.evaluate("page.desk.files.files")[0]["text"]))
    assert kept.hash() == there.with_community(mix=there.community.shares).hash()
    values = page.evaluate("page.desk.found.find(one => one.isStart).values.slice(0, 3)")
    lives = [simulate(there.setup(), replication=n) for n in range(3)]
    assert len(found) == 2 and values == [measure_all(life.diary, life.cohorts)["posters_30d"] for life in lives]
    again = visit(page.evaluate("location.hash"))
    assert again.page.locator("input[name=start]:checked").input_value() == "story"
    again.close()
    page.evaluate(
        "page.desk.set({base: {...page.desk.desk.base, plan: {...page.desk.desk.base.plan, policies: []}}}, true)"
    )
    assert page.locator("input[name=start]:checked").input_value() == "file", "a file of that name is not the story"
    page.check("input[name=start][value=answers]")
    assert page.locator("[data-question=audience]").is_visible()


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_it_fits_and_everything_has_a_name(visit, lang, width, height):
    one = visit(f"{TWO}&l={lang}", width=width, height=height)
    one.first()
    page = one.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    unnamed = page.evaluate("""[...document.querySelectorAll('.desk input, .desk select, .desk button, .desk textarea')].filter(node =>
        !(node.getAttribute('aria-label') || node.textContent.trim() || [...(node.labels ?? [])].some(one => one.textContent.trim()))).map(node => node.outerHTML)""")
    assert not unnamed
    text = page.locator(".desk").inner_text()
    assert "desk." not in text and "undefined" not in text and "{" not in text and "NaN" not in text
    small = page.evaluate(
        """[...document.querySelectorAll('.desk button, .desk .chip span')].filter(node => node.offsetHeight && node.offsetHeight < 24).length"""
    )
    assert small == 0
    faint = page.evaluate(CONTRAST)
    assert not faint, faint[:5]
    if lang == "nl":
        assert not {"the", "and", "with", "each", "where"} & set(text.lower().split()), "no English is left"


CONTRAST = """(() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number), light = ([r, g, b]) => { const one = x => { x /= 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; }; return 0.2126 * one(r) + 0.7152 * one(g) + 0.0722 * one(b); };
  const behind = node => { for (let at = node; at; at = at.parentElement) { const colour = parts(getComputedStyle(at).backgroundColor); if (colour.length === 3 || colour[3] > 0.5) return colour; } return [255, 255, 255]; };
  return [...document.querySelectorAll('.desk *')].filter(node => node.offsetHeight && !node.closest(':disabled') && [...node.childNodes].some(one => one.nodeType === 3 && one.textContent.trim())).flatMap(node => {
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    return ratio < 4.5 ? [`${ratio.toFixed(2)} ${node.outerHTML.slice(0, 90)}`] : [];
  });
})()"""


def test_two_hundred_random_clicks_leave_no_error(visit):
    one = visit()
    luck = np.random.default_rng(2)
    for _ in range(200):
        nodes = one.page.locator(".desk .chip input, .desk .advice input, .desk .tabs button:enabled")
        nodes.nth(int(luck.integers(nodes.count()))).evaluate("node => node.click()")
    one.first() if one.page.evaluate("page.desk.entries().entries.length > 1") else None
    assert one.page.locator(".desk .verdict, .desk .result p").first.inner_text()
