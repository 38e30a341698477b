"""Admission: everybody accepted at once, or a few at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.policies.base import Day, Door, Policy, Share, every
from sim.words import number, percent, say
from sim.world.programme import Programme


class Admission(Policy):
    """Let people in all at once, or in batches.

    Admission days are ``first_day``, ``first_day + every_days``, and so on, while the policy holds.

    Attributes
    ----------
    kind : str
        ``admission``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    batch_size : int
        People let in on an admission day, in order of application [persons]; 0 lets everybody accepted in at once, and then
        the other two settings say nothing.
    every_days : int
        Days from one admission day to the next [days, 1..365].
    first_day : int or None
        First admission day [day]; None is ``from_day``.
    expert_share : float or None
        Share of the places kept for experts, people who know more than the target group and are not of it [0..1]; the rest is kept for
        the target group. Each kind waits while it has had its share. None: no quota.
    size_cap : int
        Members at which nobody is let in any more, until somebody leaves [persons]; 0: no cap.
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "batch_size": ("batch_size", "batch_day"),
        "expert_share": ("expert_share",),
        "size_cap": ("size_cap",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "batch_size": ("who",),
        "every_days": ("who",),
        "first_day": ("who",),
        "expert_share": ("who",),
        "size_cap": ("who",),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "tire", "norm_profile", "minutes_welcome", "kind_identity", "expert_answer",
    )

    kind: Literal["admission"] = "admission"
    batch_size: Annotated[int, Field(ge=0, le=2_000_000)] = 0
    every_days: Annotated[int, Field(ge=1, le=365)] = 7
    first_day: Day | None = None
    expert_share: Share | None = None
    size_cap: Annotated[int, Field(ge=0, le=2_000_000)] = 0

    def write(self, programme: Programme) -> None:
        decided = self.decides()
        if "expert_share" in decided:
            self._set(programme, "expert_share", -1.0 if self.expert_share is None else self.expert_share)
        if "size_cap" in decided:
            self._set(programme, "size_cap", self.size_cap)
        if "batch_size" not in decided:
            return
        self._set(programme, "batch_size", self.batch_size)
        if self.batch_size == 0:
            self._set(programme, "batch_day", 1)
            return
        days = np.arange(programme.days)[self.from_day:self.until_day]
        since = days - self._first
        self._set(programme, "batch_day", (since >= 0) & (since % self.every_days == 0))

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        yield from super().contradictions()
        if self.first_day is not None and self.first_day < self.from_day:
            yield ("first_day", f"day {self.first_day} comes before from_day, which is {self.from_day}",
                   f"{self.from_day} or later")
        if self.first_day is not None and self.until_day is not None and self.first_day >= self.until_day > self.from_day:
            yield ("first_day", f"day {self.first_day} does not come before until_day, which is {self.until_day}",
                   f"{self.from_day} to {self.until_day - 1}")

    def misfits(self, days: int, audience: int) -> Iterator[tuple[str, str, str]]:
        yield from super().misfits(days, audience)
        if self.first_day is not None and self.first_day >= days:
            yield ("first_day", f"day {self.first_day} lies outside the run of {days} days", f"0 to {days - 1}")

    @property
    def _first(self) -> int:
        return self.from_day if self.first_day is None else self.first_day

    def sentence(self, lang: str = "en") -> str:
        clauses = []
        decided = self.decides()
        if self.batch_size > 0:
            one = "one_person" if self.batch_size == 1 else "several"
            clauses.append(say(f"policies.admission.{one}", lang, n=number(self.batch_size, lang),
                               every=every(self.every_days, lang), first=number(self._first, lang)))
        elif "batch_size" in decided or not decided:
            clauses.append(say("policies.admission.at_once", lang))
        if self.expert_share is not None:
            clauses.append(say("policies.admission.quota", lang, share=percent(self.expert_share, lang)))
        if self.size_cap > 0:
            clauses.append(say("policies.admission.cap", lang, n=number(self.size_cap, lang)))
        return self._told(lang, clauses or [say("policies.nothing", lang)])
