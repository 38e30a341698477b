"""Numbers and measures in one language, for pages that belong to no single comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.laboratory.own import declared
from sim.report.press import numbers
from sim.report.press.measured import definition_of, label_of
from sim.report.press.numbers import SHARE_UNITS
from sim.words import listing, say


@dataclass(frozen=True)
class Speaker:
    """What a page says in one language.

    Attributes
    ----------
    lang : the language.
    room : the catalogue that `say` reads.
    """

    lang: str
    room: str

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue."""
        return say(f"{self.room}.{key}", self.lang, **values)

    def counted(self, key: str, n: int, **values: object) -> str:
        """Return a text that counts: `key.none`, `key.one` or `key.many`, with the number filled in."""
        return self.say(f"{key}.{'none' if n == 0 else 'one' if n == 1 else 'many'}", n=self.show(n), **values)

    def show(self, x: float | None, digits: int | None = None) -> str:
        """Write a number."""
        return numbers.show(x, self.lang, digits)

    def label(self, measure: str) -> str:
        """Return the name of a measure in words."""
        return label_of(measure, self.lang)

    def definition(self, measure: str) -> str:
        """Return what a measure counts, in a sentence."""
        return definition_of(measure, self.lang)

    def scale(self, measure: str) -> float:
        """Return what a measure's numbers are multiplied by before they are shown: shares are shown in per cent."""
        return 100.0 if declared(measure).unit in SHARE_UNITS else 1.0

    def amount(self, measure: str, x: float) -> str:
        """Write a measure's value in three meaningful digits, shares in per cent."""
        times = self.scale(measure)
        text = self.show(x * times, numbers.digits_for(x * times))
        return text + "%" if times > 1 and math.isfinite(x) else text

    def delta(self, measure: str, x: float) -> str:
        """Write a difference of a measure with its sign; between shares in points."""
        times = self.scale(measure)
        text = numbers.signed(x * times, self.lang, numbers.digits_for(x * times))
        return f"{text} {say('studies.share_points', self.lang)}" if times > 1 and math.isfinite(x) else text

    def span(self, measure: str, low: float, high: float) -> str:
        """Write the interval of a difference of a measure."""
        times = self.scale(measure)
        return numbers.span(low * times, high * times, self.lang, numbers.digits_for(low * times, high * times) if math.isfinite(low) else None)

    def join(self, items: list[str]) -> str:
        """Join words as a sentence does."""
        return listing(items, self.lang)
