"""Incident: a slip of the team that members see, and what the team does about it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Policy, code
from sim.words import number, percent, say
from sim.world.programme import Programme

RESPONSES = ("silence", "answer", "apology")


class Incident(Policy):
    """Stumble, and answer for it or not; one policy per slip.

    Attributes
    ----------
    kind : str
        ``incident``.
    from_day, until_day : int
        Day of the slip, and day on which it is taken down [day]; without the latter it stays where it is.
    severity : float
        How bad it is [0..1]; 0: nothing happens.
    response : str
        ``silence``; ``answer`` the team explains; ``apology`` the team apologises. Both take team minutes.
    response_after_hours : float
        Hours the team lets pass before it responds [hours, 0..8760]; it works at nine on working days.
    """

    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "severity": ("worth",),
        "response": ("worth", "cost"),
        "response_after_hours": ("worth",),
    }

    mediators: ClassVar[tuple[str, ...]] = ("slip_weight", "answer_eases", "apology_eases", "minutes_slip", "reply_challenge")

    kind: Literal["incident"] = "incident"
    severity: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    response: Literal["silence", "answer", "apology"] = "silence"
    response_after_hours: Annotated[float, Field(ge=0.0, le=8760.0)] = 24.0

    def write(self, programme: Programme) -> None:
        if self.severity > 0:
            visible = 0 if self.until_day is None else self.until_day - self.from_day
            programme.add_incident(self.from_day, self.severity, code(self.response, RESPONSES), self.response_after_hours, visible)

    def sentence(self, lang: str = "en") -> str:
        if self.severity == 0:
            return say("policies.incident.nothing", lang)
        clauses = [say("policies.incident.slip", lang, day=number(self.from_day, lang), severity=percent(self.severity, lang)),
                   say(f"policies.incident.{self.response}", lang, hours=number(self.response_after_hours, lang))]
        if self.until_day is not None:
            clauses.append(say("policies.incident.taken_down", lang, day=number(self.until_day, lang)))
        return " ".join(clauses)
