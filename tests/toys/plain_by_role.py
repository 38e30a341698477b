"""Rates by role written down a second time from their definitions in words: every member on every day, in plain Python; nothing shared with `sim.measures`."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import nan

from sim.world.eventlog import BY_STAFF, JOIN, LEFT, ON_DUTY, POSTED, REPLIED, TO_SPAM

DAY = 86_400
FIRST_THAT_FITS = ("ambassador", "spammer", "creator", "critic")


def by_role(events, days: int) -> dict[str, float]:
    """Posts, leaving and falling silent per member of a role and 30 days, over the last 90 days."""
    rows = [dict(zip(events.dtype.names, row, strict=True)) for row in events.tolist()]
    inside, wrote, left = set(), defaultdict(Counter), Counter()
    did = {role: defaultdict(set) for role in FIRST_THAT_FITS}
    since = {}
    for row in rows:
        person, day = row["person"], row["time"] // DAY
        if row["kind"] == JOIN:
            since[person] = day
        if row["kind"] == LEFT:
            inside |= {(person, d) for d in range(since.pop(person), day + 1)}
            left[person, day] += 1
        if row["kind"] in (POSTED, REPLIED) and row["part"] != BY_STAFF:
            kind = {ON_DUTY: "ambassador", TO_SPAM: "spammer"}.get(
                row["part"], "creator" if row["kind"] == POSTED else "critic"
            )
            did[kind][person].add(day)
            wrote[person][day] += 1
    inside |= {(person, d) for person, first in since.items() for d in range(first, days)}

    def role(person: int, day: int) -> str:
        return next((name for name in FIRST_THAT_FITS if any(day - 30 <= d < day for d in did[name][person])), "quiet")

    lived, posts, leaves, silences = Counter(), Counter(), Counter(), Counter()
    for person, day in inside:
        if day < days - 90:
            continue
        now, before = role(person, day), role(person, day - 1)
        lived[now] += 1
        posts[now] += wrote[person][day]
        leaves[now] += left[person, day]
        silences[before] += now == "quiet" and before != "quiet"
    rates = {}
    for what, counts in (("posts", posts), ("leaving", leaves), ("silence", silences)):
        for name in (*FIRST_THAT_FITS, "quiet"):
            rates[f"{what}_of_{name}"] = 30 * counts[name] / lived[name] if lived[name] else nan
    return rates
