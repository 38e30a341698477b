"""A reply to the first post: Joyce & Kraut 2006, in six simulated newsgroups, and beside it a trial they could not run.

Who got an answer was not decided by a coin in their data. Here it can be. A newcomer fills in a profile or not; with `COIN` that is
a fair coin tossed at the door which changes one thing only: nobody answers a thread of who threw heads. Those answered among the
others would have been answered by nobody had the coin fallen otherwise, so that the difference between both sides, over the
share answered, is the effect of an answer on those who got one (Angrist, Imbens & Rubin 1996: everybody complies on one side).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.evidence.bands import around_effect, around_level, beside, published
from sim.evidence.experiments.design import Design, Experiment
from sim.evidence.experiments.logit import log_odds_ratio, logistic_regression
from sim.evidence.experiments.seen import Seen, load, observe
from sim.evidence.facts.returning import lift
from sim.evidence.figures import mean, ratio
from sim.evidence.held import EFFECT, LEVEL, NULL, SIGN
from sim.evidence.seen import NEVER

GROUPS = (
    "newsgroup-task",
    "newsgroup-support-small",
    "newsgroup-support",
    "newsgroup-support-large",
    "newsgroup-interest",
    "newsgroup-interest-large",
)
TRIED = ("newsgroup-task", "newsgroup-support-small", "newsgroup-support")
"""Groups of the trial: in the smaller ones more is answered, so that a trial learns more from each run."""

NEWCOMERS = 2777
"""First posts that the paper read."""

FROM, UNTIL = 180, 270
"""Days in which a first post makes somebody a newcomer: the first three of six months of messages [day]."""

COIN = (
    "behaviour.profile_base=0.0",
    "behaviour.norm_profile=0.0",
    "behaviour.tie_profile=0.0",
    "behaviour.reply_profile=-20.0",
    "behaviour.correct_base=-20.0",
)
"""Makes the profile a coin: half fill it in whatever they see, nobody bonds over it, and nobody answers who has one. Nor does anybody
set right a poor post, on either side: that would be an answer which the coin does not rule."""

COIN_FROM = 90
"""First posts are read from this day on in the trial, which needs many and no pairing with the paper's months [day]."""

COIN_DAYS = 30
"""Days since joining within which the first post must lie: after twice as many the coin loses its hold [days]."""

CASE = np.dtype(
    [
        ("person", "i4"),
        ("answered", "?"),
        ("before", "?"),
        ("again", "?"),
        ("outside", "?"),
        ("opens", "?"),
        ("asks", "?"),
        ("heads", "?"),
        ("early", "?"),
        ("quality", "f8"),
        ("answer_quality", "f8"),
        ("harsh", "?"),
    ]
)


def cases(seen: Seen, first: int, last: int) -> np.ndarray:
    """Return one row for each newcomer's first post made between two days (dtype ``CASE``).

    ``answered`` by anybody else at all; ``before`` the second post; ``again`` any later post; ``outside`` a later post in another
    thread; ``opens`` a thread; ``asks`` something; ``heads`` of the coin; ``early`` in membership; quality of the post and of its first
    answer (0..1), and whether that was harsh.
    """
    from sim.world.posts import QUESTION

    log = seen.log
    firsts = seen.newcomers_first(first, last)
    rows = np.zeros(firsts.size, CASE)
    who = log.posts["person"][firsts]
    answer = seen.first_answer_by[firsts]
    known = answer < len(log.posts)
    second = seen.second_post[who]
    rows["person"] = who
    rows["answered"] = known
    rows["before"] = known & (log.first_answer[firsts] < second)
    rows["again"] = second < NEVER
    rows["outside"] = _posts_outside(seen, firsts)
    rows["opens"] = log.is_start[firsts]
    rows["asks"] = seen.posts["kind"][firsts] == QUESTION
    rows["heads"] = seen.people["has_profile"][who] == 1
    rows["early"] = log.posts["time"][firsts] // 86_400 - seen.people["join_day"][who] < COIN_DAYS
    rows["quality"] = seen.posts["quality"][firsts]
    rows["answer_quality"] = np.where(known, seen.posts["quality"][np.minimum(answer, len(log.posts) - 1)], math.nan)
    rows["harsh"][known] = [_is_harsh(seen, number) for number in answer[known]]
    return rows


def _posts_outside(seen: Seen, firsts: np.ndarray) -> np.ndarray:
    """Whether the author of each first post ever posts in another thread."""
    log, own = seen.log, seen.log.own
    thread = np.full(log.n_people, -1, dtype=np.int64)
    thread[log.posts["person"][firsts]] = log.posts["thread"][firsts]
    elsewhere = np.zeros(log.n_people, dtype=bool)
    elsewhere[own["person"][own["thread"] != thread[own["person"]]]] = True
    return elsewhere[log.posts["person"][firsts]]


