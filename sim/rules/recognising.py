"""Recognition, comparison with others, promotion to a role: what they do to those who get them and to those passed over."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("recognised_active", 0.34, 0.10, 0.47, "logit", "drive given by recognition to somebody who does much",
     "x 1.1-1.6 output of the top 1 % (Restivo & van de Rijt 2012)", "A",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 12 % at most at the ends of what is believable",
      "off": 0.0, "moves": "posts_own_total"}),
    ("recognised_quiet", -0.005941, -0.3, 0.3, "logit", "drive given by recognition to somebody who does little",
     "contested: retention fell (Restivo & van de Rijt 2014) or rose (Gallus 2017)", "E",
     {"policy": "recognition/promotion", "off": 0.0, "moves": "posts_own_total"}),
    ("active_posts", 4.0, 2.0, 8.0, "posts", "own posts of late from which one counts as doing much", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable"}),
    ("recognised_standing", 0.5, 0.2, 0.9, "share", "standing gained by recognition", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "standing"}),
    ("passed_over", 0.1557, 0.0, 0.3, "value units", "cost of seeing somebody chosen who did no more than oneself",
     "wrong ones demotivate (practitioners); size invented", "D/E", {"policy": "recognition/promotion", "off": 0.0, "moves": "cost"}),
    ("passed_near", 0.7363, 0.5, 1.0, "share", "of what the least deserving chosen did, from which one feels passed over", "judgement", "E",
     {"policy": "recognition/promotion"}),
    ("comparison", 0.442, 0.1, 0.8, "logit", "drive per log unit by which one's own contributions lie below the median told, or above it",
     "+530 % below, -62 % above the median (Chen, Harper, Konstan & Li 2010), shrunk to a setting of fewer, dearer contributions", "A/E",
     {"policy": "recognition", "off": 0.0, "moves": "reactions"}),
    ("drive_tau", 54.64, 20.0, 90.0, "days", "decay time of drive", "effects of an award lasted months (Restivo & van de Rijt 2012): order only", "E",
     {"policy": "recognition/promotion"}),
    ("drive_most", 2.0, 1.0, 2.5, "logit", "largest drive, up or down", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable"}),
    ("lately_tau", 30.0, 20.0, 45.0, "days", "over which the host sees who did how much", "judgement", "E",
     {"kind": "setting", "why": "a rule of the host's own"}),
    ("manager_errs", 0.5, 0.0, 2.0, "factor", "mistaken removals of members who manage, beyond the host's own", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0,
      "moves": "removed_wrong_total"}),
])


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
def drive_by_comparison(own, median, p):
    """Drive of somebody told the median: c ln((median + 1) / (own + 1)), bounded; the contributions of a month.

    Checks: own = median -> 0; below -> up; above -> down. Source: conformity in both directions (Chen et al. 2010).
    """
    drive = p.comparison * log((median + 1.0) / (own + 1.0))
    if drive > p.drive_most:
        return p.drive_most
    return drive if drive > -p.drive_most else -p.drive_most


@rule
def drive_by_recognition(drive, posts, p):
    """Drive after recognition, by own posts of late: recognition renews the drive it gives, it does not heap it up.

    Checks: drive = 0, many posts -> recognised_active, few -> recognised_quiet; a drive beyond what is given stays.
    """
    given = p.recognised_active if posts >= p.active_posts else p.recognised_quiet
    if given >= 0.0:
        return given if drive < given else drive
    return given if drive > given else drive
