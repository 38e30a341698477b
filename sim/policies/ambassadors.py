"""Ambassadors: members on duty who post, answer and recruit."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Picking, code, every, hours, rounds
from sim.words import number, say
from sim.world.programme import Programme

CHOICES = ("lot", "activity", "volunteers")


class Ambassadors(Picking):
    """Appoint committed members, from the start or later.

    Attributes
    ----------
    kind : str
        ``ambassadors``.
    from_day, until_day : int
        First day on duty, and first day no longer on duty [day].
    number : int
        People on duty [persons, 0..10000]; 0 appoints nobody, and then the other settings say nothing.
    hours_per_week : float
        Time each of them spends on duty [hours a week, 0..40].
    chosen : str
        ``lot`` drawn by lot; ``activity`` the most active known to the team; ``volunteers`` those most willing to answer.
    invites : float
        How much more they invite than other members [logits, 0..4].
    replace : bool
        Those who lay down the duty are replaced, every 30 days.
    input_every_days : int or None
        They are asked what the community should offer on the first day and every so many days after it [days, 1..365]; it takes host
        minutes. None: never.
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("ambassadors",),
        "chosen": ("ambassador_choice",),
        "hours_per_week": ("ambassador_minutes",),
        "invites": ("ambassador_invites",),
        "replace": ("ambassador_replace",),
        "input_every_days": ("input_day",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "number": ("seen", "who", "cost"),
        "chosen": ("seen", "who"),
        "hours_per_week": ("seen", "cost"),
        "invites": ("who",),
        "replace": ("seen", "cost"),
        "input_every_days": ("seen", "worth", "cost"),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "duty_visits", "relations_gain", "answer_worth", "standing_gain", "trust_gain", "missed_reply", "notice", "wake", "relief",
        "reply_addressed", "tie_gain", "invite_base", "invited_joins", "cost_effort", "step_down", "asked_identity", "host_guess", "minutes_asked",
    )

    picked: ClassVar[str] = "ambassadors"

    kind: Literal["ambassadors"] = "ambassadors"
    number: Annotated[int, Field(ge=0, le=10_000)] = 0
    hours_per_week: Annotated[float, Field(ge=0.0, le=40.0)] = 1.0
    chosen: Literal["lot", "activity", "volunteers"] = "volunteers"
    invites: Annotated[float, Field(ge=0.0, le=4.0)] = 0.0
    replace: bool = False
    input_every_days: Annotated[int, Field(ge=1, le=365)] | None = None

    def write(self, programme: Programme) -> None:
        for field in self.decides():
            if field == "input_every_days":
                held = rounds(self.input_every_days, programme, self.from_day, self.until_day, at_once=True)
                self._set(programme, "input_day", held)
            else:
                self._set(programme, self.columns[field][0], self.value_of(field))

    def value_of(self, field: str) -> Any:
        if field == "chosen":
            return code(self.chosen, CHOICES)
        if field == "hours_per_week":
            return 60.0 * self.hours_per_week
        return super().value_of(field)

    def sentence(self, lang: str = "en") -> str:
        if self.number == 0:
            return self._told(lang, [say("policies.ambassadors.nothing", lang)])
        one = "one" if self.number == 1 else "several"
        clauses = [say(f"policies.ambassadors.{one}", lang, n=number(self.number, lang),
                       hours=hours(self.hours_per_week, lang), chosen=say(f"policies.ambassadors.{self.chosen}_{one}", lang))]
        if self.invites > 0:
            clauses.append(say("policies.ambassadors.invites", lang, invites=number(self.invites, lang)))
        if self.replace:
            clauses.append(say("policies.ambassadors.replace", lang))
        if self.input_every_days is not None:
            clauses.append(say("policies.ambassadors.input", lang, every=every(self.input_every_days, lang)))
        return self._told(lang, clauses)
