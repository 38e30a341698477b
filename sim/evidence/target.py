"""What an emulated experiment is held against: a published figure, the band left round it, and the rule of the verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

EFFECT, LEVEL, SIGN, NULL, BESIDE = "effect", "level", "sign", "null", "beside"
"""Kinds of target: an effect with its size; a level; an effect of which only the sign is published; an effect that was looked for
and not found; a figure of ours that no published one stands beside."""

RECOVERED, SIGN_ONLY, MISSED, UNTESTED, NO_FIGURE = "recovered", "sign_only", "missed", "untested", "no_figure"

LEVEL_ROOM = 0.10
"""Room left to either side of a published level that has no band of its own [share]. Invented: one set-up is not another."""

EFFECT_ROOM = 0.5
"""Share of a published effect left to either side where no interval was seen. Invented."""

RESAMPLES = 1000
"""Resampled sets of runs behind an interval."""

Parts = Mapping[str, tuple[float, ...]]
Observe = Callable[[int, Sequence[str]], Parts]


@dataclass(frozen=True)
class Target:
    """One figure of a published experiment.

    Attributes
    ----------
    name : within its experiment; its words are ``replications.<experiment>.<name>``.
    kind : ``effect``, ``level``, ``sign``, ``null`` or ``beside``.
    unit : ``share``, ``points``, ``logits``, ``change`` (ratio less 1) or ``number``: how the figure is written.
    figure : parts of runs, float64 (runs, parts) -> the figure.
    published : the paper's figure, in the unit; None where it gave none.
    low, high : band, ends included; minus and plus infinity where it is open.
    band : why this band: a key of ``replications.band``.
    leans_on : parameters whose own source says they were set on this figure, so that it is no independent check.
    suspects : what to try when it is missed: ``key=value``, several at once joined by `` & ``.
    """

    name: str
    kind: str
    unit: str
    figure: Callable[[np.ndarray], float]
    published: float | None = None
    low: float = -math.inf
    high: float = math.inf
    band: str = "none"
    leans_on: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"target {self.name}: the band is empty")
        if self.published is not None and not self.low <= self.published <= self.high:
            raise ValueError(f"target {self.name}: the published figure lies outside its own band")
        if self.kind == EFFECT and self.published is None:
            raise ValueError(f"target {self.name}: an effect needs its published size")

    @property
    def is_upward(self) -> bool:
        """Whether the published effect is an increase; a figure of which only the sign is known has it in its band."""
        return self.published > 0.0 if self.published is not None else self.low >= 0.0

    def verdict(self, value: float, low: float, high: float) -> str:
        """Say by rule how far a figure agrees.

        Parameters
        ----------
        value : the figure.
        low, high : its 95 % interval.

        Returns
        -------
        str
            Levels and effects that were not found: ``recovered`` inside the band. Effects: ``recovered`` inside the band with the
            sign beyond doubt (the interval excludes 0), ``sign_only`` when the sign alone is. Else ``missed``; ``untested`` when
            there is no figure or, for an effect, no interval; ``no_figure`` when the paper gave nothing to hold it against.
        """
        if self.kind == BESIDE:
            return NO_FIGURE
        if not math.isfinite(value):
            return UNTESTED
        is_in = self.low <= value <= self.high
        if self.kind in (LEVEL, NULL):
            return RECOVERED if is_in else MISSED
        if not (math.isfinite(low) and math.isfinite(high)):
            return UNTESTED
        if not (low > 0.0 if self.is_upward else high < 0.0):
            return MISSED
        return RECOVERED if is_in else SIGN_ONLY


@dataclass(frozen=True)
class Design:
    """One way of running and reading simulated members; several targets may be read from it.

    Attributes
    ----------
    name : within its experiment.
    settings : stems of the setting files in ``experiments/replications/``.
    observe : replication and changes -> parts by target.
    runs, quick_runs, trial_runs : replications, in full, for a quick look, and for each thing tried.
    targets : what is read from it.
    """

    name: str
    settings: tuple[str, ...]
    observe: Observe
    runs: int
    quick_runs: int
    trial_runs: int
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Experiment:
    """A published experiment and its emulation.

    Attributes
    ----------
    name : its words are ``replications.<name>``.
    year : of publication; the table is in this order.
    source : what was read of it.
    designs : how it is run here.
    carriers : parameters that carry the result.
    """

    name: str
    year: int
    source: str
    designs: tuple[Design, ...]
    carriers: tuple[str, ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets, in the order of the table."""
        return tuple(target for design in self.designs for target in design.targets)


def around_level(published: float) -> dict[str, float | str]:
    """Return the fields of a level that has no band of its own."""
    return {"published": published, "low": published - LEVEL_ROOM, "high": published + LEVEL_ROOM, "band": "level"}


def around_effect(published: float) -> dict[str, float | str]:
    """Return the fields of an effect of which no interval was seen. Check: 0.4 -> 0.2 to 0.6; -0.4 -> -0.6 to -0.2."""
    ends = sorted(((1.0 - EFFECT_ROOM) * published, (1.0 + EFFECT_ROOM) * published))
    return {"published": published, "low": ends[0], "high": ends[1], "band": "effect"}


def spread(figure: Callable[[np.ndarray], float], parts: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of a figure, by resampling whole runs; NaN for fewer than two runs."""
    if len(parts) < 2:
        return math.nan, math.nan
    draws = np.random.default_rng(0).integers(0, len(parts), size=(RESAMPLES, len(parts)))
    found = np.array([figure(parts[draw]) for draw in draws])
    found = found[np.isfinite(found)]
    if not found.size:
        return math.nan, math.nan
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def single(figure: Callable[[np.ndarray], float], parts: np.ndarray) -> tuple[float, float]:
    """Return the 10th and 90th percentile of a figure over single runs: what one study of this size would show."""
    found = np.array([figure(parts[[i]]) for i in range(len(parts))])
    found = found[np.isfinite(found)]
    if not found.size:
        return math.nan, math.nan
    low, high = np.quantile(found, [0.1, 0.9])
    return float(low), float(high)


def value_that_gives(wanted: float, tried: Sequence[tuple[float, float]]) -> float | None:
    """Return the parameter value at which a figure would be ``wanted``, between two values that were tried; None when it lies beyond.

    Parameters
    ----------
    wanted : the published figure.
    tried : (parameter value, figure) pairs, in any order.
    """
    known = sorted((value, figure) for value, figure in tried if math.isfinite(figure))
    for (a, f), (b, g) in zip(known, known[1:], strict=False):
        if min(f, g) <= wanted <= max(f, g):
            return a if f == g else a + (b - a) * (wanted - f) / (g - f)
    return None
