"""Parts of a day worked out by hand, as plain Python; the order of words in every key; running means and who founds, in small runs."""

from __future__ import annotations

import ast
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import MUTE, STAY, STILL, plain, world

from sim.day.events import WORKING_HOUR, second_in_hour
from sim.day.purse import open_bank, purse, spend
from sim.day.run import Stepper
from sim.day.ties import bond, is_tied
from sim.world import keys
from sim.world.eventlog import INVITED, JOIN, LEFT, POSTED, REACTED, REMOVED, REPLIED, VISIT
from sim.world.people import AWAKE, FOUNDER
from sim.world.posts import SPAM
from sim.world.programme import MANAGER

DAY = Path(keys.__file__).resolve().parents[1] / "day"
PURPOSES = {
    name: value
    for name, value in vars(keys).items()
    if isinstance(value, int) and name.isupper() and name != "PURPOSES"
}


def space(**fields):
    return SimpleNamespace(**fields)


# keys


def test_no_two_purposes_share_a_number():
    assert len(set(PURPOSES.values())) == len(PURPOSES) > 80 and 0 < min(PURPOSES.values()) < keys.PURPOSES
    assert max(PURPOSES.values()) < keys.PURPOSES


def made_keys():
    """Where a key is made, and its words."""
    for path in sorted(DAY.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("key1", "key2", "key3", "extend"):
                yield (
                    f"{path.name}:{node.lineno}",
                    ast.unparse(node.func),
                    [ast.unparse(argument) for argument in node.args],
                )


def says(word: str, *names: str) -> bool:
    """Whether a word of a key speaks of one of these."""
    words = {node.id for node in ast.walk(ast.parse(word)) if isinstance(node, ast.Name)}
    words |= {node.attr for node in ast.walk(ast.parse(word)) if isinstance(node, ast.Attribute)}
    return bool(words & set(names))


@pytest.mark.parametrize("where, name, words", list(made_keys()))
def test_a_key_says_who_what_for_and_when_in_this_order(where, name, words):
    """First the run's key or one that goes on from it, then the purpose, then people, then times; what is counted comes last."""
    first, second, *rest = words
    if name == "extend":
        assert first.endswith(("key", "base")) or first.startswith(("extend(", "key2(", "w.roots["))
        assert "roots" not in second and not second.startswith("extend(")
        assert first not in ("s.key", "w.s[0].key", "k") or second in PURPOSES or second == "purpose"
        return
    assert first in ("k", "s.key", "w.s[0].key") and second in PURPOSES and len(rest) == int(name[-1])
    who = [place for place, word in enumerate(rest) if says(word, "uid")]
    when = [place for place, word in enumerate(rest) if says(word, "day", "hour")]
    assert not who or who[0] == 0
    assert all(place > max(who, default=-1) for place in when)
    assert not any(word in PURPOSES for word in rest)


# seconds, minutes, ties


@pytest.mark.parametrize(
    "clock, kind, by_host, u, second",
    [
        (0, JOIN, False, 0.5, 300),
        (7, POSTED, True, 0.25, 150),
        (7, REMOVED, False, 0.5, 3300),
        (7, LEFT, False, 0.999, 3599),
        (0, VISIT, False, 0.0, 600),
        (WORKING_HOUR, POSTED, False, 0.5, 2100),
        (23, REACTED, False, 0.5, 1500),
        (23, REMOVED, False, 0.0, 3000),
        (22, INVITED, False, 0.5, 1800),
        (1, REPLIED, False, 0.999, 3596),
    ],
)
def test_seconds_inside_an_hour(clock, kind, by_host, u, second):
    assert plain(second_in_hour)(clock, kind, by_host, u) == second


def bank_of(bank=0.0, managers_bank=0.0, n_managers=0, minutes=0.0, **more):
    """A purse with so much in it; ``more`` are owners who give minutes, and a host who was there before."""
    state = space(bank=bank, managers_bank=managers_bank, n_managers=n_managers, spent=0.0, shared=0.0, n_owners=0)
    today = space(host_minutes=minutes, promote_minutes=70.0, promote_role=MANAGER, owner_minutes=0.0, joined=0)
    for name, value in more.items():
        setattr(state if hasattr(state, name) else today, name, value)
    diary = space(minutes_managers=0.0, minutes_available=-1.0)
    return space(s=[state], prog=[today], diary=[diary], p=[space(venue_hours=1.4)])


@pytest.mark.parametrize(
    "given, works, bank, managers",
    [
        (bank_of(bank=30.0, minutes=60.0), True, 90.0, 0.0),
        (bank_of(bank=290.0, minutes=60.0), True, 300.0, 0.0),  # five days' worth
        (bank_of(bank=290.0), False, 290.0, 0.0),  # kept over a weekend
        (bank_of(bank=0.0, minutes=0.05), True, 0.05, 0.0),
        (bank_of(n_managers=3, managers_bank=5.0), True, 0.0, 35.0),  # 3 * 70 / 7
        (bank_of(n_managers=3, managers_bank=200.0), True, 0.0, 210.0),  # a week's
        (bank_of(n_managers=3, managers_bank=50.0, promote_role=MANAGER - 1), False, 0.0, 0.0),
        (bank_of(n_managers=1, promote_minutes=0.35), True, 0.0, 0.05),
        (bank_of(shared=0.05, n_owners=2, owner_minutes=14.0), True, 0.0, 4.0),
        (bank_of(shared=0.0, n_owners=2, owner_minutes=14.0), False, 0.0, 0.0),
        (bank_of(joined=1), True, 0.0, 12.0),  # 60 * 1.4 / 7
        (bank_of(n_managers=1, shared=1.0, n_owners=2, owner_minutes=14.0, joined=1), True, 0.0, 26.0),
    ],
)
def test_minutes_are_kept_for_a_working_week(given, works, bank, managers):
    assert plain(open_bank)(given, 0) == works
    assert (given.s[0].bank, given.s[0].managers_bank) == pytest.approx((bank, managers))
    assert given.diary[0].minutes_available == given.prog[0].host_minutes


@pytest.mark.parametrize("minutes, held", [(60.0, 50.0), (0.05, 50.0), (0.0, 20.0)])
def test_the_host_spends_only_on_days_it_works(minutes, held):
    assert plain(purse)(bank_of(bank=30.0, managers_bank=20.0, minutes=minutes), 0) == held


@pytest.mark.parametrize("minutes, managers, bank", [(5.0, 15.0, 30.0), (20.0, 0.0, 30.0), (28.0, 0.0, 22.0)])
def test_the_managers_minutes_go_first(minutes, managers, bank):
    w = bank_of(bank=30.0, managers_bank=20.0)
    plain(spend)(w, 0, minutes)
    assert (w.s[0].managers_bank, w.s[0].bank) == (managers, bank)
    assert (w.diary[0].minutes_managers, w.s[0].spent) == (20.0 - managers, 30.0 - bank)


def tied(*ties, room=2, tau=7.0):
    """Somebody with ties given as (who, strength, day)."""
    table = [space(who=-1, strength=0.0, day=0) for _ in range(room)]
    for place, (who, strength, day) in zip(table, ties, strict=False):
        place.who, place.strength, place.day = who, strength, day

    class Ties(list):
        shape = (room,)

    return space(p=[space(tie_tau=tau)], ties=[Ties(table)], people=[space(n_ties=len(ties))])


def ties_of(w):
    return [(tie.who, tie.strength, tie.day) for tie in w.ties[0][: w.people[0].n_ties]]


LN2 = math.log(2.0)


@pytest.mark.parametrize(
    "before, other, gain, day, after",
    [
        ((), 5, 0.3, 9, [(5, 0.3, 9)]),
        ([(4, 0.6, 9)], 5, 0.3, 9, [(4, 0.6, 9), (5, 0.3, 9)]),
        ([(4, 0.6, 2)], 4, 0.5, 2, [(4, 0.8, 2)]),
        ([(3, 0.9, 9), (4, 0.6, 2)], 4, 0.5, 9, [(3, 0.9, 9), (4, 0.65, 9)]),  # half of .6 is left after 7 days
        ([(3, 0.9, 9), (4, 0.6, 9)], 5, 0.7, 9, [(3, 0.9, 9), (5, 0.7, 9)]),  # the weakest gives way
        ([(3, 0.9, 2), (4, 0.6, 9)], 5, 0.5, 9, [(5, 0.5, 9), (4, 0.6, 9)]),  # .45 is left of .9
        ([(3, 0.9, 9), (4, 0.6, 9)], 5, 0.6, 9, [(3, 0.9, 9), (4, 0.6, 9)]),  # not for one as weak
        ((), 5, 0.0, 9, []),
    ],
)
def test_a_full_table_gives_up_its_weakest_tie(before, other, gain, day, after):
    w = tied(*before, tau=7.0 / LN2)
    plain(bond)(w, 0, other, gain, day)
    assert ties_of(w) == [(who, pytest.approx(strength), on) for who, strength, on in after]


def test_a_tie_counts_above_a_twentieth():
    w = tied((4, 0.102, 2), (5, 0.098, 2), tau=7.0 / LN2)
    answers = [plain(is_tied)(w, 0, other, 9) for other in (4, 5, 6, -1)]  # .051, .049 and none are left
    assert answers == [True, False, False, False]
    assert not plain(is_tied)(tied((-1, 0.9, 2)), 0, -1, 2)


# running means, founders


def test_pace_and_visitors_are_running_means_of_a_week():
    """Each day a seventh of the distance: of all posts but spam, those of the team and held ones as they are made; of visitors."""
    stepper = Stepper(world(audience=80, days=25, everyone_in=True, visit_base=-1.0, start_base=-3.0), events=True)
    pace = active = 0.0
    while not stepper.finished:
        stepper.advance()
        events = stepper.world.events[: int(stepper.world.s["n_events"][0])]
        today = events[events["time"] // 86_400 == stepper.day - 1]
        posts = np.sum(np.isin(today["kind"], (POSTED, REPLIED)) & (today["sort"] != SPAM))
        visitors = len(np.unique(today["person"][today["kind"] == VISIT]))
        pace, active = pace + (posts - pace) / 7.0, active + (visitors - active) / 7.0
        assert stepper.world.s["posts_pace"][0] == pytest.approx(pace, rel=1e-12)
        assert stepper.world.s["active"][0] == pytest.approx(active, rel=1e-12)
    assert pace > 1.0 and active > 1.0


def test_ties_are_counted_on_sunday_evening_and_stand_until_the_next():
    """Ties stronger than a twentieth of those awake, by head; before the first Sunday none are told."""
    stepper = Stepper(world(audience=60, days=24, founders=20, tie_tau=5.0, reply_base=-3.0, start_base=-2.0, **STAY))
    told = [0.0] * 24
    while not stepper.finished:
        stepper.advance()
        day = stepper.day - 1
        awake = np.flatnonzero(stepper.people["state"] == AWAKE)
        ties = [one for row in awake for one in stepper.world.ties[row][: stepper.people["n_ties"][row]]]
        if day % 7 == 6:
            strong = sum(one["strength"] * math.exp(-(day - one["day"]) / 5.0) > 0.05 for one in ties)
            told[day:] = [strong / len(awake)] * (24 - day)
    assert stepper.diary["ties"].tolist() == pytest.approx(told, rel=1e-12)
    assert len(set(told)) == 4 and 0.0 < told[-1] < len(ties) / len(awake), "each week another, and some have worn out"


def visits_of(**behaviour):
    """Days on which founders came, in all, and others, in a community of ten founders and as many others."""
    quiet = {**MUTE, **STILL, **STAY, "visit_base": -3.0, "return_rate": 0.0}
    stepper = Stepper(world(audience=40, days=20, founders=10, everyone_in=True, **{**quiet, **behaviour}), events=True)
    stepper.advance(20)
    events = stepper.result().events
    visits = events[events["kind"] == VISIT]
    came = np.unique(visits["person"].astype(np.int64) * 100 + visits["time"] // 86_400) // 100
    is_founder = stepper.people["flags"] & FOUNDER != 0
    return is_founder[came].sum(), (~is_founder[came]).sum()


def test_founders_come_more_by_what_they_are_driven_while_they_believe_in_it():
    """Two logits for each of their drive, as long as their resolve lasts; without resolve none."""
    driven = {"resolve": 0.5, "resolve_tau": 1e9}
    none, others = visits_of(founder_drive=0.0, **driven)
    some, as_many = visits_of(founder_drive=4.0, **driven)
    assert some > 9 * 20 > 2 * none and as_many == others
    assert visits_of(founder_drive=4.0, resolve=0.0) == visits_of(founder_drive=0.0, resolve=0.0)
    soon_over = visits_of(founder_drive=4.0, resolve=0.5, resolve_tau=0.1)
    assert soon_over[0] <= none + 10
