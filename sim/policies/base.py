"""What every policy is: a small frozen model that says its effect to a human and writes it into the programme.

A policy decides columns of the programme on the days it holds. It decides a column when its field was given or differs from
the value that does nothing; so ``kind = "onboarding"`` with only ``welcome`` set leaves the other onboarding levers to another
onboarding policy.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from sim.policies.lever import Door, Lever, declared_by, lever, listed
from sim.words import number, say
from sim.world.programme import Programme

LONGEST = 3650
"""Days of the longest run."""


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


FromList = BeforeValidator(_tuple)
"""TOML has lists where frozen models hold tuples."""


class Frozen(BaseModel):
    """A strict, frozen model: no unknown keys, no silent conversion, no NaN or infinity."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class Policy(Frozen):
    """A decision of the host."""

    levers: ClassVar[dict[str, Lever]] = {}
    """Every setting with what is declared of it."""

    columns: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Setting -> programme columns it decides."""

    doors: ClassVar[dict[str, tuple[Door, ...]]] = {}
    """Setting -> the doors through which it acts: who is here, what is seen, what it is worth, what it costs."""

    mediators: ClassVar[tuple[str, ...]] = ()
    """Behaviour parameters through which the effect passes."""

    kind: str
    from_day: int = lever("First day on which it holds; day 0 is a Monday.", unit="day", low=0, high=LONGEST, default=0)
    until_day: int | None = lever(
        "First day on which it no longer holds; None: until the end of the run.",
        unit="day",
        low=1,
        high=LONGEST,
        default=None,
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.levers = {
            field: declared for field, info in cls.model_fields.items() if (declared := declared_by(info)) is not None
        }
        cls.columns = {field: declared.columns for field, declared in cls.levers.items() if declared.columns}
        cls.doors = {field: declared.doors for field, declared in cls.levers.items() if declared.doors}
        if cls.__doc__ and cls.levers:
            cls.__doc__ = f"{cls.__doc__.rstrip()}\n\n{listed(cls.model_fields, cls.levers)}"

    @abstractmethod
    def sentence(self, lang: str = "en") -> str:
        """Tell a strategist what this policy does."""

    def write(self, programme: Programme) -> None:
        """Write what this policy decides into the programme."""
        for field in self.decides():
            value, over_days = self.value_of(field), self.levers[field].over_days
            if over_days is not None:
                value = over_days(value, programme, self.from_day, self.until_day)
            self._set(programme, self.columns[field][0], value)

    def value_of(self, field: str) -> Any:
        """Return a setting as the programme writes it; words become codes."""
        return self.levers[field].code(getattr(self, field))

    def decides(self) -> tuple[str, ...]:
        """Return the fields whose columns this policy decides."""
        return tuple(
            field
            for field in self.columns
            if field in self.model_fields_set or getattr(self, field) != type(self).model_fields[field].default
        )

    def days(self, length: int) -> range:
        """Return the days of a run of ``length`` days on which this policy holds."""
        return range(self.from_day, length if self.until_day is None else min(self.until_day, length))

    def slips(self) -> Iterator[tuple[str, ...]]:
        """Yield (field, what is wrong, what is allowed), and what may have been meant, for fields that are wrong in themselves."""
        yield from ()

    def contradictions(self) -> Iterator[tuple[str, ...]]:
        """Yield the same for all that is wrong: fields by themselves, and those that cannot stand together."""
        yield from self.slips()
        if self.until_day is not None and self.until_day <= self.from_day:
            yield (
                "until_day",
                f"{self.until_day} does not come after from_day, which is {self.from_day}",
                f"{self.from_day + 1} or later (the policy ends before this day)",
            )

    def misfits(self, days: int, audience: int) -> Iterator[tuple[str, str, str]]:
        """Yield (field, what is wrong, what is allowed) for what does not fit this run."""
        if self.from_day >= days:
            yield ("from_day", f"day {self.from_day} lies outside the run of {days} days", f"0 to {days - 1}")
        if self.until_day is not None and self.until_day > days:
            yield ("until_day", f"day {self.until_day} lies outside the run of {days} days", f"1 to {days}")

    @model_validator(mode="after")
    def _consistent(self, info: Any) -> Policy:
        if not (info.context or {}).get("contradictions_later"):
            for field, wrong, allowed, *_ in self.contradictions():
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
            period = say(
                "policies.period.between",
                lang,
                first=number(self.from_day, lang),
                last=number(self.until_day - 1, lang),
            )
        return f"{period} {text[0].lower()}{text[1:]}"


def hours(n: float, lang: str) -> str:
    """Write an amount of hours: ``1 hour``, ``2.5 hours``."""
    return say(f"policies.hours.{'one' if n == 1 else 'many'}", lang, n=number(n, lang))


def every(days: int, lang: str) -> str:
    """Write how often: ``every day``, ``every week``, ``every 3 weeks``, ``every 10 days``."""
    if days in (1, 7):
        return say(f"policies.every.{days}", lang)
    if days % 7 == 0:
        return say("policies.every.weeks", lang, n=number(days // 7, lang))
    return say("policies.every.days", lang, n=number(days, lang))


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
            yield (
                "number",
                f"{self.number} {self.picked} cannot come from an audience of {audience}",
                f"0 to {audience}",
            )
