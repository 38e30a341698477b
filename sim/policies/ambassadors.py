"""Ambassadors: members on duty who post, answer and recruit."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Picking, every, hours
from sim.policies.lever import lever, rounds_at_once
from sim.words import number, say


class Ambassadors(Picking):
    """Appoint committed members, from the start or later."""

    mediators: ClassVar[tuple[str, ...]] = (
        "duty_visits",
        "relations_gain",
        "answer_worth",
        "standing_gain",
        "trust_gain",
        "missed_reply",
        "notice",
        "wake",
        "relief",
        "reply_addressed",
        "tie_gain",
        "invite_base",
        "invited_joins",
        "cost_effort",
        "step_down",
        "coach_relief",
        "minutes_coach",
        "asked_identity",
        "host_guess",
        "minutes_asked",
    )

    picked: ClassVar[str] = "ambassadors"

    kind: Literal["ambassadors"] = "ambassadors"
    number: int = lever(
        "People on duty; 0 appoints nobody, and then the other settings say nothing.",
        unit="persons",
        low=0,
        high=10_000,
        default=0,
        column="ambassadors",
        door=("seen", "who", "cost"),
    )
    hours_per_week: float = lever(
        "Time each of them spends on duty.",
        unit="hours a week",
        low=0.0,
        high=40.0,
        default=1.0,
        column="ambassador_minutes",
        times=60.0,
        door=("seen", "cost"),
    )
    chosen: Literal["lot", "activity", "volunteers"] = lever(
        "``lot`` drawn by lot; ``activity`` the most active known to the team; ``volunteers`` those most willing to "
        "answer.",
        default="volunteers",
        column="ambassador_choice",
        door=("seen", "who"),
    )
    invites: float = lever(
        "How much more they invite than other members.",
        unit="logits",
        low=0.0,
        high=4.0,
        default=0.0,
        column="ambassador_invites",
        door="who",
    )
    replace: bool = lever(
        "Those who lay down the duty are replaced, every 30 days.",
        default=False,
        column="ambassador_replace",
        door=("seen", "cost"),
    )
    input_every_days: int | None = lever(
        "They are asked what the community should offer on the first day and every so many days after it; it takes host "
        "minutes. None: never.",
        unit="days",
        low=1,
        high=365,
        default=None,
        column="input_day",
        over_days=rounds_at_once,
        door=("seen", "worth", "cost"),
    )

    def sentence(self, lang: str = "en") -> str:
        if self.number == 0:
            return self._told(lang, [say("policies.ambassadors.nothing", lang)])
        form = "one" if self.number == 1 else "several"
        clauses = [
            say(
                f"policies.ambassadors.{form}",
                lang,
                n=number(self.number, lang),
                hours=hours(self.hours_per_week, lang),
                chosen=say(f"policies.ambassadors.{self.chosen}_{form}", lang),
            )
        ]
        if self.invites > 0:
            clauses.append(say("policies.ambassadors.invites", lang, invites=number(self.invites, lang)))
        if self.replace:
            clauses.append(say("policies.ambassadors.replace", lang))
        if self.input_every_days is not None:
            clauses.append(say("policies.ambassadors.input", lang, every=every(self.input_every_days, lang)))
        return self._told(lang, clauses)
