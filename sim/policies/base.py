"""What every policy is: a small frozen model that says its effect to a human and writes it into the programme.

A policy decides columns of the programme on the days it holds. It decides a column when its field was given or differs from
the value that does nothing; so ``kind = "onboarding"`` with only ``welcome`` set leaves the other onboarding levers to another
onboarding policy.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.words import number, say
from sim.world.programme import Programme

WORKDAYS = 5
Door = Literal["who", "seen", "worth", "cost"]

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Day = Annotated[int, Field(ge=0, le=3650)]
AfterDay = Annotated[int, Field(ge=1, le=3650)]


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


FromList = BeforeValidator(_tuple)
"""TOML has lists where frozen models hold tuples."""


class Frozen(BaseModel):
    """A strict, frozen model: no unknown keys, no silent conversion, no NaN or infinity."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class Policy(Frozen):
    """A decision of the host.

    Attributes
    ----------
    kind : str
        Which policy it is.
    from_day : int
        First day on which it holds [day; day 0 is a Monday].
    until_day : int or None
        First day on which it no longer holds [day]; None: until the end of the run.
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Field -> programme columns it decides."""

    doors: ClassVar[dict[str, tuple[Door, ...]]] = {}
    """Lever (a field) -> the doors through which it acts: who is here, what is seen, what it is worth, what it costs."""

    mediators: ClassVar[tuple[str, ...]] = ()
    """Behaviour parameters through which the effect passes."""

    kind: str
    from_day: Day = 0
    until_day: AfterDay | None = None

    @abstractmethod
    def sentence(self, lang: str = "en") -> str:
        """Tell a strategist what this policy does."""

    def write(self, programme: Programme) -> None:
        """Write what this policy decides into the programme."""
        for field in self.decides():
            for column in self.columns[field]:
                self._set(programme, column, self.value_of(field))

    def value_of(self, field: str) -> Any:
        """Return a field's value as the programme writes it; names become codes."""
        return getattr(self, field)

    def decides(self) -> tuple[str, ...]:
        """Return the fields whose columns this policy decides."""
        return tuple(
            field for field in self.columns
            if field in self.model_fields_set or getattr(self, field) != type(self).model_fields[field].default
        )

    def days(self, length: int) -> range:
        """Return the days of a run of ``length`` days on which this policy holds."""
        return range(self.from_day, length if self.until_day is None else min(self.until_day, length))

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        """Yield (field, what is wrong, what is allowed) for fields that cannot stand together."""
        if self.until_day is not None and self.until_day <= self.from_day:
            yield ("until_day", f"{self.until_day} does not come after from_day, which is {self.from_day}",
                   f"{self.from_day + 1} or later (the policy ends before this day)")

    def misfits(self, days: int, audience: int) -> Iterator[tuple[str, str, str]]:
        """Yield (field, what is wrong, what is allowed) for what does not fit this run."""
        if self.from_day >= days:
            yield ("from_day", f"day {self.from_day} lies outside the run of {days} days", f"0 to {days - 1}")
        if self.until_day is not None and self.until_day > days:
            yield ("until_day", f"day {self.until_day} lies outside the run of {days} days", f"1 to {days}")

    @model_validator(mode="after")
    def _consistent(self, info: Any) -> Policy:
        if not (info.context or {}).get("contradictions_later"):
            for field, wrong, allowed in self.contradictions():
                raise ValueError(f"{field}: {wrong}; allowed {allowed}")
        return self

    def _set(self, programme: Programme, column: str, value: object) -> None:
        programme.set(column, value, kind=self.kind, from_day=self.from_day, until_day=self.until_day)

    def _told(self, lang: str, clauses: list[str]) -> str:
        """Join clauses into sentences, after the period in which the policy holds."""
        text = " ".join(clauses or [say("policies.nothing", lang)])
        if self.from_day == 0 and self.until_day is None:
            return text
        if self.until_day is None:
            period = say("policies.period.from", lang, first=number(self.from_day, lang))
        elif self.from_day == 0:
            period = say("policies.period.until", lang, last=number(self.until_day - 1, lang))
        else:
            period = say("policies.period.between", lang, first=number(self.from_day, lang),
                         last=number(self.until_day - 1, lang))
        return f"{period} {text[0].lower()}{text[1:]}"


def code(value: str, names: tuple[str, ...]) -> int:
    """Return the programme's code of a name."""
    return names.index(value)


def hours(n: float, lang: str) -> str:
    """Write an amount of hours: ``1 hour``, ``2.5 hours``."""
    return say(f"policies.hours.{'one' if n == 1 else 'many'}", lang, n=number(n, lang))


def rounds(every_days: int | None, programme: Programme, from_day: int, until_day: int | None, *, at_once: bool = False) -> np.ndarray:
    """Return the days of a thing done every so many days, 1 on those days; what falls on a weekend is done on the Monday after.

    The first round comes after the first ``every_days``, or with ``at_once`` on the first day.
    """
    days = np.arange(programme.days)[from_day:until_day]
    held = np.zeros(len(days), dtype=bool)
    if not every_days:
        return held
    for day in range(from_day if at_once else from_day + every_days, from_day + len(days), every_days):
        moved = day if day % 7 < WORKDAYS else day + 7 - day % 7
        if moved < from_day + len(days):
            held[moved - from_day] = True
    return held


def every(days: int, lang: str) -> str:
    """Write how often: ``every day``, ``every week``, ``every 3 weeks``, ``every 10 days``."""
    if days in (1, 7):
        return say(f"policies.every.{days}", lang)
    if days % 7 == 0:
        return say("policies.every.weeks", lang, n=number(days // 7, lang))
    return say("policies.every.days", lang, n=number(days, lang))


def per_workday(hours_per_week: float, programme: Programme, from_day: int, until_day: int | None) -> np.ndarray:
    """Return minutes a day for hours a week, spread evenly over Monday to Friday."""
    days = np.arange(programme.days)[from_day:until_day]
    return np.where(days % 7 < WORKDAYS, hours_per_week * 60.0 / WORKDAYS, 0.0)


class Picking(Policy):
    """A policy that gives a `number` of members something to do; with none of them it decides nothing."""

    picked: ClassVar[str] = "members"
    """What they are called."""

    def decides(self) -> tuple[str, ...]:
        if self.number == 0:
            return ("number",) if "number" in self.model_fields_set else ()
        return tuple(self.columns)

    def misfits(self, days: int, audience: int) -> Iterator[tuple[str, str, str]]:
        yield from super().misfits(days, audience)
        if self.number > audience:
            yield ("number", f"{self.number} {self.picked} cannot come from an audience of {audience}", f"0 to {audience}")
