"""Reach: the channels through which people come to know the community, and how easily members pass it on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.policies.base import LONGEST, Policy
from sim.policies.lever import lever
from sim.words import number, percent, say
from sim.world.programme import Programme


class Reach(Policy):
    """Make the community known: one channel, before launch, day by day, and in a push.

    The campaign before launch and the push have their own days; ``from_day`` and ``until_day`` hold for the rest.
    """

    mediators: ClassVar[tuple[str, ...]] = ("stale", "fit_joins", "invite_base", "invited_joins", "minutes_channel")

    kind: Literal["reach"] = "reach"
    channel: Annotated[str, Field(min_length=1, max_length=60)] = lever(
        "What people call the channel, e.g. ``newsletter``.", default="campaign"
    )
    daily_reach: float = lever(
        "Share of those who do not know the community yet that hears of it on a day.",
        low=0.0,
        high=0.5,
        default=0.0,
        door="who",
    )
    conversion: float = lever(
        "How much more (or less) inclined to join people are who hear of it this way.",
        unit="logits",
        low=-3.0,
        high=3.0,
        default=0.0,
        door="who",
    )
    fit: float = lever(
        "How strongly the channel seeks (or misses) people who fit: their hazard of being reached is multiplied by "
        "e^(fit times own fit, halved); at 1 the people reached fit up to half a standard deviation better than "
        "average.",
        low=-2.0,
        high=2.0,
        default=0.0,
        door="who",
    )
    prelaunch_reach: float = lever(
        "Share of the audience that knows the community before day 0.", low=0.0, high=1.0, default=0.0, door="who"
    )
    prelaunch_days: int = lever(
        "Length of the campaign before day 0.", unit="days", low=1, high=365, default=30, door="who"
    )
    push_day: int | None = lever(
        "First day of a push; None: no push.", unit="day", low=0, high=LONGEST, default=None, door="who"
    )
    push_days: int = lever("Length of the push.", unit="days", low=1, high=365, default=7, door="who")
    push_reach: float = lever(
        "Share of those who do not know the community yet that hears of it in the push.",
        low=0.0,
        high=1.0,
        default=0.0,
        door="who",
    )
    by_invitation: bool = lever(
        "To be told this way is to be invited by the host personally: it counts as an invitation where one is needed.",
        default=False,
        door="who",
    )
    invite_ease: float = lever(
        "How much easier it is made for members to pass an invitation on.",
        unit="logits",
        low=0.0,
        high=3.0,
        default=0.0,
        column="invite_ease",
        door=("who", "cost"),
    )

    @property
    def opens_channel(self) -> bool:
        """Whether anybody hears of the community through this policy."""
        return self.daily_reach > 0 or self.prelaunch_reach > 0 or (self.push_day is not None and self.push_reach > 0)

    def write(self, programme: Programme) -> None:
        super().write(programme)
        if not self.opens_channel:
            return
        daily = np.zeros(programme.days)
        daily[self.from_day : self.until_day] = self.daily_reach
        pushes = ((self.push_day, self.push_days, self.push_reach),) if self.push_day is not None else ()
        programme.add_channel(
            self.channel,
            daily,
            self.conversion,
            self.fit,
            self.prelaunch_reach,
            self.prelaunch_days,
            pushes,
            invites=self.by_invitation,
        )

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        yield from super().contradictions()
        if self.push_reach > 0 and self.push_day is None:
            yield ("push_reach", "a push needs a push_day", "a push_day beside it, or push_reach = 0")

    def misfits(self, days: int, audience: int) -> Iterator[tuple[str, str, str]]:
        yield from super().misfits(days, audience)
        if self.push_day is not None and self.push_day >= days:
            yield ("push_day", f"day {self.push_day} lies outside the run of {days} days", f"0 to {days - 1}")
        elif self.push_day is not None and self.push_day + self.push_days > days:
            field = "push_days" if "push_days" in self.model_fields_set else "push_day"
            yield (
                field,
                f"the push of {self.push_days} days from day {self.push_day} ends outside the run of {days} days",
                f"a push that ends by day {days - 1}",
            )

    def sentence(self, lang: str = "en") -> str:
        before = []
        if self.prelaunch_reach > 0:
            before.append(
                say(
                    "policies.reach.prelaunch",
                    lang,
                    share=percent(self.prelaunch_reach, lang),
                    channel=self.channel,
                    days=number(self.prelaunch_days, lang),
                )
            )
        if self.push_day is not None and self.push_reach > 0:
            last = self.push_day + self.push_days - 1
            before.append(
                say(
                    "policies.reach.push",
                    lang,
                    share=percent(self.push_reach, lang),
                    channel=self.channel,
                    first=number(self.push_day, lang),
                    last=number(last, lang),
                )
            )
        clauses = []
        if self.daily_reach > 0:
            clauses.append(
                say("policies.reach.daily", lang, share=percent(self.daily_reach, lang), channel=self.channel)
            )
        if self.invite_ease > 0:
            clauses.append(say("policies.reach.ease", lang, ease=number(self.invite_ease, lang)))
        after = []
        if self.opens_channel and self.by_invitation:
            after.append(say("policies.reach.invited", lang))
        if self.opens_channel and self.conversion != 0:
            word = "keener" if self.conversion > 0 else "cooler"
            after.append(say(f"policies.reach.{word}", lang, size=number(abs(self.conversion), lang)))
        if self.opens_channel and self.fit != 0:
            word = "fitter" if self.fit > 0 else "less_fit"
            after.append(say(f"policies.reach.{word}", lang, size=number(abs(self.fit), lang)))
        if not (before or clauses):
            return self._told(lang, [say("policies.reach.nothing", lang)])
        while_held = [self._told(lang, clauses)] if clauses else []
        return " ".join(before + while_held + after)
