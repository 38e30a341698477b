"""The doses as their page reads them: in one language, with names for levers, doses and shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sim.report.press.numbers import NONE
from sim.report.press.view import PageView
from sim.studies.doses.settings import MOST
from sim.studies.doses.study import MEASURES, Dosed, Doses
from sim.studies.doses.verdicts import Curve
from sim.words import say

MOST_LETTERS = 7


@dataclass(frozen=True)
class DosesView(PageView):
    """What came of all levers, in one language."""

    doses: Doses
    lang: str
    room = "doses"

    @property
    def engine(self) -> str:
        """Identity of the engine that the numbers come from."""
        return str(self.doses.provenance["engine_id"])

    def policy(self, kind: str) -> str:
        """Return the name of a policy, with a capital; its kind where it has no name in words."""
        try:
            name = say(f"policies.kind.{kind}", self.lang)
        except KeyError:
            name = kind
        return name[:1].upper() + name[1:]

    def short(self, measure: str) -> str:
        """Return the name of a measure as it stands over a column, share in per cent."""
        return self.say(f"measure.{measure}") + (" (%)" if self.scale(measure) > 1 else "")

    def dose(self, value: Any) -> str:
        """Write a dose."""
        if value is None or value == ():
            return say("scenario.value.none", self.lang)
        if isinstance(value, bool):
            return say(f"scenario.value.{'yes' if value else 'no'}", self.lang)
        if isinstance(value, tuple):
            return ", ".join(value)
        return self.show(float(value)) if isinstance(value, (int, float)) else str(value)

    def tick(self, value: Any) -> str:
        """Write a dose as short as it can be told."""
        if value is None:
            return NONE
        if isinstance(value, tuple):
            return str(len(value))
        text = self.dose(value)
        return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"

    def shape(self, curve: Curve) -> str:
        """Return the shape of a curve in words."""
        if curve.shape == "one_direction":
            return self.say("shape.rises" if curve.rises else "shape.falls")
        return self.say(f"shape.{curve.shape}")

    def shapes(self, row: Dosed) -> str:
        """Return all shapes of a lever: the measure and how it goes."""
        return ", ".join(f"{self.say(f'measure.{name}')}: {self.shape(row.curves[name])}" for name in MEASURES)

    def cell(self, row: Dosed, measure: str, place: int) -> str:
        """Write a mean; beside it the difference to the own setting where its interval leaves zero out."""
        curve = row.curves[measure]
        text = self.amount(measure, curve.means[place])
        gap = curve.against_own[place]
        if place == row.lever.own or not math.isfinite(gap.low):
            return text
        is_clear = gap.low > 0 or gap.high < 0
        return f"{text} ({self.span(gap.low, gap.high, measure=measure)})" if is_clear else f"{text} (≈)"

    def most(self, row: Dosed, measure: str) -> str:
        """Write how many times the own setting the highest dose comes to, with what that says of the limit."""
        curve = row.curves[measure]
        text = self.show(curve.most, 2)
        if curve.limit in ("", "within"):
            return text
        key = "allowed" if row.may_exceed else curve.limit
        return f"{text} ({self.say(f'limit.{key}', times=self.show(MOST[measure]))})"
