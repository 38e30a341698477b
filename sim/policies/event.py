"""Event: members meet offline, once or every so many days."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy, every
from sim.policies.lever import lever, rounds_at_once
from sim.words import number, percent, say
from sim.world.programme import Programme


class Event(Policy):
    """Link an offline event to the group: on ``from_day``, and every so many days from then on; on a weekend it is held on the Monday after."""

    mediators: ClassVar[tuple[str, ...]] = (
        "event_tie",
        "event_apart",
        "event_drive",
        "minutes_round",
        "notice_host",
        "wake",
        "bother",
        "standing_gain",
        "trust_gain",
        "host_quality",
    )

    kind: Literal["event"] = "event"
    attendance: float = lever(
        "Share of members awake who come to it; those to whom the community is worth more come sooner. 0: there is no event.",
        low=0.0,
        high=1.0,
        default=0.0,
        column=("event_share", "event_day"),
        door=("seen", "worth"),
    )
    every_days: int | None = lever(
        "Days from one event to the next; None: one event only.",
        unit="days",
        low=1,
        high=365,
        default=None,
        door=("seen", "worth", "cost"),
    )
    minutes: float = lever(
        "Host time one event takes; where fewer are at hand, the event waits until they have been worked off. The default "
        "of a working day is invented.",
        unit="minutes",
        low=0.0,
        high=9600.0,
        default=480.0,
        column="event_minutes",
        door="cost",
    )
    follow_up: bool = lever(
        "On the next working day a post looks back on it, and those who were there are told. It takes team minutes.",
        default=False,
        column="event_follow",
        door=("seen", "cost"),
    )

    def write(self, programme: Programme) -> None:
        super().write(programme)
        if "attendance" in self.decides():
            once = programme.days if self.attendance > 0 else None
            step = once if once is None or self.every_days is None else self.every_days
            self._set(programme, "event_day", rounds_at_once(step, programme, self.from_day, self.until_day))

    def sentence(self, lang: str = "en") -> str:
        if self.attendance == 0:
            return self._told(lang, [say("policies.event.nothing", lang)])
        how_often = "once" if self.every_days is None else "often"
        clauses = [
            say(
                f"policies.event.{how_often}",
                lang,
                share=percent(self.attendance, lang),
                every="" if self.every_days is None else every(self.every_days, lang),
                minutes=number(self.minutes, lang),
            )
        ]
        if self.follow_up:
            clauses.append(say("policies.event.follow_up", lang))
        return self._told(lang, clauses)
