"""How well the host does its work today, in whose name, and the training and agreeing that this takes."""

from __future__ import annotations

from sim.rules.hosting import done_well, skill_after
from sim.rules.speaking import warmth_of
from sim.world.compiled import phase
from sim.world.programme import AGREED

TRAINED_SHARE = 0.5
"""Share of a working day that training takes at most, before anything else, until its hours are done."""


@phase
def skill_today(w, day):
    """The skill of the host, with what it has learnt so far."""
    return skill_after(w.prog[day].host_skill, w.s[0].trained / 60.0, w.p[0])


@phase
def host_quality(w, day):
    """The quality of what the host writes today."""
    return done_well(w.p[0].host_quality, skill_today(w, day), w.p[0])


@phase
def host_weight(w, day):
    """What an answer of the host is worth to whom it answers, as a share of a member's."""
    return done_well(w.p[0].host_answer, skill_today(w, day), w.p[0]) * warmth_of(w.prog[day].voice, w.p[0])


@phase
def train(w, day):
    """Training goes before all other work: half of the host's day at most, until the hours of the policy are done."""
    s = w.s[0]
    today = w.prog[day]
    left = today.training_minutes - s.trained
    if left <= 0.0 or today.host_minutes <= 0.0:
        return
    minutes = TRAINED_SHARE * today.host_minutes
    if left < minutes:
        minutes = left
    if s.bank < minutes:  # what stands every week goes first
        minutes = s.bank
    s.bank -= minutes
    s.spent += minutes
    s.trained += minutes
    w.diary[day].minutes_training += minutes


@phase
def agree(w, day):
    """Once a week, on a Monday it works, the host agrees who speaks about what, before all other work."""
    s = w.s[0]
    today = w.prog[day]
    if today.voice != AGREED or today.host_minutes <= 0.0 or day % 7 != 0:
        return
    minutes = w.p[0].minutes_agree
    minutes = s.bank if s.bank < minutes else minutes
    s.bank -= minutes
    s.spent += minutes
    w.diary[day].minutes_rounds += minutes
