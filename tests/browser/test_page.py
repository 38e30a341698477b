"""The page in a browser, from disk, with the network off: nothing fetched, nothing broken, the same numbers as the command."""

from __future__ import annotations

import json
import time
import tomllib

import numpy as np
import pytest

from sim.laboratory.intervals import interval
from sim.page.content import STORIES
from sim.page.figures import FORMULAS
from sim.page.write import write_page
from sim.scenario import Scenario, load
from sim.studies import compare
from sim.words import LANGUAGES, say
from tests.browser.test_report_page import FLAGS
from tests.conftest import find_chromium
from tests.toys.commanding import said

pytestmark = pytest.mark.browser

SMALL = {
    "community": {"audience": 300, "days": 150, "founders": 20, "seed": 4},
    "title": {"en": "Small <b>&", "nl": "Klein"},
    "policy": [{"kind": "team", "hours_per_week": 8}, {"kind": "calendar", "post": "talk", "weekdays": ["tue"]}],
}
MOVES = "#s=small&b=team.0.hours_per_week:16&b=ambassadors.0.number:5"
LIMIT = 350_000


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    where = tmp_path_factory.mktemp("page") / "page.html"
    size = write_page(
        where, [Scenario.build(SMALL, "small"), load("scenarios/baseline.toml")], list(STORIES.values()), "en"
    )
    assert size <= LIMIT and size == where.stat().st_size
    return where


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, "--js-flags=--expose-gc"])
        yield chromium
        chromium.close()


