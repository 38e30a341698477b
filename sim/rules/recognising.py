"""Recognition, comparison with others, promotion to a role: what they do to those who get them and to those passed over."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "recognised_active",
            default=0.34,
            low=0.10,
            high=0.47,
            unit="logit",
            sign="A",
            size="A",
            kind="constant",
            off=0.0,
            moves="posts_own_total",
            text="drive that recognition gives to somebody who does much",
            source="x 1.1-1.6 output of the top 1 % (Restivo & van de Rijt 2012)",
            why="moves headline measures by less than what is kept as uncertain: 12 % at most at the ends of what is believable",
        ),
        parameter(
            "recognised_quiet",
            default=-0.005941,
            low=-0.3,
            high=0.3,
            unit="logit",
            sign="E",
            size="E",
            policy="recognition/promotion",
            off=0.0,
            moves="posts_own_total",
            text="drive that recognition gives to somebody who does little",
            source="contested: retention fell (Restivo & van de Rijt 2014) or rose (Gallus 2017)",
        ),
        parameter(
            "active_posts",
            default=4.0,
            low=2.0,
            high=8.0,
            unit="posts",
            sign="E",
            size="E",
            kind="constant",
            text="own posts of late from which a member counts as doing much",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "recognised_standing",
            default=0.5,
            low=0.2,
            high=0.9,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="standing",
            text="share of full standing that a member gains by recognition",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "passed_over",
            default=0.1557,
            low=0.0,
            high=0.3,
            unit="value units",
            sign="D",
            size="E",
            policy="recognition/promotion",
            off=0.0,
            moves="cost",
            text="cost, to a member, of seeing somebody chosen who did no more than they did",
            source="wrong ones demotivate (practitioners); size invented",
        ),
        parameter(
            "passed_near",
            default=0.7363,
            low=0.5,
            high=1.0,
            unit="share",
            sign="E",
            size="E",
            policy="recognition/promotion",
            text="share of what the least deserving chosen did, from which a member feels passed over",
            source="judgement",
        ),
        parameter(
            "comparison",
            default=0.442,
            low=0.1,
            high=0.8,
            unit="logit",
            sign="A",
            size="E",
            policy="recognition",
            off=0.0,
            moves="reactions",
            text="drive of a member per log unit that their contributions lie below the median told (above it: the reverse)",
            source="+530 % below, -62 % above the median (Chen, Harper, Konstan & Li 2010), shrunk to a setting of fewer, dearer contributions",
        ),
        parameter(
            "drive_tau",
            default=54.64,
            low=20.0,
            high=90.0,
            unit="days",
            sign="E",
            size="E",
            policy="recognition/promotion/event",
            text="decay time of the drive that recognition or comparison gives",
            source="effects of an award lasted months (Restivo & van de Rijt 2012): order only",
        ),
        parameter(
            "drive_most",
            default=2.0,
            low=1.0,
            high=2.5,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            text="largest drive of a member, up or down",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
        parameter(
            "lately_tau",
            default=30.0,
            low=20.0,
            high=45.0,
            unit="days",
            sign="E",
            size="E",
            kind="setting",
            text="time over which the host sees who did how much of late",
            source="judgement",
            why="a rule of the host's own",
        ),
        parameter(
            "manager_errs",
            default=0.5,
            low=0.0,
            high=2.0,
            unit="factor",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="removed_wrong_total",
            text="extra mistaken removals by members who manage, as a multiple of the host's own",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
    ],
)


@rule
def lately_after(count, idle_days, p):
    """A count of late after ``idle_days``: n e^(-t/tau). Checks: idle = 0 -> unchanged."""
    return count * exp(-idle_days / p.lately_tau)


@rule
def news_in_comparison(days, p):
    """Share of a comparison over what was done of late that is new, so many days after the one before: 1 - e^(-t/tau).

    Checks: t = 0 -> 0; t = tau -> .632; the first one ever (t very large) -> 1. Both counts fade with tau, so that is how much of them is
    other than it was; who has read it tells from the sender how little it will be.
    """
    return 1.0 - exp(-days / p.lately_tau)


@rule
def drive_by_comparison(own, median, drive, news, p):
    """Drive of somebody told the median: c ln((median + 1) / (own + 1)), bounded; the contributions of a month.

    What is told again moves the drive there only by the share ``news`` of it that is new.
    Checks: own = median, news = 1 -> 0; below -> up; above -> down; news = 0 -> unchanged. Source: conformity in both directions (Chen et
    al. 2010).
    """
    moved = p.comparison * log((median + 1.0) / (own + 1.0))
    if moved > p.drive_most:
        moved = p.drive_most
    if moved < -p.drive_most:
        moved = -p.drive_most
    return drive + news * (moved - drive)


@rule
def drive_by_recognition(drive, posts, p):
    """Drive after recognition, by own posts of late: recognition renews the drive it gives, it does not heap it up.

    Checks: drive = 0, many posts -> recognised_active, few -> recognised_quiet; a drive beyond what is given stays.
    """
    given = p.recognised_active if posts >= p.active_posts else p.recognised_quiet
    if given >= 0.0:
        return given if drive < given else drive
    return given if drive > given else drive
