"""What every page says in one language: texts, numbers, measures. A page's own view adds what is its own."""

from __future__ import annotations

import math
from typing import ClassVar

from sim.laboratory.own import declared
from sim.report.press import numbers
from sim.report.press.measured import definition_of, label_of
from sim.report.press.numbers import SHARE_UNITS
from sim.words import listing, quoted, say


class PageView:
    """Something in one language.

    Attributes
    ----------
    lang : the language.
    room : the catalogue that `say` reads.
    points : the text for points between two shares.
    """

    lang: str
    room: ClassVar[str]
    points: ClassVar[str] = "studies.share_points"

    # --- texts -------------------------------------------------------------------------------------------------
    def say(self, key: str, **values: object) -> str:
        """Return a text of the page's catalogue."""
        return say(f"{self.room}.{key}", self.lang, **values)

    def counted(self, key: str, n: int, **values: object) -> str:
        """Return a text that counts: `key.none`, `key.one` or `key.many`, with the number filled in."""
        return self.say(f"{key}.{'none' if n == 0 else 'one' if n == 1 else 'many'}", n=self.show(n), **values)

    def join(self, items: list[str]) -> str:
        """Join words as a sentence does."""
        return listing(items, self.lang)

    def quoted(self, text: str) -> str:
        """Put a name between quotation marks."""
        return quoted(text, self.lang)

    # --- numbers -----------------------------------------------------------------------------------------------
    def show(self, x: float | None, digits: int | None = None) -> str:
        """Write a number."""
        return numbers.show(x, self.lang, digits)

    def signed(self, x: float | None, digits: int | None = None) -> str:
        """Write a difference."""
        return numbers.signed(x, self.lang, digits)

    def share(self, x: float | None, digits: int = 0) -> str:
        """Write a share as a percentage."""
        return numbers.share(x, self.lang, digits)

    def span(self, low: float, high: float, digits: int | None = None, *, measure: str = "", sign: bool = True) -> str:
        """Write an interval; with a measure, which is in that measure's own unit, in three meaningful digits."""
        if measure:
            low, high = low * self.times(measure), high * self.times(measure)
            digits = numbers.digits_for(low, high) if digits is None else digits
        return numbers.span(low, high, self.lang, digits, sign=sign)

    # --- measures ----------------------------------------------------------------------------------------------
    def label(self, measure: str) -> str:
        """Return the name of a measure in words."""
        return label_of(measure, self.lang)

    def definition(self, measure: str) -> str:
        """Return what a measure counts, in a sentence."""
        return definition_of(measure, self.lang)

    def direction(self, measure: str) -> int:
        """Return +1 when more is better, -1 when less is, 0 when neither."""
        return int(declared(measure).direction)

    def unit(self, measure: str) -> str:
        """Return the key of a measure's unit."""
        return declared(measure).unit

    def is_share(self, measure: str) -> bool:
        """Whether a measure is a share, and so written in per cent."""
        return self.unit(measure) in SHARE_UNITS

    def scale(self, measure: str) -> float:
        """Return what a measure's numbers are multiplied by before they are shown: shares are shown in per cent."""
        return 100.0 if self.is_share(measure) else 1.0

    def times(self, measure: str) -> float:
        """Return what the numbers that this view is given are multiplied by: their scale, unless they come scaled."""
        return self.scale(measure)

    def amount(self, measure: str, x: float, digits: int | None = None) -> str:
        """Write a measure's value, in three meaningful digits unless told; shares in per cent."""
        x = x * self.times(measure)
        text = self.show(x, numbers.digits_for(x) if digits is None else digits)
        return text + numbers.PERCENT[self.lang] if self.is_share(measure) and math.isfinite(x) else text

    def delta(self, measure: str, x: float, digits: int | None = None) -> str:
        """Write a difference of a measure with its sign, in three meaningful digits unless told; between shares in points."""
        x = x * self.times(measure)
        text = self.signed(x, numbers.digits_for(x) if digits is None else digits)
        return f"{text} {say(self.points, self.lang)}" if self.is_share(measure) and math.isfinite(x) else text
