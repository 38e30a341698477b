"""Figures of posts counted once more, slowly, from their definitions in words: plain Python, and libraries for what libraries count.

Nothing here reads how `sim.measures` counts. A community is a list of `Post`, and days are looked at one by one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import networkx
import numpy as np
from scipy.stats import CensoredData, ecdf

from sim.world.eventlog import BY_STAFF, JOIN, OWN, POSTED, REMOVED, REPLIED, THERE_BEFORE, TO_SPAM

HOUR, DAY = 3600, 86_400
WEEK, MONTH, SEASON, SILENT = 7 * DAY, 30 * DAY, 90 * DAY, 60 * DAY
FIRST_MONDAY = 4 * DAY
TEAM = "the team"


@dataclass(frozen=True)
class Post:
    """One post: who wrote it when, whether as a member, in which thread, whom and which post (a place in the list) it answers."""

    who: object
    own: bool
    time: int
    thread: object
    opens: bool
    to: object
    answers: int | None


@dataclass(frozen=True)
class Community:
    """Posts in order of time, who came after it began, when watching began and ended, what is known."""

    posts: list[Post]
    newcomers: set
    begin: int
    end: int
    knows_threads: bool = True
    knows_addressees: bool = True


def of_run(events: np.ndarray, days: int) -> Community:
    """A run as its log tells it: what was removed is missing, spam is nothing."""
    rows = sorted(events.tolist(), key=lambda row: row[0])
    named = [dict(zip(events.dtype.names, row, strict=True)) for row in rows]
    gone = {row["post"] for row in named if row["kind"] == REMOVED}
    there_before = {row["person"] for row in named if row["kind"] == JOIN and row["sort"] == THERE_BEFORE}
    written = [row for row in named if row["kind"] in (POSTED, REPLIED) and row["part"] != TO_SPAM]
    author = {row["post"]: TEAM if row["part"] == BY_STAFF else row["person"] for row in written}
    kept = [row for row in written if row["post"] not in gone]
    place = {row["post"]: i for i, row in enumerate(kept)}
    posts = []
    for row in kept:
        answered = row["reply_to"] if row["kind"] == REPLIED else -1
        posts.append(
            Post(
                author[row["post"]],
                row["part"] == OWN,
                row["time"] + FIRST_MONDAY,
                row["thread"],
                row["kind"] == POSTED,
                author.get(answered),
                place.get(answered),
            )
        )
    people = {post.who for post in posts}
    return Community(posts, people - there_before, FIRST_MONDAY, FIRST_MONDAY + days * DAY)


def of_log(log, burn_in: float = 0.0) -> Community:
    """A log: watched from the first post of a member to the last; who was there in the first days is no newcomer."""
    knows_threads, knows_addressees = "thread" in log.known, "reply_to" in log.known
    name = {-1: TEAM, -2: None}
    posts, opened, first_seen, latest = [], set(), {}, {}
    for i, (member, time, thread, to) in enumerate(
        zip(*(c.tolist() for c in (log.member, log.time, log.thread, log.addressee)), strict=True)
    ):
        who, whom = name.get(member, member), name.get(to, to)
        answers = latest.get((thread, whom)) if whom not in (None, TEAM, who) else None
        posts.append(
            Post(
                who,
                who != TEAM,
                time,
                thread if thread >= 0 else None,
                thread >= 0 and thread not in opened,
                whom,
                answers,
            )
        )
        opened.add(thread)
        if who != TEAM:
            latest[thread, who] = i
            first_seen.setdefault(who, time)
    times = [post.time for post in posts if post.own]
    begin, end = min(times), max(times)
    newcomers = {who for who, time in first_seen.items() if time >= begin + burn_in * DAY}
    return Community(posts, newcomers, begin, end, knows_threads, knows_addressees)


def counted(community: Community) -> dict[str, float]:
    """Every figure of a community; NaN where there is nothing to count."""
    figures = {**newcomers(community), **course(community), **spread(community)}
    if community.knows_threads:
        figures |= {**threads(community), **roles(community)}
    if community.knows_addressees:
        figures |= network(community)
    return figures


def share(part: float, whole: float) -> float:
    """A part of a whole; NaN of nothing."""
    return part / whole if whole else math.nan


def by_author(community: Community) -> dict[object, list[int]]:
    """Places of everybody's own posts, in order of time."""
    authors: dict[object, list[int]] = {}
    for i, post in enumerate(community.posts):
        if post.own:
            authors.setdefault(post.who, []).append(i)
    return authors


