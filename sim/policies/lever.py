"""What is declared of one setting of a policy, and how its value is laid out over the days."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, get_args, get_origin

import numpy as np
from pydantic import Field
from pydantic.fields import FieldInfo

from sim.world.programme import Programme

WORKDAYS = 5
Door = Literal["who", "seen", "worth", "cost"]
OverDays = Callable[[Any, Programme, int, "int | None"], np.ndarray]
"""What a value is on every day from the first on which it holds until the one on which it no longer does."""


class Lever(NamedTuple):
    """What is declared of one setting of a policy.

    Attributes
    ----------
    text : what it is, without unit and range.
    unit : its unit; empty for words, switches and shares.
    low, high : ends of the range that is taken; None where it holds no number.
    columns : the programme's columns it decides.
    doors : through which of the four it acts: who is here, what is seen, what it is worth, what it costs.
    names : the words it chooses from; none where it holds no words.
    is_list : whether it holds several of them, in an order.
    is_whole, is_switch : whether its numbers are whole; whether it is yes or no.
    first_code : the programme's code of its first word; the others follow.
    none : what the programme holds where it is None.
    times : what a number is multiplied by when it is written.
    over_days : how it is laid out over the days; None: the same on each.
    """

    text: str
    unit: str
    low: float | None
    high: float | None
    columns: tuple[str, ...]
    doors: tuple[Door, ...]
    first_code: int
    none: Any
    times: float
    over_days: OverDays | None
    names: tuple[str, ...] = ()
    is_list: bool = False
    is_whole: bool = False
    is_switch: bool = False

    @property
    def told(self) -> str:
        """The text, with unit and range after its first clause: ``Length of the push [days, 1..365].``"""
        ends = "" if self.low is None or self.high is None else f"{self.low:.15g}..{self.high:.15g}"
        inside = ", ".join(part for part in (self.unit, ends) if part)
        clause = re.search(r"; |\.(?= |$)", self.text)
        return (
            f"{self.text[: clause.start()]} [{inside}]{self.text[clause.start() :]}" if inside and clause else self.text
        )

    def code(self, value: Any) -> Any:
        """Return a value as the programme writes it; words become codes, and places left in a list the code after the last."""
        if value is None:
            return self.none
        if self.is_list:
            codes = [self.names.index(word) for word in value]
            return codes + [len(self.names)] * (len(self.names) - len(codes))
        if self.names:
            return self.first_code + self.names.index(value)
        return value if self.times == 1.0 else self.times * value


def lever(
    text: str,
    *,
    default: Any,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    column: str | tuple[str, ...] = (),
    door: Door | tuple[Door, ...] = (),
    first_code: int = 0,
    none: Any = None,
    times: float = 1.0,
    over_days: OverDays | None = None,
) -> Any:
    """Declare a setting of a policy, once: what is taken, written, told, swept and documented follows from it.

    Parameters
    ----------
    text : str
        What it is, in sentences; unit and range are put after the first clause.
    default : Any
        The value that does nothing.
    unit : str
        Unit of its numbers.
    low, high : float
        Ends of the range that is taken.
    column : str or tuple of str
        The programme's column it decides. Of several, the first is written; what stands in the others the policy writes itself.
    door : str or tuple of str
        Through which doors it acts: ``who``, ``seen``, ``worth``, ``cost``.
    first_code : int
        Code of its first word.
    none : Any
        What is written where it is None.
    times : float
        What a number is multiplied by when it is written.
    over_days : function
        How the value is laid out over the days, such as `per_workday` and `rounds`.
    """
    info = Field(default, ge=low, le=high)
    columns = (column,) if isinstance(column, str) else column
    doors = (door,) if isinstance(door, str) else door
    info.metadata.append(Lever(text, unit, low, high, columns, doors, first_code, none, times, over_days))
    return info


def declared_by(info: FieldInfo) -> Lever | None:
    """Return what a field declares, with what its type adds."""
    declared = next((mark for mark in info.metadata if isinstance(mark, Lever)), None)
    if declared is None:
        return None
    parts, waiting = [], [info.annotation]
    while waiting:
        part = waiting.pop()
        parts.append(part)
        waiting.extend(get_args(part) if get_origin(part) is not Literal else ())
    names = tuple(name for part in parts if get_origin(part) is Literal for name in get_args(part))
    return declared._replace(
        names=names,
        is_list=any(get_origin(part) is tuple for part in parts),
        is_whole=int in parts,
        is_switch=bool in parts,
    )


def listed(fields: Mapping[str, FieldInfo], levers: Mapping[str, Lever]) -> str:
    """Return the settings of a policy as the list in its docstring."""
    rows = ["    Attributes", "    ----------", "    kind : str", f"        ``{fields['kind'].default}``."]
    for field, declared in levers.items():
        annotation = fields[field].annotation
        plain = getattr(annotation, "__name__", "") or str(annotation).replace(" | ", " or ")
        type_name = "tuple of str" if declared.is_list else "str" if declared.names else plain
        rows += [
            f"    {field} : {type_name}",
            *textwrap.wrap(declared.told, 140, initial_indent=" " * 8, subsequent_indent=" " * 8),
        ]
    return "\n".join(rows) + "\n    "


def rounds(
    every_days: int | None, programme: Programme, from_day: int, until_day: int | None, *, at_once: bool = False
) -> np.ndarray:
    """Return the days of a thing done every so many days, 1 on those days; what falls on a weekend is done on the Monday after.

    The first round comes after the first ``every_days``, or with ``at_once`` on the first day.
    """
    days = np.arange(programme.days)[from_day:until_day]
    held = np.zeros(len(days), dtype=bool)
    if not every_days:
        return held
    for day in range(from_day if at_once else from_day + every_days, from_day + len(days), every_days):
        moved = day if day % 7 < WORKDAYS else day + 7 - day % 7
        if moved < from_day + len(days):
            held[moved - from_day] = True
    return held


def rounds_at_once(every_days: int | None, programme: Programme, from_day: int, until_day: int | None) -> np.ndarray:
    """Return the days of such rounds, of which the first is held on the first day."""
    return rounds(every_days, programme, from_day, until_day, at_once=True)


def per_workday(hours_per_week: float, programme: Programme, from_day: int, until_day: int | None) -> np.ndarray:
    """Return minutes a day for hours a week, spread evenly over Monday to Friday."""
    days = np.arange(programme.days)[from_day:until_day]
    return np.where(days % 7 < WORKDAYS, hours_per_week * 60.0 / WORKDAYS, 0.0)
