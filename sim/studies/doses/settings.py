"""In which scenario each lever is tried, over which doses, and which levers are left out: one table, a reason for each line.

A lever that is not named here is tried in the scenario of its policy, over five doses that follow from the range or the choices its
field declares; a policy that is not named either, in the baseline with that policy added. So a new lever is found by itself, and needs
a line only where it would be without work there, or where its declared range ends far beyond what a host would do.

Reasons are keys of the words (``doses.why.<key>``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Setting:
    """Where a lever is tried.

    Attributes
    ----------
    base : scenario of the library, path without suffix; its value of the lever is the scenario's own setting.
    beside : "kind.field" -> value put into the base, so that the lever has something to work on.
    doses : the doses, the weakest first; empty: as the field declares.
    is_ordered : whether the doses have an order from weak to strong; without one no shape is judged.
    why : key of the reason for whatever is set here.
    """

    base: str = "baseline"
    beside: Mapping[str, Any] = field(default_factory=dict)
    doses: tuple[Any, ...] = ()
    is_ordered: bool = True
    why: str = ""


POLICIES: dict[str, Setting] = {
    "access": Setting("open", why="base"),
    "admission": Setting("in-batches", why="batches"),
    "alumni": Setting("groups/alumni-written-to", why="base"),
    "ambassadors": Setting("with-ambassadors", why="base"),
    "calendar": Setting("baseline", why="first"),
    "control": Setting("owner/control-shared", why="base"),
    "platform": Setting("owner/usual-platform", why="base"),
    "platform_shock": Setting("owner/move-prepared", why="base"),
    "voice": Setting("owner/speaks-for-itself", why="base"),
    "commercial": Setting("selling/free", why="sellers"),
    "event": Setting("groups/with-events", why="base"),
    "incident": Setting("trust/slip-unanswered", why="slip"),
    "measurement": Setting("steering/reviewed", why="reviewed"),
    "review": Setting("steering/reviewed", why="reviewed"),
    "support": Setting("steering/results-reported", why="management"),
    "moderation": Setting("rules/rules-enforced", why="spam"),
    "onboarding": Setting("welcome-none", why="base"),
    "promotion": Setting("recognition/promoted-by-posts", why="base"),
    "reach": Setting("known/steady-growth", why="channel"),
    "recognition": Setting("recognition/most-posts", why="base"),
    "subgroups": Setting("groups/one-group", why="base"),
    "team": Setting("baseline", why="base"),
}
"""Kind of policy -> the scenario in which its levers are tried."""

_EVERY = (None, 180, 90, 28, 14, 7)
_REQUEST = {"access.access": "request"}

LEVERS: dict[str, Setting] = {
    "access.application_effort": Setting("door/no-motivation-asked", why="request"),
    "access.fit_threshold": Setting("open", _REQUEST, (None, -2.0, -1.0, 0.0, 1.0), why="request"),
    "admission.batch_size": Setting("in-batches", doses=(0, 80, 40, 20, 10), why="sizes"),
    "admission.every_days": Setting("in-batches", doses=(1, 2, 7, 14, 28), why="rhythm"),
    "admission.expert_share": Setting("door/quota-80-20", doses=(0.05, 0.1, 0.2, 0.35, 0.5), why="quota"),
    "admission.size_cap": Setting("known/growth-push", doses=(0, 1600, 800, 400, 200), why="cap"),
    "alumni.contact_every_days": Setting("groups/alumni-written-to", doses=_EVERY, why="rhythm"),
    "alumni.minutes": Setting("groups/alumni-written-to", doses=(0.0, 30.0, 120.0, 240.0, 480.0), why="letters"),
    "ambassadors.number": Setting("with-ambassadors", doses=(0, 4, 8, 16, 32), why="few"),
    "ambassadors.hours_per_week": Setting("with-ambassadors", doses=(0.0, 1.0, 2.0, 4.0, 8.0), why="spare_time"),
    "ambassadors.chosen": Setting("with-ambassadors", is_ordered=False, why="no_order"),
    "ambassadors.input_every_days": Setting("ambassadors/not-asked", doses=_EVERY, why="rhythm"),
    "calendar.post": Setting("baseline", is_ordered=False, why="no_order"),
    "calendar.weekdays": Setting(
        doses=((), ("tue",), ("tue", "thu"), ("mon", "tue", "thu"), ("mon", "tue", "wed", "thu", "fri")), why="weekdays"
    ),
    "calendar.every_weeks": Setting(doses=(8, 4, 3, 2, 1), why="rhythm"),
    "calendar.minutes": Setting(doses=(0.0, 15.0, 30.0, 60.0, 120.0), why="minutes"),
    "commercial.selling": Setting("selling/free", is_ordered=False, why="no_order"),
    "commercial.host_share": Setting("selling/team-does-not-sell", why="base"),
    "commercial.company_share": Setting("offer/for-members", why="base"),
    "commercial.company_benefit": Setting("offer/for-the-organisation", why="base"),
    "event.attendance": Setting("groups/with-events", doses=(0.0, 0.05, 0.15, 0.3, 0.5), why="who_comes"),
    "event.every_days": Setting("groups/with-events", doses=(None, 182, 91, 60, 30), why="rhythm"),
    "event.minutes": Setting("groups/with-events", doses=(0.0, 120.0, 480.0, 960.0, 2400.0), why="day_of_work"),
    "incident.response": Setting("trust/slip-unanswered", why="slip"),
    "incident.response_after_hours": Setting(
        "trust/slip-apology-soon", doses=(0.0, 24.0, 72.0, 168.0, 720.0), why="waiting"
    ),
    "measurement.measures": Setting("steering/reviewed", doses=((), ("unanswered",)), why="seen_or_not"),
    "measurement.minutes_per_week": Setting("steering/reviewed", doses=(0.0, 15.0, 30.0, 60.0, 120.0), why="measuring"),
    "review.every_days": Setting("steering/reviewed", doses=(None, 180, 84, 28, 7), why="rhythm"),
    "review.when": Setting("steering/reviewed", is_ordered=False, why="no_order"),
    "review.side": Setting("steering/reviewed", is_ordered=False, why="no_order"),
    "review.threshold": Setting("steering/reviewed", doses=(0.8, 0.5, 0.35, 0.25, 0.1), why="strict_last"),
    "review.for_days": Setting("steering/reviewed", doses=(84, 28, 14, 7, 1), why="strict_last"),
    "review.hold_days": Setting("steering/reviewed", doses=(7, 28, 56, 84, 365), why="holding"),
    "support.reported": Setting("steering/results-reported", is_ordered=False, why="no_order"),
    "support.every_days": Setting("steering/results-unseen", doses=_EVERY, why="rhythm"),
    "support.target": Setting("steering/results-reported", doses=(480.0, 240.0, 120.0, 80.0, 40.0), why="expectations"),
    "support.minutes": Setting("steering/results-reported", doses=(0.0, 30.0, 60.0, 120.0, 240.0), why="measuring"),
    "moderation.hours_per_week": Setting(
        "rules/rules-enforced", doses=(0.0, 1.0, 2.0, 3.0, 4.0, 8.0), why="within_hours"
    ),
    "moderation.filter_sensitivity": Setting("rules/filter-left-alone", why="spam"),
    "moderation.filter_false": Setting("rules/filter-left-alone", doses=(0.0, 0.05, 0.1, 0.15, 0.2), why="errors"),
    "moderation.ban_after": Setting("rules/rules-enforced", doses=(0, 8, 4, 2, 1), why="strict_last"),
    "moderation.pause_days": Setting(
        "rules/rules-enforced", {"moderation.sanctions": "graduated"}, (0, 3, 7, 14, 28), why="pause"
    ),
    "moderation.off_topic": Setting("rules/small-talk-allowed", is_ordered=False, why="no_order"),
    "moderation.prune_after_days": Setting("rules/old-posts-stay", doses=(0, 14, 10, 7, 3), why="dated"),
    "moderation.remove_expired": Setting("rules/old-posts-stay", why="dated"),
    "moderation.report_ease": Setting("rules/reporting-hard", why="spam"),
    "moderation.report_thanks": Setting("rules/reporting-easy", why="spam"),
    "moderation.hide_after_reports": Setting("rules/reporting-easy", doses=(0, 8, 4, 2, 1), why="strict_last"),
    "moderation.filter_update_days": Setting("rules/filter-left-alone", doses=_EVERY, why="rhythm"),
    "onboarding.spotlight_every_days": Setting("welcome-none", doses=_EVERY, why="rhythm"),
    "onboarding.start_after_visits": Setting("welcome-none", doses=(0, 1, 3, 7, 14), why="visits"),
    "promotion.role": Setting("recognition/promoted-by-posts", is_ordered=False, why="no_order"),
    "promotion.chosen_by": Setting("recognition/promoted-by-posts", is_ordered=False, why="no_order"),
    "promotion.number": Setting("recognition/promoted-by-posts", doses=(0, 3, 6, 12, 24), why="few"),
    "promotion.every_days": Setting("recognition/promoted-by-posts", doses=(180, 90, 28, 14, 7), why="rhythm"),
    "promotion.least_posts": Setting(
        "recognition/promoted-by-posts", doses=(0.0, 1.0, 2.0, 4.0, 8.0), why="strict_last"
    ),
    "promotion.least_days": Setting("recognition/promoted-by-posts", doses=(0, 14, 30, 60, 120), why="strict_last"),
    "promotion.hours_per_week": Setting(
        "recognition/promoted-by-posts", doses=(0.0, 1.0, 2.0, 4.0, 8.0), why="spare_time"
    ),
    "reach.daily_reach": Setting("known/steady-growth", doses=(0.0, 0.001, 0.0025, 0.005, 0.01, 0.02), why="saturated"),
    "reach.prelaunch_reach": Setting("known/known-before-launch", why="channel"),
    "reach.prelaunch_days": Setting("known/known-before-launch", doses=(1, 15, 30, 90, 180, 365), why="waiting"),
    "reach.push_reach": Setting("known/growth-push", why="channel"),
    "reach.push_days": Setting("known/growth-push", doses=(1, 7, 14, 28, 84), why="spread"),
    "reach.push_day": Setting("known/growth-push", doses=(0, 60, 120, 180, 240), why="when"),
    "reach.by_invitation": Setting("known/steady-growth", {"access.access": "invitation"}, why="invitation"),
    "recognition.number": Setting("recognition/most-posts", doses=(0, 2, 5, 10, 20), why="few"),
    "recognition.every_days": Setting("recognition/most-posts", doses=(180, 90, 28, 14, 7), why="rhythm"),
    "recognition.chosen_by": Setting("recognition/most-posts", is_ordered=False, why="no_order"),
    "recognition.comparison_every_days": Setting("recognition/nobody", doses=_EVERY, why="rhythm"),
    "team.hours_per_week": Setting("baseline", doses=(0.0, 1.0, 2.0, 4.0, 8.0, 20.0), why="doublings"),
    "team.answer_after_hours": Setting("baseline", doses=(0.0, 6.0, 24.0, 48.0, 96.0), why="within_week"),
    "control.owners": Setting("owner/control-shared", doses=(0, 4, 8, 16, 32), why="few"),
    "control.hours_per_week": Setting("owner/control-shared", doses=(0.0, 1.0, 2.0, 4.0, 8.0), why="spare_time"),
    "platform_shock.shock": Setting("owner/platform-closes", is_ordered=False, why="no_order"),
    "platform_shock.day": Setting("owner/platform-closes", doses=(None, 330, 252, 182, 140), why="when"),
    "voice.speaks": Setting("owner/speaks-for-itself", is_ordered=False, why="no_order"),
    "team.skill": Setting("owner/unskilled", why="busy"),
    "team.training_hours": Setting("owner/unskilled", doses=(0.0, 20.0, 40.0, 80.0, 160.0, 320.0), why="learning"),
}
"""Lever ("policy.field") -> where it is tried, when other than its policy."""

LEFT_OUT: dict[str, str] = {
    "from_day": "period",
    "until_day": "period",
    "admission.first_day": "period",
    "reach.channel": "name",
    "review.then": "changes",
    "team.priorities": "permutation",
}
"""Lever, or field of every policy -> key of the reason why it has no doses."""

MOST = {"posters_30d": 1.6, "retention_180": 1.4}
"""Measure -> how many times the scenario's own setting a single lever may bring it to."""

UNDERSTOOD: dict[str, str] = {
    "access.fit_threshold": "shut_out",
    "admission.batch_size": "waiting",
    "admission.size_cap": "small",
    "event.minutes": "whole_week",
    "review.hold_days": "wide_step",
    "team.training_hours": "half_the_year",
    "moderation.ban_after": "no_second_chance",
    "recognition.comparison_every_days": "both_ways",
}
"""Lever -> key of the reason for a shape that no lever should have; each was looked into."""

MAY_EXCEED: dict[str, str] = {
    "team.hours_per_week": "hours",
    "access": "access",
    "reach": "reach",
    "admission.size_cap": "cap",
    "platform_shock": "shock",
}
"""Lever, or policy with all its levers -> key of the reason why `MOST` does not hold for it."""
