"""A run written down once more: its series counted from its events and from looking at people every evening, in plain Python.

What neither events nor people tell (minutes, what was seen, who was contacted) is taken from the diary as it stands: `TAKEN`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import fsum, nan

import numpy as np

from sim.day.run import Stepper
from sim.world.diary import COHORT_SERIES, SERIES
from sim.world.eventlog import (
    BY_STAFF,
    INVITED,
    JOIN,
    LEFT,
    ON_DUTY,
    OWN,
    POSTED,
    REACTED,
    REMOVED,
    REPLIED,
    THERE_BEFORE,
    TO_SPAM,
    VISIT,
)
from sim.world.people import ASLEEP, AWAKE, KNOWS, QUEUED, WAITING
from sim.world.people import REMOVED as BANNED
from sim.world.posts import CHALLENGE, PROMO, QUESTION

HOUR, DAY = 3600, 86_400
SEEN = (
    "state",
    "has_profile",
    "expert",
    "on_duty",
    "manages",
    "information",
    "relations",
    "identity",
    "standing",
    "cost",
    "promotion",
    "conflict",
    "habit",
    "trust",
    "value",
)
FELT = ("information", "relations", "identity", "standing", "habit", "trust", "value")


@dataclass(frozen=True)
class Life:
    """A run with its events by name, everybody as they were every evening, and the quality of every post."""

    run: object
    evenings: list[np.ndarray]
    evasion: list[float]
    quality: dict[int, float]
    behaviour: np.ndarray


def lived(setup, replication: int = 0) -> Life:
    """Run a community day by day and look at everybody in the evening."""
    stepper = Stepper(setup, replication=replication, events=True)
    evenings, evasion, quality = [], [], {}
    for day in range(setup.days):
        stepper.advance()
        evenings.append(stepper.people[list(SEEN)].copy())
        evasion.append(float(stepper.world.s["evasion"][0]))
        posts = stepper.world.posts
        quality |= {int(x["n"]): float(x["quality"]) for x in posts[posts["n"] >= stepper.world.day_first[day]]}
        fresh = stepper.world.s["n_posts"][0] - stepper.world.day_first[max(0, day - 10)]
        assert fresh <= len(posts), "posts of the last ten days were written over: take a smaller community"
    return Life(stepper.result(), evenings, evasion, quality, stepper.world.p)


def diary_of(life: Life) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Return the series of a run, and those by day of joining."""
    days = len(life.evenings)
    events = [dict(zip(life.run.events.dtype.names, row, strict=True)) for row in life.run.events.tolist()]
    for event in events:
        event["day"], event["hour"] = event["time"] // DAY, event["time"] // HOUR
    series = {
        **people_of(life),
        **acts_of(events, life, days),
        **posters_of(events, days),
        **matured_of(events, life, days),
    }
    series |= roles_of(events, life) | {"evasion": life.evasion, "gini": gini_of(events, days)}
    return series, cohorts_of(events, days)


def people_of(life: Life) -> dict[str, list[float]]:
    """Who is where, and the means of what those awake feel, by evening."""
    columns = defaultdict(list)
    load = float(life.behaviour["cost_promotion"][0])
    for people in life.evenings:
        states = Counter(people["state"].tolist())
        awake, inside = people[people["state"] == AWAKE], people[np.isin(people["state"], (AWAKE, ASLEEP))]
        counts = {
            "awake": states[AWAKE],
            "asleep": states[ASLEEP],
            "members": states[AWAKE] + states[ASLEEP],
            "aware": states[KNOWS],
            "queued": states[QUEUED],
            "waiting": states[WAITING],
            "on_duty": people["on_duty"].sum(),
            "managers": (people["manages"] == 1).sum(),
            "owners": (people["manages"] == 2).sum(),
            "profiles": inside["has_profile"].sum(),
            "experts": inside["expert"].sum(),
        }
        felt = {name: awake[name].tolist() for name in FELT}
        felt["cost"] = [
            a + load * b + c
            for a, b, c in zip(*(awake[name].tolist() for name in ("cost", "promotion", "conflict")), strict=True)
        ]
        for name, value in (
            counts | {name: fsum(values) / len(awake) if len(awake) else 0.0 for name, values in felt.items()}
        ).items():
            columns[name].append(float(value))
    return dict(columns)


