"""Reviews around a run: what is wrong with one is told, what it never sees is told, and a run leaves the plan as it was."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import policy, world

from sim.day import simulate
from sim.errors import ScenarioError
from sim.report.comparison import firings
from sim.scenario import Scenario, explain

MEASURED = {"kind": "measurement", "measures": ["members"], "minutes_per_week": 0.0}
LOOK = {
    "kind": "review",
    "every_days": 7,
    "when": "members",
    "threshold": 1.0,
    "then": {"team.hours_per_week": 12, "onboarding.welcome": "personal"},
}


def build(*policies):
    return Scenario.build({"community": {"audience": 300, "days": 60, "founders": 20}, "policy": list(policies)})


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ({"team.hours_per_wek": 12}, r"team has no lever hours_per_wek.*did you mean team.hours_per_week"),
        ({"teem.hours_per_week": 12}, r"teem is not a kind of policy.*did you mean team.hours_per_week"),
        ({"team.hours_per_week": 4000}, r"4000 is not what team.hours_per_week can be; allowed a number, 0 to 400"),
        ({"team.stance": "lazy"}, r"lazy is not what team.stance can be; allowed one of passive, reactive, active"),
        ({"moderation.ban_after": 2.5}, r"2.5 is not what moderation.ban_after can be; allowed a whole number"),
        ({"reach.daily_reach": 0.1}, r"cannot change while the community lives: who hears of the community"),
        ({"calendar.minutes": 10}, r"cannot change while the community lives: planned posts are settled"),
        ({"admission.first_day": 3}, r"cannot change while the community lives: a day is a date"),
        (
            {"team.priorities": "answers"},
            r"cannot change while the community lives: it is settled before the first day",
        ),
        ({"review.threshold": 3}, r"a review changes levers, not reviews"),
        (["team.hours_per_week = 12", "team.hours_per_week = 13"], r"team.hours_per_week named twice"),
        (["team.hours_per_week"], r"does not say which lever becomes what"),
    ],
)
def test_what_is_wrong_with_a_change_is_told(then, says):
    with pytest.raises(ScenarioError, match=says):
        build(MEASURED, {**LOOK, "then": then})


def test_a_table_and_texts_say_the_same():
    texts = ["team.hours_per_week = 12", 'onboarding.welcome = "personal"']
    one, other = (build(MEASURED, {**LOOK, "then": then}) for then in (LOOK["then"], texts))
    assert one.programme().hash() == other.programme().hash() != build(MEASURED).programme().hash()


def test_who_waits_for_what_nobody_measures_is_told_so():
    """In both languages; also where it is measured on other days only; and not where it is measured on one of its days."""
    blind = {"en": "This review never changes anything: members", "nl": "Deze evaluatie verandert nooit iets"}
    unheard = {"en": "Nothing is ever reported: members", "nl": "Er wordt nooit iets gemeld"}
    report = {"kind": "support", "every_days": 28, "reported": "members"}
    for lang in ("en", "nl"):
        for seen in ((), ({**MEASURED, "measures": ["posters"]},), ({**MEASURED, "until_day": 20},)):
            late = [{**one, "from_day": 20} for one in (LOOK, report)]
            text = explain(build(*seen, *late), lang)
            assert blind[lang] in text and unheard[lang] in text
        text = explain(build({**MEASURED, "until_day": 21}, {**LOOK, "from_day": 20}, report), lang)
        assert blind[lang] not in text and unheard[lang] not in text


def test_a_run_leaves_the_plan_as_it_was():
    """One setup serves many runs: what a review changed in one is not there in the next."""
    setup = build(MEASURED, LOOK).setup()
    before = setup.programme.hash()
    first, second = simulate(setup, replication=1), simulate(setup, replication=1)
    assert first.diary["reviews_fired"].sum() > 0 and first.diary["minutes_available"].max() == 144.0
    assert first.diary.tobytes() == second.diary.tobytes() and setup.programme.hash() == before


def test_a_review_agreed_on_from_a_day_does_nothing_before_it():
    run = simulate(world(policy(**{**MEASURED, "measures": ("members",)}), policy(**LOOK, from_day=21), founders=20))
    assert np.flatnonzero(run.diary["reviews_fired"]).tolist() == [28, 35]


class Shown:
    """As much of a view as the sentences on firings need."""

    lang, days, n_reps = "en", 60, 3

    def __init__(self, scenario, fired):
        self.comparison = type("Found", (), {"scenarios": [scenario]})
        self.fired = fired

    def series(self, name, index):
        return self.fired

    def letter(self, index):
        return "A"

    def show(self, value, digits=None):
        return f"{value:.0f}"

    def say(self, key, **values):
        return key, values


def test_the_report_counts_the_firings_of_each_review():
    """Two reviews by their digits: the first fired in two of three runs, first on days 7 and 14; the second never."""
    days = np.zeros((3, 60))
    days[0, [7, 14, 21]] = days[1, 14] = 1.0
    view = Shown(build(MEASURED, LOOK, {**LOOK, "from_day": 50, "then": {"team.stance": "active"}}), days)
    (key, first), (other, _) = firings.sentences(view)
    assert (key, other) == ("firings.fired", "firings.never")
    assert (first["k"], first["n"], first["low"], first["high"], first["times"]) == (2, 3, "7", "14", "2")
    days[2, 56] = 3.0
    found = firings.fired(view, 0)
    assert np.argwhere(found[1]).tolist() == [[2, 56]] and found[0].sum() == 5
