"""Admission: everybody accepted at once, or a few at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np

from sim.policies.base import LONGEST, Policy, every
from sim.policies.lever import lever
from sim.words import number, percent, say
from sim.world.programme import Programme

NO_QUOTA = -1.0


class Admission(Policy):
    """Let people in all at once, or in batches.

    Admission days are ``first_day``, ``first_day + every_days``, and so on, while the policy holds.
    """

    mediators: ClassVar[tuple[str, ...]] = ("tire", "norm_profile", "minutes_welcome", "kind_identity", "expert_answer")

    kind: Literal["admission"] = "admission"
    batch_size: int = lever(
        "People let in on an admission day, in order of application; 0 lets everybody accepted in at once, and then the "
        "other two settings say nothing.",
        unit="persons",
        low=0,
        high=2_000_000,
        default=0,
        column=("batch_size", "batch_day"),
        door="who",
    )
    every_days: int = lever(
        "Days from one admission day to the next.", unit="days", low=1, high=365, default=7, door="who"
    )
    first_day: int | None = lever(
        "First admission day; None is ``from_day``.", unit="day", low=0, high=LONGEST, default=None, door="who"
    )
    expert_share: float | None = lever(
        "Largest share of the places for experts, people who know more than the target group and are not of it: they wait "
        "while they have had their share; the target group never waits for them. None: no quota.",
        low=0.0,
        high=1.0,
        default=None,
        none=NO_QUOTA,
        column="expert_share",
        door="who",
    )
    size_cap: int = lever(
        "Members awake at which nobody is let in any more, until somebody leaves or falls asleep; 0: no cap.",
        unit="persons",
        low=0,
        high=2_000_000,
        default=0,
        column="size_cap",
        door="who",
    )

    def write(self, programme: Programme) -> None:
        super().write(programme)
        if "batch_size" in self.decides():
            since = np.arange(programme.days)[self.from_day : self.until_day] - self._first
            self._set(programme, "batch_day", (since >= 0) & (since % self.every_days == 0) if self.batch_size else 1)

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        yield from super().contradictions()
        if self.first_day is not None and self.first_day < self.from_day:
            yield (
                "first_day",
                f"day {self.first_day} comes before from_day, which is {self.from_day}",
                f"{self.from_day} or later",
            )
        if (
            self.first_day is not None
            and self.until_day is not None
            and self.first_day >= self.until_day > self.from_day
        ):
            yield (
                "first_day",
                f"day {self.first_day} does not come before until_day, which is {self.until_day}",
                f"{self.from_day} to {self.until_day - 1}",
            )

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
            form = "one_person" if self.batch_size == 1 else "several"
            clauses.append(
                say(
                    f"policies.admission.{form}",
                    lang,
                    n=number(self.batch_size, lang),
                    every=every(self.every_days, lang),
                    first=number(self._first, lang),
                )
            )
        elif "batch_size" in decided or not decided:
            clauses.append(say("policies.admission.at_once", lang))
        if self.expert_share is not None:
            clauses.append(say("policies.admission.quota", lang, share=percent(self.expert_share, lang)))
        if self.size_cap > 0:
            clauses.append(say("policies.admission.cap", lang, n=number(self.size_cap, lang)))
        return self._told(lang, clauses or [say("policies.nothing", lang)])
