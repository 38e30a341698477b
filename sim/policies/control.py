"""Control: how much of it the team shares, and with how many members."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy, hours
from sim.policies.lever import lever
from sim.words import number, percent, say


class Control(Policy):
    """Let go of control: members own the community together with the team. It takes both a share and owners."""

    mediators: ClassVar[tuple[str, ...]] = (
        "shared_identity",
        "owner_rules",
        "asked_identity",
        "standing_gain",
        "manager_errs",
        "cost_effort",
        "step_down",
        "host_answer",
        "host_quality",
        "answer_worth",
        "trust_gain",
        "uptake",
    )

    kind: Literal["control"] = "control"
    shared: float = lever(
        "Share of control that owners have; 0: the team decides all; 1: it decides nothing alone. By as much, less of what is "
        "planned sells, and the owners' rules hold instead of the team's.",
        low=0.0,
        high=1.0,
        default=0.0,
        column="control",
        door=("worth", "cost", "seen"),
    )
    owners: int = lever(
        "Members who own the community: founders first, then those who have been there longest.",
        unit="persons",
        low=0,
        high=1000,
        default=0,
        column="owners",
        door=("worth", "cost"),
    )
    hours_per_week: float = lever(
        "Time each owner gives to the team's work.",
        unit="hours a week",
        low=0.0,
        high=40.0,
        default=0.0,
        column="owner_minutes",
        times=60.0,
        door=("cost", "seen"),
    )

    def sentence(self, lang: str = "en") -> str:
        if self.shared == 0.0 and self.owners == 0 and self.hours_per_week == 0.0:
            return self._told(lang, [say("policies.control.nothing", lang)])
        form = "one" if self.owners == 1 else "several"
        clauses = [
            say(f"policies.control.{form}", lang, n=number(self.owners, lang), shared=percent(self.shared, lang))
        ]
        if self.hours_per_week > 0 or "hours_per_week" in self.model_fields_set:
            clauses.append(say("policies.control.hours", lang, hours=hours(self.hours_per_week, lang)))
        return self._told(lang, clauses)
