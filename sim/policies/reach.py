"""Reach: the channels through which people come to know the community, and how easily members pass it on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.policies.base import Day, Door, Policy, Share
from sim.words import number, percent, say
from sim.world.programme import Programme


class Reach(Policy):
    """Make the community known: one channel, before launch, day by day, and in a push.

    Attributes
    ----------
    kind : str
        ``reach``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day]; the campaign before launch and the push have
        their own days.
    channel : str
        What people call the channel, e.g. ``newsletter``.
    daily_reach : float
        Share of those who do not know the community yet that hears of it on a day [0..0.5].
    conversion : float
        How much more (or less) inclined to join people are who hear of it this way [logits, -3..3].
    fit : float
        How strongly the channel seeks (or misses) people who fit: their hazard of being reached is multiplied by e^(fit times own fit, halved)
        [-2..2]; at 1 the people reached fit up to half a standard deviation better than average.
    prelaunch_reach : float
        Share of the audience that knows the community before day 0 [0..1].
    prelaunch_days : int
        Length of the campaign before day 0 [days, 1..365].
    push_day : int or None
        First day of a push [day]; None: no push.
    push_days : int
        Length of the push [days, 1..365].
    push_reach : float
        Share of those who do not know the community yet that hears of it in the push [0..1].
    by_invitation : bool
        To be told this way is to be invited by the host personally: it counts as an invitation where one is needed.
    invite_ease : float
        How much easier it is made for members to pass an invitation on [logits, 0..3].
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {"invite_ease": ("invite_ease",)}
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "daily_reach": ("who",),
        "conversion": ("who",),
        "fit": ("who",),
        "prelaunch_reach": ("who",),
        "prelaunch_days": ("who",),
        "push_day": ("who",),
        "push_days": ("who",),
        "push_reach": ("who",),
        "by_invitation": ("who",),
        "invite_ease": ("who", "cost"),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "stale", "fit_joins", "invite_base", "invited_joins",
    )

    kind: Literal["reach"] = "reach"
    channel: Annotated[str, Field(min_length=1, max_length=60)] = "campaign"
    daily_reach: Annotated[float, Field(ge=0.0, le=0.5)] = 0.0
    conversion: Annotated[float, Field(ge=-3.0, le=3.0)] = 0.0
    fit: Annotated[float, Field(ge=-2.0, le=2.0)] = 0.0
    prelaunch_reach: Share = 0.0
    prelaunch_days: Annotated[int, Field(ge=1, le=365)] = 30
    push_day: Day | None = None
    push_days: Annotated[int, Field(ge=1, le=365)] = 7
    push_reach: Share = 0.0
    by_invitation: bool = False
    invite_ease: Annotated[float, Field(ge=0.0, le=3.0)] = 0.0

    @property
    def opens_channel(self) -> bool:
        """Whether anybody hears of the community through this policy."""
        return self.daily_reach > 0 or self.prelaunch_reach > 0 or (self.push_day is not None and self.push_reach > 0)

    def write(self, programme: Programme) -> None:
        super().write(programme)
        if not self.opens_channel:
            return
        daily = np.zeros(programme.days)
        daily[self.from_day:self.until_day] = self.daily_reach
        pushes = ((self.push_day, self.push_days, self.push_reach),) if self.push_day is not None else ()
        programme.add_channel(self.channel, daily, self.conversion, self.fit, self.prelaunch_reach, self.prelaunch_days,
                              pushes, invites=self.by_invitation)

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
            yield (field, f"the push of {self.push_days} days from day {self.push_day} ends outside the run of {days} days",
                   f"a push that ends by day {days - 1}")

    def sentence(self, lang: str = "en") -> str:
        before = []
        if self.prelaunch_reach > 0:
            before.append(say("policies.reach.prelaunch", lang, share=percent(self.prelaunch_reach, lang),
                              channel=self.channel, days=number(self.prelaunch_days, lang)))
        if self.push_day is not None and self.push_reach > 0:
            last = self.push_day + self.push_days - 1
            before.append(say("policies.reach.push", lang, share=percent(self.push_reach, lang), channel=self.channel,
                              first=number(self.push_day, lang), last=number(last, lang)))
        clauses = []
        if self.daily_reach > 0:
            clauses.append(say("policies.reach.daily", lang, share=percent(self.daily_reach, lang), channel=self.channel))
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
        told = [self._told(lang, clauses)] if clauses else []
        return " ".join(before + told + after)
