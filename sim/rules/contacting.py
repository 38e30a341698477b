"""Every contact from outside the visit: a notice of an answer, a word from the host, mail about new posts, a digest.

All go one way: a contact is noticed with the chance of its kind, less the more contacts of late brought nothing, and brings a visit. Who is written to
without need is bothered.
"""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp
from sim.world.parameters import declare, parameter

ANSWERED, ADDRESSED, MAILED, COMPARED = range(4)
"""Kinds of contact: somebody answered; the host wrote or named one; mail about new posts, sent to all alike; mail on how one compares."""

MAIL_MEMBERS = 150.0
"""Members at which half the mail about single new posts is still sent: where more are, single posts are no longer announced."""
PATIENCE = 3.0
"""Idle contacts of late that halve the chance of noticing the next."""

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "notice",
            default=0.191,
            low=0.06,
            high=0.28,
            unit="chance",
            sign="B",
            size="B",
            enters="fitted",
            off=0.0,
            moves="visits",
            text="chance that an answer is noticed and brings a visit",
            source="carries the effect of a reply on coming back (Joyce & Kraut 2006)",
        ),
        parameter(
            "notice_host",
            default=0.2179,
            low=0.05,
            high=0.4,
            unit="chance",
            sign="D",
            size="D",
            off=0.0,
            moves="visits",
            text="chance that a word from the host is noticed and brings a visit",
            source="association e-mail: opened 26 % (NationBuilder 2016)",
        ),
        parameter(
            "notice_mail",
            default=0.4602,
            low=0.3,
            high=0.7,
            unit="chance",
            sign="D",
            size="D",
            enters="fitted",
            off=0.0,
            moves="visits",
            text="chance that mail sent to all alike is noticed and brings a visit",
            source="association e-mail: opened 26 % (NationBuilder 2016); mail of a small group more: judgement",
        ),
        parameter(
            "notice_compared",
            default=0.03,
            low=0.01,
            high=0.08,
            unit="chance",
            sign="D",
            size="D",
            kind="constant",
            off=0.0,
            moves="visits",
            text="chance that mail on how much one did beside others brings a visit",
            source="association e-mail: click 2.9 % a mailing (NationBuilder 2016)",
            why="moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable, where members are told how they compare",
        ),
        parameter(
            "notice_delay",
            default=1.256,
            low=0.5,
            high=2.0,
            unit="hours",
            sign="E",
            size="E",
            enters="fitted",
            text="median time until the visit that an answer brings",
            source="judgement",
        ),
        parameter(
            "notice_delay_sd",
            default=1.541,
            low=1.1,
            high=1.9,
            unit="sd",
            sign="C",
            size="C",
            text="spread of the time until the visit that an answer brings (log-normal)",
            source="log-normal reply delays: Kaltenbrunner et al. 2007",
        ),
        parameter(
            "already_notices",
            default=1.0,
            low=0.7,
            high=1.6,
            unit="factor",
            sign="E",
            size="E",
            kind="constant",
            off=1.0,
            moves="visits",
            hard_low=0.0,
            text="chance that a contact is noticed by somebody who is active on the platform already, as a multiple of that of others",
            source="contested: they are there to see it, among all else that they see there",
            why="felt only where a scenario says who is on the platform already, and a study of one without would draw it in vain",
        ),
        parameter(
            "wake",
            default=0.2778,
            low=0.19,
            high=0.39,
            unit="share",
            sign="C",
            size="C",
            enters="fitted",
            off=0.0,
            moves="woke",
            text="share of the chance of noticing a contact that somebody asleep keeps",
            source="fitted: churned posters who return",
        ),
        parameter(
            "digest",
            default=0.004,
            low=0.0,
            high=0.008,
            unit="a day",
            sign="D",
            size="D",
            kind="constant",
            off=0.0,
            moves="woke",
            text="chance a day that somebody asleep reads a digest",
            source="association e-mail: click 2.9 % a mailing (NationBuilder 2016)",
            why="moves headline measures by less than what is kept as uncertain: 7 % at most at the ends of what is believable",
        ),
        parameter(
            "weary_tau",
            default=20.95,
            low=5.0,
            high=40.0,
            unit="days",
            sign="E",
            size="E",
            text="decay time of the weariness that contacts in vain leave behind",
            source="judgement",
        ),
        parameter(
            "bother",
            default=0.01396,
            low=0.0,
            high=0.03,
            unit="value units",
            sign="E",
            size="E",
            off=0.0,
            moves="cost",
            text="cost of a contact nobody asked for, to somebody who has had very many of them",
            source="people leave lists that mail them in vain (unsubscribed .2 % a mailing, NationBuilder 2016): sign; size judged",
        ),
        parameter(
            "alumni_refers",
            default=0.1,
            low=0.0,
            high=0.3,
            unit="chance",
            sign="D",
            size="E",
            kind="constant",
            off=0.0,
            moves="referrals",
            text="chance that somebody who left, and noticed that the host wrote, tells an acquaintance of the community",
            source="former members send others (practitioners): sign; size invented",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
    ],
)


@rule
def noticed_chance(kind, asleep, weariness, p):
    """Chance that a contact is noticed and brings a visit: its kind's, times ``wake`` for those asleep, over 1 + w / 3 for w idle contacts of late.

    Checks: w = 0, awake -> the kind's chance; w = 3 -> half of it.
    """
    chance = p.notice
    if kind == ADDRESSED:
        chance = p.notice_host
    elif kind == MAILED:
        chance = p.notice_mail
    elif kind == COMPARED:
        chance = p.notice_compared
    if asleep:
        chance *= p.wake
    return chance / (1.0 + weariness / PATIENCE)


@rule
def mail_share(members):
    """Share of new posts that members are told of one by one: 1 / (1 + (members / 150)^2). Checks: 150 -> .5; few -> 1.

    Small groups are followed post by post, large ones are looked into: assumption.
    """
    size = members / MAIL_MEMBERS
    return 1.0 / (1.0 + size * size)


@rule
def bother_of(weariness, p):
    """Cost of a contact nobody asked for, in value units: b w / (3 + w). Checks: w = 0 -> 0; very many -> b."""
    return p.bother * weariness / (PATIENCE + weariness)


@rule
def notice_delay_hours(z, p):
    """Hours until the visit that an answer brings: 1 + log-normal. Checks: z = 0 -> 1 + median."""
    return 1 + int(p.notice_delay * exp(p.notice_delay_sd * z))