def acts_of(events, life: Life, days: int) -> dict[str, list[float]]:
    """What was done on each day."""
    names = (
        "joined",
        "rejoined",
        "left",
        "banned",
        "invitations",
        "visits",
        "visitors",
        "reactions",
        "removed_posts",
        "posts_own",
        "starts_own",
        "replies_own",
        "posts_duty",
        "posts_staff",
        "posts_spam",
        "posts_promo",
    )
    acts = {name: [0.0] * days for name in names}
    joined_before, visited = set(), set()
    for event in events:
        day, kind, person, part = event["day"], event["kind"], event["person"], event["part"]
        named = {
            JOIN: ["joined"],
            INVITED: ["invitations"],
            VISIT: ["visits"],
            REACTED: ["reactions"],
            REMOVED: ["removed_posts"],
        }.get(kind, [])
        if kind == JOIN:
            named = named + ["rejoined"] * (person in joined_before)
            joined_before.add(person)
        if kind == LEFT:
            named = ["banned" if life.evenings[day]["state"][person] == BANNED else "left"]
        if kind == VISIT:
            named = named + ["visitors"] * ((day, person) not in visited)
            visited.add((day, person))
        if kind in (POSTED, REPLIED):
            named = {
                OWN: ["posts_own", "starts_own" if kind == POSTED else "replies_own"],
                ON_DUTY: ["posts_duty"],
                BY_STAFF: ["posts_staff"],
                TO_SPAM: ["posts_spam"],
            }[part] + ["posts_promo"] * (part == OWN and event["sort"] == PROMO)
        for name in named:
            acts[name][day] += 1.0
    return acts


def is_own(event) -> bool:
    """Whether an event is a post by a member who is neither on duty nor a spammer."""
    return event["kind"] in (POSTED, REPLIED) and event["part"] == OWN


def posters_of(events, days: int) -> dict[str, list[float]]:
    """Different people who posted on a day, in a week, in a month; who fell silent today, and who is back today."""
    posted = defaultdict(set)
    for event in events:
        if is_own(event):
            posted[event["person"]].add(event["day"])
    posters = {name: [0.0] * days for name in ("posters_day", "posters_7d", "posters_30d", "churned_30d", "returned")}
    for day in range(days):
        for active in posted.values():
            last = max((d for d in active if d <= day), default=None)
            before = max((d for d in active if d < day), default=None)
            if last is None:
                continue
            posters["posters_day"][day] += last == day
            posters["posters_7d"][day] += day - last < 7
            posters["posters_30d"][day] += day - last < 30
            posters["churned_30d"][day] += day - last == 30
            posters["returned"][day] += last == day and before is not None and day - before > 30
    return posters


def matured_of(events, life: Life, days: int) -> dict[str, list[float]]:
    """What became of members' posts seven days later, and of threads that disappoint who started them."""
    names = (
        "matured_starts",
        "matured_unanswered",
        "matured_questions",
        "solved_by_members",
        "solved_by_duty",
        "solved_by_staff",
        "ideas",
        "matured_first",
        "matured_first_answered",
        "first_answer_hours",
        "missed",
    )
    matured = {name: [0.0] * days for name in names}
    good, patience = float(life.behaviour["answer_solves"][0]), int(life.behaviour["missed_days"][0])
    removed = {event["post"]: event["day"] for event in events if event["kind"] == REMOVED}
    there_before = {event["person"] for event in events if event["kind"] == JOIN and event["sort"] == THERE_BEFORE}
    joined_on = {(event["person"], event["day"]) for event in events if event["kind"] == JOIN}
    posts = [event for event in events if event["kind"] in (POSTED, REPLIED)]
    answered_by = defaultdict(list)
    for post in posts:
        if post["kind"] == REPLIED and post["part"] != TO_SPAM:
            for number in {post["thread"], post["reply_to"]}:
                answered_by[number].append(post)
    first_own = {}
    for post in posts:
        if is_own(post):
            first_own.setdefault(post["person"], post["post"])
    for post in posts:
        if not is_own(post):
            continue
        for name, age in (("week", 7), ("missed", patience)):
            day = post["day"] + age
            if day >= days or removed.get(post["post"], days) <= day:
                continue
            by_then = [
                answer
                for answer in answered_by[post["post"]]
                if answer["person"] != post["person"] and answer["day"] <= day
            ]
            hours = min((answer["hour"] - post["hour"] for answer in by_then), default=None)
            if name == "missed":
                evening = life.evenings[day - 1]["state"][post["person"]] if day > 0 else 0
                is_here = evening in (AWAKE, ASLEEP) or (post["person"], day) in joined_on
                matured["missed"][day] += post["kind"] == POSTED and hours is None and post["sort"] != PROMO and is_here
                continue
            in_time = hours is not None and hours <= 7 * 24
            if post["kind"] == POSTED:
                solver = next(
                    (
                        answer
                        for answer in sorted(by_then, key=lambda reply: reply["post"])
                        if life.quality[answer["post"]] >= good
                    ),
                    None,
                )
                who = {OWN: "members", ON_DUTY: "duty", BY_STAFF: "staff"}[solver["part"]] if solver else ""
                matured["matured_starts"][day] += 1
                matured["matured_unanswered"][day] += not in_time
                matured["matured_questions"][day] += post["sort"] == QUESTION
                if who and post["sort"] == QUESTION:
                    matured[f"solved_by_{who}"][day] += 1
                matured["ideas"][day] += post["sort"] == CHALLENGE and who == "members"
            if first_own[post["person"]] == post["post"] and post["person"] not in there_before:
                matured["matured_first"][day] += 1
                matured["matured_first_answered"][day] += in_time
                matured["first_answer_hours"][day] += hours if in_time else 0.0
    return matured


