"""What the report says is no more than the runs know: hours of everybody, few pairs, rare events, draws, horizons."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from sim.laboratory.intervals import interval, share_interval
from sim.measures import GOALS, MEASURES
from sim.measures.host import HELPERS, TASKS
from sim.report import write_report
from sim.report.comparison import answer as sentences
from sim.report.comparison import assumptions, board, content, horizons, rows, story, tenure, worlds
from sim.report.comparison import course as over_time
from sim.report.comparison.figures import dotplot, doubt, hours
from sim.report.comparison.view import BY_DAY, PRIMARY_SERIES, View
from sim.report.press import numbers
from sim.report.press.numbers import contrast
from sim.report.press.style import TASK_COLOURS
from sim.scenario import library_folder, load
from sim.studies.comparison.rows import paired_rows
from sim.words import LANGUAGES, catalogue
from sim.world.diary import COHORT, DIARY, SERIES
from tests.toys import report_toy

PAIRS = 12


@pytest.fixture(scope="module")
def plain():
    return report_toy.comparison(2, PAIRS, 130)


def with_values(found, **values):
    """Return the comparison with other values of some measures, float64 (policies, pairs) each, and the rows that follow from them."""
    table = found.values.copy()
    for name, x in values.items():
        table[:, :, found.measures.index(name)] = x
    return replace(found, values=table, rows=paired_rows(table, found.measures, found.primary))


def told_hours(found, lang, ha, hb, **beside):
    """Return the view of a comparison in which hours are spread a little around what is given, in all pairs alike."""
    wobble = np.linspace(-0.1, 0.1, PAIRS)
    given = {"host_hours": (ha, hb), "hours_managers": (0.0, 0.0), "hours_duty": (0.0, 0.0), **beside}
    return View(
        with_values(found, **{name: np.array([a + wobble, b + wobble]) for name, (a, b) in given.items()}), lang
    )


def digits(text):
    return [int(number) for number in re.findall(r"\d+", text)]


# --- hours ---------------------------------------------------------------------------------------------------------


def test_tasks_stand_in_one_list_and_everything_follows_it():
    kept = {name.removeprefix("minutes_") for name in SERIES if name.startswith("minutes_")}
    assert kept == {*TASKS, *HELPERS, "available"}
    assert tuple(TASK_COLOURS) == TASKS
    assert all(f"hours_{task}" in MEASURES for task in (*TASKS, *HELPERS))
    for lang in LANGUAGES:
        words = catalogue("report", lang)
        assert all(f"report.task.{task}" in words and f"report.task.{task}.short" in words for task in TASKS)


def test_every_task_counts_in_the_hours_that_are_told(plain):
    """A minute more on any task is a sixtieth of an hour more; a minute of a member who manages is taken off again."""
    from sim.measures import measure_all

    diary = np.zeros(30, [(name, "f8") for name in SERIES])
    cohorts = np.zeros(
        30, [(name, "f8") for name in ("joined", "visited_30", "visited_90", "visited_180", "posted_30", "posts_90")]
    )
    for task in TASKS:
        diary[f"minutes_{task}"][0] = 60.0
        assert measure_all(diary, cohorts)["host_hours"] == TASKS.index(task) + 1
    diary["minutes_managers"][0] = 120.0
    diary["minutes_duty"][0] = 240.0
    figures = measure_all(diary, cohorts)
    assert (figures["host_hours"], figures["hours_all"]) == (len(TASKS) - 2, len(TASKS) + 4)
    view = View(plain, "en")
    assert view.hours(1) is not None and np.array_equal(view.hours(1), view.values("host_hours", 1))
    assert sum(hours.by_task(view, 1).values()) - view.mean("hours_managers", 1) == pytest.approx(
        view.mean("host_hours", 1), rel=1e-6
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("ha", "hb", "x"), [(300.0, 390.0, 90), (300.0, 196.0, 104), (3.0, 4.0, 1)])
def test_the_sentence_has_the_hosts_hours_and_those_of_members(plain, lang, ha, hb, x):
    alone = sentences.hours(told_hours(plain, lang, ha, hb), 1)
    assert digits(alone) == ([130, x, int(hb), int(ha)])
    helped = sentences.hours(told_hours(plain, lang, ha, hb, hours_managers=(5.0, 20.0), hours_duty=(2.0, 11.0)), 1)
    assert helped.startswith(alone) and digits(helped[len(alone) :]) == [31, 7]
    more = {"en": ("more", "fewer"), "nl": ("meer", "minder")}[lang]
    assert more[hb < ha] in alone and more[hb > ha] not in alone


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hours_that_are_shown_alike_are_told_as_no_difference(plain, lang):
    view = told_hours(plain, lang, 355.6, 356.4)
    assert sorted(digits(sentences.hours(view, 1))) == [130, 356]
    assert content.hours_card(view)["big"].startswith("0 ")
    one = content.hours_card(told_hours(plain, lang, 3.0, 4.0))["big"]
    assert one == {"en": "+1 hour", "nl": "+1 uur"}[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("gap", "spread"), [(40.0, 300.0), (-40.0, 300.0), (0.2, 300.0), (40.0, 5.0), (-40.0, 5.0)])
def test_hours_whose_difference_may_be_chance_say_so(plain, lang, gap, spread):
    """In the sentence and on the card; not where the interval leaves out zero."""
    wobble = spread * np.resize((-1.0, 1.0, 0.5, -0.5), PAIRS)
    table = {
        "host_hours": np.array([np.full(PAIRS, 400.0), 400.0 + gap + wobble]),
        **{f"hours_{who}": np.zeros((2, PAIRS)) for who in HELPERS},
    }
    view = View(with_values(plain, **table), lang)
    row, told = view.row("host_hours", 1), sentences.hours(view, 1)
    assert row.difference == pytest.approx(gap) and (row.low < 0 < row.high) == (spread > 100)
    sign = {"en": "chance", "nl": "toeval"}[lang]
    assert (sign in told) == (sign in content.hours_card(view)["small"]) == (spread > 100)
    assert digits(told) == ([400, 130] if abs(gap) < 1 else [130, 40, 400 + int(gap), 400])
    even = {"en": "no more and no fewer", "nl": "kost het beheerteam evenveel"}[lang]
    assert even not in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_card_has_a_before_b_and_what_was_not_used(plain, lang):
    card = content.hours_card(
        told_hours(plain, lang, 87.0, 95.0, hours_unused=(329.0, 321.0), hours_managers=(4.0, 9.0))
    )
    assert digits(card["text"]) == [87, 95]
    unused = sentences.unused(told_hours(plain, lang, 87.0, 95.0, hours_unused=(329.0, 321.0)), 1)
    assert digits(unused) == [329, 416, 321, 416]
    assert digits(card["small"])[-6:] == [4, 9, *digits(unused)]


# --- one interval, few pairs, rare events ----------------------------------------------------------------------------


def test_the_report_has_no_interval_of_its_own():
    rng = np.random.default_rng(2)
    for n in (2, 5, 30):
        a, b = rng.exponential(3.0, (2, n))
        one, other = contrast(a, b), interval(b - a)
        assert (one.low, one.high, one.n, one.difference) == (other.low, other.high, other.n, other.mean)


def test_the_headline_pair_has_one_interval_wherever_it_stands():
    from sim.report.comparison import circumstances

    view = View(report_toy.comparison(6, 8, 60), "en")
    row, first = view.row(view.primary, 1), circumstances.find(view)[0].contrast
    assert (first.low, first.high, first.difference) == (row.low, row.high, row.difference)


def test_two_pairs_that_happen_to_agree_decide_nothing():
    comparison = report_toy.comparison(2, 2, 60)
    sure = with_values(
        comparison, invited_joins=np.array([[3.0, 3.0], [2.0, 2.0]]), posters_30d=np.array([[50.0, 60.0], [40.0, 50.0]])
    )
    for row in sure.rows:
        assert not (np.isfinite(row.low) and row.low == row.high), row.measure
        if row.method == "equal" and row.difference:
            assert row.verdict in ("undecided", "exploratory")
        assert row.correlation is None
    for lang in LANGUAGES:
        view = View(sure, lang)
        answer = sentences.answer(view, 1)
        assert view.say("headline.undecided", a=view.quote(0), b=view.quote(1)) in answer
        assert "–" not in answer and not sentences.noise(view, 1)
        assert rows.line(view, "posters_30d", 1).interval == view.say("interval.same", k=2, n=2)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_pair_says_nothing_of_chance(lang):
    view = View(report_toy.comparison(2, 1, 60), lang)
    assert view.say("chance.one") in sentences.answer(view, 1) and "–" not in sentences.answer(view, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_none_seen_is_told_with_what_is_possible(plain, lang):
    view = View(plain, lang)
    lines = content.survival(view)
    high = round(100 * share_interval(0, PAIRS)[1])
    for line in lines:
        assert f"{high}%" in line["silence"] and str(PAIRS) in line["silence"]
        assert all(text == f"{PAIRS} / {PAIRS} ({100 - high}–100%)" for _, text in line["alive"])
    assert sentences.rare(view, 0, 30) == "12%"
    alive = rows.line(view, "alive_end", 1)
    assert alive.verdict_key == "undecided" and "identical" not in alive.verdict


def test_failed_runs_are_no_runs_without_hours_and_no_silent_ones(plain):
    values, series = plain.values.copy(), {name: one.copy() for name, one in plain.diary.items()}
    values[1, 3] = np.nan
    for entry in series.values():
        entry[1, 3] = np.nan
    broken = replace(
        plain,
        values=values,
        diary=series,
        rows=paired_rows(values, plain.measures, plain.primary),
        failures=("planted",),
    )
    view = View(broken, "en")
    kept = np.arange(PAIRS) != 3
    a, b = (float(plain.values[i, kept, plain.measures.index("host_hours")].mean()) for i in (0, 1))
    assert view.means("host_hours", 1) == pytest.approx((a, b))
    assert (
        f"{PAIRS - 1} / {PAIRS - 1}" in content.survival(view)[1]["alive"][-1][1]
        and f"{PAIRS} / {PAIRS}" in content.survival(view)[0]["alive"][-1][1]
    )
    line = rows.line(view, "members", 1)
    assert line.better.endswith(f"/ {PAIRS - 1}")
    shown = plain.values[0, kept, plain.measures.index("members")].mean()
    assert line.a == view.amount("members", shown, numbers.apart(*view.means("members", 1)))


def test_means_are_shown_so_that_rounding_makes_no_difference():
    assert numbers.apart(38.27, 38.24, 1) == 2  # 38.3 and 38.2 would look a tenth apart
    assert numbers.apart(38.27, 38.12, 1) == 1
    assert numbers.apart(38.27, 38.26, 1) == 1  # both 38.3: shown as the same
    assert numbers.apart(0.0, 0.0) == 0 and numbers.apart(float("nan"), 1.0, 2) == 2


@pytest.mark.parametrize(
    ("difference", "low", "high", "places"),
    [
        (-104.397, -104.433, -104.363, 2),
        (-104.397, -107.4, -101.3, 0),
        (2.0, 2.0, 2.0, 2),
        (1.5, 1.50000001, 1.50000002, 4),
    ],
)
def test_both_ends_of_an_interval_look_alike_only_where_they_are(difference, low, high, places):
    assert numbers.fine(difference, low, high) == numbers.fine(difference, -high, -low) == places
    assert numbers.fine(difference, float("nan"), float("nan")) == numbers.digits_for(difference)


def test_hours_that_are_almost_the_same_in_every_pair_have_an_interval_with_two_ends(plain):
    wobble = 0.05 * np.resize((-1.0, 1.0, 0.5, -0.5, 0.1), PAIRS)
    view = View(with_values(plain, host_hours=np.array([np.full(PAIRS, 313.2), 208.8 + wobble])), "en")
    low, high = rows.line(view, "host_hours", 1).interval.split(" to ")
    assert low != high and low in board.hours(view)[1] and high in board.hours(view)[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verdict", ["better", "no_difference", "undecided"])
def test_what_is_worth_acting_on_between_shares_is_in_points(lang, verdict):
    """Wherever a sentence has the interval of the difference, what is worth acting on, or the noise, of a measure written in per cent."""
    found = report_toy.comparison(2, PAIRS, 365)
    lift, luck = {"better": (0.04, 0.001), "no_difference": (0.0, 0.001), "undecided": (0.0, 0.1)}[verdict]
    wobble = luck * np.resize((-1.0, 1.0, 0.5, -0.5, 0.1), PAIRS)
    given = with_values(
        replace(found, primary="retention_90"), retention_90=np.array([np.full(PAIRS, 0.2), 0.2 + lift + wobble])
    )
    view, points = View(given, lang), {"en": "points", "nl": "procentpunt"}[lang]
    assert view.row("retention_90", 1).verdict == verdict
    card = content.cards(view)[0]["small"]
    told = {"card": (card, 2), "caption": (dotplot.caption(view, 1), 2), "noise": (sentences.noise(view, 1), 2)}
    told |= {"amounts": (sentences.amounts(view, 1), 1 if verdict == "better" else 2)}
    assert {key: text.count(points) for key, (text, _) in told.items()} == {key: n for key, (_, n) in told.items()}
    assert points not in content.cards(View(found, lang))[0]["small"]


# --- claims ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_exploratory_has_no_verdict(plain, lang):
    view = View(plain, lang)
    shown, folded = rows.lines(view, 1)
    assert 10 <= len(shown) <= 20 and shown[0].measure == plain.primary
    assert {one.verdict for one in folded if one.verdict_key != "unknown"} == {view.say("verdict.exploratory")}
    assert all(one.verdict != view.say("verdict.exploratory") for one in shown)
    assert len(shown) + len(folded) == len(plain.measures)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_means_and_hours_are_rounded_alike_in_sentence_and_table(lang):
    view = View(report_toy.comparison(2, 8, 365), lang)
    line, answer = rows.line(view, view.primary, 1), sentences.answer(view, 1)
    assert f"{line.b} " in answer and f" {line.a} " in answer and line.difference in answer
    hours, told = rows.line(view, "host_hours", 1), sentences.hours(view, 1)
    assert (
        hours.a in told
        and hours.b in told
        and {hours.a, hours.b} <= set(re.findall(r"\d+", content.hours_card(view)["text"]))
    )
    assert rows.line(View(report_toy.comparison(2, 3, 40), lang), view.primary, 1).without_variance is False


def test_not_clear_is_not_none(plain):
    rng = np.random.default_rng(1)
    told = story.Told(story.LINKS[0], contrast(rng.normal(0, 9, 8), rng.normal(0, 9, 8)), "still")
    for lang in LANGUAGES:
        view = View(plain, lang)
        for step in story.STEPS:
            text = story.sentence(view, step, [told], 1)
            assert text == view.say(f"story.{step}.still", a="A", b="B")
            assert not re.search(r"cannot have|did not|kan een verschil dus niet|niet gedragen", text)


# --- draws and worlds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", [True, "worlds"])
def test_draws_are_counted_by_what_is_worth_acting_on_with_intervals(lang, kind):
    comparison = report_toy.comparison(2, PAIRS, 60, assumptions=kind)
    view, over = View(comparison, lang), comparison.assumptions.over_worlds[0]
    clause = worlds.clause(view, 1)
    wanted = [round(100 * x) for one in (over.better, over.same, over.worse) for x in (one.estimate, one.low, one.high)]
    assert digits(clause) == wanted
    words = {"en": ("draws", "worlds"), "nl": ("trekkingen", "werelden")}[lang]
    assert words[kind == "worlds"] in clause and words[kind != "worlds"] not in clause
    assert clause in sentences.answer(view, 1)
    assert (
        digits(content.doubt_card(view)["big"]) == wanted[:1]
        and digits(content.doubt_card(view)["small"]) == wanted[3:]
    )
    assert str(round(100 * over.chance)) in worlds.spread(view, 1), "how much of the spread is chance"
    sides = doubt.sides(view, 1)
    panel = doubt.draw(view, 1, doubt.limits(view))
    for n in ((sides > 0).sum(), (sides < 0).sum(), (sides == 0).sum()):
        assert str(n) in panel.caption
    margin = MEASURES["posters_30d"].margin(1.0)
    ratio = comparison.assumptions.effects[:, 0] / comparison.assumptions.base
    assert sides.tolist() == [1 if x > margin else -1 if x < -margin else 0 for x in ratio]


def test_a_sign_that_turns_within_what_matters_not_is_about_the_same():
    comparison = report_toy.comparison(2, PAIRS, 60)
    small = np.linspace(-0.02, 0.02, comparison.assumptions.effects.shape[0]) * comparison.assumptions.base
    view = View(replace(comparison, assumptions=replace(comparison.assumptions, effects=small[:, None])), "en")
    assert (doubt.sides(view, 1) == 0).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_reassurance_rests_on_an_empty_list(plain, lang):
    names = [name for name, one in assumptions.registry().items()]
    graded = {
        key: next((n for n in names if (assumptions.registry()[n].grades == "E") is (key == "E")), None)
        for key in ("E", "other")
    }
    strong, weak = [(graded["E"], 0.9)], [(graded["E"], 0.1)]
    for drivers, luck, key in (
        (strong, 0.3, "invented"),
        ([(graded["other"], 0.9)], 0.3, "none_invented"),
        (weak, 0.3, "none_stands_out"),
        (strong, np.nan, "none_stands_out"),
        ([], 0.3, "none_stands_out"),
    ):
        view = View(
            replace(plain, assumptions=replace(plain.assumptions, drivers=drivers, drivers_by_chance=luck)), lang
        )
        listed = view.say(f"assumptions.{key}", list=assumptions.named(view, graded["E"]))
        assert assumptions.invented_sentence(view) == listed, key


def test_nothing_drives_that_no_scenario_has():
    from sim.rules import PARAMETERS
    from sim.scenario import library_folder, load
    from sim.studies.comparison.assumptions import that_may_matter

    one = load(library_folder() / "everyone-at-once.toml")
    bare, uncertain = (
        one.model_copy(update={"policies": ()}),
        {n for n, p in PARAMETERS.items() if p.kind == "uncertain"},
    )
    free = {name for name in uncertain if not PARAMETERS[name].policy}
    assert that_may_matter(PARAMETERS, [bare, bare]) == free - set(bare.behaviour)
    name = sorted(free - set(bare.behaviour))[0]
    kept = bare.with_values(**{name: PARAMETERS[name].default})
    assert name not in that_may_matter(PARAMETERS, [kept, kept]) and name in that_may_matter(PARAMETERS, [kept, bare])


# --- horizons --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "course"),
    [
        ((-10, 1), (-9, 1), "stays"),
        ((-10, 1), (-2, 0.1), "narrows"),
        ((-10, 1), (-2, 40), "closes"),
        ((-10, 1), (2, 40), "closes"),
        ((-10, 1), (-30, 1), "widens"),
        ((-10, 1), (5, 1), "turns"),
        ((-10, 1), (-7, 40), "fades"),
        ((-1, 40), (-1, 40), "open"),
        ((-1, 40), (-30, 1), "comes"),
    ],
)
def test_whether_a_gap_closes(first, last, course):
    def made(mean, sd):
        return contrast(np.zeros(10), mean + sd * np.linspace(-1, 1, 10))

    assert horizons.course(made(*first), made(*last)) == course


@pytest.mark.parametrize("lang", LANGUAGES)
def test_horizons_stand_beside_the_measure_that_counts(lang):
    comparison = report_toy.comparison(2, 10, 365)
    view = View(comparison, lang)
    assert horizons.days(view) == [90, 180, 365] and horizons.days(View(report_toy.comparison(2, 2, 60), lang)) == [60]
    for one in horizons.find(view, 1)[:-1]:
        mean = (
            comparison.diary["posters_30d"][1, :, one.day - 7 : one.day]
            - comparison.diary["posters_30d"][0, :, one.day - 7 : one.day]
        ).mean()
        assert one.contrast.difference == pytest.approx(mean, rel=1e-5)
    row, own = view.row(view.primary, 1), horizons.find(view, 1)[-1].contrast
    assert (own.low, own.difference, own.high) == (row.low, row.difference, row.high)
    assert len(horizons.lines(view, 1)) == 4 and horizons.sentence(view, 1) and "{" not in horizons.sentence(view, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_gap_of_which_half_is_left_beyond_chance_is_not_said_to_close(lang):
    found = report_toy.comparison(2, 10, 365)
    series = {name: line.copy() for name, line in found.diary.items()}
    course = np.full(365, -5.0)
    course[:180] = -25.0
    series["posters_30d"][1] = series["posters_30d"][0] + course + np.linspace(-1, 1, 10)[:, None]
    told = horizons.sentence(View(replace(found, diary=series), lang), 1)
    assert (
        told
        == {
            "en": "The gap narrows: −25.0 on day 90, −5.00 on day 365. Part of it looks like a delay; what is left is beyond chance.",
            "nl": "Het gat wordt kleiner: −25,0 op dag 90, −5,00 op dag 365. Voor een deel lijkt het uitstel; wat overblijft, is meer dan toeval.",
        }[lang]
    )


def test_a_course_is_that_of_the_measure_where_it_is_said_to_be():
    """On days that differ in everything: the measure is its series' mean over the last 90 days, for these and for no other with a series."""
    rng, days = np.random.default_rng(1), np.zeros(200, dtype=DIARY)
    for name in SERIES:
        days[name] = rng.integers(1, 100, 200)
    same = set()
    for name, measure in MEASURES.items():
        series = PRIMARY_SERIES.get(name, name)
        if series in SERIES and measure.source == "diary":
            value = measure.compute(days, np.zeros(200, dtype=COHORT))
            if value == pytest.approx(days[series][-90:].astype(float).mean(), rel=1e-6):
                same.add(name)
    assert same == BY_DAY and set(GOALS.values()) - BY_DAY


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("primary", ["retention_90", "goal_service", "posters_30d"])
def test_the_course_of_another_measure_is_not_told_as_that_of_the_measure_that_counts(lang, primary):
    found = report_toy.comparison(2, 10, 365)
    found = replace(found, primary=primary, rows=paired_rows(found.values, found.measures, primary))
    view, own = View(found, lang), primary == "posters_30d"
    posters = view.start(view.label("posters_30d"))
    told = [line["when"] for line in horizons.lines(view, 1)[:-1]]
    assert all(when.startswith(posters) != own for when in told) and len(told) == 3
    assert horizons.sentence(view, 1).startswith(posters) != own
    assert any(horizons.sentence(view, 1) in line for line in board.change(view)) == own
    panels = dict.fromkeys(("course", "course_difference", "members", "members_difference"), [])
    intro = {"en": "is another measure", "nl": "een andere maat"}[lang]
    assert (intro in "".join(map(str, over_time.course(view, panels)))) != own


