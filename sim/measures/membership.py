"""Who is in: members, newcomers, people who wait, people who left, people who are asked for more."""

from __future__ import annotations

from sim.measures.measure import MONTH, Measure, mean_of, month_of, ratio, share_in_all, share_of, sum_of
from sim.measures.tally import Tally


def members_end(tally: Tally) -> float:
    """Members on the last day, those asleep included."""
    return float(tally.diary["members"][-1]) if tally.days else float("nan")


def waiting_end(tally: Tally) -> float:
    """People on the last day who applied and are not let in yet."""
    return float(tally.diary["queued"][-1] + tally.diary["waiting"][-1]) if tally.days else float("nan")


def followed_share(tally: Tally) -> float:
    """Members who moved along, of all who were there on a day on which the platform closed; none closed: not there."""
    moved = tally.total("followed")
    return ratio(moved, moved + tally.total("stayed_behind"))


def leave_rate(tally: Tally) -> float:
    """Members who leave per 30 days, per member, last 90 days."""
    return MONTH * ratio(tally.last("left"), tally.last("members"))


MEASURES = (
    Measure("aware", "people", +1, mean_of("aware")),
    Measure("members", "people", +1, mean_of("members")),
    Measure("members_end", "people", +1, members_end),
    Measure("awake", "people", +1, mean_of("awake")),
    Measure("asleep_share", "share", -1, share_of("asleep", "members")),
    Measure("joined_total", "people", +1, sum_of("joined")),
    Measure("rejoined_total", "people", +1, sum_of("rejoined")),
    Measure("left_total", "people", 0, sum_of("left")),
    Measure("leave_rate", "share_a_month", -1, leave_rate),
    Measure("stopped_share", "share", -1, share_in_all("stopped", "joined")),
    Measure("refused_total", "people", 0, sum_of("refusals")),
    Measure("tired_total", "people", -1, sum_of("tired")),
    Measure("banned_total", "people", 0, sum_of("banned")),
    Measure("waiting_end", "people", -1, waiting_end),
    Measure("invitations_total", "invitations", +1, sum_of("invitations")),
    Measure("invited_joins", "people", +1, sum_of("invited_joins")),
    Measure("leads_month", "leads_a_month", +1, month_of("leads")),
    Measure("found_no_topic_total", "people", -1, sum_of("found_no_topic")),
    Measure("profile_share", "share", +1, share_of("profiles", "members")),
    Measure("experts", "people", +1, mean_of("experts")),
    Measure("experts_share", "share", 0, share_of("experts", "members"), smallest_absolute=0.01),
    Measure("managers", "people", 0, mean_of("managers")),
    Measure("owners", "people", 0, mean_of("owners")),
    Measure("followed_share", "share", +1, followed_share),
    Measure("recognised_total", "times", +1, sum_of("recognised")),
    Measure("promoted_total", "people", 0, sum_of("promoted")),
    Measure("passed_over_total", "people", -1, sum_of("passed_over")),
    Measure("burned_out_total", "people", -1, sum_of("burned_out")),
    Measure("attended_total", "times", 0, sum_of("attended")),
    Measure("alumni_contacts_total", "times", 0, sum_of("alumni_contacts")),
    Measure("referrals_total", "people", +1, sum_of("referrals")),
    Measure("subgroup_read_share", "share", 0, share_of("within_read", "items_read"), smallest_absolute=0.02),
)