def _is_harsh(seen: Seen, number: int) -> bool:
    """Whether an answer was harsh: the draw that its key holds, against its author's own chance."""
    from sim.rules import PARAMETERS
    from sim.world.arithmetic import logistic
    from sim.world.keys import HARSH, extend, uniform

    post = seen.posts[number]
    if post["author"] < 0:
        return False
    chance = logistic(PARAMETERS["harsh_base"].default + float(seen.people["harsh"][post["author"]]))
    return bool(uniform(np.uint64(extend(post["key"], HARSH))) < chance)


def _share(rows: np.ndarray, what: str, of: np.ndarray) -> tuple[float, float]:
    return float(rows[what][of].sum()), float(of.sum())


def _lift(
    rows: np.ndarray, by: str, what: str = "again", among: np.ndarray | None = None
) -> tuple[float, float, float, float]:
    """Happened and all with, happened and all without, for `lift` and `log_odds_ratio`."""
    whole = np.ones(rows.size, dtype=bool) if among is None else among
    return (*_share(rows, what, rows[by] & whole), *_share(rows, what, ~rows[by] & whole))


def read_as_they_did(rows: np.ndarray) -> dict[str, tuple[float, ...]]:
    """Return the parts of every observational target from the newcomers of one study (dtype ``CASE``)."""
    everybody = np.ones(rows.size, dtype=bool)
    explained = np.column_stack([rows["answered"], rows["asks"], rows["opens"], rows["quality"] - 0.5])
    got = rows[rows["answered"]]
    tone = np.column_stack([got["harsh"], got["answer_quality"] - 0.5])
    answering = np.column_stack([rows["asks"], rows["quality"] - 0.5])
    opening = rows[rows["opens"]]
    harsh, answer_quality = logistic_regression(got["again"], tone)[1:] if got.size else (math.nan, math.nan)
    parts = {
        "answered": _share(rows, "answered", everybody),
        "again_without": _share(rows, "again", ~rows["answered"]),
        "again_with": _share(rows, "again", rows["answered"]),
        "lift": _lift(rows, "answered"),
        "odds": _lift(rows, "answered"),
        "adjusted": (float(logistic_regression(rows["again"], explained)[1]),),
        "asks": (float(logistic_regression(opening["answered"], answering[rows["opens"]])[1]),),
        "length": (float(logistic_regression(rows["answered"], answering)[2]),),
        "tone": (float(harsh),),
        "substance": (float(answer_quality),),
        "lift_outside": _lift(rows, "answered", "outside"),
        "lift_before": _lift(rows, "before"),
        "lift_opening": _lift(rows, "answered", among=rows["opens"]),
        "lift_replying": _lift(rows, "answered", among=~rows["opens"]),
        "newcomers": (float(rows.size), 1.0),
    }
    return parts


def observe_groups(replication: int, sets: Sequence[str] = ()) -> dict[str, tuple[float, ...]]:
    """Run the six groups once, pool their newcomers, draw as many as the paper read, and read them as it did."""
    rows = np.concatenate([cases(observe(load(name, tuple(sets)), replication), FROM, UNTIL) for name in GROUPS])
    if rows.size > NEWCOMERS:
        rows = rows[np.sort(np.random.default_rng(replication).choice(rows.size, NEWCOMERS, replace=False))]
    return read_as_they_did(rows)


def read_the_coin(rows: np.ndarray) -> dict[str, tuple[float, ...]]:
    """Return the parts of the trial: newcomers who opened a thread early in membership, by the side of the coin."""
    rows = rows[rows["opens"] & rows["early"]]
    tails, heads = rows[~rows["heads"]], rows[rows["heads"]]
    parts = (
        float(tails.size),
        float(tails["answered"].sum()),
        float(tails["again"].sum()),
        float((tails["again"] & tails["answered"]).sum()),
        float(heads.size),
        float(heads["again"].sum()),
        float(heads["answered"].sum()),
    )
    return dict.fromkeys(("coin_answered", "coin_leak", "coin_raw", "coin_effect", "coin_share"), parts)


def observe_coin(replication: int, sets: Sequence[str] = ()) -> dict[str, tuple[float, ...]]:
    """Run the three smaller groups once with the coin at the door."""
    return read_the_coin(
        np.concatenate([cases(observe(load(name, (*COIN, *sets)), replication), COIN_FROM, UNTIL) for name in TRIED])
    )


def coin_answered(parts: np.ndarray) -> float:
    """Share answered where the coin let it."""
    total = parts.sum(axis=0)
    return float(total[1] / total[0]) if total[0] > 0 else math.nan


