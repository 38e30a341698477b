"""A figure of simulated runs held against a band: stylised facts, responses and figures of published experiments, by one rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.evidence.figures import hazards, mean
from sim.laboratory.intervals import interval

FITTED, CHECKED, TOLD = "fitted", "checked", "told"
"""What a figure is for: parameters may be fitted to it; it only checks them; it is printed and held against no band."""

LEVEL, EFFECT, SIGN, NULL = "level", "effect", "sign", "null"
"""What is asked of it: where it lies; where it lies, with its sign beyond doubt; its sign; where it lies, nothing having been found."""

INSIDE, HARD, SIGN_ONLY, OUTSIDE, UNTESTED = "inside", "hard", "sign_only", "outside", "untested"
"""Verdicts, beside `TOLD`: in the band; in the wide band only; out of the band with the right sign; out; no figure, or its sign left open."""

OPEN_END = math.inf
UNKNOWN = (math.nan, math.nan)

RESAMPLES = 400
"""Resampled sets of runs behind an interval of a fact, and of what a change does to any figure."""

Ends = tuple[float, float]
Parts = Callable[..., tuple[float, ...]]
Figure = Callable[[np.ndarray], float]


@dataclass(frozen=True)
class Held:
    """A figure, the band it is held against, and how it is judged.

    Attributes
    ----------
    name : of a fact the number of its row; a row of several figures has a point in it (5.1, 5.2), responses begin with R. Of a figure of a
        published experiment its name in it; its words are ``replications.<experiment>.<name>``.
    role : ``fitted``, ``checked``, or ``told``: printed, and held against no band.
    asks : ``level``, ``effect``, ``sign`` or ``null``: what must be so for it to agree.
    unit : ``share``, ``points``, ``hours``, ``ratio``, ``decimal``, ``number`` (whole), ``logits`` or ``change``: how the figure is written.
    figure : parts of all runs, float64 (runs, parts) -> the figure.
    low, high : target band, ends included; minus and plus infinity where it is open.
    hard_low, hard_high : outside of it the model is rejected; as the target band when not given.
    source : what the band rests on.
    band : why this band: a key of ``replications.band``; empty where the source says so.
    published : the paper's figure, in the unit; None where it gave none.
    pooled : the figure takes all runs together, and has an interval over resampled sets of them.
    by_study : each run is a study of its own: the spread shown is that of single runs, also when the figure is pooled.
    resamples : resampled sets of runs behind the interval.
    if_open : the verdict when a sign is asked for and the interval leaves it open: nothing was decided, or an effect was not found.
    leans_on : parameters whose own source says they were set on this figure, so that it is no independent check.
    suspects : what to try when it is out of its band: ``key=value``, several at once joined by `` & ``.
    classes : names of the classes of a hazard, which is then shown by class beside the figure.
    aim : what a fit aims at and the standard deviation it allows, instead of `goal`'s own choice; with `by_ratio` the second is one of
        the logarithm.
    by_ratio : the figure is fitted by its logarithm, since it spreads by factors.
    setting : of a fact, the stem of its setting file in `experiments/validation/`.
    against : settings of a fact's partner runs under the same chance: one by its name, several as a tuple; None: none.
    parts : of a fact, the log of a run (and of its partners) -> numbers, NaN where there are none.
    """

    name: str
    role: str
    asks: str
    unit: str
    figure: Figure = mean
    low: float = -OPEN_END
    high: float = OPEN_END
    hard_low: float | None = None
    hard_high: float | None = None
    source: str = ""
    band: str = ""
    published: float | None = None
    pooled: bool = False
    by_study: bool = False
    resamples: int = RESAMPLES
    if_open: str = UNTESTED
    leans_on: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    aim: tuple[float, float] | None = None
    by_ratio: bool = False
    setting: str = ""
    against: str | tuple[str, ...] | None = None
    parts: Parts | None = None

    def __post_init__(self) -> None:
        for hard, end in (("hard_low", self.low), ("hard_high", self.high)):
            if getattr(self, hard) is None:
                object.__setattr__(self, hard, end)
        if not self.low <= self.high:
            raise ValueError(f"{self.name}: the band is empty")
        if not self.hard_low <= self.low <= self.high <= self.hard_high:
            raise ValueError(f"{self.name}: the target band must lie in the hard band")
        if self.published is not None and not self.low <= self.published <= self.high:
            raise ValueError(f"{self.name}: the published figure lies outside its own band")
        if self.asks == EFFECT and self.published is None:
            raise ValueError(f"{self.name}: an effect needs its published size")
        if self.aim is not None and (not self.aim[1] > 0.0 or (self.by_ratio and not self.aim[0] > 0.0)):
            raise ValueError(f"{self.name}: an aim is a target and a standard deviation above zero")

    @property
    def asks_sign(self) -> bool:
        """Whether the sign must be beyond doubt."""
        return self.asks in (EFFECT, SIGN)

    @property
    def is_upward(self) -> bool:
        """Whether an increase is asked for; a figure of which only the sign is known has it in its band."""
        return self.published > 0.0 if self.published is not None else self.low >= 0.0

    @property
    def goal(self) -> tuple[float, float] | None:
        """What a fit aims at, and its standard deviation (of the logarithm when `by_ratio`); None when the row is no such figure.

        The middle of the target band and a quarter of its width, so that the band is about what two standard deviations leave;
        `aim` when that is given. A band that is a point or has an open end, and a row that asks for a sign, are nothing to aim at.
        """
        if self.aim is not None:
            return self.aim
        if self.asks_sign or not self.low < self.high or not math.isfinite(self.high - self.low):
            return None
        if self.by_ratio:
            return (math.sqrt(self.low * self.high), math.log(self.high / self.low) / 4.0) if self.low > 0.0 else None
        return (self.low + self.high) / 2.0, (self.high - self.low) / 4.0

    @property
    def arms(self) -> tuple[str, ...]:
        """All settings a fact needs, its own first."""
        partners = (self.against,) if isinstance(self.against, str) else self.against or ()
        return (self.setting, *partners)

    @property
    def is_response(self) -> bool:
        """Whether it says what answers what, rather than what communities look like."""
        return self.name.startswith("R")

    def verdict(self, value: float, ends: Ends = UNKNOWN) -> str:
        """Say by rule where a figure lies; what is not a number was not tested, and never passes.

        Parameters
        ----------
        value : the figure.
        ends : its 95 % interval; only a figure of which the sign is asked needs one.

        Returns
        -------
        str
            Levels, and effects that were looked for and not found: by the band alone. Effects and signs: ``inside`` the band with the
            sign beyond doubt (the interval excludes 0), ``sign_only`` when the sign alone is, ``outside`` when it is the wrong one,
            `if_open` when the interval holds 0.
        """
        if not math.isfinite(value) or (self.asks_sign and not all(map(math.isfinite, ends))):
            return UNTESTED
        if self.role == TOLD:
            return TOLD
        is_in = self.low <= value <= self.high
        if not self.asks_sign:
            return INSIDE if is_in else HARD if self.hard_low <= value <= self.hard_high else OUTSIDE
        if ends[0] <= 0.0 <= ends[1]:
            return self.if_open
        if (ends[0] > 0.0) != self.is_upward:
            return OUTSIDE
        return INSIDE if is_in else SIGN_ONLY

    def gap(self, value: float) -> float:
        """Return how far a figure lies from the band; 0 inside."""
        return max(self.low - value, value - self.high, 0.0)


@dataclass(frozen=True)
class Trial:
    """What a figure becomes when something is changed.

    Attributes
    ----------
    changes : key, value before (None where it is no single number or word), and value tried.
    base, value : the figure without and with the change, over the same runs.
    low, high : 95 % interval of value less base, by resampling the runs in pairs.
    n_runs : how many they are.
    verdict : where the changed figure lies.
    """

    changes: tuple[tuple[str, float | str | None, float | str], ...]
    base: float
    value: float
    low: float
    high: float
    n_runs: int
    verdict: str

    @property
    def moves(self) -> bool:
        """Whether the figure moves by more than chance would move it."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Row:
    """One figure as it came.

    Attributes
    ----------
    held : what is counted, and its band.
    value : the figure, all runs together.
    interval : its 95 % interval, over resampled sets of runs; NaN unless the figure takes all runs together (`Held.pooled`).
    spread : 10th and 90th percentile, over single runs, or over the resampled sets where single runs have no figure of their own.
    n_runs : runs it is counted in.
    n_known : those that had a figure.
    verdict : by the rule of `Held.verdict`.
    decided : False when a sign was asked for and is neither seen nor refuted.
    by_class : hazard by class, for rows that are about its course.
    trials : what was tried, for a figure that is out of its band.
    """

    held: Held
    value: float
    interval: Ends
    spread: Ends
    n_runs: int
    n_known: int
    verdict: str
    decided: bool = True
    by_class: tuple[float, ...] = ()
    trials: tuple[Trial, ...] = ()

    @property
    def is_surely_inside(self) -> bool:
        """Whether the whole interval lies in the target band, and not the figure alone."""
        return self.verdict == INSIDE and self.held.low <= self.interval[0] and self.interval[1] <= self.held.high

    @property
    def needs_trial(self) -> bool:
        """Whether it can be explained by trying: checked, not inside its band, and with a figure to move."""
        return (
            self.held.role == CHECKED
            and self.verdict != INSIDE
            and math.isfinite(self.value)
            and bool(self.held.suspects)
        )

    @property
    def solved(self) -> tuple[str, float] | None:
        """The parameter, and the value of it, at which the figure would be the published one; None when no trial brackets it."""
        if self.held.published is None:
            return None
        lone = [
            candidate
            for candidate in self.trials
            if len(candidate.changes) == 1 and isinstance(candidate.changes[0][2], float)
        ]
        for key in dict.fromkeys(single.changes[0][0] for single in lone):
            of = [single for single in lone if single.changes[0][0] == key]
            tried = [(float(single.changes[0][2]), single.value) for single in of]
            start = of[0].changes[0][1]
            if isinstance(start, (int, float)):
                tried.append((float(start), of[0].base))
            value = value_that_gives(self.held.published, tried)
            if value is not None:
                return key, value
        return None


