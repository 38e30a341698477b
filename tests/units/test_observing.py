"""Settings are run once for all that need them, by anybody, with the same numbers; instruments do what they say and no more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from handmade import log

from sim.day import Stepper
from sim.evidence import instruments, observing
from sim.evidence.bands import told
from sim.evidence.facts import FACTS
from sim.evidence.held import CHECKED, Held
from sim.evidence.looks import Watch
from sim.evidence.observing import connected, gather, load_setting, looks_for, observe, parts_of
from sim.world.eventlog import JOIN, VISIT


def size(*logs):
    return tuple(float(len(record.events)) for record in logs)


def row(number: str, setting: str, *against: str) -> Held:
    return told(number, setting, size, lambda parts: float(parts.sum()), against=against or None)


ROWS = (
    row("R1", "living", "spam"),
    row("R2", "slip", "living"),
    row("R3", "open"),
    row("R4", "hours-4", "hours-2", "hours-1"),
    row("R5", "outage", "spam"),
    row("R6", "hours-1", "open"),
)


def test_rows_that_share_a_setting_are_run_together():
    together = [{fact.name for fact in some} for some in connected(ROWS)]
    assert sorted(together, key=min) == [{"R1", "R2", "R5"}, {"R3", "R4", "R6"}]
    assert connected([]) == []


def test_every_row_has_its_own_number_of_runs():
    looks = looks_for(ROWS[:2], {"R1": 1, "R2": 3})
    assert [(look.name, look.replication) for look in looks] == [("R1 R2", 0), ("R2", 1), ("R2", 2)]


@pytest.mark.parametrize("facts", [ROWS, ROWS[::-1]])
def test_a_setting_is_run_once_and_let_go(monkeypatch, facts):
    ran = []

    def made_up(scenario, replication):
        ran.append((scenario.name, replication))
        return log(*[(1, VISIT, 0)] * (len(scenario.name) + replication))

    monkeypatch.setattr(observing, "observe", made_up)
    found = parts_of(facts, 2)
    assert len(ran) == len(set(ran)) == len({arm for fact in facts for arm in fact.arms})
    assert found["R4"] == tuple(len(name) + 2.0 for name in ("hours-4", "hours-2", "hours-1"))
    whole = gather(facts, {fact.name: 2 for fact in facts})
    assert whole["R1"].tolist() == [[6.0, 4.0], [7.0, 5.0]]


def test_changes_go_to_every_setting_that_can_take_them(monkeypatch):
    seen = {}
    monkeypatch.setattr(
        observing, "observe", lambda scenario, replication: seen.setdefault(scenario.name, scenario) and log()
    )
    parts_of([row("R1", "empty-room", "living")], 0, ("community.days=90", "policy.team.hours_per_week=3"))
    assert {scenario.community.days for scenario in seen.values()} == {90}
    assert [policy.hours_per_week for policy in seen["living"].policies if policy.kind == "team"] == [3.0]


def test_the_same_numbers_over_any_number_of_processes():
    facts = [FACTS["16"], replace(FACTS["16"], name="R16", setting="size-300", role=CHECKED)]
    times = {"16": 5, "R16": 2}
    alone = gather(facts, times)
    watch = Watch(2)
    try:
        shared = gather(facts, times, watch=watch)
    finally:
        watch.dismiss()
    for number, parts in alone.items():
        np.testing.assert_array_equal(parts, shared[number])
        assert len(parts) == times[number]


def test_a_keyed_half_of_people():
    half = instruments.chosen_half(4_000)
    assert 0.46 < half.mean() < 0.54
    assert 0.44 < (half[1:] == half[:-1]).mean() < 0.56
    np.testing.assert_array_equal(half[:900], instruments.chosen_half(900))


def test_a_first_look_is_hidden_from_the_chosen_half_for_one_day():
    scenario = load_setting(
        "first-look",
        ["community.audience=400", "community.days=60", "community.founders=20", "behaviour.aware_rate=0.05"],
    )
    born, stepper = Stepper(scenario.setup()).people, Stepper(scenario.setup())
    seen = []
    advance = stepper.advance

    def day_by_day(days):
        before = stepper.people["n_visits"].copy()
        hidden = stepper.people["first"] == instruments.NOWHERE
        advance(days)
        came = (before == 0) & (stepper.people["n_visits"] > 0)
        seen.append((hidden & came, ~hidden & came))

    stepper.advance = day_by_day
    instruments.hide_first_look(stepper)
    hidden, plain = (np.any([pair[side] for pair in seen], axis=0) for side in (0, 1))
    chosen = instruments.chosen_half(400) & (np.arange(400) >= 20)
    assert (hidden.sum() > 30) and (plain.sum() > 30)
    assert not (hidden & ~chosen).any()
    assert not (plain & chosen).any()
    people = stepper.people
    came = people["n_visits"] > 0
    for name in ("first", "second"):
        np.testing.assert_array_equal(people[name][came], born[name][came])
        assert (people[name][chosen & ~came] == instruments.NOWHERE).all()
    posts = stepper.world.posts
    before_last = (
        (posts["n"] >= 0) & (posts["author"] >= 0) & (posts["hour"] < 24 * (stepper.setup.days - 1))
    )  # those of the last day have no morning after
    assert before_last.any() and not (posts["topic"][before_last] == instruments.NOWHERE).any()


def test_nobody_gets_in_during_an_outage():
    found = observe(
        load_setting("outage", ["community.audience=600", "community.days=200", "community.founders=60"]), 0
    )
    first, last = instruments.OUTAGE, instruments.OUTAGE + instruments.OUTAGE_DAYS
    visits = found.diary["visitors"]
    assert visits[first:last].sum() <= 0.02 * visits[first - 7 : first].sum()
    assert visits[last : last + 7].sum() > 0.4 * visits[first - 7 : first].sum()
    joins = found.of(JOIN)["time"] // 86_400
    assert not ((joins >= first) & (joins < last)).any()
    staff = found.diary["posts_staff"]
    assert staff[first:last].sum() == 0.0
    assert staff[:first].sum() > 0.0


def test_groups_of_all_sizes_are_drawn_around_the_setting():
    setting = load_setting("unmanaged")
    drawn = [instruments.of_any_size(setting, replication).community for replication in range(400)]
    audience = np.array([scenario.audience for scenario in drawn])
    spread = float(np.log(audience[audience > 4]).std())
    assert 22 <= np.median(audience) <= 41
    assert 1.1 < spread < 1.8
    assert all(1 <= scenario.founders <= scenario.audience for scenario in drawn)
    assert instruments.of_any_size(setting, 3).community == drawn[3]
    large = [scenario for scenario in drawn if scenario.audience > 500]
    assert all(0.01 < one.founders / one.audience < 0.06 for one in large)


def test_what_has_an_instrument_is_a_setting_in_use():
    used = {arm for fact in FACTS.values() for arm in fact.arms}
    assert set(instruments.INSTRUMENTS) <= used
    for name in used:
        load_setting(name).setup()
