"""The page in a room, in a browser with the network off: days played, a line drawn, presented, a whole round by links, taken home, and what stands when something breaks."""

from __future__ import annotations

import json
import re
import time

import pytest

from sim.page.beside import write_beside
from sim.page.content import STORIES
from sim.page.write import write_page
from sim.scenario import Scenario, load
from sim.studies import compare
from tests.browser.test_page import SMALL, Visit, browser, visit  # noqa: F401

pytestmark = pytest.mark.browser
MOVES = "#s=small&b=team.0.hours_per_week:16&b=ambassadors.0.number:5"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    where = tmp_path_factory.mktemp("room") / "page.html"
    write_page(where, [Scenario.build(SMALL, "small"), load("scenarios/baseline.toml")], list(STORIES.values()), "en")
    return where


def test_a_report_leads_to_its_page_and_the_claim_moves(browser, tmp_path):  # noqa: F811
    first = Scenario.build(SMALL, "small")
    other = Scenario.build(
        {**SMALL, "policy": [*SMALL["policy"], {"kind": "ambassadors", "number": 15, "hours_per_week": 3}]}, "more"
    )
    found = compare([first, other], reps=20, out=tmp_path / "study", workers=1, assumptions="none")
    [link] = write_beside(found, tmp_path, "en")
    one = Visit(browser, tmp_path / link.split("#")[0], "#" + link.split("#")[1])
    one.until("page.stage >= 20")
    told = json.loads(
        one.page.evaluate(
            "JSON.stringify(page.shownKeys.map(key => Array.from({length: 20}, (_, n) => page.crew.of(key).get(n).measures.posters_30d)))"
        )
    )
    at = found.measures.index("posters_30d")
    assert told == [pytest.approx(list(found.values[i, :, at]), rel=1e-9) for i in range(2)], "the pairs of the report"
    one.settled()
    assert one.page.locator(".claim").inner_text() == ""
    one.page.evaluate(
        "page.assume('behaviour', 'stop_first', page.told.assumptions.find(one => one.name === 'stop_first').high, 0)"
    )
    one.answered()
    said = one.page.locator(".claim").inner_text()
    assert re.search(
        r"^The difference in posters in 30 days (holds|is no longer sure|turns round|was not sure): [+−]", said
    )
    now = one.page.evaluate(
        "(() => { const [a, b] = page.shownKeys.map(key => Array.from({length: page.stage}, (_, n) => page.crew.of(key).get(n))); return page.words.delta('posters_30d', found(a, b, 'posters_30d', page.told.model.figures).mean); })()"
    )
    assert now in said.split(" before, ")[1]
    one.close()


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_community_is_played_day_by_day(visit, lang):  # noqa: F811
    one = visit(f"{MOVES}&l={lang}")
    one.page.locator("[data-act=watch]").click()
    one.until("page.watch.sides.every(side => page.watch.films[side])")
    one.page.evaluate("page.watch.show(100)")
    said = one.page.locator("#watch .said").all_inner_texts()
    assert len(said) == 2 and said != [said[0]] * 2 and all(("day 100" in text) == (lang == "en") for text in said)
    ink = "(n => { const c = document.querySelectorAll('#watch canvas')[n]; return [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].filter((x, i) => i % 4 === 3 && x > 0).length; })"
    assert one.page.evaluate(f"{ink}(0)") > 500 and one.page.evaluate(f"{ink}(1)") > 500
    members = one.page.evaluate("page.watch.films.b.film.members[100]")
    assert str(members) in said[1]
    one.page.locator("[data-act='watch.follow']").click()
    lives = one.page.locator(".lives p").all_inner_texts()
    assert len(lives) == 2 and lives[0][2:9] == lives[1][2:9], "the same person in both"
    one.page.get_by_label("day" if lang == "en" else "dag", exact=True).press("ArrowRight")
    assert one.page.evaluate("page.watch.day") == 101
    one.page.locator("[data-act='watch.play']").click()
    one.until("page.watch.day > 105", 10)
    one.page.locator("[data-act='watch.play']").click()
    stopped = one.page.evaluate("page.watch.day")
    time.sleep(0.4)
    assert one.page.evaluate("page.watch.day") == stopped
    assert not [word for word in ("undefined", "NaN", "{") if word in one.page.locator("#watch").inner_text()]
    one.page.keyboard.press("Escape")
    assert one.page.evaluate("page.watch.worker === null && document.activeElement.dataset.act") == "watch"


