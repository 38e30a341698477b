"""What becomes of whole groups: new groups that die, removals, growth by a push, chance: rows 16 to 18, and 20."""

from __future__ import annotations

import math
from functools import wraps

import numpy as np

from sim.evidence.bands import fact
from sim.evidence.facts.taking_part import posts_per_poster, top_share
from sim.evidence.figures import mean, ratio, variation
from sim.evidence.held import CHECKED, OPEN_END, Parts
from sim.evidence.seen import Log

PUSHED = 180
"""First day of the push in `experiments/validation/push.toml`."""

SETTLED = (PUSHED + 30, PUSHED + 120)
"""Months 2 to 4 after the push, when those who came have begun to post or not."""

DIP = (PUSHED + 7, PUSHED + 35)
LATER = (PUSHED + 90, PUSHED + 150)
"""Four weeks after the week of the push, and two months from three months after it."""

POSTERS = "{lurker_content=0.2, lurker_not_yet=0.2, lurker_hindered=0.1, critic=0.3, creator=0.2}"
"""A mix in which half the people post by nature, to see what founders and members drawn from the default mix do to row 16."""

OPEN_FROM = 90
"""First day on which removals are counted: the spammers of the first weeks are new to the filter and the ban."""

DOUBLING = (1.6, 2.5)
"""Growth that counts as a doubling."""


def silent_by_month_three(log: Log) -> tuple[float]:
    """1 when no member posted on days 60 to 89."""
    return (float(log.own_between(60, 90).size == 0),)


def removed(log: Log) -> tuple[float, float]:
    """Posts removed or held back, and all posts offered, the spammers' too, after the first three months."""
    span = log.diary[OPEN_FROM:]
    shown = span["posts_own"] + span["posts_spam"] + span["posts_duty"] + span["posts_staff"]
    return (float(span["removed_posts"].sum()), float(shown.sum()))


def removed_or_held(log: Log) -> tuple[float, float]:
    """Posts removed afterwards or held by the filter before anybody saw them, and all posts offered."""
    gone, shown = removed(log)
    held = float(log.diary[OPEN_FROM:]["held_posts"].sum())
    return gone + held, shown + held


def growth(pushed: Log) -> float:
    """Members two weeks after the week of the push over members on the day before it."""
    return float(pushed.diary["members"][PUSHED + 21] / pushed.diary["members"][PUSHED - 1])


def doubled(parts: Parts) -> Parts:
    """Let a row speak only of runs in which the push about doubled the members; the others have no figure."""

    @wraps(parts)
    def checked(pushed: Log, base: Log) -> tuple[float, ...]:
        counts = parts(pushed, base)
        return counts if DOUBLING[0] <= growth(pushed) <= DOUBLING[1] else (math.nan,) * len(counts)

    return checked


def _per_member(log: Log) -> float:
    span = log.diary[slice(*SETTLED)]
    return float(span["posts_own"].sum() / span["members"].sum())


@doubled
def fewer_each(pushed: Log, base: Log) -> tuple[float]:
    """Posts a member in months 2 to 4 after the push over the same without it, less 1."""
    without = _per_member(base)
    return (_per_member(pushed) / without - 1.0 if without > 0 else math.nan,)


@doubled
def more_concentrated(pushed: Log, base: Log) -> tuple[float]:
    """Share of the top tenth of posters in months 2 to 4 after the push, less the same without it."""
    return (top_share(posts_per_poster(pushed, *SETTLED), 0.1) - top_share(posts_per_poster(base, *SETTLED), 0.1),)


def _bad(log: Log, first: int, last: int) -> float:
    span = log.diary[first:last]
    return float((span["poor_seen"] + span["spam_seen"]).sum() / max(1.0, span["opened"].sum()))


@doubled
def quality_dip(pushed: Log, base: Log) -> tuple[float]:
    """Poor and spam items per thread opened in the four weeks after the push, less the same without it."""
    return (_bad(pushed, *DIP) - _bad(base, *DIP),)


@doubled
def still_dipped(pushed: Log, base: Log) -> tuple[float, float]:
    """The difference from three months after the push on, and the first dip."""
    return (_bad(pushed, *LATER) - _bad(base, *LATER), _bad(pushed, *DIP) - _bad(base, *DIP))


