"""The bands: how each kind of figure comes by the band it is held against, and the room that is left where none was published."""

from __future__ import annotations

from typing import Any

from sim.evidence.figures import mean
from sim.evidence.held import CHECKED, LEVEL, OPEN_END, OUTSIDE, SIGN, TOLD, Figure, Held, Parts

LEVEL_ROOM = 0.10
"""Room left to either side of a published level that has no band of its own [share]. Invented: one set-up is not another."""

EFFECT_ROOM = 0.5
"""Share of a published effect left to either side where no interval was seen. Invented."""

STUDY_RESAMPLES = 1000
"""Resampled sets of runs behind the interval of a figure of an experiment, of which there are fewer runs."""


def fact(
    row: str,
    setting: str,
    role: str,
    unit: str,
    low: float,
    high: float,
    hard_low: float,
    hard_high: float,
    parts: Parts,
    source: str,
    figure: Figure = mean,
    *,
    signed: bool = False,
    **more: Any,
) -> Held:
    """Return a row of the table of stylised facts: a target band, and a wide one outside of which the model is rejected."""
    return Held(
        row,
        role,
        SIGN if signed else LEVEL,
        unit,
        figure,
        low,
        high,
        hard_low,
        hard_high,
        source,
        setting=setting,
        parts=parts,
        **more,
    )


def response(
    row: str,
    setting: str,
    role: str,
    low: float,
    high: float,
    parts: Parts,
    figure: Figure,
    source: str,
    *,
    against: str | tuple[str, ...] | None = None,
    unit: str = "share",
    aim: tuple[float, float] | None = None,
) -> Held:
    """Return a row of the table of responses: all runs together, one band, outside of which the row is missed."""
    return fact(
        row, setting, role, unit, low, high, low, high, parts, source, figure, pooled=True, against=against, aim=aim
    )


def told(
    row: str,
    setting: str,
    parts: Parts,
    figure: Figure,
    *,
    against: str | tuple[str, ...] | None = None,
    unit: str = "share",
) -> Held:
    """Return a row that is printed beside the others and held against no band."""
    return response(row, setting, TOLD, -OPEN_END, OPEN_END, parts, figure, "", against=against, unit=unit)


def published(
    name: str,
    asks: str,
    unit: str,
    figure: Figure,
    size: float | None = None,
    low: float = -OPEN_END,
    high: float = OPEN_END,
    band: str = "none",
    leans_on: tuple[str, ...] = (),
    suspects: tuple[str, ...] = (),
    *,
    role: str = CHECKED,
) -> Held:
    """Return a figure of a published experiment; an effect that is not found in the runs is missed.

    Parameters
    ----------
    name, asks, unit, figure, low, high, band, leans_on, suspects
        As in `Held`.
    size : the paper's figure, in the unit; None where it gave none.
    """
    return Held(
        name,
        role,
        asks,
        unit,
        figure,
        low,
        high,
        band=band,
        published=size,
        pooled=True,
        by_study=True,
        resamples=STUDY_RESAMPLES,
        if_open=OUTSIDE,
        leans_on=leans_on,
        suspects=suspects,
    )


def beside(name: str, unit: str, figure: Figure) -> Held:
    """Return a figure of ours that no published one stands beside."""
    return published(name, LEVEL, unit, figure, role=TOLD)


def around_level(size: float) -> dict[str, Any]:
    """Return the fields of a level that has no band of its own."""
    return {"size": size, "low": size - LEVEL_ROOM, "high": size + LEVEL_ROOM, "band": "level"}


def around_effect(size: float) -> dict[str, Any]:
    """Return the fields of an effect of which no interval was seen. Check: 0.4 -> 0.2 to 0.6; -0.4 -> -0.6 to -0.2."""
    ends = sorted(((1.0 - EFFECT_ROOM) * size, (1.0 + EFFECT_ROOM) * size))
    return {"size": size, "low": ends[0], "high": ends[1], "band": "effect"}
