"""Alumni: the team keeps in touch with members who left."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy, every
from sim.policies.lever import lever, rounds
from sim.words import number, say


class Alumni(Policy):
    """Write to members who left, in rounds: some look again, and some send an acquaintance."""

    mediators: ClassVar[tuple[str, ...]] = ("notice_host", "wake", "alumni_refers", "invited_joins", "minutes_message")

    kind: Literal["alumni"] = "alumni"
    contact_every_days: int | None = lever(
        "Days from one round to the next; None: nobody who left is written to.",
        unit="days",
        low=1,
        high=365,
        default=None,
        column="alumni_day",
        over_days=rounds,
        door=("who", "cost"),
    )
    minutes: float = lever(
        "Host time for one round, out of which each word to somebody takes its minutes; a round goes on where the last one "
        "stopped. The default of two hours is invented.",
        unit="minutes",
        low=0.0,
        high=9600.0,
        default=120.0,
        column="alumni_minutes",
        door=("who", "cost"),
    )

    def sentence(self, lang: str = "en") -> str:
        if self.contact_every_days is None:
            return self._told(lang, [say("policies.alumni.nothing", lang)])
        clause = say(
            "policies.alumni.contact",
            lang,
            every=every(self.contact_every_days, lang),
            minutes=number(self.minutes, lang),
        )
        return self._told(lang, [clause])