def roles_of(events, life: Life) -> dict[str, list[float]]:
    """What members were seen doing in the last 30 days, the first that fits: on duty, spamming, starting, replying, reading, nothing."""
    names = ("ambassador", "spammer", "creator", "critic", "lurker", "inactive")
    days_of = {name: defaultdict(set) for name in ("spammer", "creator", "critic", "lurker")}
    for event in events:
        what = (
            "lurker"
            if event["kind"] == VISIT
            else "spammer"
            if event["part"] == TO_SPAM and event["kind"] == POSTED
            else {POSTED: "creator", REPLIED: "critic"}[event["kind"]]
            if is_own(event)
            else ""
        )
        if what:
            days_of[what][event["person"]].add(event["day"])
    roles = {f"role_{name}": [] for name in names}
    writers = names[:4]
    roles |= {f"visits_{name}": [] for name in ("quiet", *writers)}
    visits = Counter((event["person"], event["day"]) for event in events if event["kind"] == VISIT)
    for day, people in enumerate(life.evenings):
        count, came = Counter(), Counter()
        for person in np.flatnonzero(np.isin(people["state"], (AWAKE, ASLEEP))).tolist():
            did = [
                name
                for name in ("spammer", "creator", "critic", "lurker")
                if any(day - 30 < d <= day for d in days_of[name][person])
            ]
            role = "ambassador" if people["on_duty"][person] else did[0] if did else "inactive"
            count[role] += 1
            came[role if role in writers else "quiet"] += visits[person, day]
        for name in names:
            roles[f"role_{name}"].append(float(count[name]))
        for name in ("quiet", *writers):
            roles[f"visits_{name}"].append(float(came[name]))
    return roles


def gini_of(events, days: int) -> list[float]:
    """Inequality of own posts so far over who ever posted, on every 30th day and the last."""
    ginis = []
    for day in range(days):
        posts = list(Counter(event["person"] for event in events if is_own(event) and event["day"] <= day).values())
        is_due = (day % 30 == 29 or day == days - 1) and posts
        ginis.append(sum(abs(a - b) for a in posts for b in posts) / (2 * len(posts) * sum(posts)) if is_due else nan)
    return ginis


def cohorts_of(events, days: int) -> dict[str, list[float]]:
    """By day of first joining, without those there before: who still visits later, who posts in the first month, how much in 90 days."""
    cohorts = {name: [0.0] * days for name in COHORT_SERIES}
    there_before = {event["person"] for event in events if event["kind"] == JOIN and event["sort"] == THERE_BEFORE}
    joined = {}
    for event in events:
        if event["kind"] == JOIN and event["person"] not in there_before:
            joined.setdefault(event["person"], event["day"])
    visits, posts = defaultdict(set), defaultdict(list)
    for event in events:
        if event["kind"] == VISIT:
            visits[event["person"]].add(event["day"])
        if is_own(event):
            posts[event["person"]].append(event["day"])
    for person, since in joined.items():
        cohorts["joined"][since] += 1
        for after in (30, 90, 180):
            cohorts[f"visited_{after}"][since] += any(after <= day - since < after + 30 for day in visits[person])
        cohorts["posted_30"][since] += any(day - since < 30 for day in posts[person])
        cohorts["posts_90"][since] += sum(day - since < 90 for day in posts[person])
    return cohorts


TAKEN = frozenset(SERIES) - {
    "members",
    "awake",
    "asleep",
    "aware",
    "queued",
    "waiting",
    "on_duty",
    "managers",
    "owners",
    "profiles",
    "experts",
    "joined",
    "rejoined",
    "left",
    "banned",
    "invitations",
    "visits",
    "visitors",
    "reactions",
    "removed_posts",
    "posts_own",
    "starts_own",
    "replies_own",
    "posts_duty",
    "posts_staff",
    "posts_spam",
    "posts_promo",
    "posters_day",
    "posters_7d",
    "posters_30d",
    "churned_30d",
    "returned",
    "matured_starts",
    "matured_unanswered",
    "matured_questions",
    "solved_by_members",
    "solved_by_duty",
    "solved_by_staff",
    "ideas",
    "matured_first",
    "matured_first_answered",
    "first_answer_hours",
    "missed",
    "role_lurker",
    "role_critic",
    "role_creator",
    "role_ambassador",
    "role_spammer",
    "role_inactive",
    "cost",
    "visits_quiet",
    "visits_critic",
    "visits_creator",
    "visits_ambassador",
    "visits_spammer",
    "evasion",
    "gini",
    *FELT,
}
"""Series that only the diary tells."""
