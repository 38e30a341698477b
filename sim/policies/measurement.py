"""Measurement: what the team keeps an eye on, and the time that takes; reviews and reports know nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from sim.policies.base import FromList, Policy
from sim.policies.lever import lever
from sim.policies.team import Team
from sim.words import listing, number, say

Measurable = Literal["posters", "visitors", "members", "unanswered", "answer_hours", "spam", "backlog"]


class Measurement(Policy):
    """Build in measurement: what is not measured steers no review and reaches no management.

    A week counts from Monday: at nine on Monday its minutes are taken before anything else is done, and where they are not there nothing
    is measured that week. By itself measuring changes nobody but through the minutes it takes.
    """

    mediators: ClassVar[tuple[str, ...]] = Team.mediators

    kind: Literal["measurement"] = "measurement"
    measures: Annotated[tuple[Measurable, ...], FromList] = lever(
        "What is measured: ``posters`` people who posted in the last 30 days; ``visitors`` a day, mean of the last 7; ``members``; "
        "``unanswered`` share of threads that stayed without an answer for a week, last 28 days; ``answer_hours`` from a first post to its "
        "first answer, last 28 days; ``spam`` seen per 100 threads opened, last 28 days; ``backlog`` things that wait for the team.",
        default=(),
        column="measured",
        door="cost",
    )
    minutes_per_week: float = lever(
        "Host time that measuring takes, due on Mondays; nothing is measured until it is there. The default is invented.",
        unit="minutes a week",
        low=0.0,
        high=2400.0,
        default=30.0,
        column="measuring_minutes",
        door="cost",
    )

    def slips(self) -> Iterator[tuple[str, str, str]]:
        twice = [measure for n, measure in enumerate(self.measures) if measure in self.measures[:n]]
        if twice:
            yield ("measures", f"{' and '.join(dict.fromkeys(twice))} named twice", "each measure once")

    def sentence(self, lang: str = "en") -> str:
        if not self.measures:
            return self._told(lang, [say("policies.measurement.nothing", lang)])
        what = listing([say(f"policies.measure.{measure}", lang) for measure in self.measures], lang)
        clauses = [say("policies.measurement.what", lang, what=what)]
        key = "free" if self.minutes_per_week == 0 else "minutes"
        clauses.append(say(f"policies.measurement.{key}", lang, minutes=number(self.minutes_per_week, lang)))
        return self._told(lang, clauses)
