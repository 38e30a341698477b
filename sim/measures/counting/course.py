"""The course of posting counted: posters of a day, week and month, those who fall silent and come back, week and clock.

Days are calendar days, only those that were watched from beginning to end; the last 90 of them are the window.
"""

from __future__ import annotations

from sim.measures.counting.compiled import within

DAY = 86_400
MONDAY = 3
"""Day 0 of unix time was a Thursday: weekday = (day + 3) % 7, Monday 0."""

OPENS, CLOSES = 9, 17
"""Office hours on working days, by the log's clock."""


@within
def overlap(low, high, other_low, other_high):
    """Return how many days two stretches have in common; the upper ends are outside."""
    days = min(high, other_high) - max(low, other_low)
    return days if days > 0 else 0


@within
def count_course(time, first, rows, begin, end, out):
    """Posters, churn and returns as the diary counts them, and the rhythm of week and clock.

    Somebody is a poster of the month on the 30 days from a post on (the day itself included), falls silent on the
    30th day after the last post when there was none until then, and returns with a post 30 or more days after it.
    ``came_back``: of silences that had 90 more days to end in, those that ended in them.
    """
    day_0, day_n = -(-begin // DAY), end // DAY
    if day_n <= day_0:
        return
    low = max(day_0, day_n - 90)
    window = float(day_n - low)
    daily, weekly, monthly, fell, fell_ever, returned, silences, ended = 0, 0, 0, 0, 0, 0, 0, 0
    weekend, worked, office, posts = 0, 0, 0, 0
    for m in range(len(first) - 1):
        k = first[m]
        while k < first[m + 1]:
            day = time[rows[k]] // DAY
            if day >= day_n:
                break
            in_office = 0
            n = 0
            while k < first[m + 1] and time[rows[k]] // DAY == day:
                clock = time[rows[k]] % DAY // 3600
                in_office += clock >= OPENS and clock < CLOSES
                n += 1
                k += 1
            following = min(time[rows[k]] // DAY, day_n) if k < first[m + 1] else day_n
            came = following < day_n
            if day >= low:
                posts += n
                if (day + MONDAY) % 7 >= 5:
                    weekend += n
                else:
                    worked += n
                    office += in_office
            daily += overlap(day, day + 1, low, day_n)
            weekly += overlap(day, min(day + 7, following), low, day_n)
            monthly += overlap(day, min(day + 30, following), low, day_n)
            if day + 30 < day_n and (following > day + 30 or not came):
                fell_ever += 1
                fell += day + 30 >= low
                if day + 120 < day_n:
                    silences += 1
                    ended += came and following <= day + 120
            returned += came and following - day > 30
    out.posters_day = daily / window
    out.posters_7d = weekly / window
    out.posters_30d = monthly / window
    if monthly > 0:
        out.daily_over_monthly = daily / monthly
        out.churn_30d = 30.0 * fell / monthly
    if fell_ever > 0:
        out.returns = returned / fell_ever
    if silences > 0:
        out.came_back = ended / silences
    weekend_days = 0
    for day in range(low, day_n):
        weekend_days += (day + MONDAY) % 7 >= 5
    if worked > 0 and weekend_days > 0:
        out.weekend_over_weekday = (weekend / weekend_days) / (worked / (window - weekend_days))
    if posts > 0:
        out.office_hours_share = office / posts
