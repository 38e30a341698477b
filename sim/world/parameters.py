"""Parameters: every number a rule uses, declared once, beside the rule, with its range, source and grades.

Grades: A field experiment inside a community; B natural experiment or large log study; C descriptive logs;
D practitioner survey; E judgement, invented or by analogy. There are two: one for the sign, which way it works, and one for the
size, how much: a sign of A with a size of E means that the direction was found in field experiments and the size is judged.

A parameter is of one kind:

- ``uncertain``: nobody knows it well enough. It is drawn from its range when an answer is put to the test, and fitted. With a
  ``policy`` it is uncertain only where that policy is in the scenario, since nothing else feels it.
- ``constant``: held fixed, for the reason ``why`` gives; its range is that one number. What is still believable of it is kept as
  ``believable``, so that the reason can be tried again.
- ``setting``: a fact about the host or the platform that whoever runs the community knows or decides, such as minutes a task takes.
  It belongs to a scenario, is no assumption, and is never drawn.

All of them can be set in a scenario, within hard bounds. ``enters`` is "input" (taken from the source) or "fitted" (chosen so that
simulated communities show the stylised facts). ``off`` is the value that switches the mechanism off and ``moves`` names the measure
that then changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

GRADES = ("A", "B", "C", "D", "E")
UNCERTAIN, CONSTANT, SETTING = KINDS = ("uncertain", "constant", "setting")


@dataclass(frozen=True)
class Parameter:
    """One number of the model.

    Attributes
    ----------
    name : as in a scenario's ``[behaviour]``.
    default : the value where a scenario says nothing.
    low, high : ends of the range that is drawn; both the default for a constant.
    unit, text, source : its unit, what it is, what it rests on.
    sign, size : grades of the evidence for its direction and for how large it is.
    rule : the rule file that declares it.
    enters : ``input`` or ``fitted``.
    kind : ``uncertain``, ``constant`` or ``setting``.
    policy : the policies without which nothing feels it, joined by "/"; empty when it is felt without any.
    why : why it is a constant, or whose fact it is; empty for what is uncertain.
    believable : ends of the range that is still believable, of a constant too.
    off, moves : what switches the mechanism off, and the measure that then changes.
    hard_low, hard_high : what a scenario may set at all, for experiments outside the believable.
    """

    name: str
    default: float
    low: float
    high: float
    unit: str
    text: str
    source: str
    sign: str
    size: str
    rule: str = ""
    enters: str = "input"
    kind: str = UNCERTAIN
    policy: str = ""
    why: str = ""
    believable: tuple[float, float] = (0.0, 0.0)
    off: float | None = None
    moves: str | None = None
    hard_low: float = -1e6
    hard_high: float = 1e6

    def __post_init__(self) -> None:
        low, high = self.believable
        if not low <= self.low <= self.default <= self.high <= high:
            raise ValueError(
                f"{self.name}: default {self.default} outside [{self.low}, {self.high}], or that outside what is believable"
            )
        if (
            not {self.sign, self.size} <= set(GRADES)
            or self.enters not in ("input", "fitted")
            or self.kind not in KINDS
        ):
            raise ValueError(
                f"{self.name}: grade {self.grades!r}, enters {self.enters!r} or kind {self.kind!r} unknown"
            )
        if (self.kind == CONSTANT) != (self.low == self.high):
            raise ValueError(
                f"{self.name}: a constant is one number, and only a constant is; this is {self.low} to {self.high}"
            )
        if bool(self.why) != (self.kind != UNCERTAIN):
            raise ValueError(f"{self.name}: constants and settings say why, and nothing else does")
        if self.policy and self.kind != UNCERTAIN:
            raise ValueError(f"{self.name}: only what is uncertain belongs to a policy")

    @property
    def grade(self) -> str:
        """The grade of the size, for whoever wants one letter."""
        return self.size

    @property
    def grades(self) -> str:
        """Both grades, sign first: one letter where they are alike."""
        return self.size if self.sign == self.size else f"{self.sign}/{self.size}"

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies of which one must be in a scenario for this to be felt; none when it is felt without."""
        return tuple(self.policy.split("/")) if self.policy else ()


def uncertain(parameters: Mapping[str, Parameter], policies: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the names of what is drawn and fitted, in the order of the registry.

    Parameters
    ----------
    parameters : by name.
    policies : kinds of the policies in the scenarios at hand; what belongs to others is left out. None: all of them.
    """
    there = None if policies is None else set(policies)
    return tuple(
        name
        for name, declared in parameters.items()
        if declared.kind == UNCERTAIN
        and (there is None or not declared.policy or not there.isdisjoint(declared.policies))
    )


def hard_bounds(unit: str, low: float, high: float) -> tuple[float, float]:
    """What a scenario may set at all, by unit: shares stay shares, times stay positive, the rest may go far."""
    if unit in ("share", "chance"):
        return 0.0, 1.0
    if unit in ("days", "hours", "visits", "items", "minutes", "posts", "sd"):
        return (0.0 if low == 0.0 else 1e-6), 1e6
    if unit in ("a day", "a visit"):
        return 0.0, 10.0
    return min(low, -20.0), max(high, 20.0)


def parameter(
    name: str,
    *,
    default: float,
    low: float,
    high: float,
    unit: str,
    text: str,
    source: str,
    sign: str,
    size: str,
    enters: str = "input",
    kind: str = UNCERTAIN,
    policy: str = "",
    why: str = "",
    off: float | None = None,
    moves: str | None = None,
    hard_low: float | None = None,
    hard_high: float | None = None,
) -> Parameter:
    """Declare a parameter; what the keywords say is told by `Parameter`.

    Of a constant, ``low`` and ``high`` say what is believable; its range is its default. What a scenario may set at all follows from the
    unit where it is not given, and what switches a mechanism off can always be set.
    """
    bottom, top = hard_bounds(unit, low, high)
    if off is not None:
        bottom, top = min(bottom, off), max(top, off)
    believable = (float(low), float(high))
    if kind == CONSTANT:
        low = high = default
    return Parameter(
        name,
        float(default),
        float(low),
        float(high),
        unit,
        text,
        source,
        sign,
        size,
        enters=enters,
        kind=kind,
        policy=policy,
        why=why,
        believable=believable,
        off=off,
        moves=moves,
        hard_low=bottom if hard_low is None else hard_low,
        hard_high=top if hard_high is None else hard_high,
    )


def declare(rule: str, parameters: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """Return the parameters of one rule file, named by its module, in the order in which they are declared."""
    return tuple(replace(declared, rule=rule.rsplit(".", 1)[-1]) for declared in parameters)


def record(parameters: dict[str, Parameter], values: dict[str, float]) -> np.ndarray:
    """All parameters as one record, float64 (1,): the declared defaults with ``values`` put in.

    Raises KeyError for a name that is not declared.
    """
    table = np.zeros(1, dtype=[(name, "f8") for name in parameters])
    for name, declared in parameters.items():
        table[name] = declared.default
    for name, value in values.items():
        if name not in parameters:
            raise KeyError(name)
        table[name] = value
    return table
