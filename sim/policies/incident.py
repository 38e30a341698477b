"""Incident: a slip of the team that members see, and what the team does about it."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy
from sim.policies.lever import lever
from sim.words import number, percent, say
from sim.world.programme import Programme


class Incident(Policy):
    """Stumble, and answer for it or not; one policy per slip.

    ``from_day`` is the day of the slip and ``until_day`` the day on which it is taken down; without the latter it stays where it is.
    """

    mediators: ClassVar[tuple[str, ...]] = (
        "slip_weight",
        "slip_draw",
        "answer_eases",
        "apology_eases",
        "minutes_slip",
        "reply_challenge",
    )

    kind: Literal["incident"] = "incident"
    severity: float = lever("How bad it is; 0: nothing happens.", low=0.0, high=1.0, default=0.0, door="worth")
    response: Literal["silence", "answer", "apology"] = lever(
        "``silence``; ``answer`` the team explains; ``apology`` the team apologises. Both take team minutes.",
        default="silence",
        door=("worth", "cost"),
    )
    response_after_hours: float = lever(
        "Hours the team lets pass before it responds; it works at nine on working days.",
        unit="hours",
        low=0.0,
        high=8760.0,
        default=24.0,
        door="worth",
    )

    def write(self, programme: Programme) -> None:
        if self.severity > 0:
            visible = 0 if self.until_day is None else self.until_day - self.from_day
            programme.add_incident(
                self.from_day, self.severity, self.value_of("response"), self.response_after_hours, visible
            )

    def sentence(self, lang: str = "en") -> str:
        if self.severity == 0:
            return say("policies.incident.nothing", lang)
        clauses = [
            say("policies.incident.slip", lang, day=number(self.from_day, lang), severity=percent(self.severity, lang)),
            say(f"policies.incident.{self.response}", lang, hours=number(self.response_after_hours, lang)),
        ]
        if self.until_day is not None:
            clauses.append(say("policies.incident.taken_down", lang, day=number(self.until_day, lang)))
        return " ".join(clauses)
