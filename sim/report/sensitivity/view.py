"""A sensitivity study as its page reads it: in one language, with names for factors, grades and answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.laboratory.plan.factor import LEVER
from sim.report.press import numbers
from sim.report.press.planned import PlannedView
from sim.words import say

if TYPE_CHECKING:
    from sim.studies.sensitivity.effects import Effect
    from sim.studies.sensitivity.study import Answer, Sensitivity


@dataclass(frozen=True)
class SensitivityView(PlannedView):
    """One sensitivity study in one language."""

    sweep: Sensitivity

    def tell(self, key: str, **values: object) -> str:
        """Return a text of the sensitivity catalogue."""
        return say(f"sensitivity.{key}", self.lang, **values)

    def factor(self, index: int) -> str:
        """Return the name of a factor in words; of -1 the person fewer."""
        return self.tell("dummy") if index < 0 else self.axis(self.sweep.factors[index].column)

    def key(self, index: int) -> str:
        """Return the key of a factor, as it stands in a study file."""
        return self.sweep.factors[index].key

    def is_lever(self, index: int) -> bool:
        """Whether a factor is a choice of the host."""
        return index >= 0 and self.sweep.factors[index].kind == LEVER

    def grade(self, index: int) -> str:
        """Return the grades of the evidence for a parameter, A to E, sign before size where they differ; of a lever the word for it."""
        from sim.rules import PARAMETERS

        if index < 0:
            return numbers.NONE
        return self.tell("grade.lever") if self.is_lever(index) else PARAMETERS[self.key(index)].grades

    def reach(self, index: int) -> str:
        """Write over what a factor was moved."""
        factor = self.sweep.factors[index]
        if factor.dist == "values":
            return ", ".join(self.value(factor.column, x) for x in factor.values)
        return f"{self.show(factor.low)} – {self.show(factor.high)}"

    def question(self, answer: Answer) -> str:
        """Name an answer: an arm, or an arm against the first."""
        if answer.against < 0:
            return self.tell("alone", a=self.arm(answer.arm))
        return self.tell("against", b=self.arm(answer.arm), a=self.arm(answer.against))

    def written(self, answer: Answer, x: float) -> str:
        """Write a value of an answer: with its sign where it is a difference."""
        return self.delta(self.primary, x) if answer.against >= 0 else self.amount(self.primary, x)

    def chance(self, effect: Effect) -> str:
        """Write how far chance reaches: without its sign, and with it."""
        return f"{self.amount(self.primary, effect.reach)} / {self.amount(self.primary, effect.one_way)}"

    def way(self, effect: Effect) -> str:
        """Say which way the answer goes with a factor."""
        if effect.is_zero:
            return self.tell("way.none")
        if not effect.stands_out:
            return numbers.NONE
        return self.tell({1: "way.up", -1: "way.down", 0: "way.both"}[effect.way])

    def verdict(self, effect: Effect) -> str:
        """Say whether a factor can be told from nothing."""
        if not effect.n_steps:
            return self.tell("verdict.no_value")
        if effect.n_missing and not effect.stands_out and not effect.mu_star:
            return self.tell("verdict.partly")
        return self.tell(
            "verdict.zero"
            if effect.is_zero
            else "verdict.unsure"
            if effect.is_unsure
            else "verdict.out"
            if effect.stands_out
            else "verdict.in"
        )

    def share_span(self, low: float, high: float) -> str:
        """Write an interval of shares in per cent."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return numbers.NONE
        return numbers.span(100 * low, 100 * high, self.lang, 0, sign=False) + "%"
