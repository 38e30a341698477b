"""Calendar: what the host posts, of which kind, on which weekdays, how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from sim.policies.base import FromList, Policy
from sim.policies.lever import lever
from sim.words import listing, number, say
from sim.world.programme import Programme

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Calendar(Policy):
    """Keep an editorial calendar; one policy per kind of post, as many as you like."""

    mediators: ClassVar[tuple[str, ...]] = (
        "calendar_habit",
        "notice_mail",
        "join_value",
        "host_quality",
        "exclusive_worth",
        "reply_question",
        "reply_challenge",
        "reply_promo",
        "cost_promotion",
        "poll_answers",
        "host_guess",
        "missed_post",
    )

    kind: Literal["calendar"] = "calendar"
    post: Literal["talk", "question", "challenge", "exclusive", "update", "promo", "poll"] = lever(
        "Kind of post: ``talk``, ``question``, ``challenge``, ``exclusive``, ``update``, ``promo`` or ``poll``. A poll asks which topics "
        "interest members; what they answer decides, beside the team's own idea, what the team offers from then on.",
        default="talk",
        door="seen",
    )
    weekdays: Annotated[tuple[Weekday, ...], FromList] = lever(
        "Days of the week on which it is posted, ``mon`` to ``sun``; none posts nothing.",
        default=(),
        door=("seen", "cost"),
    )
    every_weeks: int = lever(
        "1 every week, 2 every other week, and so on, counted from the week of ``from_day``.",
        unit="weeks",
        low=1,
        high=52,
        default=1,
        door=("seen", "cost"),
    )
    minutes: float = lever(
        "Host time one post takes. The default of 30 is what a practitioner reported per topic (FeverBee on inSided, "
        "2017); evidence grade D.",
        unit="minutes",
        low=0.0,
        high=600.0,
        default=30.0,
        door="cost",
    )

    def write(self, programme: Programme) -> None:
        wanted = {WEEKDAYS.index(day) for day in self.weekdays}
        for day in self.days(programme.days):
            if day % 7 in wanted and (day // 7 - self.from_day // 7) % self.every_weeks == 0:
                programme.add_calendar(day, self.post, self.minutes)

    def slips(self) -> Iterator[tuple[str, str, str]]:
        twice = sorted({day for day in self.weekdays if self.weekdays.count(day) > 1}, key=WEEKDAYS.index)
        if twice:
            yield ("weekdays", f"{' and '.join(twice)} named twice", "each weekday once")

    def sentence(self, lang: str = "en") -> str:
        if not self.weekdays:
            return self._told(lang, [say("policies.calendar.nothing", lang)])
        days = listing([say(f"policies.day.{day}", lang) for day in sorted(self.weekdays, key=WEEKDAYS.index)], lang)
        how_often = {1: "weekly", 2: "fortnightly"}.get(self.every_weeks, "weeks")
        clause = say(
            f"policies.calendar.{how_often}",
            lang,
            post=say(f"policies.post.{self.post}", lang),
            days=days,
            weeks=number(self.every_weeks, lang),
            minutes=number(self.minutes, lang),
        )
        return self._told(lang, [clause])