def of_library(name):
    return load(library_folder() / f"{name}.toml")


@pytest.mark.parametrize(
    ("name", "left_out", "said"),
    [
        (
            "baseline",
            [
                "skill, tone and experience are not in it",
                "one constant pull; news, management support and changes of the platform are not",
            ],
            [],
        ),
        ("owner/skilled", [], ["how skilled and trained the team is"]),
        ("owner/trained", [], ["how skilled and trained the team is"]),
        ("owner/voice-agreed", [], ["in whose name it speaks"]),
        (
            "owner/platform-closes",
            ["news and management support are not"],
            ["skill, tone and experience are not in it"],
        ),
        ("owner/platform-stays", ["news, management support and changes of the platform are not"], []),
        ("groups/rivals-unique-content", [], ["Rival communities stay as they are"]),
        ("everything", ["news is not in this comparison"], ["how skilled and trained the team is"]),
    ],
)
def test_what_a_scenario_sets_is_not_said_to_be_missing(plain, name, left_out, said):
    """Whichever of the two scenarios has it; on the page and on the sheet for a board alike."""
    baseline, other = of_library("baseline"), of_library(name)
    for scenarios in ((baseline, other), (other, baseline)):
        view = View(report_toy.with_scenarios(plain, scenarios), "en")
        page, sheet = " ".join(content.limits(view)), " ".join(board.unknown(view))
        assert all(text in page and text in sheet for text in (*left_out, *said))
        sets = {
            "skill, tone and experience are not in it": "how skilled and trained the team is",
            "one constant pull": "Rival communities stay as they are",
        }
        for missing, there in sets.items():
            assert (missing in page) != (there in page)
        if name == "owner/platform-closes":
            assert "changes of the platform" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_to_be_in_the_folder_is_there(tmp_path, plain, lang):
    for whole in (True, False):
        write_report(plain, tmp_path / str(whole), lang, whole=whole)
        room = tmp_path / str(whole) / "report"
        [figures, pages] = re.findall(
            r"<li>(report/(?:figures/)?:.*?)</li>", (room / "index.html").read_text(encoding="utf-8")
        )
        assert ("PNG" in figures) == whole == any((room / "figures").glob("*.png"))
        other = {"en": "nl", "nl": "en"}[lang]
        assert (room / f"index.{other}.html").exists() == whole and ("--whole" in pages) != whole
        assert (room / "board.html").exists()