def test_days_stand_still_for_who_wants_no_motion_and_b_stays_hidden_while_predicting(visit):  # noqa: F811
    one = visit(MOVES, reduced_motion="reduce")
    one.page.locator("[data-act=predict]").click()
    one.page.locator("[data-act=watch]").click()
    one.until("!!page.watch.films.a")
    assert one.page.locator("[data-act='watch.play']").count() == 0
    assert one.page.locator("#watch canvas").count() == 1
    one.page.get_by_role("button", name="+ week").click()
    assert one.page.evaluate("page.watch.day") == 7 and "A, day 7" in one.page.locator("#watch .said").inner_text()


def test_a_line_is_drawn_scored_and_added_up(visit):  # noqa: F811
    one = visit(MOVES)
    one.settled()
    one.page.locator("[data-act=predict]").click()
    box = one.page.locator("#chart-1 svg").bounding_box()
    one.page.mouse.move(box["x"] + 80, box["y"] + box["height"] * 0.6)
    one.page.mouse.down()
    for share in (0.3, 0.6, 0.9):
        one.page.mouse.move(box["x"] + box["width"] * share, box["y"] + 12)
    one.page.mouse.up()
    assert one.page.locator("#chart-1 .line.guess").count() == 1 and one.page.locator("#chart-1 .line.b").count() == 0
    end = one.page.evaluate("page.prediction.guesses[0].end")
    assert 110 < end["day"] < 149 and end["value"] > 0
    one.page.get_by_label("more").first.check()
    one.page.locator("[data-act=reveal]").click()
    one.answered()
    text = one.page.locator(".predict [role=status]").inner_text()
    assert f"on day {end['day']}" in text and "of 3 points; so far" in text and "No prediction was made" in text
    sum_ = one.page.evaluate("page.prediction.sum")
    assert sum_["possible"] == 3 and f"so far {sum_['points']} of 3" in text
    one.page.locator("[data-act='predict.again']").click()
    assert one.page.evaluate("page.prediction.isHiding") and one.page.locator("#chart-1 .line.guess").count() == 0
    one.page.get_by_label("less").first.check()
    one.page.locator("[data-act=language]").click()
    assert one.page.evaluate("page.prediction.isHiding && page.prediction.sum.possible") == 3, (
        "a language hides nothing less"
    )


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_presenting_shows_the_charts_large_and_the_plan_in_sentences(visit, lang):  # noqa: F811
    one = visit(f"#s=association&b=ambassadors.0.number:10&b=team.0.stance:active&l={lang}")
    one.answered()
    before = one.page.locator("#chart-1 svg").bounding_box()["height"]
    one.page.locator("[data-act=present]").click()
    one.until("document.body.classList.contains('present')")
    assert one.page.locator("#chart-1 svg").bounding_box()["height"] > 1.3 * before
    assert one.page.locator(".levers").is_hidden() and one.page.locator("[data-act=copy]").is_hidden()
    said = one.page.locator(".present-said li").all_inner_texts()
    assert len(said) == 2 and any("10" in text and text.startswith("Ambassad") for text in said)
    size = "[document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth <= innerWidth]"
    assert one.page.evaluate(size) == [True, True]
    one.page.keyboard.press("Escape")
    one.until("!document.body.classList.contains('present')", 5)
    one.page.keyboard.press("Escape")
    assert one.page.locator(".levers").is_visible()