def first_answer(community: Community, i: int) -> float:
    """When somebody else first answered a post: an opening post by any post in its thread, another by one that answers it; else infinity."""
    asked = community.posts[i]
    times = [
        post.time
        for post in community.posts
        if post.who != asked.who
        and (post.answers == i or asked.opens and not post.opens and post.thread == asked.thread)
    ]
    return min(times, default=math.inf)


def newcomers(community: Community) -> dict[str, float]:
    """First posts a month, posting again by whether the first post was answered, and how long newcomers go on."""
    posts, begin, end = community.posts, community.begin, community.end
    window = min(SEASON, end - begin)
    own = {who: places for who, places in by_author(community).items() if who in community.newcomers}
    first_posts = sum(posts[places[0]].time >= end - window for places in own.values())
    groups: dict[str, list[bool]] = {
        f"{what}_{how}": [] for what in ("again", "elsewhere") for how in ("answered", "unanswered")
    }
    lives, gone = [], []
    for places in own.values():
        since, last = posts[places[0]].time, posts[places[-1]].time
        gone.append(end - last >= SILENT)
        lives.append(last - since if gone[-1] else end - since)
        if since > end - MONTH or not (community.knows_addressees or posts[places[0]].opens):
            continue
        answered = first_answer(community, places[0])
        for what in ("again", "elsewhere"):
            later = [posts[i].time for i in places[1:] if what == "again" or posts[i].thread != posts[places[0]].thread]
            back = later[0] if later else math.inf
            in_time = answered - since <= WEEK
            if in_time and answered >= back:
                continue
            groups[f"{what}_{'answered' if in_time else 'unanswered'}"].append(back - since <= MONTH)
    figures = {name: share(sum(group), len(group)) for name, group in groups.items()}
    for what in ("again", "elsewhere"):
        figures[f"{what}_difference"] = 100.0 * (figures[f"{what}_answered"] - figures[f"{what}_unanswered"])
    if not community.knows_threads:
        figures = {name: value for name, value in figures.items() if "elsewhere" not in name}
    if not (community.knows_threads or community.knows_addressees):
        figures = {}
    figures["new_posters"] = share(first_posts * 30.0, window / DAY)
    longest = max((end - posts[places[0]].time for places in own.values()), default=-1)
    for days in (30, 90, 180):
        figures[f"posting_{days}"] = still(lives, gone, days * DAY) if longest >= days * DAY else math.nan
    return figures


def still(lives: list[int], gone: list[bool], after: int) -> float:
    """Share who live longer than so, of whom some were only watched for a time: the estimate of Kaplan and Meier as scipy has it."""
    ended = [life for life, is_gone in zip(lives, gone, strict=True) if is_gone]
    watched = [life for life, is_gone in zip(lives, gone, strict=True) if not is_gone]
    return float(ecdf(CensoredData(uncensored=ended, right=watched)).sf.evaluate(after)) if ended else 1.0