def judge(held: Held, parts: np.ndarray) -> Row:
    """Turn the parts of all runs, float64 (runs, parts), into a row."""
    value, known = held.figure(parts), np.isfinite(parts).all(axis=1)
    sets = over_sets(held.figure, parts, held.resamples) if held.pooled else np.empty(0)
    ends = between(sets, 0.025, 0.975)
    spread = between(sets if held.pooled and not held.by_study else over_runs(held.figure, parts), 0.1, 0.9)
    sign = ends
    if held.asks_sign and not held.pooled:
        got = interval(parts[known, 0])
        sign = (got.low, got.high)
    verdict = held.verdict(value, sign)
    decided = not (held.asks_sign and verdict == UNTESTED and math.isfinite(value))
    by_class = tuple(float(x) for x in hazards(parts)) if held.classes else ()
    return Row(held, value, ends, spread, len(parts), int(known.sum()), verdict, decided, by_class)


def trial(
    held: Held, base: np.ndarray, tried: np.ndarray, changes: tuple[tuple[str, float | str | None, float | str], ...]
) -> Trial:
    """Hold a figure with something changed against the same runs without the change.

    Parameters
    ----------
    base, tried : float64 (runs, parts)
        Of the same replications.
    changes : what was changed, as in `Trial`.
    """
    draws = np.random.default_rng(1).integers(0, len(base), size=(RESAMPLES, len(base)))
    shifts = np.array([held.figure(tried[draw]) - held.figure(base[draw]) for draw in draws])
    got = judge(held, tried)
    return Trial(changes, held.figure(base), got.value, *between(shifts, 0.025, 0.975), len(base), got.verdict)


def over_sets(figure: Figure, parts: np.ndarray, resamples: int = RESAMPLES) -> np.ndarray:
    """Return a figure over resampled sets of whole runs, float64; nothing for fewer than two runs."""
    if len(parts) < 2:
        return np.empty(0)
    draws = np.random.default_rng(0).integers(0, len(parts), size=(resamples, len(parts)))
    return np.array([figure(parts[draw]) for draw in draws])


def over_runs(figure: Figure, parts: np.ndarray) -> np.ndarray:
    """Return a figure of each single run, float64 (runs,): what one study of this size would show."""
    return np.array([figure(parts[[i]]) for i in range(len(parts))])


def between(values: np.ndarray, low: float, high: float) -> Ends:
    """Return two quantiles of the values that are numbers; NaN where there are none."""
    known = values[np.isfinite(values)]
    if not known.size:
        return UNKNOWN
    ends = np.quantile(known, [low, high])
    return float(ends[0]), float(ends[1])


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
