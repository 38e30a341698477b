"""What people see and open, and what an opened item is worth."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import log
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("feed_activity_tau", 37.5, 24.0, 60.0, "hours", "how fast a thread sinks after its last post",
     "fitted; half of a post's engagement within a day on LinkedIn (Graffius 2018)", "D",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "enters": "fitted"}),
    ("feed_age", 0.9254, 0.5, 1.5, "score", "weight of the thread's own age",
     "without it one thread takes all attention; fitted", "E", {"enters": "fitted", "off": 0.0, "moves": "replies_own"}),
    ("feed_popularity", 0.6836, 0.4, 1.0, "score", "weight of ln(1 + replies + .3 reactions)",
     "popularity feeds itself: Salganik, Dodds & Watts 2006; size fitted", "A/E", {"enters": "fitted", "off": 0.0, "moves": "first_answered"}),
    ("feed_quality", 0.4871, 0.2, 0.8, "score", "weight of quality", "judgement", "E",
     {"off": 0.0, "moves": "information"}),
    ("fresh_share", 0.397, 0.2, 0.6, "share", "places a reader looks at in a list of what is new rather than of what is popular",
     "fitted: threads without answer in large communities", "E", {"enters": "fitted", "off": 0.0, "moves": "unanswered"}),
    ("feed_pages", 4.67, 2.0, 7.0, "pages", "pages of new threads, beyond the first, at which half of all looks go to lists of one's own topics",
     "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 1e9, "moves": "information", "hard_low": 1e-6, "hard_high": 1e12}),
    ("open_base", 0.276, 0.15, 0.35, "chance", "opening a thread that does not match", "judgement", "E"),
    ("open_match", 0.60, 0.45, 0.70, "chance", "added for a full match", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 11 % at most at the ends of what is believable",
      "off": 0.0, "moves": "opened"}),
    ("open_tie", 0.1669, 0.05, 0.30, "chance", "added when a tie opened the thread or wrote last",
     "seeing friends contribute raises sharing (Burke, Marlow & Lento 2009); size judged", "B/E",
     {"off": 0.0, "moves": "relations"}),
    ("poor_worth", 0.3, 0.1, 0.5, "share", "worth left of a post that breaks the norms", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable",
      "off": 1.0, "moves": "information"}),
    ("off_worth", 0.4, 0.2, 0.8, "share", "worth left of small talk, as information", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 1.0, "moves": "information"}),
    ("stale_worth", 0.1, 0.0, 0.4, "share", "worth left of what is out of date", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 1.0, "moves": "information"}),
    ("personal_hides", 0.9, 0.6, 1.0, "chance", "a feed made for each reader leaves out a thread of other topics", "judgement", "E",
     {"kind": "setting", "why": "the platform decides what it shows", "off": 0.0, "moves": "information"}),
    ("exclusive_worth", 1.3, 1.0, 1.6, "factor", "worth of content found nowhere else", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable",
      "off": 1.0, "moves": "information"}),
    ("host_quality", 0.65, 0.5, 0.8, "share", "quality of what the host posts", "judgement", "E",
     {"kind": "setting", "why": "the host knows how good its own posts are", "off": 0.0, "moves": "information"}),
])


@rule
def match(topic, first, second):
    """How well a topic suits a person: 1 the first interest, .7 the second, .05 any other. Assumption."""
    if topic == first:
        return 1.0
    if topic == second:
        return 0.7
    return 0.05


@rule
def feed_score(last_hour, age_hours, replies, reactions, quality, p):
    """Place of a thread in the feed; only the order counts.

        last/tau - a ln(1 + age/48) + b ln(1 + replies + .3 reactions) + q quality
    Checks: newer last post -> higher; with a = b = q = 0 the order is that of the last post.
    """
    return (last_hour / p.feed_activity_tau - p.feed_age * log(1.0 + age_hours / 48.0)
            + p.feed_popularity * log(1.0 + replies + 0.3 * reactions) + p.feed_quality * quality)


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
