"""Review: the team looks at a measure now and then, and changes what it does by a rule agreed on beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from sim.policies import adapting
from sim.policies.base import LONGEST, Policy, every
from sim.policies.lever import lever
from sim.policies.measurement import Measurable
from sim.policies.team import Team
from sim.words import listing, number, percent, say
from sim.world.programme import Programme
from sim.world.reviews import BELOW, MEASURABLE

Changes = Annotated[tuple[str, ...], BeforeValidator(adapting.texts)]


class Review(Policy):
    """Evaluate periodically, and adapt by rule; one policy per rule, as many as you like.

    A review sees what is measured (policy ``measurement``) until the evening of its day, and nothing of the future; what is not measured
    never lets it change anything. A change holds from the next day on; a later review that changes the same lever goes before.
    """

    mediators: ClassVar[tuple[str, ...]] = Team.mediators

    kind: Literal["review"] = "review"
    every_days: int | None = lever(
        "Days from one review to the next, the first after as many; what falls on a weekend is held on the Monday after. None: never.",
        unit="days",
        low=1,
        high=365,
        default=None,
        door="cost",
    )
    when: Measurable = lever(
        "Measure that is looked at, as policy ``measurement`` names it.", default="unanswered", door="cost"
    )
    side: Literal["below", "above"] = lever(
        "On which side of the threshold it must lie: ``below`` or ``above``, not on it.", default="above", door="cost"
    )
    threshold: float = lever(
        "Threshold, in the measure's own unit; of ``unanswered`` a share from 0 to 1.",
        low=0.0,
        high=1_000_000.0,
        default=0.0,
        door="cost",
    )
    for_days: int = lever(
        "Days in a row, that of the review the last of them, on which it must lie there.",
        unit="days",
        low=1,
        high=365,
        default=1,
        door="cost",
    )
    then: Changes = lever(
        'What is changed: levers with the value they get, ``{ "team.hours_per_week" = 12 }``; nothing changes nothing.',
        default=(),
        door=("who", "seen", "worth", "cost"),
    )
    hold_days: int = lever(
        "Days that the change holds, from the day after the review; another review may prolong it.",
        unit="days",
        low=1,
        high=LONGEST,
        default=84,
        door="cost",
    )

    @property
    def is_held(self) -> bool:
        """Whether it could ever change anything."""
        return self.every_days is not None and bool(self.then)

    def write(self, programme: Programme) -> None:
        if self.every_days is None or not self.then:
            return
        end = programme.days if self.until_day is None else self.until_day
        reads, side = MEASURABLE.index(self.when), BELOW + ("below", "above").index(self.side)
        programme.add_review(
            (self.from_day, end, self.every_days, reads, side, self.threshold, self.for_days, self.hold_days),
            adapting.turns(self.then, programme),
        )

    def contradictions(self) -> Iterator[tuple[str, ...]]:
        yield from super().contradictions()
        if self.when == "unanswered" and self.threshold > 1.0:
            yield ("threshold", f"{self.threshold:g} is no share of threads", "0 to 1, as unanswered is a share")

    def slips(self) -> Iterator[tuple[str, ...]]:
        for text in self.then:
            fault = adapting.wrong(text)
            if fault is not None:
                yield ("then", *fault)
        keys = [adapting.parted(text)[0] for text in self.then]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            yield ("then", f"{' and '.join(twice)} named twice", "each lever once")

    def sentence(self, lang: str = "en") -> str:
        if self.every_days is None:
            return self._told(lang, [say("policies.review.nothing", lang)])
        threshold = percent(self.threshold, lang) if self.when == "unanswered" else number(self.threshold, lang)
        what = say(f"policies.measure.{self.when}", lang)
        if not self.then:
            return self._told(lang, [say("policies.review.idle", lang, every=every(self.every_days, lang), what=what)])
        length = "today" if self.for_days == 1 else "for_days"
        clauses = [
            say(
                f"policies.review.{self.side}_{length}",
                lang,
                every=every(self.every_days, lang),
                what=what,
                threshold=threshold,
                days=number(self.for_days, lang),
            ),
            say(
                f"policies.review.then_{'day' if self.hold_days == 1 else 'days'}",
                lang,
                changes=listing([_told(text, lang) for text in self.then], lang),
                days=number(self.hold_days, lang),
            ),
        ]
        return self._told(lang, clauses)


def _told(text: str, lang: str) -> str:
    """Write a change: the lever by its key, and the value it gets."""
    key, value = adapting.parted(text)
    if isinstance(value, bool):
        shown = say(f"policies.review.value_{'yes' if value else 'no'}", lang)
    else:
        shown = number(value, lang) if isinstance(value, (int, float)) else value
    return say("policies.review.change", lang, lever=key, value=shown)
