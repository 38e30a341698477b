"""Ambassadors: members on duty who post, answer and recruit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Policy, code, hours
from sim.words import number, say

CHOICES = ("lot", "activity", "volunteers")


class Ambassadors(Policy):
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
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("ambassadors",),
        "chosen": ("ambassador_choice",),
        "hours_per_week": ("ambassador_minutes",),
        "invites": ("ambassador_invites",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "number": ("seen", "who", "cost"),
        "chosen": ("seen", "who"),
        "hours_per_week": ("seen", "cost"),
        "invites": ("who",),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "duty_visits", "relations_gain", "standing_gain", "trust_gain", "notice", "wake", "relief", "invite_base",
        "invited_joins", "cost_effort",
    )

    kind: Literal["ambassadors"] = "ambassadors"
    number: Annotated[int, Field(ge=0, le=10_000)] = 0
    hours_per_week: Annotated[float, Field(ge=0.0, le=40.0)] = 1.0
    chosen: Literal["lot", "activity", "volunteers"] = "volunteers"
    invites: Annotated[float, Field(ge=0.0, le=4.0)] = 0.0

    def decides(self) -> tuple[str, ...]:
        if self.number == 0:
            return ("number",) if "number" in self.model_fields_set else ()
        return tuple(self.columns)

    def value_of(self, field: str) -> Any:
        if field == "chosen":
            return code(self.chosen, CHOICES)
        if field == "hours_per_week":
            return 60.0 * self.hours_per_week
        return super().value_of(field)

    def misfits(self, days: int, audience: int) -> Iterator[tuple[str, str, str]]:
        yield from super().misfits(days, audience)
        if self.number > audience:
            yield ("number", f"{self.number} ambassadors cannot come from an audience of {audience}", f"0 to {audience}")

    def sentence(self, lang: str = "en") -> str:
        if self.number == 0:
            return self._told(lang, [say("policies.ambassadors.nothing", lang)])
        one = "one" if self.number == 1 else "several"
        clauses = [say(f"policies.ambassadors.{one}", lang, n=number(self.number, lang),
                       hours=hours(self.hours_per_week, lang), chosen=say(f"policies.ambassadors.{self.chosen}_{one}", lang))]
        if self.invites > 0:
            clauses.append(say("policies.ambassadors.invites", lang, invites=number(self.invites, lang)))
        return self._told(lang, clauses)