def left_of_dip(parts: np.ndarray) -> float:
    """What is left of the mean dip; NaN where there was no dip to recover from."""
    known = parts[np.isfinite(parts).all(axis=1)]
    later, first = known.mean(axis=0) if len(known) else (math.nan, math.nan)
    return float(later / first) if first > 0 else math.nan


def month_twelve(log: Log) -> tuple[float]:
    """Members' posts on days 330 to 359."""
    return (float(log.own_between(330, 360).size),)


PUSH = {"setting": "push", "against": "unpushed"}
FACTS = (
    fact(
        "16",
        "unmanaged",
        CHECKED,
        "share",
        0.45,
        0.65,
        0.30,
        0.75,
        silent_by_month_three,
        "Kraut & Fiore 2014",
        mean,
        pooled=True,
        suspects=(
            "community.audience=60",
            "community.founders=8",
            f"community.mix={POSTERS}",
            "behaviour.visit_base=-5.0",
            "behaviour.start_base=-3.85",
            "behaviour.crowd=0.6",
            "behaviour.rival=0.3",
            "behaviour.visit_base=-5.0 & behaviour.start_base=-3.85 & community.audience=60",
        ),
    ),
    fact(
        "17",
        "open",
        CHECKED,
        "share",
        0.02,
        0.06,
        0.01,
        0.20,
        removed_or_held,
        "Reddit 2023; a fifth of posts",
        ratio,
        suspects=(
            "behaviour.poor_base=-3.6",
            "behaviour.spam_posts=1.0",
            "behaviour.spammer_returns=0.01",
            "behaviour.judge_bad=0.85",
            "policy.moderation.filter_sensitivity=0.0",
            "behaviour.poor_base=-3.6 & behaviour.spam_posts=1.0",
        ),
    ),
    fact(
        "18.1",
        role=CHECKED,
        unit="share",
        low=-1.0,
        high=0.0,
        hard_low=-1.0,
        hard_high=0.0,
        parts=fewer_each,
        source="KDnuggets 2016; Panek et al. 2018",
        signed=True,
        **PUSH,
        suspects=("behaviour.cost_overload=0.15", "behaviour.attention_items=3.0", "behaviour.crowd=0.0"),
    ),
    fact(
        "18.2",
        role=CHECKED,
        unit="points",
        low=0.0,
        high=1.0,
        hard_low=0.0,
        hard_high=1.0,
        parts=more_concentrated,
        source="Panek et al. 2018; Lin et al. 2017",
        signed=True,
        **PUSH,
        suspects=(
            "behaviour.feed_popularity=1.1",
            "behaviour.posting_sd=0.85",
            "behaviour.need_share=0.12",
            "behaviour.stop_first=0.4",
            "policy.reach.fit=-1.0",
            "policy.reach.conversion=-1.0",
        ),
    ),
    fact(
        "18.3",
        role=CHECKED,
        unit="points",
        low=0.0,
        high=1.0,
        hard_low=0.0,
        hard_high=1.0,
        parts=quality_dip,
        source="Lin et al. 2017",
        signed=True,
        **PUSH,
        suspects=(
            "behaviour.poor_new=1.5",
            "behaviour.poor_fit=0.6",
            "behaviour.poor_base=-2.6",
            "behaviour.imitation=1.2",
            "behaviour.spam_posts=4.0",
            "policy.reach.fit=-2.0",
        ),
    ),
    fact(
        "18.4",
        role=CHECKED,
        unit="share",
        low=-OPEN_END,
        high=0.5,
        hard_low=-OPEN_END,
        hard_high=0.5,
        parts=still_dipped,
        source="Lin et al. 2017",
        figure=left_of_dip,
        pooled=True,
        **PUSH,
        suspects=("behaviour.imitation=0.0", "behaviour.imitation=1.2", "behaviour.judge_bad=0.99"),
    ),
    fact(
        "20",
        "managed",
        CHECKED,
        "decimal",
        0.15,
        0.50,
        0.05,
        OPEN_END,
        month_twelve,
        "Salganik, Dodds & Watts 2006 (sign)",
        variation,
        pooled=True,
        suspects=(
            "behaviour.posting_sd=0.85",
            "behaviour.visit_value=0.85",
            "behaviour.crowd=0.6",
            "behaviour.post_value=0.24",
        ),
    ),
)
