"""Validation: the stylised facts counted in runs of their settings, each held against its band."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.evidence.fact import hazards
from sim.evidence.facts import CHECKED, FACTS, FITTED, INSIDE, UNTESTED, Fact
from sim.evidence.observing import gather, hired, jobs_for, load_setting
from sim.evidence.parameters import Moved, moved_parameters
from sim.laboratory.intervals import interval

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from sim.scenario import Scenario

RUNS = {"managed": 40, "managed-large": 16, "no-duty": 40, "unmanaged": 200, "open": 40, "push": 40,
        "living": 120, "empty-room": 40, "nobody-replies": 120, "first-look": 40, "spam": 40, "few-answers": 40, "few-answers-silent": 40,
        "host-active": 40, "host-silent": 40, "size-300": 60, "size-1000": 40, "size-10000": 20, "size-30000": 8, "size-100000": 5,
        "hours-1": 120, "hours-2": 120, "hours-4": 120, "host-month-off": 40, "slip": 40, "outage": 120}
"""Runs of each setting; 200 small groups, since row 16 is a share of groups; 120 where what is asked is small beside chance."""

QUICK = {"managed": 6, "managed-large": 2, "no-duty": 6, "unmanaged": 60, "open": 6, "push": 6,
         "living": 12, "empty-room": 12, "nobody-replies": 12, "first-look": 12, "spam": 12, "few-answers": 12, "few-answers-silent": 12,
         "host-active": 12, "host-silent": 12, "size-300": 20, "size-1000": 12, "size-10000": 3, "size-30000": 0, "size-100000": 0,
         "hours-1": 12, "hours-2": 12, "hours-4": 12, "host-month-off": 12, "slip": 12, "outage": 12}
"""The same for a quick look; a row whose setting has none is left out of it."""

TRIAL_RUNS = 16
"""Most runs of a trial, other than of small groups: it has to show a direction, under the same chance as the row."""

RESAMPLES = 400
UNKNOWN = (math.nan, math.nan)

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Trial:
    """What a row becomes when something is changed.

    Attributes
    ----------
    changes : key, value before (None where it is no single number or word), and value tried.
    base, value : the row without and with the change, over the same runs.
    low, high : 95 % interval of value less base, by resampling the runs in pairs.
    n_runs : how many they are.
    verdict : where the changed row lies.
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
        """Whether the row moves by more than chance would move it."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Row:
    """One row as it came.

    Attributes
    ----------
    fact : what is counted, and its band.
    value : the figure.
    low, high : 10th and 90th percentile, over single runs or (`Fact.pooled`) over resampled sets of runs.
    n_runs : runs it is counted in.
    n_known : those that had a figure.
    verdict : ``inside`` the target band, inside the ``hard`` band only, ``outside``, or ``untested``.
    decided : False when a row that asks for a sign has an interval that holds 0.
    by_class : hazard by class, for rows that are about its course.
    trials : what was tried, for a checked row that is out of its target band.
    sure : 95 % interval of the figure, the runs resampled in pairs; NaN unless the figure takes all runs together (`Fact.pooled`).
    """

    fact: Fact
    value: float
    low: float
    high: float
    n_runs: int
    n_known: int
    verdict: str
    decided: bool = True
    by_class: tuple[float, ...] = ()
    trials: tuple[Trial, ...] = ()
    sure: tuple[float, float] = UNKNOWN

    @property
    def is_surely_inside(self) -> bool:
        """Whether the whole interval lies in the target band, and not the figure alone."""
        return self.verdict == INSIDE and self.fact.low <= self.sure[0] and self.sure[1] <= self.fact.high


@dataclass(frozen=True)
class Validation:
    """All rows, the parameters that were moved, and what made them."""

    rows: tuple[Row, ...]
    moved: tuple[Moved, ...]
    engine: str
    quick: bool
    n_parameters: int
    n_fitted: int

    @property
    def failures(self) -> tuple[str, ...]:
        """What makes the work fail: fitted rows outside their target band, and parameters outside their range."""
        rows = [row.fact.row for row in self.rows if row.fact.role == FITTED and row.verdict != INSIDE]
        return (*rows, *(one.name for one in self.moved if one.outside))


def count(facts: Sequence[Fact], n_runs: int, sets: Sequence[str] = (), tell: Callable[[], None] | None = None,
          pool: ProcessPoolExecutor | None = None) -> dict[str, np.ndarray]:
    """Count facts in replications 0 to ``n_runs`` - 1; float64 (runs, parts) by row."""
    return gather(facts, {fact.row: n_runs for fact in facts}, sets, tell, pool)


def judge(fact: Fact, parts: np.ndarray) -> Row:
    """Turn the parts of all runs into a row."""
    value = fact.figure(parts)
    known = np.isfinite(parts).all(axis=1)
    sure = UNKNOWN
    if fact.pooled:
        rng = np.random.default_rng(0)
        draws = rng.integers(0, len(parts), size=(RESAMPLES, len(parts)))
        spread = np.array([fact.figure(parts[draw]) for draw in draws])
        spread = spread[np.isfinite(spread)]
        if spread.size:
            sure = tuple(float(end) for end in np.quantile(spread, [0.025, 0.975]))
    else:
        spread = np.array([fact.figure(parts[[i]]) for i in range(len(parts))])
        spread = spread[np.isfinite(spread)]
    low, high = np.quantile(spread, [0.1, 0.9]) if spread.size else UNKNOWN
    verdict, decided = fact.verdict(value), True
    if fact.signed and verdict != UNTESTED:
        got = interval(parts[known, 0])
        decided = bool(got.low > 0.0 or got.high < 0.0)
        verdict = verdict if decided else UNTESTED
    by_class = tuple(float(x) for x in hazards(parts)) if fact.classes else ()
    return Row(fact, value, float(low), float(high), len(parts), int(known.sum()), verdict, decided, by_class, (), sure)


def try_suspects(fact: Fact, parts: np.ndarray, tell: Callable[[], None] | None = None,
                 pool: ProcessPoolExecutor | None = None) -> tuple[Trial, ...]:
    """Change one by one what a row is suspected to hang on, under the same chance."""
    n_runs = _trial_runs(fact, len(parts))
    base = fact.figure(parts[:n_runs])
    found = []
    for suspect in fact.suspects:
        sets = suspect.split(" & ")
        tried = count([fact], n_runs, sets, tell, pool)[fact.row]
        told = judge(fact, tried)
        low, high = _shift(fact, parts[:n_runs], tried)
        scenario = load_setting(fact.setting)
        changes = tuple(change_of(scenario, *one.split("=", 1)) for one in sets)
        found.append(Trial(changes, base, told.value, low, high, n_runs, told.verdict))
    return tuple(found)


def _shift(fact: Fact, base: np.ndarray, tried: np.ndarray) -> tuple[float, float]:
    """95 % interval of the figure with a change less that without it; runs are resampled in pairs."""
    draws = np.random.default_rng(1).integers(0, len(base), size=(RESAMPLES, len(base)))
    shifts = np.array([fact.figure(tried[draw]) - fact.figure(base[draw]) for draw in draws])
    shifts = shifts[np.isfinite(shifts)]
    if not shifts.size:
        return math.nan, math.nan
    low, high = np.quantile(shifts, [0.025, 0.975])
    return float(low), float(high)


def change_of(scenario: Scenario, key: str, text: str) -> tuple[str, float | str | None, float | str]:
    """Return key, value before and value tried of one change; a table (the mix) has no single value before."""
    from sim.rules import PARAMETERS

    tried: float | str = text.strip('"') if text[0] in '"{' else float(text)
    table, *kind, name = key.split(".")
    if table == "behaviour":
        return key, scenario.behaviour.get(name, PARAMETERS[name].default), tried
    home = scenario.community if table == "community" else next(one for one in scenario.policies if one.kind == kind[0])
    before = getattr(home, name)
    return key, before if isinstance(before, str) else None if isinstance(before, dict) else float(before), tried


def needs_trial(row: Row) -> bool:
    """Say whether a row can be explained by trying: checked, not inside its target band, and with a figure to move."""
    return row.fact.role == CHECKED and row.verdict != INSIDE and math.isfinite(row.value) and bool(row.fact.suspects)


def validate(*, quick: bool = False, rows: Iterable[str] | None = None, progress: Tell | None = None, workers: int = 1) -> Validation:
    """Count the stylised facts and responses, and hold them against their bands.

    Parameters
    ----------
    quick : bool
        A few runs of each setting, none of the largest, and no trials.
    rows : iterable of str or None
        Only these rows; all when not given.
    progress : callable or None
        Called with done, total and stage ("facts", "trials").
    workers : int
        Processes over which the runs are spread; the numbers are the same for any number of them.
    """
    from sim.day import engine_id, prepare
    from sim.rules import PARAMETERS

    prepare(progress=progress is not None)
    engine = engine_id()
    runs = QUICK if quick else RUNS
    facts = [fact for row, fact in FACTS.items() if (rows is None or row in set(rows)) and runs[fact.setting] > 0]
    times = {fact.row: runs[fact.setting] for fact in facts}
    with hired(workers) as pool:
        parts = gather(facts, times, (), counter(progress, len(jobs_for(facts, times)), "facts"), pool)
        judged = {fact.row: judge(fact, parts[fact.row]) for fact in facts}
        if not quick:
            out = [row for row in judged.values() if needs_trial(row)]
            total = sum(len(row.fact.suspects) * _trial_runs(row.fact, row.n_runs) for row in out)
            tell = counter(progress, total, "trials")
            for row in out:
                judged[row.fact.row] = replace(row, trials=try_suspects(row.fact, parts[row.fact.row], tell, pool))
    settings = sorted({arm for fact in facts if not fact.is_response for arm in fact.arms})
    moved = moved_parameters({setting: load_setting(setting).behaviour for setting in settings})
    return Validation(tuple(judged.values()), tuple(moved), engine, quick, len(PARAMETERS),
                      sum(parameter.enters == "fitted" for parameter in PARAMETERS.values()))


def _trial_runs(fact: Fact, n_runs: int) -> int:
    return n_runs if fact.setting == "unmanaged" else min(n_runs, TRIAL_RUNS)


def counter(progress: Tell | None, total: int, stage: str) -> Callable[[], None]:
    """Return what is called after each run of a stage, and tells how many were done."""
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, max(total, done), stage)

    return tell