def test_a_whole_round_from_the_teams_to_the_file_taken_home(visit, browser, tmp_path):  # noqa: F811
    lines = []
    for name, move in (
        ("Red", "team.0.hours_per_week:30"),
        ("Blue", "ambassadors.0.number:15&b=ambassadors.0.hours_per_week:3"),
        ("Green", "ambassadors.0.number:14&b=ambassadors.0.hours_per_week:3"),
    ):
        team = visit(f"#s=small&b={move}")
        team.page.locator("[data-act=plans]").click()
        team.page.locator("#plans summary").click()
        team.page.get_by_label("Name of the team").fill(name)
        assert team.page.locator("#plans svg.code path").count() == 1
        hash_ = team.page.locator("#plans pre").inner_text()
        assert hash_.startswith("#s=small&b=")
        lines.append(f"{name}: {hash_}")
        team.close()
    one = visit("#s=small")
    one.page.locator("[data-act=plans]").click()
    one.page.get_by_label("Links, one a line").fill("\n".join(lines))
    one.page.locator("[data-act=rank]").click()
    one.until("page.rounds.rows?.length === 3")
    text = one.page.locator("#plans").inner_text()
    assert "Blue and Green cannot be told apart" in text or "Green and Blue cannot be told apart" in text
    assert (
        "* has more hours than A gives the team" in text
        and "*" in one.page.locator("#plans tr", has_text="Red").inner_text()
    )
    assert one.page.evaluate("page.rounds.rows.map(one => one.name)[2]") == "Red"
    one.page.get_by_role("button", name="Open the plan of Blue as B").click()
    assert one.page.evaluate("page.state.changes['ambassadors.0.number']") == 15
    one.settled()
    one.page.locator("[data-act=take]").click()
    with one.page.expect_download() as coming:
        one.page.locator("[data-act='home.save']").click()
    coming.value.save_as(tmp_path / "taken.html")
    assert (tmp_path / "taken.html").stat().st_size <= 350_000
    home = Visit(browser, tmp_path / "taken.html", "")
    assert home.page.evaluate("page.state.changes['ambassadors.0.number']") == 15
    assert (
        "holds a round" in home.page.locator(".notices").inner_text()
        and "with 3 plans" in home.page.locator(".notices").inner_text()
    )
    assert home.page.evaluate("page.rounds.text") == "\n".join(lines)
    said = one.said()
    one.close()
    home.settled()
    assert home.said() == said
    home.close()


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_summary_is_one_sheet_of_paper(visit, tmp_path, lang):  # noqa: F811
    one = visit(f"#s=association&b=ambassadors.0.number:10&b=team.0.stance:active&l={lang}")
    one.page.evaluate(
        "page.rounds.links.value = ['Red', 'Blue', 'Green', 'Black', 'White'].map((name, i) => `${name} #s=association&b=ambassadors.0.number:${i + 8}&b=onboarding.0.welcome:personal`).join('\\n'), page.rounds.open(), page.rounds.rank()"
    )
    one.until("page.rounds.rows?.length === 5")
    one.page.evaluate("page.home.fill()")
    one.page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    data = (tmp_path / "sheet.pdf").read_bytes()
    assert re.findall(rb"/Count (\d+)", data) == [b"1"]
    text = one.page.locator(".sheet").text_content()
    goal = one.page.evaluate("page.words.say('story.association.goal')")
    assert goal[1:] in text and one.said()[0] in text and "Blue" in text
    assert ("What would turn it round" in text) == (lang == "en") and ("Wat het zou omdraaien" in text) == (
        lang == "nl"
    )
    assert one.page.locator(".sheet figure svg").count() == 2 and one.page.locator(".sheet").is_hidden()


