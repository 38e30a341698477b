"""What people see and open, and what an opened item is worth."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import log, log_count, log_two_days
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "feed_activity_tau",
            default=37.5,
            low=24.0,
            high=60.0,
            unit="hours",
            sign="D",
            size="D",
            kind="constant",
            enters="fitted",
            text="time in which a thread sinks after its last post",
            source="fitted; half of a post's engagement within a day on LinkedIn (Graffius 2018)",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "feed_age",
            default=0.9254,
            low=0.5,
            high=1.5,
            unit="score",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="replies_own",
            text="weight of a thread's own age in the order of the feed",
            source="without it one thread takes all attention; fitted",
        ),
        parameter(
            "feed_popularity",
            default=0.6836,
            low=0.4,
            high=1.0,
            unit="score",
            sign="A",
            size="E",
            enters="fitted",
            off=0.0,
            moves="first_answered",
            text="weight of a thread's popularity in the order of the feed: of ln(1 + replies + 0.3 reactions)",
            source="popularity feeds itself: Salganik, Dodds & Watts 2006; size fitted",
        ),
        parameter(
            "feed_quality",
            default=0.4871,
            low=0.2,
            high=0.8,
            unit="score",
            sign="E",
            size="E",
            off=0.0,
            moves="information",
            text="weight of a thread's quality in the order of the feed",
            source="judgement",
        ),
        parameter(
            "slip_draw",
            default=2.0,
            low=0.0,
            high=4.0,
            unit="score",
            sign="C",
            size="E",
            policy="incident",
            off=0.0,
            moves="incident_seen",
            text="weight of how bad a slip of the host is in the order of the feed",
            source="bad news draws more attention (Soroka, Fournier & Nir 2019): sign; size invented",
        ),
        parameter(
            "fresh_share",
            default=0.397,
            low=0.2,
            high=0.6,
            unit="share",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="unanswered",
            text="share of a reader's looks that go to a list of what is new rather than of what is popular",
            source="fitted: threads without answer in large communities",
        ),
        parameter(
            "feed_pages",
            default=4.67,
            low=2.0,
            high=7.0,
            unit="pages",
            sign="E",
            size="E",
            kind="constant",
            off=1e9,
            moves="information",
            hard_low=1e-6,
            hard_high=1e12,
            text="pages of new threads, beyond the first, at which half of all looks go to lists of one's own topics",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "open_base",
            default=0.276,
            low=0.15,
            high=0.35,
            unit="chance",
            sign="E",
            size="E",
            text="chance that a reader opens a thread that does not match the own interests",
            source="judgement",
        ),
        parameter(
            "open_match",
            default=0.60,
            low=0.45,
            high=0.70,
            unit="chance",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="opened",
            text="extra chance that a reader opens a thread that matches the own interests fully",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 11 % at most at the ends of what is believable",
        ),
        parameter(
            "open_tie",
            default=0.1669,
            low=0.05,
            high=0.30,
            unit="chance",
            sign="B",
            size="E",
            off=0.0,
            moves="relations",
            text="extra chance that a reader opens a thread in which a tie wrote first or last",
            source="seeing friends contribute raises sharing (Burke, Marlow & Lento 2009); size judged",
        ),
        parameter(
            "poor_worth",
            default=0.3,
            low=0.1,
            high=0.5,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=1.0,
            moves="information",
            text="worth that a post which breaks the norms keeps for a reader, as a share of full worth",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable",
        ),
        parameter(
            "off_worth",
            default=0.4,
            low=0.2,
            high=0.8,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=1.0,
            moves="information",
            text="worth as information that small talk keeps for a reader, as a share of full worth",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "company_worth",
            default=0.4,
            low=0.1,
            high=1.0,
            unit="share",
            sign="E",
            size="E",
            policy="commercial",
            off=1.0,
            moves="suited_read",
            hard_low=0.0,
            hard_high=1.0,
            text="worth to a reader that a planned post about the organisation itself keeps, as a share of that of another post on its topic",
            source="practitioners: members' wishes before corporate goals; size invented",
        ),
        parameter(
            "benefit_worth",
            default=1.0,
            low=0.6,
            high=1.4,
            unit="factor",
            sign="E",
            size="E",
            policy="commercial",
            off=1.0,
            moves="suited_read",
            hard_low=0.0,
            text="worth to a reader of a planned post about the organisation that brings members something as well, as a multiple of that of another post on its topic",
            source="invented: no better and no worse, and contested",
        ),
        parameter(
            "stale_worth",
            default=0.1,
            low=0.0,
            high=0.4,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=1.0,
            moves="information",
            text="worth that a post which is out of date keeps for a reader, as a share of full worth",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "personal_hides",
            default=0.9,
            low=0.6,
            high=1.0,
            unit="chance",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="information",
            text="chance that a feed made for each reader leaves out a thread on other topics",
            source="judgement",
            why="the platform decides what it shows",
        ),
        parameter(
            "exclusive_worth",
            default=1.3,
            low=1.0,
            high=1.6,
            unit="factor",
            sign="E",
            size="E",
            kind="constant",
            off=1.0,
            hard_low=0.01,
            moves="information",
            text="worth of content found nowhere else to a reader, as a multiple of other content",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable",
        ),
        parameter(
            "host_quality",
            default=0.65,
            low=0.5,
            high=0.8,
            unit="share",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="information",
            text="quality of what the host posts, as a share of the best",
            source="judgement",
            why="the host knows how good its own posts are",
        ),
    ],
)


@rule
def match(topic, first, second):
    """How well a topic suits a person: 1 the first interest, .7 the second, .05 any other. Assumption."""
    if topic == first:
        return 1.0
    if topic == second:
        return 0.7
    return 0.05


@rule
def company_match(matching, benefit, p):
    """How well a post about the organisation itself suits a person, at most 1: x m, x less where there is nothing in it for members.

    Checks: company_worth = benefit_worth = 1 -> m. Assumption.
    """
    m = matching * (p.benefit_worth if benefit else p.company_worth)
    return m if m < 1.0 else 1.0


@rule
def own_topic(first, second, breadth):
    """How well the best of the topics a community is about suits a person: `match` of the first interest below ``breadth``.

    Checks: breadth = 8 -> 1; breadth = 1, interests 3 and 0 -> .7; interests 3 and 5 -> .05. A community is about the topics most wanted.
    """
    if first < breadth:
        return 1.0
    if second < breadth:
        return 0.7
    return 0.05


@rule
def feed_score(last_hour, age_hours, replies, reactions, quality, slip, popularity, worthiness, p):
    """Place of a thread in the feed; only the order counts.

        last/tau - a ln(1 + age/48) + u b ln(1 + replies + .3 reactions) + v q quality + s slip
    u and v are the weights the platform gives to popularity and to quality, 1 the usual ones; the slip is how bad a slip of the host it is, less
    once it was answered for: a scandal stands where people look.
    Checks: newer last post -> higher; with a = b = q = s = 0 the order is that of the last post.
    """
    heat = log(1.0 + replies + 0.3 * reactions) if reactions > 0 else log_count(int(replies))
    return (
        last_hour / p.feed_activity_tau
        - p.feed_age * log_two_days(age_hours)
        + popularity * p.feed_popularity * heat
        + worthiness * p.feed_quality * quality
        + p.slip_draw * slip
    )


@rule
def topic_share_of(new_threads, page, p):
    """Share of looks at the lists of one's own topics rather than the common one: x / (x + c), x the pages of new threads beyond the first.

    Checks: one page or less -> 0; 1 + c pages -> half. Assumption: who cannot see it all looks where it suits.
    """
    beyond = new_threads / page - 1.0
    return beyond / (beyond + p.feed_pages) if beyond > 0.0 else 0.0


@rule
def open_chance(matching, tie, p):
    """Chance of opening a thread that has news: o + m match + t [tie], at most 1.

    Checks: match = 0, no tie -> open_base.
    """
    x = p.open_base + p.open_match * matching
    if tie:
        x += p.open_tie
    return x if x < 1.0 else 1.0


@rule
def worth(matching, quality, bad, exclusive, p):
    """Informational worth of one opened item, 0 to about 1.3: match x quality, less when it breaks the norms.

    Checks: match = 1, quality = 1 -> 1; spam counts as nothing in the caller.
    """
    x = matching * quality
    if bad:
        x *= p.poor_worth
    if exclusive:
        x *= p.exclusive_worth
    return x
