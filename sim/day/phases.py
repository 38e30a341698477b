"""The day as a list: what happens in which order, and the functions that do it."""

from __future__ import annotations

from typing import NamedTuple


class Phase(NamedTuple):
    """A phase of the day: its name, what happens, and the functions that `pass_step` calls for it, in this order."""

    name: str
    sentence: str
    functions: tuple[str, ...]


PHASES = (
    Phase(
        "open the day",
        "what reviews changed holds; the platform offers what it does today; the feed is aged; founders, people on duty "
        "and owners take their places",
        ("steer", "offer_today", "refresh_feed", "found", "appoint", "hand_over"),
    ),
    Phase(
        "arrive",
        "people hear of the community and join or apply; some who left look again; some tire of waiting",
        ("arrive", "tire_of"),
    ),
    Phase("admit", "those accepted are let in, all or by batches, and met at the door", ("admit",)),
    Phase("plan", "who visits today, and in which hour", ("begin_week", "plan")),
    Phase(
        "24 hours",
        "each hour: visitors read the world as it was, then all acts are done in keyed order; "
        "at nine the host stumbles or makes up for it, measures and reports, holds the rounds that are due, then reviews, welcomes, answers, posts and "
        "approves, in the order of priority",
        ("host_works", "count_visitors", "open_hour", "receive", "commit", "forget_list"),
    ),
    Phase(
        "moderate",
        "reports and a look through new posts, with the minutes there are; what would be lost goes to talk nobody answered",
        ("moderate", "join_talk"),
    ),
    Phase(
        "wait",
        "who waited in vain for an answer loses trust; a planned post that did not come is missed",
        ("miss_answers", "miss_post"),
    ),
    Phase(
        "spend the evening",
        "stocks settle and worth is felt; then some stop, lay down a duty, fall asleep, leave or are banned; where the platform "
        "closes members move or are lost",
        ("share_effort", "spend_evening", "part_with", "close_platform"),
    ),
    Phase(
        "write the diary",
        "counted, never acted upon",
        ("mature", "count_posters", "observe", "sum_up", "backlog", "gini"),
    ),
    Phase(
        "look back",
        "what is measured is read; management hears what is reported; reviews that fall on this day decide from tomorrow",
        ("look_back",),
    ),
)
"""The phases of a day, from morning to night."""
