"""Platform shock: the platform closes or loses a feature, and what the team prepared for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from sim.policies.base import LONGEST, Policy
from sim.policies.lever import lever
from sim.words import number, percent, say
from sim.world.programme import CLOSURE, NOTICES_LOST, PROFILES_LOST, REACTIONS_LOST, Programme

BITS = {
    "nothing": 0,
    "closure": CLOSURE,
    "notices": NOTICES_LOST,
    "reactions": REACTIONS_LOST,
    "profiles": PROFILES_LOST,
}


class PlatformShock(Policy):
    """Be dependent on a platform that closes, or loses a feature; one policy per shock.

    From ``from_day`` on a move is prepared, and what is lost comes back on ``until_day``. A closure on a day before
    ``from_day`` does not happen.
    """

    mediators: ClassVar[tuple[str, ...]] = (
        "move_effort",
        "move_ties",
        "minutes_move",
        "notice",
        "notice_host",
        "notice_mail",
        "bother",
        "standing_gain",
        "reply_profile",
        "norm_profile",
    )

    kind: Literal["platform_shock"] = "platform_shock"
    shock: Literal["nothing", "closure", "notices", "reactions", "profiles"] = lever(
        "What befalls the platform: ``closure`` members move to another or are lost, and what was posted stays behind; or it "
        "loses its ``notices`` and mail, its ``reactions`` or its ``profiles``.",
        default="nothing",
        door=("who", "seen", "worth"),
    )
    day: int | None = lever(
        "Day on which it happens; None: never.", unit="day", low=0, high=LONGEST, default=None, door=("who", "seen")
    )
    moving_help: float = lever(
        "Share of the help each member would need to move that the team prepares, from ``from_day`` until the day; it comes "
        "before other work and takes half of each working day until it is done.",
        low=0.0,
        high=1.0,
        default=0.0,
        door=("who", "cost"),
    )

    def misfits(self, days: int, audience: int) -> Iterator[tuple[str, str, str]]:
        yield from super().misfits(days, audience)
        if self.day is not None and self.day >= days:
            yield ("day", f"day {self.day} lies outside the run of {days} days", f"0 to {days - 1}")

    def write(self, programme: Programme) -> None:
        if self.shock == "nothing" or self.day is None or self.day >= programme.days:
            return
        end = programme.days if self.until_day is None else min(self.until_day, programme.days)
        first = max(self.day, self.from_day)
        if self.shock != "closure":
            if first < end:
                programme.befall(BITS[self.shock], first, end)
        elif self.from_day <= self.day < end:
            programme.befall(CLOSURE, self.day, self.day + 1)
            programme.prepare(self.moving_help, self.from_day, self.day)

    def sentence(self, lang: str = "en") -> str:
        if self.shock == "nothing" or self.day is None:
            return self._told(lang, [])
        clauses = [say(f"policies.platform_shock.{self.shock}", lang, day=number(self.day, lang))]
        if self.moving_help > 0:
            clauses.append(say("policies.platform_shock.help", lang, share=percent(self.moving_help, lang)))
        return self._told(lang, clauses)
