"""Recognition: members are named before all for what they did, or told how they compare with others."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Policy, code, every, rounds
from sim.words import number, say
from sim.world.programme import Programme

CHOSEN_BY = ("posts", "appreciation", "lot", "quiet")


class Recognition(Policy):
    """Recognise deserving members, in rounds.

    Attributes
    ----------
    kind : str
        ``recognition``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    number : int
        Members recognised in a round [persons, 0..1000]; 0 recognises nobody. A round takes team minutes.
    every_days : int
        Days from one round to the next [days, 1..365].
    chosen_by : str
        ``posts`` who posted most of late; ``appreciation`` whom others answer and react to most; ``lot`` by lot among those who posted;
        ``quiet`` who posted least of late, but did.
    comparison_every_days : int or None
        Members who contribute are told how much the median of them contributed, every so many days [days, 1..365]; None: never.
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "number": ("recognise_number",),
        "every_days": ("recognise_day",),
        "chosen_by": ("recognise_by",),
        "comparison_every_days": ("compare_day",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "number": ("worth", "cost"),
        "every_days": ("worth", "cost"),
        "chosen_by": ("worth",),
        "comparison_every_days": ("worth",),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "recognised_active", "recognised_quiet", "recognised_standing", "passed_over", "comparison", "minutes_round", "notice_host",
        "notice_mail", "wake", "bother", "standing_gain", "trust_gain",
    )

    kind: Literal["recognition"] = "recognition"
    number: Annotated[int, Field(ge=0, le=1000)] = 0
    every_days: Annotated[int, Field(ge=1, le=365)] = 30
    chosen_by: Literal["posts", "appreciation", "lot", "quiet"] = "posts"
    comparison_every_days: Annotated[int, Field(ge=1, le=365)] | None = None

    def decides(self) -> tuple[str, ...]:
        if self.number == 0:
            return tuple(field for field in super().decides() if field in ("number", "comparison_every_days"))
        compared = "comparison_every_days" in super().decides()
        return ("number", "every_days", "chosen_by") + (("comparison_every_days",) if compared else ())

    def write(self, programme: Programme) -> None:
        for field in self.decides():
            value = self.value_of(field)
            if field in ("every_days", "comparison_every_days"):
                value = rounds(value, programme, self.from_day, self.until_day)
            self._set(programme, self.columns[field][0], value)

    def value_of(self, field: str) -> Any:
        if field == "chosen_by":
            return code(self.chosen_by, CHOSEN_BY)
        return super().value_of(field)

    def sentence(self, lang: str = "en") -> str:
        clauses = []
        if self.number > 0:
            one = "one" if self.number == 1 else "several"
            clauses.append(say(f"policies.recognition.{one}", lang, n=number(self.number, lang), every=every(self.every_days, lang),
                               chosen=say(f"policies.recognition.by_{self.chosen_by}", lang)))
        if self.comparison_every_days is not None:
            clauses.append(say("policies.recognition.comparison", lang, every=every(self.comparison_every_days, lang)))
        return self._told(lang, clauses or [say("policies.recognition.nothing", lang)])