def coin_leak(parts: np.ndarray) -> float:
    """Share answered where the coin forbade it: 0 when the trial is clean."""
    total = parts.sum(axis=0)
    return float(total[6] / total[4]) if total[4] > 0 else math.nan


def coin_raw(parts: np.ndarray) -> float:
    """Difference between answered and not answered that an observer would see, where the coin let them be answered."""
    n, answered, again, again_answered = parts.sum(axis=0)[:4]
    if answered <= 0 or n <= answered:
        return math.nan
    return float(again_answered / answered - (again - again_answered) / (n - answered))


def coin_effect(parts: np.ndarray) -> float:
    """Effect of an answer on those who got one: difference between the sides of the coin over the difference in the share answered."""
    n, _, again, _, n_heads, again_heads, _ = parts.sum(axis=0)
    gap = coin_answered(parts) - coin_leak(parts)
    return float((again / n - again_heads / n_heads) / gap) if n > 0 and n_heads > 0 and gap > 0 else math.nan


def coin_share(parts: np.ndarray) -> float:
    """How much of what an observer would see is effect; above 1 when those who are answered were the less likely to come back."""
    raw = coin_raw(parts)
    return coin_effect(parts) / raw if raw != 0 else math.nan


_MORE_ANSWERS = ("community.audience=5000", "behaviour.reply_open=0.3", "behaviour.feed_popularity=0.6")
_SET_ON_THIS = ("reply_addressed", "notice", "relations_gain")

OBSERVED = Design(
    "observed",
    GROUPS,
    observe_groups,
    10,
    2,
    3,
    (
        published("answered", LEVEL, "share", ratio, 0.61, 0.45, 0.75, "evidence", suspects=_MORE_ANSWERS),
        published(
            "again_without",
            LEVEL,
            "share",
            ratio,
            **around_level(0.44),
            suspects=("behaviour.stop_first=0.4", "behaviour.stop_first=0.1"),
        ),
        published(
            "again_with",
            LEVEL,
            "share",
            ratio,
            **around_level(0.56),
            suspects=("behaviour.stop_first=0.4", "behaviour.stop_first=0.1"),
        ),
        published(
            "lift",
            EFFECT,
            "points",
            lift,
            0.12,
            0.06,
            0.14,
            "evidence",
            _SET_ON_THIS,
            ("behaviour.notice=0.58", "behaviour.reply_addressed=1.2", "behaviour.relations_gain=0.05"),
        ),
        published(
            "odds",
            EFFECT,
            "logits",
            log_odds_ratio,
            **around_effect(0.48),
            leans_on=_SET_ON_THIS,
            suspects=("behaviour.notice=0.58", "behaviour.reply_addressed=1.2"),
        ),
        published(
            "adjusted",
            EFFECT,
            "logits",
            mean,
            **around_effect(0.48),
            leans_on=_SET_ON_THIS,
            suspects=("behaviour.notice=0.58", "behaviour.reply_addressed=1.2"),
        ),
        published("asks", SIGN, "logits", mean, low=0.0, band="sign", suspects=("behaviour.reply_question=0.7",)),
        published("length", SIGN, "logits", mean, low=0.0, band="sign", suspects=("behaviour.feed_quality=0.8",)),
        published("tone", NULL, "logits", mean, 0.0, -0.24, 0.24, "null", suspects=("behaviour.cost_conflict=0.05",)),
        published("substance", NULL, "logits", mean, 0.0, -0.24, 0.24, "null"),
        beside("lift_outside", "points", lift),
        beside("lift_before", "points", lift),
        beside("lift_opening", "points", lift),
        beside("lift_replying", "points", lift),
        beside("newcomers", "number", ratio),
    ),
)
TOSSED = Design(
    "tossed",
    TRIED,
    observe_coin,
    32,
    4,
    6,
    (
        beside("coin_answered", "share", coin_answered),
        beside("coin_leak", "share", coin_leak),
        beside("coin_raw", "points", coin_raw),
        beside("coin_effect", "points", coin_effect),
        beside("coin_share", "share", coin_share),
    ),
)

EXPERIMENT = Experiment(
    "newsgroups",
    2006,
    "Joyce & Kraut 2006, Predicting continued participation in newsgroups, JCMC 11(3)",
    (OBSERVED, TOSSED),
    (
        "notice",
        "reply_addressed",
        "relations_gain",
        "standing_gain",
        "stop_first",
        "stop_worth",
        "reply_base",
        "reply_open",
        "reply_question",
        "feed_quality",
        "cost_conflict",
        "harsh_base",
    ),
)