class Visit:
    """A page in a context of its own, offline, with what it asked for and what it complained of."""

    def __init__(self, browser, file, link="#s=small", width=1366, height=768, **more):
        self.context = browser.new_context(offline=True, viewport={"width": width, "height": height}, **more)
        self.page = self.context.new_page()
        self.outside, self.complaints = [], []
        self.page.on(
            "request",
            lambda request: (
                self.outside.append(request.url) if not request.url.startswith(("file:", "blob:", "data:")) else None
            ),
        )
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri() + link)
        self.until("!!globalThis.page && page.stage >= 3")

    def until(self, condition, seconds=60):
        """Wait without `eval`, which the page forbids."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, condition
            time.sleep(0.02)

    def settled(self):
        """Wait until all pairs of the plans of now are there."""
        self.until("page.isLast === true && !document.body.classList.contains('waiting')")

    def answered(self):
        """Wait until the plans of now have an answer."""
        self.until("!document.body.classList.contains('waiting')")

    def said(self):
        return self.page.locator(".said").all_inner_texts()

    def close(self):
        assert not self.outside
        assert not self.complaints, self.complaints[:3]
        self.context.close()


@pytest.fixture
def visit(browser, file):
    made = []

    def go(link="#s=small", **more):
        made.append(Visit(browser, file, link, **more))
        return made[-1]

    yield go
    for one in made:
        one.close()


def test_it_opens_from_disk_without_any_request_and_a_is_b(visit):
    one = visit()
    one.settled()
    assert one.page.locator(".status").inner_text() == "100 pairs of communities"
    assert all("No lever has been moved" in text for text in one.said())
    assert one.page.evaluate("page.shownKeys[0] === page.shownKeys[1]")
    rows = one.page.locator("#chart-1 table td").all_inner_texts()
    assert len(rows) == 10 and rows[::2] == rows[1::2]
    policy = one.page.locator("meta[http-equiv]").get_attribute("content")
    assert (
        "default-src 'none'" in policy
        and "connect-src 'none'" in policy
        and "unsafe-inline" not in policy
        and "'unsafe-eval'" not in policy
    )


def test_twenty_pairs_are_those_of_the_command(visit, tmp_path):
    one = visit(MOVES)
    one.until("page.stage >= 20")
    toml = one.page.evaluate("(page.take.open(), document.querySelector('#toml').textContent)")
    other = Scenario.build(tomllib.loads(toml), "other")
    assert [policy.kind for policy in other.policies] == ["team", "calendar", "ambassadors"]
    comparison = compare(
        [Scenario.build(SMALL, "small"), other], reps=20, out=tmp_path / "study", workers=1, assumptions="none"
    )
    got = json.loads(
        one.page.evaluate(
            """JSON.stringify(page.shownKeys.map(key => Array.from({length: 20}, (_, n) => page.crew.of(key).get(n).measures)))"""
        )
    )
    for name in FORMULAS:
        found = np.array([[run[name] for run in side] for side in got], dtype=float)
        np.testing.assert_allclose(
            found, comparison.values[:, :, comparison.measures.index(name)], rtol=1e-12, atol=1e-12, err_msg=name
        )
    series = np.array(
        json.loads(
            one.page.evaluate(
                """JSON.stringify(page.shownKeys.map(key => Array.from({length: 20}, (_, n) => [...page.crew.of(key).get(n).paths[0]])))"""
            )
        )
    )
    np.testing.assert_allclose(series, comparison.diary["posters_30d"], rtol=1e-6)
    row = comparison.row("posters_30d")
    assert row.is_primary
    told = one.page.evaluate("""(() => { const [a, b] = page.shownKeys.map(key => Array.from({length: 20}, (_, n) => page.crew.of(key).get(n)));
        return interval(a.map((run, i) => b[i].measures.posters_30d - run.measures.posters_30d), page.told.model.figures.quantiles); })()""")
    assert (told["mean"], told["low"], told["high"]) == pytest.approx((row.difference, row.low, row.high), rel=1e-9)
    judged = one.page.evaluate("""(() => { const [a, b] = page.shownKeys.map(key => Array.from({length: 20}, (_, n) => page.crew.of(key).get(n)));
        return found(a, b, 'posters_30d', page.told.model.figures); })()""")
    assert (judged["verdict"], judged["margin"]) == (row.verdict, pytest.approx(row.margin))
    assert (judged["up"] / 20, judged["b"]) == pytest.approx((row.share_better, row.mean_policy))
    wanted = interval(
        comparison.values[1, :, comparison.measures.index("posters_30d")]
        - comparison.values[0, :, comparison.measures.index("posters_30d")]
    )
    assert told["low"] == pytest.approx(wanted.low)


def test_a_lever_is_moved_by_keyboard_and_the_sentence_follows(visit):
    one = visit()
    one.answered()
    slider = one.page.get_by_label("Time the team has")
    slider.focus()
    before = one.said()
    for _ in range(4):
        one.page.keyboard.press("ArrowRight")
    one.answered()
    assert one.said() != before and ("higher in B" in one.said()[0] or "changes nothing" in one.said()[0])
    assert one.page.evaluate("page.planB.policies[0].hours_per_week") > 8
    assert one.page.locator(".levers-grid .lever.moved .was").first.inner_text() == "In A: 8 hours a week"
    assert slider.get_attribute("aria-valuetext").endswith("hours a week")
    one.page.keyboard.press("Home")
    assert one.page.locator(".levers-grid .lever.moved output").first.inner_text() == "no team"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_numbers_come_to_is_the_first_thing_said_and_it_is_what_the_interval_says(visit, lang):
    seen = set()
    for move in ("ambassadors.0.number:15", "calendar.0.minutes:35", "team.0.hours_per_week:8.25"):
        one = visit(f"#s=small&b={move}&c=posters_30d,host_hours&l={lang}")
        one.settled()
        for i, measure in enumerate(("posters_30d", "host_hours")):
            verdict, low, high, margin = one.page.evaluate(
                f"(() => {{ const [a, b] = page.shownKeys.map(key => Array.from({{length: page.stage}}, (_, n) => page.crew.of(key).get(n))), got = found(a, b, '{measure}', page.told.model.figures); return [got.verdict, got.low, got.high, got.margin]; }})()"
            )
            if verdict == "identical":
                continue
            head = say(f"report.headline.{verdict}", lang, a="A", b="B")
            box = one.page.locator(".said").nth(i)
            label, _, rest = box.inner_text().partition(": ")
            assert rest.startswith(head) and box.locator("b").inner_text().startswith(head), (label, rest)
            assert box.get_attribute("aria-live") == "polite"
            assert one.page.locator("svg[role=img]").nth(i).get_attribute("aria-labelledby") == box.get_attribute("id")
            if np.isfinite(low):
                assert (verdict == "undecided") == (low <= 0 <= high and not (-margin <= low and high <= margin))
            assert (verdict == "undecided") == any(part in rest for part in ("gain or a loss", "winst of verlies"))
            seen.add(verdict)
        one.close()
    assert {"better", "worse"} <= seen and seen & {"undecided", "no_difference"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_phone_what_it_comes_to_stays_in_sight_and_nothing_sticks_out(visit, lang):
    one = visit(f"#s=small&l={lang}", width=390, height=844)
    one.settled()
    short = one.page.locator(".short")
    assert not short.inner_text() and not short.is_visible()
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.state, 'ambassadors.0.number', 15))")
    one.settled()
    one.page.locator(".levers-grid .lever").last.scroll_into_view_if_needed()
    one.until("!document.querySelector('.short').classList.contains('seen')")
    verdict = one.page.locator("#chart-1 .said b").inner_text()
    assert verdict == short.inner_text().partition(": ")[2] and short.is_visible()
    assert short.bounding_box()["y"] + short.bounding_box()["height"] <= 845, "in sight below what is moved"
    assert short.get_attribute("aria-hidden") == "true", "said once to who listens"
    one.page.locator("#chart-1 .said").scroll_into_view_if_needed()
    one.until("document.querySelector('.short').classList.contains('seen')")
    assert not short.is_visible()
    assert one.page.evaluate("document.documentElement.scrollWidth") == 390
    one.page.set_viewport_size({"width": 1366, "height": 768})
    one.page.locator(".levers-grid .lever").last.scroll_into_view_if_needed()
    assert not short.is_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_chart_measures_is_told_where_it_is_asked(visit, lang):
    one = visit(f"#s=small&c=trust,members&l={lang}")
    one.settled()
    ask, told = one.page.locator("#chart-1").get_by_role("button", name=say("page.chart.what", lang)), "#chart-1-what"
    assert not one.page.locator(told).is_visible() and ask.get_attribute("aria-expanded") == "false"
    ask.focus()
    one.page.keyboard.press("Enter")
    assert one.page.locator(told).inner_text() == say("measures.trust.definition", lang)
    assert ask.get_attribute("aria-expanded") == "true" and ask.get_attribute("aria-controls") == told[1:]
    one.page.locator("#chart-1-which").select_option("visitors")
    one.answered()
    assert one.page.locator(told).inner_text() == say("measures.visitors.definition", lang)
    one.page.keyboard.press("Shift+Tab")
    ask.click()
    assert not one.page.locator(told).is_visible()
    where = say("page.levers", lang)
    assert all(where in text for text in one.said()), "who opens it is told where to begin"


def test_the_ends_of_an_assumption_are_written_as_its_value_is(visit):
    one = visit()
    one.page.locator("[data-act=assumptions]").click()
    rows = one.page.evaluate(
        "[...document.querySelectorAll('#assumptions .lever')].filter(one => one.querySelector('.ends')).map(one => [one.querySelector('output').textContent, one.querySelector('.ends').textContent, one.dataset.row])"
    )
    assert len(rows) > 50 and {"%" in value for value, _, _ in rows} == {True, False}
    assert not [row for value, ends, row in rows if ("%" in value) != ("%" in ends)]


def test_many_moves_at_once_end_at_the_last(visit):
    one = visit()
    one.settled()
    runs = one.page.evaluate("page.crew.runs")
    one.page.evaluate("""(async () => { const input = document.querySelector('[data-key="team.0.hours_per_week"] input');
        for (let i = 1; i <= 10; i += 1) { input.value = i; input.dispatchEvent(new Event('input')); await new Promise(next => setTimeout(next, 20)); }
        input.dispatchEvent(new Event('change')); })()""")
    one.answered()
    last = one.page.evaluate(
        "[page.planB.policies[0].hours_per_week, JSON.parse(page.shownKeys[1])[1][0].hours_per_week, page.past.states.length]"
    )
    assert last[0] == last[1] and last[2] == 2, "one move, one step back"
    one.settled()
    assert one.page.evaluate("page.crew.runs") - runs < 100 + 10 * 6


def test_two_hundred_random_moves_leave_no_error(visit):
    one = visit()
    one.page.locator("[data-act=levers]").click()
    done = one.page.evaluate("""(async () => {
        let luck = 11, moves = 0;
        const draw = n => { luck = (luck * 1103515245 + 12345) % 2147483648; return Math.floor(luck / 65536) % n; };
        for (let i = 0; i < 200; i += 1) {
          if (i % 40 === 39) document.querySelector('[data-act=reset]').click();
          const levers = [...document.querySelectorAll('#all-levers .lever')], lever = levers[draw(levers.length)];
          const inputs = [...lever.querySelectorAll('input, select, button')];
          if (!inputs.length) continue;
          const input = inputs[draw(inputs.length)];
          if (input.type === 'range') { input.value = draw(Number(input.max) + 1); input.dispatchEvent(new Event('input')); input.dispatchEvent(new Event('change')); }
          else if (input.tagName === 'SELECT') { input.selectedIndex = draw(input.options.length); input.dispatchEvent(new Event('change')); }
          else if (input.type === 'text') { input.value = '<i>' + i; input.dispatchEvent(new Event('change')); }
          else input.click();
          moves += 1;
          await new Promise(next => setTimeout(next, 15));
        }
        return moves;
    })()""")
    assert done > 150
    assert one.page.evaluate("page.past.states.length") > 100
    one.page.locator("[data-act=reset]").evaluate("button => button.click()")
    one.answered()
    assert all("No lever has been moved" in text for text in one.said())


def test_a_plan_that_cannot_be_is_said_and_the_picture_stays(visit):
    one = visit()
    one.settled()
    before = one.said()
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.state, 'moderation.0.pause_days', 5))")
    assert "a pause belongs to graduated sanctions" in one.page.locator(".notices").inner_text()
    assert one.said() == before
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.state, 'moderation.0.sanctions', 'graduated'))")
    one.answered()
    assert one.page.locator(".notices").inner_text() == ""


def test_a_link_gives_the_same_page_and_a_broken_one_says_so(visit):
    one = visit(MOVES + "&c=trust,members&v=difference&l=nl&a=stop_first:0.35")
    one.settled()
    said_by_one, link = one.said(), one.page.evaluate("location.hash || '#' + toHash(page.state)")[1:]
    one.close()
    other = visit("#" + link)
    other.settled()
    assert other.said() == said_by_one and "Vertrouwen" in said_by_one[0]
    assert other.page.locator("html").get_attribute("lang") == "nl"
    assert "Eén aanname verzet" in other.page.locator(".notices").inner_text()
    other.close()
    broken = visit("#s=small&b=team.0.hours_per_week:99999&b=%3Cimg%20src=x%20onerror=alert(1)%3E:3&s2=1")
    text = broken.page.locator(".notices").inner_text()
    assert "was not read whole" in text and "it is now 400" in text and "<img src=x onerror=alert(1)>" in text
    assert broken.page.locator(".notices img").count() == 0
    assert broken.page.evaluate("page.planB.policies[0].hours_per_week") == 400


def test_undo_redo_reset_replay_and_the_back_button(visit):
    one = visit()
    one.answered()
    for value in (12, 20):
        one.page.evaluate(f"page.go(moved(page.kinds, page.community, page.state, 'team.0.hours_per_week', {value}))")
    hours = "page.planB.policies[0].hours_per_week"
    one.page.locator("[data-act=undo]").click()
    assert one.page.evaluate(hours) == 12
    one.page.locator("[data-act=redo]").click()
    assert one.page.evaluate(hours) == 20
    one.page.locator("[data-act=replay]").click()
    assert one.page.evaluate(hours) == 12
    one.until(f"{hours} === 20", 5)
    one.page.go_back()
    one.until(f"{hours} === 12", 5)
    one.page.locator("[data-act=reset]").click()
    assert one.page.evaluate(hours) == 8 and one.page.evaluate("Object.keys(page.state.changes).length") == 0


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_both_languages_whole_and_nothing_to_scroll_on_a_projector(visit, lang):
    one = visit(f"{MOVES}&l={lang}")
    one.settled()
    size = one.page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    assert size == [768, 1366]
    text = one.page.locator("body").inner_text()
    assert not [word for word in ("undefined", "NaN", "{", "}") if word in text]
    assert one.page.locator("html").get_attribute("lang") == lang
    english = [word for word in (" the ", " with ", " hours ", "Assumptions") if word in text]
    assert bool(english) == (lang == "en"), english
    assert ("95%-interval" in text) == (lang == "nl")
    assert one.page.evaluate("document.querySelector('header').clientHeight") < 50, "one row"
    smallest = one.page.evaluate(
        "Math.min(...[...document.querySelectorAll('.chart svg')].map(svg => svg.clientHeight))"
    )
    assert smallest >= 150
    one.page.locator("[data-act=language]").click()
    assert one.page.locator("html").get_attribute("lang") != lang
    assert one.page.evaluate("document.activeElement.dataset.act") == "language"
    assert one.page.evaluate("page.planB.policies[0].hours_per_week") == 16


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_story_fits_on_a_projector(visit, lang):
    one = visit(f"#s=association&b=ambassadors.0.number:10&l={lang}&a=stop_first:0.35")
    one.answered()
    assert one.page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [
        768,
        1366,
    ]
    assert one.page.evaluate("document.querySelector('header').clientHeight") < 50
    inside = one.page.evaluate(
        "[...document.querySelectorAll('.lever, .hours, footer')].filter(part => part.offsetParent).every(part => part.getBoundingClientRect().bottom <= innerHeight)"
    )
    assert inside


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768), (1280, 800)])
def test_nothing_lies_over_anything_on_other_screens(visit, width, height):
    one = visit("#s=association&l=nl&b=ambassadors.0.number:10", width=width, height=height)
    one.answered()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width
    over = one.page.evaluate("""(() => {
        const parts = [...document.querySelectorAll('.lever .head > *, .lever input, .lever select, .hours p, .hours td, .said, .chart-head select, header button, .key span')].filter(part => part.offsetParent && part.textContent + part.tagName !== 'SPAN');
        const boxes = parts.map(part => part.getBoundingClientRect()), clash = (a, b) => a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
        return parts.flatMap((one, i) => parts.slice(i + 1).filter((other, j) => !one.contains(other) && clash(boxes[i], boxes[i + 1 + j])).map(other => one.outerHTML.slice(0, 60) + ' / ' + other.outerHTML.slice(0, 60)));
    })()""")
    assert not over
    if width >= 1280:
        assert one.page.evaluate("document.documentElement.scrollHeight") <= height


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_on_a_phone_there_is_one_column(visit, lang):
    one = visit(f"{MOVES}&l={lang}", width=390, height=800)
    one.answered()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390
    tops = one.page.evaluate(
        "[...document.querySelectorAll('.chart, .levers, .hours')].map(part => [part.getBoundingClientRect().left, part.getBoundingClientRect().width])"
    )
    assert len({round(left) for left, _ in tops}) == 1 and all(width > 330 for _, width in tops)
    one.page.locator("[data-act=levers]").click()
    assert one.page.evaluate("document.querySelector('#all-levers').scrollWidth") <= 390


def test_plans_are_saved_as_files_that_the_command_explains(visit, tmp_path, capsys):
    one = visit(MOVES + "&a=stop_first:0.35&b=reach.0.channel:caf%C3%A9%20%22x%22&b=reach.0.daily_reach:0.02&w=days:90")
    one.page.locator("[data-act=take]").click()
    for letter in "AB":
        with one.page.expect_download() as coming:
            one.page.locator(f"[data-plan={letter}]").click()
        assert coming.value.suggested_filename == f"small-{letter.lower()}.toml"
        coming.value.save_as(tmp_path / coming.value.suggested_filename)
    code, out, _ = said(capsys, "explain", str(tmp_path / "small-b.toml"))
    assert code == 0 and "café" in out and "for 90 days" in out and "stop_first" in out
    code, out, _ = said(capsys, "diff", str(tmp_path / "small-a.toml"), str(tmp_path / "small-b.toml"))
    assert code == 0 and "16 hours" in out and "behave" not in out
    assert "community-sim compare small-a.toml small-b.toml --reps 100" in one.page.locator("#take").inner_text()


def test_a_step_back_keeps_language_and_view(visit):
    one = visit()
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.state, 'team.0.hours_per_week', 12))")
    one.page.locator("[data-act=language]").click()
    one.page.locator("[data-view=difference]").click()
    one.page.locator("[data-act=undo]").click()
    assert one.page.evaluate("[page.state.lang, page.state.view, Object.keys(page.state.changes).length]") == [
        "nl",
        "difference",
        0,
    ]
    one.page.locator("[data-act=redo]").click()
    one.page.locator("[data-act=replay]").click()
    one.page.get_by_label("Ambassadeurs").press("ArrowRight")
    assert one.page.evaluate("Object.keys(page.state.changes).sort()") == [
        "ambassadors.0.number",
        "team.0.hours_per_week",
    ]


def test_every_control_has_a_name_and_the_keyboard_reaches_it(visit):
    one = visit(MOVES)
    one.answered()
    for act in ("levers", "assumptions", "limits", "take"):
        one.page.locator(f"[data-act={act}]").evaluate("button => { button.focus(); button.click(); }")
        nameless = one.page.evaluate("""[...document.querySelectorAll('input, select, button, summary')].filter(part => part.offsetParent)
            .filter(part => !(part.getAttribute('aria-label') || part.textContent.trim() || [...(part.labels ?? [])].some(label => label.textContent.trim()))).map(part => part.outerHTML)""")
        assert not nameless
        assert one.page.evaluate("document.activeElement.tagName") == "H2"
        one.page.keyboard.press("Escape")
        assert one.page.evaluate("document.activeElement.dataset.act") == act
    one.page.evaluate("document.activeElement.blur()")
    seen = set()
    for _ in range(60):
        one.page.keyboard.press("Tab")
        seen.add(
            one.page.evaluate(
                "document.activeElement.dataset.act || document.activeElement.closest('.lever')?.dataset.key || document.activeElement.id || ''"
            )
        )
        assert one.page.evaluate(
            "document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== 'none'"
        )
    assert {"copy", "levers", "assumptions", "team.0.hours_per_week", "chart-1-which"} <= seen
    assert one.page.locator("svg[role=img]").evaluate_all(
        "pictures => pictures.every(one => document.getElementById(one.getAttribute('aria-labelledby')).textContent)"
    )


def test_words_stand_out_enough(visit):
    one = visit(MOVES)
    one.answered()
    low = one.page.evaluate("""(() => {
        const light = text => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map(x => x / 255).map(x => (x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const behind = node => { for (let at = node; at; at = at.parentElement) { const colour = getComputedStyle(at).backgroundColor; if (!/, 0\\)|transparent/.test(colour)) return colour; } return 'rgb(255,255,255)'; };
        return [...document.querySelectorAll('p, span, label, output, button, h1, h2, td, th, footer, svg text')].filter(one => one.textContent.trim() && !one.closest('[hidden]'))
          .filter(one => { const style = getComputedStyle(one), a = light(one.closest('svg') ? style.fill : style.color), b = light(behind(one)); return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5; })
          .map(one => one.outerHTML.slice(0, 120));
    })()""")
    assert not low


def test_an_assumption_moves_both_futures(visit):
    one = visit()
    one.settled()
    before = one.said()
    one.page.locator("[data-act=assumptions]").click()
    box = one.page.locator("#assumptions [data-key='behaviour.stop_first']")
    assert "Grade" in box.inner_text() and "Source" in box.inner_text()
    box.locator("input").focus()
    one.page.keyboard.press("End")
    one.answered()
    assert one.said() != before and all("No lever has been moved" in text for text in one.said())
    assert one.page.evaluate(
        "page.planA.behaviour.stop_first === page.planB.behaviour.stop_first && page.planA.behaviour.stop_first > 0"
    )


def test_several_of_one_kind_can_be_decided(visit):
    one = visit()
    one.page.locator("[data-act=levers]").click()
    one.page.get_by_role("button", name="One more: calendar").click()
    assert one.page.locator("[data-family='calendar.1']").evaluate("family => family.open")
    one.page.locator("[data-key='calendar.1.weekdays'] input").nth(3).check()
    one.page.locator("[data-key='calendar.1.post'] select").select_option("question")
    one.answered()
    assert one.page.evaluate(
        "page.planB.policies.filter(one => one.kind === 'calendar').map(one => [one.post, one.weekdays])"
    ) == [["talk", ["tue"]], ["question", ["thu"]]]
    one.page.locator("#all-levers input[type=search]").fill("welcome")
    shown = one.page.locator("#all-levers .lever:visible").evaluate_all("levers => levers.map(one => one.dataset.key)")
    assert shown and "onboarding.0.welcome" in shown and len(shown) < 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_b_does_otherwise_is_told_where_no_lever_in_sight_shows_it(visit, lang):
    """What is in sight shows itself; of more than three others it is said how many there are."""
    line = ".out-of-sight"
    one = visit(f"#s=association&l={lang}&b=onboarding.0.welcome:personal")
    assert one.page.locator(line).inner_text() == ""
    one = visit(f"#s=association&l={lang}&b=calendar.0.weekdays:mon,tue&b=onboarding.0.welcome:personal")
    told = one.page.locator(line).inner_text()
    assert told.startswith(say("page.levers.hidden", lang, what="#").split("#")[0])
    assert told.count("(in A:") == 1 and ("Monday" in told or "maandag" in told)
    more = "&b=commercial.0.host_share:0.1&b=moderation.0.hours_per_week:1&b=team.0.skill:0.9"
    one = visit(f"#s=association&l={lang}&b=calendar.0.weekdays:mon,tue{more}")
    assert one.page.locator(line).inner_text().endswith("… (4).")


def test_predicting_hides_what_comes_until_it_is_revealed(visit):
    one = visit(MOVES)
    one.answered()
    one.page.locator("[data-act=predict]").click()
    assert one.said() == ["Hidden until you reveal it."] * 2
    assert (
        one.page.locator("#chart-1 .line.b").count() == 0
        and one.page.locator("#chart-1 table tr").first.locator("th").count() == 2
    )
    one.page.get_by_label("more").first.check()
    one.page.locator("[data-act=reveal]").click()
    one.answered()
    assert "You expected more" in one.page.locator(".predict [role=status]").inner_text()
    assert one.page.locator("#chart-1 .line.b").count() == 1


def test_a_worker_that_dies_is_replaced(visit):
    one = visit()
    one.answered()
    one.page.evaluate("page.crew.workers[0].worker.onerror({preventDefault() {}})")
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.state, 'team.0.hours_per_week', 30))")
    one.settled()
    assert "higher in B" in one.said()[0] or "nothing" in one.said()[0]


@pytest.mark.parametrize(("before", "after"), [(20, 40), pytest.param(100, 300, marks=pytest.mark.slow)])
def test_memory_does_not_grow_over_many_moves(visit, before, after):
    one = visit()
    one.settled()

    def move(times):
        one.page.evaluate(
            """(async times => { for (let i = 0; i < times; i += 1) {
            page.go(moved(page.kinds, page.community, page.state, 'team.0.hours_per_week', 1 + (i * 7) % 390));
            await new Promise(next => setTimeout(next, 20)); } })("""
            + str(times)
            + ")"
        )
        one.answered()
        one.page.evaluate("gc()")
        return one.page.evaluate(
            "[performance.memory.usedJSHeapSize, page.crew.results.size, document.querySelectorAll('*').length]"
        )

    first, last = move(before), move(after)
    assert last[1] <= 16 and last[2] <= first[2] + 20
    assert last[0] <= first[0] + 12_000_000, f"{(last[0] - first[0]) / 1e6:.1f} MB more"


def test_reduced_motion_is_respected(visit):
    one = visit(reduced_motion="reduce")
    assert one.page.evaluate("getComputedStyle(document.querySelector('.chart svg')).transitionDuration") in (
        "0s",
        "0s, 0s",
    )


def test_the_story_and_the_other_communities_are_there(visit):
    one = visit("")
    assert "trade association" in one.page.locator(".brief").inner_text()
    one.page.locator("[data-act='story.brief']").click()
    assert "Goal:" in one.page.locator("#brief").inner_text()
    one.page.keyboard.press("Escape")
    one.page.get_by_label("Community", exact=True).select_option("small")
    one.until("page.community.name === 'small'", 5)
    one.answered()
    assert one.page.locator("option", has_text="Small <b>&").count() == 1


def test_a_round_with_three_teams_by_their_links(browser, visit):
    links = []
    for name, move in (
        ("Red", "b=team.0.hours_per_week:0"),
        ("Blue", "b=ambassadors.0.number:15&b=ambassadors.0.hours_per_week:3"),
        ("", "b=reach.0.daily_reach:0.02"),
    ):
        team = visit(f"#s=small&{move}")
        link = team.page.evaluate("page.link(false) || location.href")
        assert link.startswith("file:")
        links.append(f"{name}: {link}" if name else link)
        team.close()
    one = visit("#s=small&c=posters_30d,trust")
    one.page.locator("[data-act=plans]").click()
    box = one.page.get_by_label("Links, one a line")
    box.fill("\n".join([*links, "Odd #s=nowhere", "<b>Bad</b> #s=small&b=moderation.0.pause_days:3"]))
    one.page.locator("[data-act=rank]").click()
    one.until("document.querySelectorAll('#plans tr').length === 5")
    names = one.page.locator("#plans tr th[scope=row]").all_inner_texts()
    assert sorted(names[:3]) == ["Blue", "Red", "plan 3"] and names[3] == "A" and names[0] == "Blue"
    text = one.page.locator("#plans").inner_text()
    assert "does not hold the community ‘nowhere’" in text and "<b>Bad</b>: left out" in text
    places = one.page.locator("#plans tr td:first-child").all_inner_texts()
    shared = "cannot be told apart" in text or "Between" in text
    assert shared == any("to" in place for place in places), "a shared place is said"
    against = one.page.locator("#plans tr td:nth-child(4)").all_inner_texts()[:3]
    words = {say(f"report.verdict.{key}") for key in ("better", "worse", "no_difference", "undecided")}
    assert all(cell.rpartition(": ")[2] in words for cell in against), "what each comes to against A, in a word"
    means = one.page.evaluate(
        "[...document.querySelectorAll('#plans tr td:nth-child(3)')].map(cell => Number(cell.textContent))"
    )
    assert means[:3] == sorted(means[:3], reverse=True)
    one.settled()
    assert "No lever has been moved" in one.said()[0], "the page goes on afterwards"
    drawn = one.page.evaluate(
        "[...page.crew.of(keyOf(page.planA)).keys()].filter(n => n >= 1000).sort((a, b) => a - b)"
    )
    assert len(drawn) == 20 and drawn[-1] - drawn[0] == 19 and drawn[0] > 1020, "on luck that nobody has seen"


def test_moving_something_stops_a_ranking_and_says_so(visit):
    one = visit()
    one.page.locator("[data-act=plans]").click()
    one.page.get_by_role("button", name="Add plan B of this page").click()
    one.page.get_by_label("Links, one a line").fill(
        "X #s=small&b=team.0.hours_per_week:30\nY #s=small&b=team.0.hours_per_week:40"
    )
    one.page.evaluate(
        "document.querySelector('[data-act=rank]').click(); page.go(moved(page.kinds, page.community, page.state, 'team.0.hours_per_week', 12))"
    )
    assert "Rank again" in one.page.locator("#plans").inner_text()
    one.settled()


def test_what_is_written_and_changes_nothing_is_told_as_nothing(visit):
    one = visit("#s=small&b=reach.0.channel:paper")
    one.settled()
    assert all("What you moved changes nothing here" in text for text in one.said())
