"""Recognition: members are named before all for what they did, or told how they compare with others."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy, every
from sim.policies.lever import lever, rounds
from sim.words import number, say


class Recognition(Policy):
    """Recognise deserving members, in rounds."""

    mediators: ClassVar[tuple[str, ...]] = (
        "recognised_active",
        "recognised_quiet",
        "recognised_standing",
        "passed_over",
        "comparison",
        "minutes_round",
        "notice_host",
        "notice_compared",
        "wake",
        "bother",
        "standing_gain",
        "trust_gain",
    )

    kind: Literal["recognition"] = "recognition"
    number: int = lever(
        "Members recognised in a round; 0 recognises nobody. A round takes team minutes.",
        unit="persons",
        low=0,
        high=1000,
        default=0,
        column="recognise_number",
        door=("worth", "cost"),
    )
    every_days: int = lever(
        "Days from one round to the next.",
        unit="days",
        low=1,
        high=365,
        default=30,
        column="recognise_day",
        over_days=rounds,
        door=("worth", "cost"),
    )
    chosen_by: Literal["posts", "appreciation", "lot", "quiet"] = lever(
        "``posts`` who posted most of late; ``appreciation`` whom others answer and react to most; ``lot`` by lot among "
        "those who posted; ``quiet`` who posted least of late, but did.",
        default="posts",
        column="recognise_by",
        door="worth",
    )
    comparison_every_days: int | None = lever(
        "Members who contribute are told how much the median of them contributed, every so many days, which takes team minutes; None: never.",
        unit="days",
        low=1,
        high=365,
        default=None,
        column="compare_day",
        over_days=rounds,
        door="worth",
    )

    def decides(self) -> tuple[str, ...]:
        if self.number == 0:
            return tuple(field for field in super().decides() if field in ("number", "comparison_every_days"))
        compared = "comparison_every_days" in super().decides()
        return ("number", "every_days", "chosen_by") + (("comparison_every_days",) if compared else ())

    def sentence(self, lang: str = "en") -> str:
        clauses = []
        if self.number > 0:
            form = "one" if self.number == 1 else "several"
            clauses.append(
                say(
                    f"policies.recognition.{form}",
                    lang,
                    n=number(self.number, lang),
                    every=every(self.every_days, lang),
                    chosen=say(f"policies.recognition.by_{self.chosen_by}", lang),
                )
            )
        if self.comparison_every_days is not None:
            clauses.append(say("policies.recognition.comparison", lang, every=every(self.comparison_every_days, lang)))
        return self._told(lang, clauses or [say("policies.recognition.nothing", lang)])