def course(community: Community) -> dict[str, float]:
    """Posters of a day, a week and a month, day by day over the last 90 whole days; who falls silent and who comes back; week and clock."""
    names = (
        "posters_day",
        "posters_7d",
        "posters_30d",
        "daily_over_monthly",
        "churn_30d",
        "returns",
        "came_back",
        "weekend_over_weekday",
        "office_hours_share",
    )
    figures = dict.fromkeys(names, math.nan)
    days = [
        day
        for day in range(community.begin // DAY - 1, community.end // DAY + 1)
        if day * DAY >= community.begin and (day + 1) * DAY <= community.end
    ]
    if not days:
        return figures
    last = days[-90:]
    own = [post for post in community.posts if post.own and post.time // DAY <= days[-1]]
    posted: dict[object, set[int]] = {}
    for post in own:
        posted.setdefault(post.who, set()).add(post.time // DAY)
    sums = {
        span: sum(any(day - back in active for back in range(span)) for day in last for active in posted.values())
        for span in (1, 7, 30)
    }
    figures |= {
        "posters_day": sums[1] / len(last),
        "posters_7d": sums[7] / len(last),
        "posters_30d": sums[30] / len(last),
    }
    figures["daily_over_monthly"] = share(sums[1], sums[30])
    silences = [
        (active, day)
        for active in posted.values()
        for day in range(min(active), days[-1] + 1)
        if day - 30 in active and not any(day - back in active for back in range(30))
    ]
    figures["churn_30d"] = share(30.0 * sum(day >= last[0] for _, day in silences), sums[30])
    returns = sum(
        after - before > 30
        for active in posted.values()
        for before, after in zip(sorted(active), sorted(active)[1:], strict=False)
    )
    figures["returns"] = share(returns, len(silences))
    judged = [(active, day) for active, day in silences if day + 90 <= days[-1]]
    figures["came_back"] = share(
        sum(any(day + later in active for later in range(1, 91)) for active, day in judged), len(judged)
    )
    late = [post for post in own if post.time // DAY >= last[0]]
    weekend = [post for post in late if is_weekend(post.time // DAY)]
    n_weekend = sum(map(is_weekend, last))
    if n_weekend and len(late) > len(weekend):
        figures["weekend_over_weekday"] = (len(weekend) / n_weekend) / (
            (len(late) - len(weekend)) / (len(last) - n_weekend)
        )
    office = [post for post in late if not is_weekend(post.time // DAY) and 9 <= post.time % DAY / HOUR < 17]
    figures["office_hours_share"] = share(len(office), len(late))
    return figures


def is_weekend(day: int) -> bool:
    """Whether a day since 1970 is a Saturday or a Sunday; the first was a Thursday."""
    return ("thu", "fri", "sat", "sun", "mon", "tue", "wed")[day % 7] in ("sat", "sun")


def threads(community: Community) -> dict[str, float]:
    """Members' threads that turned seven days old in the last 90 days, each judged by its first seven days."""
    posts, end = community.posts, community.end
    waits, replies, n = [], [], 0
    for i, post in enumerate(posts):
        age = end - post.time
        if not (post.opens and post.own and WEEK < age <= WEEK + SEASON):
            continue
        n += 1
        wait = first_answer(community, i) - post.time
        if wait <= WEEK:
            waits.append(wait / HOUR)
            replies.append(
                sum(
                    other.thread == post.thread and not other.opens and other.time - post.time <= WEEK
                    for other in posts
                )
            )
    return {
        "unanswered": share(n - len(waits), n),
        "replies_per_thread": share(sum(replies), len(waits)),
        "answer_hours_median": float(np.median(waits)) if waits else math.nan,
        "answer_hours_p90": float(np.percentile(waits, 90)) if waits else math.nan,
    }


def spread(community: Community) -> dict[str, float]:
    """Inequality of own posts: half the mean difference of two posters in means, and the shares of the most active."""
    figures = {}
    for name, since in (("", community.begin), ("_90", community.end - SEASON)):
        posts = sorted(
            (
                n
                for who, places in by_author(community).items()
                if (n := sum(community.posts[i].time >= since for i in places))
            ),
            reverse=True,
        )
        apart = sum(abs(some - other) for some in posts for other in posts)
        figures[f"gini{name}"] = share(apart, 2 * len(posts) * sum(posts))
        for percent in (1, 10):
            figures[f"top_{percent}_share{name}"] = share(
                sum(posts[: math.ceil(len(posts) * percent / 100)]), sum(posts)
            )
    return figures


def roles(community: Community) -> dict[str, float]:
    """What posters of the last 30 and 90 days were seen doing."""
    figures = {}
    for days in (30, 90):
        did: dict[object, set[bool]] = {}
        for post in community.posts:
            if post.own and post.time >= community.end - days * DAY:
                did.setdefault(post.who, set()).add(post.opens)
        for name, what in (("only_start", {True}), ("only_reply", {False}), ("start_and_reply", {True, False})):
            figures[f"{name}_{days}"] = share(sum(deed == what for deed in did.values()), len(did))
    return figures


def network(community: Community) -> dict[str, float]:
    """Answers that are returned, and the cores of the network of replies, as networkx counts them; the last 90 days."""
    late = [
        post
        for post in community.posts
        if post.time >= max(community.begin, community.end - SEASON) and post.who != TEAM
    ]
    writers = {post.who for post in late}
    pairs = {(post.who, post.to) for post in late if post.to not in (None, TEAM, post.who)}
    figures = {
        "reciprocity": math.nan,
        **dict.fromkeys(("core_k", "core_size", "core_3_share"), 0.0 if writers else math.nan),
    }
    if pairs:
        graph = networkx.DiGraph(sorted(pairs))
        core = networkx.core_number(graph.to_undirected())
        figures |= {
            "reciprocity": networkx.overall_reciprocity(graph),
            "core_k": max(core.values()),
            "core_size": sum(k == max(core.values()) for k in core.values()),
            "core_3_share": sum(core.get(who, 0) >= 3 for who in writers) / len(writers),
        }
    return figures
