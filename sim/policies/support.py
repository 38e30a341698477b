"""Support: management looks at the community now and then, and gives hours by what it sees."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy, every
from sim.policies.lever import lever, rounds
from sim.policies.team import Team
from sim.words import number, say


class Support(Policy):
    """Depend on management, which gives the hours that were agreed as long as it sees results.

    Support begins at 1: the hours of the team as agreed. Every day it closes part of its gap to the last result that management saw
    (``support_drift``), a share of what it expects, 1.5 at most; the team's hours are multiplied by it, and experts answer less where it falls.
    """

    mediators: ClassVar[tuple[str, ...]] = ("support_experts", *Team.mediators)

    kind: Literal["support"] = "support"
    every_days: int | None = lever(
        "Management looks at the community every so many days, the first time after as many; what falls on a weekend on the Monday after. "
        "None: never, and the hours stay as agreed.",
        unit="days",
        low=1,
        high=365,
        default=None,
        column="report_day",
        over_days=rounds,
        door=("cost", "seen"),
    )
    reported: Literal["nothing", "posters", "visitors", "members"] = lever(
        "What the team reports then: ``nothing``, or one of the measures; what is not measured that day is not reported. Where nothing is "
        "reported management sees ``support_unseen`` of what it expects.",
        default="nothing",
        column="reported",
        door=("cost", "seen"),
    )
    target: float = lever(
        "What management expects the reported measure to be.",
        low=1.0,
        high=1_000_000.0,
        default=100.0,
        column="report_target",
        door=("cost", "seen"),
    )
    minutes: float = lever(
        "Host time one report takes; without it nothing is reported. The default is invented.",
        unit="minutes",
        low=0.0,
        high=2400.0,
        default=60.0,
        column="report_minutes",
        door="cost",
    )

    def sentence(self, lang: str = "en") -> str:
        decided = self.decides()
        clauses = []
        if self.every_days is not None:
            clauses.append(say("policies.support.looks", lang, every=every(self.every_days, lang)))
        elif "every_days" in decided or not decided:
            clauses.append(say("policies.support.nothing", lang))
        if self.reported != "nothing":
            what = say(f"policies.measure.{self.reported}", lang)
            clauses.append(
                say(
                    "policies.support.reported",
                    lang,
                    what=what,
                    target=number(self.target, lang),
                    minutes=number(self.minutes, lang),
                )
            )
        elif self.every_days is not None or "reported" in decided:
            clauses.append(say("policies.support.unseen", lang))
        if self.reported == "nothing" and ("target" in decided or "minutes" in decided):
            clauses.append(
                say(
                    "policies.support.would", lang, target=number(self.target, lang), minutes=number(self.minutes, lang)
                )
            )
        return self._told(lang, clauses)
