"""The difference of the primary measure at several horizons: does a gap close, and was it a delay, or does it stay?

The measure that counts is a mean over the last 90 days of a run; where the run goes on, the answer may not. So the paired difference of its
daily series stands beside it at day 90, at day 180 and at the end, each with the interval that every difference has. They are exploratory.
A measure without a value by day has the course of another one in that place, which is said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.report.comparison.view import View
from sim.report.press.numbers import Contrast, apart, contrast, fine

DAYS = (90, 180)
CLOSED = 0.5
"""A gap that has shrunk to less than this share of what it was is said to close, one that has grown by as much to widen (a choice)."""


@dataclass(frozen=True)
class Horizon:
    """The paired difference of the series at the end of a day; day 0 stands for the measure that counts itself."""

    day: int
    contrast: Contrast


def days(view: View) -> list[int]:
    """Return the horizons within the run, its last day included."""
    return [day for day in DAYS if day < view.days] + [view.days]


def find(view: View, index: int) -> list[Horizon]:
    """Return the difference to the first policy at each horizon, mean of the 7 days up to it, and last of the measure that counts."""
    first, other = (view.smooth(view.primary_series, i) for i in (0, index))
    known = [np.where(np.isfinite(view.series(view.primary_series, i)).all(axis=1), 1.0, np.nan) for i in (0, index)]
    horizons = [
        Horizon(day, contrast(first[:, day - 1] * known[0], other[:, day - 1] * known[1])) for day in days(view)
    ]
    return [*horizons, Horizon(0, contrast(view.values(view.primary, 0), view.values(view.primary, index)))]


def lines(view: View, index: int) -> list[dict[str, str]]:
    """Return each horizon, every cell written out."""
    rows = []
    for horizon in find(view, index):
        c = horizon.contrast
        percent = horizon.day == 0
        write, gap = (
            (view.amount, view.delta)
            if percent
            else (lambda _, x, d: view.show(x, d), lambda _, x, d: view.signed(x, d))
        )
        places, digits = apart(c.a, c.b), fine(c.difference, c.low, c.high)
        rows.append(
            {
                "when": day_of(view, horizon.day)
                if horizon.day
                else view.say("horizon.counts", measure=view.start(view.label(view.primary))),
                "a": write(view.primary, c.a, places),
                "b": write(view.primary, c.b, places),
                "difference": gap(view.primary, c.difference, digits),
                "interval": view.span(c.low, c.high, digits),
                "n": str(c.n),
                "status": view.say("horizon.clear" if c.moved else "horizon.unclear"),
            }
        )
    return rows


def day_of(view: View, day: int) -> str:
    """Name a day, and what is looked at on it where that is not the measure that counts."""
    when = view.show(day)
    if view.is_by_day:
        return view.say("horizon.day", day=when)
    return view.start(view.say("horizon.day.other", day=when, series=view.series_name(view.primary_series)))


def sentence(view: View, index: int) -> str:
    """Say whether a gap that was clear at the first horizon closes, widens or stays until the end; nothing where there is one horizon only."""
    horizons = [horizon for horizon in find(view, index) if horizon.day]
    if len(horizons) < 2:
        return ""
    first, last = horizons[0], horizons[-1]
    values = {
        "a": view.letter(0),
        "b": view.letter(index),
        "day": view.show(first.day),
        "end": view.show(last.day),
        **{
            name: view.signed(c.difference, fine(c.difference, c.low, c.high))
            for name, c in (("first", first.contrast), ("last", last.contrast))
        },
    }
    text = view.say(f"horizon.{course(first.contrast, last.contrast)}", **values)
    if view.is_by_day:
        return text
    return view.start(view.say("horizon.other", series=view.series_name(view.primary_series), text=text))


def course(first: Contrast, last: Contrast) -> str:
    """Return "open" where neither is clear, "comes" where only the last is; else "turns", "widens" or "stays", "narrows" or "closes" where
    less than half is left, beyond chance or not, "fades" where more is left that may be chance."""
    if not first.moved:
        return "comes" if last.moved else "open"
    ratio = last.difference / first.difference
    if last.moved and ratio < 0:
        return "turns"
    return (
        "narrows"
        if last.moved and ratio < CLOSED
        else "closes"
        if ratio < CLOSED
        else "widens"
        if last.moved and ratio > 1 / CLOSED
        else "stays"
        if last.moved
        else "fades"
    )
