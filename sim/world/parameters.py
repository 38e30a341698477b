"""Parameters: every number a rule uses, declared once, beside the rule, with its range, source and grade.

Grades: A field experiment inside a community; B natural experiment or large log study; C descriptive logs;
D practitioner survey; E judgement, invented or by analogy. ``enters`` is "input" (taken from the source) or "fitted"
(chosen so that simulated communities show the stylised facts). ``off`` is the value that switches the mechanism off
and ``moves`` names the measure that then changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

GRADES = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class Parameter:
    """One number of the model.

    ``low`` to ``high`` is the range that is still believable (robustness draws stay inside it); ``hard_low`` to
    ``hard_high`` is what a scenario may set at all, for experiments outside the believable.
    """

    name: str
    default: float
    low: float
    high: float
    unit: str
    text: str
    source: str
    grade: str
    rule: str
    enters: str = "input"
    off: float | None = None
    moves: str | None = None
    hard_low: float = -1e6
    hard_high: float = 1e6

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise ValueError(f"{self.name}: default {self.default} outside [{self.low}, {self.high}]")
        if self.grade not in GRADES or self.enters not in ("input", "fitted"):
            raise ValueError(f"{self.name}: grade {self.grade!r} or enters {self.enters!r} unknown")


def hard_bounds(unit: str, low: float, high: float) -> tuple[float, float]:
    """What a scenario may set at all, by unit: shares stay shares, times stay positive, the rest may go far."""
    if unit in ("share", "chance"):
        return 0.0, 1.0
    if unit in ("days", "hours", "visits", "items", "minutes", "posts", "sd"):
        return (0.0 if low == 0.0 else 1e-6), 1e6
    if unit in ("a day", "a visit"):
        return 0.0, 10.0
    return min(low, -20.0), max(high, 20.0)


def declare(rule: str, rows: Iterable[tuple]) -> tuple[Parameter, ...]:
    """Parameters of one rule file.

    A row is (name, default, low, high, unit, text, source, grade) with an optional dict of further fields.
    """
    found = []
    for row in rows:
        fields, more = (row[:8], row[8]) if len(row) > 8 else (row, {})
        name, default, low, high, unit, text, source, grade = fields
        bottom, top = hard_bounds(unit, low, high)
        found.append(
            Parameter(name, float(default), float(low), float(high), unit, text, source, grade,
                      rule.rsplit(".", 1)[-1], **{"hard_low": bottom, "hard_high": top, **more})
        )
    return tuple(found)


def record(parameters: dict[str, Parameter], values: dict[str, float]) -> np.ndarray:
    """All parameters as one record, float64 (1,): the declared defaults with ``values`` put in.

    Raises KeyError for a name that is not declared.
    """
    table = np.zeros(1, dtype=[(name, "f8") for name in parameters])
    for name, parameter in parameters.items():
        table[name] = parameter.default
    for name, value in values.items():
        if name not in parameters:
            raise KeyError(name)
        table[name] = value
    return table
