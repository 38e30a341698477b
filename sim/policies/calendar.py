"""Calendar: what the host posts, of which kind, on which weekdays, how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, FromList, Policy
from sim.words import listing, number, say
from sim.world.programme import Programme

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Calendar(Policy):
    """Keep an editorial calendar; one policy per kind of post, as many as you like.

    Attributes
    ----------
    kind : str
        ``calendar``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    post : str
        Kind of post: ``talk``, ``question``, ``challenge``, ``exclusive``, ``update`` or ``promo``.
    weekdays : tuple of str
        Days of the week on which it is posted, ``mon`` to ``sun``; none posts nothing.
    every_weeks : int
        1 every week, 2 every other week, and so on, counted from the week of ``from_day`` [weeks, 1..52].
    minutes : float
        Host time one post takes [minutes, 0..600]. The default of 30 is what a practitioner reported per topic (FeverBee on
        inSided, 2017); evidence grade D.
    """

    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "post": ("seen",),
        "weekdays": ("seen", "cost"),
        "every_weeks": ("seen", "cost"),
        "minutes": ("cost",),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "calendar_habit", "notice_mail", "host_quality", "exclusive_worth", "reply_question", "reply_challenge", "reply_promo",
        "cost_promotion",
    )

    kind: Literal["calendar"] = "calendar"
    post: Literal["talk", "question", "challenge", "exclusive", "update", "promo"] = "talk"
    weekdays: Annotated[tuple[Weekday, ...], FromList] = ()
    every_weeks: Annotated[int, Field(ge=1, le=52)] = 1
    minutes: Annotated[float, Field(ge=0.0, le=600.0)] = 30.0

    def write(self, programme: Programme) -> None:
        wanted = {WEEKDAYS.index(day) for day in self.weekdays}
        for day in self.days(programme.days):
            if day % 7 in wanted and (day // 7 - self.from_day // 7) % self.every_weeks == 0:
                programme.add_calendar(day, self.post, self.minutes)

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        yield from super().contradictions()
        twice = sorted({day for day in self.weekdays if self.weekdays.count(day) > 1}, key=WEEKDAYS.index)
        if twice:
            yield ("weekdays", f"{' and '.join(twice)} named twice", "each weekday once")

    def sentence(self, lang: str = "en") -> str:
        if not self.weekdays:
            return self._told(lang, [say("policies.calendar.nothing", lang)])
        days = listing([say(f"policies.day.{day}", lang) for day in sorted(self.weekdays, key=WEEKDAYS.index)], lang)
        how_often = {1: "weekly", 2: "fortnightly"}.get(self.every_weeks, "weeks")
        clause = say(f"policies.calendar.{how_often}", lang, post=say(f"policies.post.{self.post}", lang), days=days,
                     weeks=number(self.every_weeks, lang), minutes=number(self.minutes, lang))
        return self._told(lang, [clause])