@pytest.mark.parametrize("verb", ["report", "resume", "retry"])
def test_who_wants_to_repeat_a_study_is_told_how_it_was_begun(plain, verb):
    """Not how a report was written again: whoever a page was forwarded to has no folder to go on with."""
    begun, again = "community-sim compare a.toml b.toml", "community-sim compare a.toml b.toml --reps 60"
    known = plain.provenance | {"first_command": begun, "git": {"commit": "c0ffee", "changed": True}}

    def told(command, **beside):
        view = View(replace(plain, provenance=known | {"command": command} | beside), "en")
        return {key: value for key, _, value in content.method(view)}

    assert told(f"community-sim {verb} out")["command"] == begun
    assert told(f"community-sim {verb} out", first_command="")["command"] == f"community-sim {verb} out"
    assert told(again)["command"] == again
    assert told(again)["git"] == "c0ffee, with changes since"
    assert told(again, git={"commit": "c0ffee", "changed": False})["git"] == "c0ffee" and "git" not in told(
        again, git={}
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_pair_differs_none_is_counted_as_half_better(lang):
    view = View(report_toy.comparison(2, PAIRS, 130, verdict="identical"), lang)
    lines = [line for group in rows.lines(view, 1) for line in group]
    assert lines[0].better == numbers.NONE and content.cards(view)[0]["big"].startswith("0 ")
    assert all((line.better == numbers.NONE) >= (not view.row(line.measure, 1).n_unlike) for line in lines)


def test_tenure_and_survival_are_those_of_the_measures(plain):
    """What stands at equal tenure and in how many runs a community lived is read where every other table reads it."""
    view = View(plain, "en")
    for row in tenure.rows(view):
        for p in range(view.n_policies):
            assert np.array_equal(row.values[p], plain.values[p, :, plain.measures.index(tenure.MEASURE[row.key])])
    place = plain.measures.index("days_to_silence")
    values = plain.values.copy()
    values[1, :3, place] = (0.0, 120.0, np.nan)
    fell = View(replace(plain, values=values), "en")
    assert tenure.silence(fell, 1)[:2].tolist() == [0.0, 120.0] and np.isnan(tenure.silence(fell, 1)[2:]).all()
    assert tenure.worked(fell, 1).sum() == view.n_reps - 1
    for day, name in {**tenure.ALIVE, view.days: "alive_end"}.items():
        assert np.array_equal(tenure.alive(view, 0, day), plain.values[0, :, plain.measures.index(name)] > 0)
