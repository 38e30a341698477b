"""What members do by the role they had: days as a member, posts, leaving and falling silent, from the events of a run.

A day counts for the role that what a member wrote in the 30 days before it shows, the first that fits: on duty (a post on duty), spammer,
creator (opened a thread), critic (replied), and quiet when there was nothing. Quiet are lurkers and absentees: events of posts do not part them.
"""

from __future__ import annotations

import numpy as np

from sim.measures.counting.compiled import within
from sim.world.eventlog import BY_STAFF, JOIN, LEFT, ON_DUTY, POSTED, REPLIED, TO_SPAM

DAY = 86_400
LOOK_BACK = 30
LATE = 90
MONTH = 30
AMBASSADOR, SPAMMER, CREATOR, CRITIC, QUIET = range(5)
ROLES = ("ambassador", "spammer", "creator", "critic", "quiet")
DAYS, POSTS, LEAVES, SILENCES = range(4)
FIGURES_BY_ROLE = tuple(f"{what}_of_{role}" for what in ("posts", "leaving", "silence") for role in ROLES)
"""Per member of the role and 30 days; who is quiet cannot fall silent."""
NEVER = -1_000_000


@within
def role_on(latest, day):
    """Return the role on a day, from the day of the latest act of each kind, int64 (4,); acts of that day itself are not in yet."""
    for role in range(QUIET):
        if latest[role] >= day - LOOK_BACK:
            return role
    return QUIET


@within
def pass_days(latest, since, until, begin, out):
    """Count the days from ``since`` to ``until``, both included and from ``begin`` on, by role; and when somebody fell silent."""
    start = since
    for role in range(QUIET):
        end = min(until, latest[role] + LOOK_BACK)
        if end >= start:
            out[DAYS, role] += max(0, end - max(start, begin) + 1)
            start = end + 1
    out[DAYS, QUIET] += max(0, until - max(start, begin) + 1)
    newest = latest[0]
    for role in range(1, QUIET):
        newest = max(newest, latest[role])
    silent_on = newest + LOOK_BACK + 1
    if max(since, begin) <= silent_on <= until:
        out[SILENCES, role_on(latest, silent_on - 1)] += 1


@within
def count_by_role(events, days, out):
    """Count member-days, posts, leavings and silences by role over the last 90 days.

    Parameters
    ----------
    events : structured (events,), as `sim.world.eventlog.EVENT`, days in order
    days : length of the run
    out : float64 (4, 5), zeros; by `DAYS`, `POSTS`, `LEAVES`, `SILENCES` and by `ROLES`
    """
    begin = max(0, days - LATE)
    people = 0
    for i in range(len(events)):
        if events[i].kind == JOIN or events[i].kind == POSTED or events[i].kind == REPLIED:
            people = max(people, events[i].person + 1)
    latest = np.full((people, QUIET), NEVER, np.int64)
    since = np.full(people, NEVER, np.int64)
    is_member = np.zeros(people, np.bool_)
    today = np.full(people, QUIET, np.int64)
    for i in range(len(events)):
        e = events[i]
        person, day = e.person, e.time // DAY
        is_post = (e.kind == POSTED or e.kind == REPLIED) and e.part != BY_STAFF
        if person < 0 or not (is_post or e.kind == JOIN or e.kind == LEFT) or person >= people:
            continue
        if e.kind == JOIN:
            is_member[person] = True
            since[person] = max(since[person], day)
            continue
        if not is_member[person]:
            continue
        if since[person] <= day:
            today[person] = role_on(latest[person], day)
            pass_days(latest[person], since[person], day, begin, out)
            since[person] = day + 1
        if e.kind == LEFT:
            is_member[person] = False
            if day >= begin:
                out[LEAVES, today[person]] += 1
            continue
        if day >= begin:
            out[POSTS, today[person]] += 1
        did = (
            AMBASSADOR
            if e.part == ON_DUTY
            else SPAMMER
            if e.part == TO_SPAM
            else CREATOR
            if e.kind == POSTED
            else CRITIC
        )
        latest[person, did] = day
    for person in range(people):
        if is_member[person]:
            pass_days(latest[person], since[person], days - 1, begin, out)


def figures_by_role(found: np.ndarray) -> dict[str, float]:
    """Return the figures of `FIGURES_BY_ROLE` of what was counted, float64 (4, 5); NaN where nobody had the role."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(found[DAYS] > 0, MONTH * found[POSTS:] / found[DAYS], np.nan)
    return dict(zip(FIGURES_BY_ROLE, rates.ravel().tolist(), strict=True))