def test_what_would_turn_it_round_is_found_and_is_so(visit):  # noqa: F811
    one = visit("#s=small&b=ambassadors.0.number:15&b=ambassadors.0.hours_per_week:3")
    one.settled()
    one.page.evaluate(
        "page.told.assumptions = page.told.assumptions.filter((one, i) => i % 9 === 0 || one.policies.includes('ambassadors'))"
    )
    one.page.locator("[data-act=take]").click()
    one.page.locator("[data-act=turning]").click()
    one.until("page.home.told?.state === 'done'", 180)
    told = one.page.evaluate("page.home.told")
    assert told["done"] == told["all"] > 5
    assert one.page.locator("#take [role=status] p").count() >= 1
    sign = 1 if "higher in B" in one.said()[0] else 0
    for found in told["found"]:
        assert found["isTurned"] == (found["high"] < 0) or not sign
        assert found["isTurned"] or found["low"] <= 0 <= found["high"]
    one.settled()
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.present(), 'team.0.hours_per_week', 21))")
    assert "Not looked for yet" in one.page.locator("#take").inner_text(), (
        "what was found belongs to the plans it was found for"
    )


def test_two_tabs_do_not_disturb_each_other(browser, file):  # noqa: F811
    one, other = Visit(browser, file, MOVES), Visit(browser, file, "#s=small")
    tab = one.context.new_page()
    tab.goto(file.as_uri() + "#s=small&b=team.0.hours_per_week:3")
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.state, 'team.0.hours_per_week', 25))")
    one.settled()
    other.settled()
    assert one.page.evaluate("page.state.changes['team.0.hours_per_week']") == 25
    assert tab.evaluate("page.state.changes") == {"team.0.hours_per_week": 3} and "No lever" in other.said()[0]
    tab.close()
    one.close()
    other.close()


def test_a_drag_shows_what_lies_between_and_ends_at_the_last(visit):  # noqa: F811
    one = visit()
    one.settled()
    shown = one.page.evaluate("""(async () => {
        const input = document.querySelector('[data-key="team.0.hours_per_week"] input'), seen = new Set(), tell = page.crew.tell.onStage;
        page.crew.tell.onStage = (n, isLast) => { seen.add(page.crew.wanted.keyB); tell(n, isLast); };
        for (let i = 1; i <= 40; i += 1) { input.value = i; input.dispatchEvent(new Event('input')); await new Promise(next => setTimeout(next, 40)); }
        input.dispatchEvent(new Event('change'));
        return seen.size; })()""")
    assert shown >= 3, "pictures while it is dragged"
    one.answered()
    assert one.page.evaluate(
        "JSON.parse(page.shownKeys[1])[1][0].hours_per_week === page.planB.policies[0].hours_per_week"
    )
    one.settled()


@pytest.fixture(scope="module")
def lived(browser, file):  # noqa: F811
    """A page on which all pairs of a larger community have lived under the plan as it is: what follows computes the other plan only."""
    one = Visit(browser, file, "#s=baseline")
    one.settled()
    yield one
    one.close()


def test_a_run_that_is_no_longer_wanted_stops_and_its_place_is_free(lived):
    one = lived
    stopped = one.page.evaluate("""(async () => {
        let n = 0; const done = page.crew.done.bind(page.crew);
        page.crew.done = (who, data) => { n += Number(data.isDropped === true); done(who, data); };
        for (let i = 0; i < 6; i += 1) {
          page.go(moved(page.kinds, page.community, page.present(), 'team.0.hours_per_week', 11 + i));
          await new Promise(next => { const look = setInterval(() => { if (!document.body.classList.contains('waiting')) { clearInterval(look); setTimeout(next, 60); } }, 5); });
        }
        return n; })()""")
    assert stopped >= 3
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.present(), 'team.0.hours_per_week', 8))")
    one.settled()
    one.until("page.crew.workers.every(one => one.job === null)", 5)


