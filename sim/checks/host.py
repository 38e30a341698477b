"""Under check: the host's minutes and lists (invariants 8, 9 and 17 of ``sim.checks.checked``)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.checks.people import Breach, keeps_order
from sim.day.run import Stepper
from sim.world.people import REFUSED, WAITING

SPENT = (
    "minutes_applications",
    "minutes_removals",
    "minutes_welcomes",
    "minutes_answers",
    "minutes_calendar",
    "minutes_patrol",
    "minutes_approvals",
    "minutes_rounds",
    "minutes_messages",
    "minutes_threads",
    "minutes_upkeep",
    "minutes_measuring",
    "minutes_reporting",
    "minutes_training",
    "minutes_moving",
)
SLACK = 1e-6


class HostLedger:
    """What the host has had and has spent since day 0."""

    def __init__(self, stepper: Stepper) -> None:
        self.world = stepper.world
        self.had = 0.0
        self.spent = 0.0
        self.reports = np.zeros(0, np.int64)

    def after(self, day: int, events: np.ndarray) -> Iterator[Breach]:
        """Yield what broke on ``day``."""
        world, d, s = self.world, self.world.diary[day], self.world.s[0]
        today = sum(float(d[name]) for name in SPENT)
        given = float(d["minutes_managers"])
        self.had += float(d["minutes_available"])
        self.spent += today - given
        slack = SLACK * (1.0 + self.had)
        if d["minutes_available"] != world.prog["host_minutes"][day]:
            yield 8, "minutes available are not those of the programme"
        if any(d[name] < 0.0 for name in SPENT):
            yield 8, "a task took negative minutes"
        if today - given > slack and d["minutes_available"] <= 0.0:
            yield 8, f"{today - given:g} minutes of the host were spent on a day without any"
        if given < 0.0 or given > today + slack:
            yield 8, f"members who manage gave {given:g} minutes of {today:g} spent"
        if s["managers_bank"] < -slack:
            yield 8, f"members who manage owe {-s['managers_bank']:g} minutes"
        if self.spent > self.had + slack:
            yield 8, f"{self.spent:g} minutes spent of {self.had:g} available"
        if abs(self.spent - float(s["spent"])) > slack or s["bank"] < -slack:
            yield 8, f"tasks took {self.spent:g} minutes, the bank paid {s['spent']:g} and holds {s['bank']:g}"
        if s["bank"] > 5.0 * np.max(world.prog["host_minutes"][: day + 1]) + slack:
            yield 8, "more minutes are kept than a working week's"
        reports = world.reports[: s["n_reports"]].copy()
        if not keeps_order(self.reports, reports):
            yield 9, "the line of reports was reordered"
        self.reports = reports
        if d["backlog_removals"] != len(reports) or d["backlog_applications"] != d["queued"]:
            yield 9, "a backlog in the diary is not the length of its line"
        if d["backlog_approvals"] != s["n_approvals"]:
            yield 9, "the posts that wait for approval are not those in the diary"
        if d["backlog_welcomes"] != len(np.unique(world.welcomes[: s["n_welcomes"]])):
            yield 9, "somebody stands twice in the line of welcomes"
        if np.any(np.isin(world.people["state"], (WAITING, REFUSED)) & (world.people["list_at"] >= 0)):
            yield 9, "somebody not yet let in is on the list of members"
        if s["n_lost"] != 0 or s["n_actions"] != 0:
            yield 17, f"{s['n_lost']} actions or threads were lost, {s['n_actions']} left undone"
