"""The host's minutes: earned on working days, shared by members who manage, spent on tasks."""

from __future__ import annotations

from sim.world.compiled import phase
from sim.world.programme import MANAGER

BANKED_DAYS = 5.0
"""Working days whose minutes the host can keep."""


@phase
def open_bank(w, day):
    """Today's minutes are added; at most a working week's are kept. Whether anybody works today.

    The host works on days with minutes of its own. Members who manage, those who own the community
    and a host who was there before give some of theirs every day.
    """
    s = w.s[0]
    today = w.prog[day]
    minutes = today.host_minutes
    given = s.n_managers * today.promote_minutes / 7.0 if today.promote_role == MANAGER else 0.0
    if s.shared > 0.0:
        given += s.n_owners * today.owner_minutes / 7.0
    if today.joined == 1:
        given += 60.0 * w.p[0].venue_hours / 7.0
    w.diary[day].minutes_available = minutes
    if minutes > 0.0:
        s.bank += minutes
        if s.bank > BANKED_DAYS * minutes:
            s.bank = BANKED_DAYS * minutes
    s.managers_bank += given
    if s.managers_bank > 7.0 * given:
        s.managers_bank = 7.0 * given
    return minutes > 0.0 or given > 0.0


@phase
def purse(w, day):
    """Minutes that can be spent today: the managers', and the host's where it works."""
    s = w.s[0]
    return s.managers_bank + (s.bank if w.prog[day].host_minutes > 0.0 else 0.0)


@phase
def spend(w, day, minutes):
    """Take minutes from the purse: the managers' first."""
    s = w.s[0]
    given = minutes if minutes < s.managers_bank else s.managers_bank
    s.managers_bank -= given
    w.diary[day].minutes_managers += given
    s.bank -= minutes - given
    s.spent += minutes - given
