"""A row of the stylised facts in words: its figure, its bands, its verdict, as the reader's language writes them."""

from __future__ import annotations

import math
from typing import Protocol

from sim.evidence.facts import CHECKED, INSIDE, Fact
from sim.evidence.validate import Row
from sim.words import number, percent, say


def figure(fact: Fact, value: float, lang: str) -> str:
    """Write a figure in the unit of its row."""
    if not math.isfinite(value):
        return "–"
    if fact.unit == "share":
        return percent(value, lang, 1)
    if fact.unit == "points":
        return number(100.0 * value, lang, 1, sign=True) + (" pp" if lang == "en" else " pt")
    if fact.unit == "hours":
        return number(value, lang, 1) + (" h" if lang == "en" else " u")
    return number(value, lang, 3 if fact.signed else 2)


def band(fact: Fact, lang: str, wide: bool = False) -> str:
    """Write the target band of a row, or its wide one."""
    low, high = (fact.hard_low, fact.hard_high) if wide else (fact.low, fact.high)
    if fact.signed:
        return say("validation.above_zero" if low == 0.0 else "validation.below_zero", lang)
    if low == high == 0.0:
        return say("validation.zero", lang)
    if math.isinf(low) and math.isinf(high):
        return "–"
    if math.isinf(high):
        return say("validation.at_least", lang, x=figure(fact, low, lang))
    if math.isinf(low):
        return say("validation.at_most", lang, x=figure(fact, high, lang))
    return say("validation.between", lang, a=figure(fact, low, lang), b=figure(fact, high, lang))


def spread(row: Row, lang: str) -> str:
    """Write from where to where a row runs; ~ when over resampled sets of runs."""
    if not (math.isfinite(row.low) and math.isfinite(row.value)):
        return "–"
    mark = "~ " if row.fact.pooled else ""
    return mark + say("validation.between", lang, a=figure(row.fact, row.low, lang), b=figure(row.fact, row.high, lang))


def role(fact: Fact, lang: str) -> str:
    """Write fitted or checked, with a star when a parameter was set on the very figure."""
    return say(f"validation.role.{fact.role}", lang) + ("*" if fact.role == CHECKED and fact.leans_on else "")


def verdict(row: Row, lang: str) -> str:
    """Write where a row lies."""
    return say(f"validation.verdict.{row.verdict}", lang)


class Banded(Protocol):
    """Anything with a band: ends included."""

    @property
    def low(self) -> float:
        """Lower end."""

    @property
    def high(self) -> float:
        """Upper end."""


def gap(band: Banded, value: float) -> float:
    """How far a figure lies from its target band; 0 inside."""
    return max(band.low - value, value - band.high, 0.0)


def is_leaning(row: Row) -> bool:
    """Whether a row looks like a passed check and is none."""
    return row.fact.role == CHECKED and row.verdict == INSIDE and bool(row.fact.leans_on)


def cells(row: Row, lang: str) -> tuple[str, ...]:
    """Row, pattern, value, spread, target, wide band, verdict, role, setting, runs."""
    fact = row.fact
    return (fact.row, say(f"validation.row.{fact.row}.name", lang), figure(fact, row.value, lang), spread(row, lang),
            band(fact, lang), band(fact, lang, wide=True), verdict(row, lang), role(fact, lang), fact.setting,
            number(row.n_runs, lang))


def grid(head: list[str], rows: list[list[str]]) -> str:
    """Lay out a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)


COLUMNS = ("row", "pattern", "value", "spread", "target", "wide", "verdict", "role", "setting", "runs")
