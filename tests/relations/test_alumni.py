"""Keeping in touch with those who left: whom the host writes to and when, who looks again, and whom they send."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import bound, days_with, lived, same_lives
from worlds import MUTE, policy

from sim.rules import PARAMETERS
from sim.world.people import LEFT, NEVER

TEAM = policy("team", hours_per_week=40.0, stance="passive", spare=())
MINUTES = PARAMETERS["minutes_message"].default
GOING = {
    **MUTE,
    "aware_rate": 0.0,
    "invite_base": -40.0,
    "return_rate": 0.0,
    "look_again": 0.0,
    "audience": 300,
    "days": 60,
    "founders": 200,
    "leave_base": 0.2,
    "leave_worth": 0.0,
    "leave_floor": 1.0,
    "mix": {"lurker_content": 0.9, "spammer": 0.1},
}
"""Two hundred founders of whom one in five leaves on a day, and nobody comes by themselves."""
SURE = {"notice_host": 1.0, "wake": 1.0, "join_base": 40.0, "alumni_refers": 0.0, "leave_base": 0.2}


def kept(**fields):
    return policy("alumni", **{"contact_every_days": 28, "minutes": 9600.0, **fields})


@bound("alumni.contact_every_days")
@pytest.mark.parametrize("every, days", [(28, [28, 56]), (12, [14, 24, 36, 49]), (60, []), (None, [])])
def test_a_round_begins_on_its_days(every, days):
    """Every twelve days: days 12 and 48 lie in a weekend, and the round begins on the Monday after."""
    done = lived(TEAM, kept(contact_every_days=every, minutes=30.0), **GOING, notice_host=0.0)
    assert days_with(done.diary["alumni_contacts"]) == days


@bound("alumni.minutes")
@pytest.mark.parametrize("minutes, written", [(0.0, 0), (MINUTES - 0.5, 0), (MINUTES, 1), (10 * MINUTES, 10)])
def test_as_many_are_written_to_as_the_minutes_allow(minutes, written):
    done = lived(TEAM, kept(minutes=minutes, until_day=50), **GOING, notice_host=0.0)
    assert done.diary["alumni_contacts"].sum() == written
    assert done.diary["minutes_messages"].sum() == pytest.approx(written * MINUTES)


def test_a_round_goes_on_until_everybody_who_left_was_written_to_once():
    """A day of eight hours pays eighty words; the rest waits for the next one. Members who stayed and spammers hear nothing."""
    done = lived(TEAM, kept(until_day=50), **GOING, notice_host=0.0)
    people = done.people
    gone = (people["state"] == LEFT) & (people["spam"] == 0.0)
    written = people["message_day"] != NEVER
    assert written[gone].mean() > 0.95 and not written[people["spam"] > 0.0].any()
    assert done.diary["alumni_contacts"].sum() == written.sum() > 150
    assert done.diary["alumni_contacts"][[28, 29, 30, 31]].tolist() == sorted(
        done.diary["alumni_contacts"][[28, 29, 30, 31]], reverse=True
    )
    assert done.diary["minutes_messages"].max() <= 5 * 480.0


def test_two_rounds_go_on_where_the_first_stopped():
    done = lived(TEAM, kept(contact_every_days=14, minutes=20 * MINUTES), **GOING, notice_host=0.0)
    days = done.people["message_day"]
    assert [(days == day).sum() for day in (14, 28, 42, 56)] == [20, 20, 20, 20]


def test_whoever_notices_looks_again_and_comes_back_if_it_seems_worth_it():
    """Where all notice and all join, everybody written to is a member again the next day; where nobody notices, nobody is."""
    back = lived(TEAM, kept(until_day=50), **{**GOING, **SURE})
    contacts, again = back.diary["alumni_contacts"], back.diary["rejoined"]
    assert contacts[28] > 30 and again[29] == contacts[28]
    assert not lived(TEAM, kept(), **{**GOING, **SURE, "notice_host": 0.0}).diary["rejoined"].any()
    assert not lived(TEAM, kept(), **{**GOING, **SURE, "join_base": -40.0}).diary["rejoined"].any()


def test_words_in_vain_wear_out_and_time_mends():
    """The second word finds half the chance less than the first where it comes soon after, nearly all of it where it comes late."""
    setting = {**GOING, **SURE, "notice_host": 0.5, "join_base": -40.0, "alumni_refers": 1.0, "days": 100}
    rates = []
    for tau in (1e6, 1e-3):
        done = lived(TEAM, kept(contact_every_days=21), **{**setting, "weary_tau": tau, "acquaintances": 300.0})
        later = done.people["n_invited"].sum()
        rates.append(later / done.diary["alumni_contacts"].sum())
    assert rates[1] == pytest.approx(0.5, abs=0.05) and rates[0] < 0.85 * rates[1]


def test_those_who_notice_send_an_acquaintance_with_their_chance():
    setting = {**GOING, **SURE, "join_base": -40.0}
    none, half, all_ = (
        lived(TEAM, kept(until_day=50), **{**setting, "alumni_refers": share}) for share in (0.0, 0.5, 1.0)
    )
    sent = [done.people["n_invited"].sum() for done in (none, half, all_)]
    written = all_.diary["alumni_contacts"].sum()
    assert sent[0] == 0 and sent[2] == written and abs(sent[1] - written / 2) < 5 * np.sqrt(written) / 2
    assert none.diary["referrals"].sum() == 0 < half.diary["referrals"].sum() < all_.diary["referrals"].sum()
    joins = lived(TEAM, kept(until_day=50), **{**GOING, **SURE, "alumni_refers": 1.0}).diary
    assert joins["invited_joins"].sum() > 0


def test_without_minutes_or_a_team_nothing_happens():
    assert same_lives(lived(kept(), **GOING), lived(**GOING))
    assert same_lives(lived(TEAM, kept(contact_every_days=None), **GOING), lived(TEAM, **GOING))