def test_a_worker_that_falls_is_replaced_in_the_middle_of_its_run(lived):
    one = lived
    one.page.evaluate("page.go(moved(page.kinds, page.community, page.state, 'team.0.hours_per_week', 31))")
    n = one.page.evaluate(
        "(() => { const busy = page.crew.workers.find(one => one.job); const n = page.crew.workers.length; busy.worker.onerror({ preventDefault() {} }); return n; })()"
    )
    one.settled()
    assert one.page.evaluate("page.crew.workers.length") == n
    assert one.page.locator(".status").inner_text().startswith("100")


def test_the_page_stays_awake_while_it_computes(lived):
    one = lived
    longest = one.page.evaluate("""(async () => {
        let longest = 0, before = performance.now(), on = true;
        const tick = () => { const now = performance.now(); longest = Math.max(longest, now - before); before = now; if (on) setTimeout(tick, 0); };
        tick();
        page.go(moved(page.kinds, page.community, page.present(), 'team.0.hours_per_week', 13));
        await new Promise(next => { const look = setInterval(() => { if (page.isLast && !document.body.classList.contains('waiting')) { clearInterval(look); next(); } }, 20); });
        on = false;
        return longest; })()""")
    assert longest < 250, "no standstill that a hand on a lever would feel"


def test_a_round_by_keyboard_alone(visit):  # noqa: F811
    one = visit()
    one.answered()
    keys = one.page.keyboard

    def to(selector):
        for _ in range(90):
            keys.press("Tab")
            if one.page.evaluate(f"document.activeElement.matches({json.dumps(selector)})"):
                return
        raise AssertionError(f"{selector} is out of reach of the keyboard")

    to("[data-act=predict]")
    keys.press("Enter")
    to("[name=predict-0]")
    keys.press("Space")
    to("[data-act=reveal]")
    keys.press("Enter")
    one.until("document.querySelector('.predict [role=status]').textContent.includes('You expected')")
    one.page.evaluate("document.activeElement.blur()")
    to("[data-act=plans]")
    keys.press("Enter")
    to("#plans textarea")
    keys.type("Red #s=small&b=team.0.hours_per_week:30")
    to("[data-act=rank]")
    keys.press("Enter")
    one.until("page.rounds.rows?.length === 1")
    keys.press("Escape")
    assert one.page.evaluate("document.activeElement.dataset.act") == "plans"
    to("[data-act=watch]")
    keys.press("Enter")
    one.until("!!page.watch.films.b")
    to("#watch-day")
    keys.press("PageUp")
    assert one.page.evaluate("page.watch.day") > 0


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_a_room_uses_fits_a_phone_and_stands_out(visit, lang):  # noqa: F811
    one = visit(f"{MOVES}&l={lang}", width=390, height=800)
    one.answered()
    for act in ("watch", "plans", "take"):
        one.page.locator(f"[data-act={act}]").click()
        if act == "plans":
            one.page.locator("#plans summary").click()
        assert one.page.evaluate(f"document.querySelector('#{act}').scrollWidth") <= 390
        assert one.page.evaluate(
            f"document.querySelector('#{act} .drawer-body').scrollWidth <= document.querySelector('#{act} .drawer-body').clientWidth + 1"
        ), act
        low = one.page.evaluate(
            """id => { const light = text => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map(x => x / 255).map(x => (x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
            const behind = node => { for (let at = node; at; at = at.parentElement) { const colour = getComputedStyle(at).backgroundColor; if (!/, 0\\)|transparent/.test(colour)) return colour; } return 'rgb(255,255,255)'; };
            return [...document.querySelectorAll(`#${id} *`)].filter(one => one.offsetParent && !one.disabled && one.childElementCount === 0 && one.textContent.trim())
              .filter(one => { const a = light(getComputedStyle(one).color), b = light(behind(one)); return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5; }).map(one => one.outerHTML.slice(0, 100)); }""",
            act,
        )
        assert not low
        one.page.keyboard.press("Escape")
