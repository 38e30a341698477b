"""Validation: the stylised facts counted in runs of their settings, each held against its band."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError
from sim.studies.evidence import Moved, moved_parameters
from sim.studies.facts import CHECKED, FACTS, FITTED, INSIDE, UNTESTED, Fact, Log
from sim.studies.facts.fact import hazards
from sim.studies.paired import interval

if TYPE_CHECKING:
    from sim.scenario import Scenario

RUNS = {"managed": 40, "managed-large": 16, "no-duty": 40, "unmanaged": 200, "open": 40, "push": 40}
"""Runs of each setting; 200 small groups, since row 16 is a share of groups."""

QUICK = {"managed": 6, "managed-large": 2, "no-duty": 6, "unmanaged": 60, "open": 6, "push": 6}
TRIAL_RUNS = 16
"""Most runs of a trial, other than of small groups: it has to show a direction, under the same chance as the row."""

RESAMPLES = 400
FOUNDER = 128
"""Flag of people who were there before the doors opened (`sim.world.people`)."""

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


def settings_folder(room: str = "validation") -> Path:
    """Return where the setting files lie; ``room`` is a folder of ``experiments/``.

    Raises
    ------
    InputError
        When this installation does not have them.
    """
    folder = Path(__file__).resolve().parents[2] / "experiments" / room
    if not folder.is_dir():
        raise InputError(f"the setting files are not here: {folder.name}; run from a checkout of the project")
    return folder


def load_setting(name: str, sets: Sequence[str] = (), room: str = "validation") -> Scenario:
    """Load a setting file, with single values changed."""
    from sim.scenario import load

    return load(settings_folder(room) / f"{name}.toml", sets)


def observe(scenario: Scenario, replication: int) -> Log:
    """Run a setting once and return it as arrays; a run whose events do not fit is made again with room for them."""
    from sim.day import Stepper

    setup = scenario.setup()
    room = 1 << 17
    while True:
        stepper = Stepper(setup, replication=replication, events=True, event_room=room)
        stepper.advance(setup.days)
        if stepper.events_lost == 0:
            break
        room = int(stepper.world.s["n_events"][0]) + 1
    run = stepper.result()
    people = stepper.people
    return Log(setup.days, run.events, people["spam"] > 0, (people["flags"] & FOUNDER) > 0, run.diary, run.cohorts)


def count(facts: Sequence[Fact], n_runs: int, sets: Sequence[str] = (), tell: Callable[[], None] | None = None) -> dict[str, np.ndarray]:
    """Count facts that share a setting in runs of it.

    Returns
    -------
    dict of str to float64 (runs, parts)
        By row.
    """
    scenario = load_setting(facts[0].setting, sets)
    partner = None
    if facts[0].against:
        partner = load_setting(facts[0].against, _fitting(sets, load_setting(facts[0].against)))
    found: dict[str, list[tuple[float, ...]]] = {fact.row: [] for fact in facts}
    for replication in range(n_runs):
        logs = [observe(scenario, replication)]
        if partner is not None:
            logs.append(observe(partner, replication))
        for fact in facts:
            found[fact.row].append(fact.parts(*logs))
        if tell is not None:
            tell()
    return {row: np.array(parts, dtype=float) for row, parts in found.items()}


def judge(fact: Fact, parts: np.ndarray) -> Row:
    """Turn the parts of all runs into a row."""
    value = fact.figure(parts)
    known = np.isfinite(parts).all(axis=1)
    if fact.pooled:
        rng = np.random.default_rng(0)
        draws = rng.integers(0, len(parts), size=(RESAMPLES, len(parts)))
        spread = np.array([fact.figure(parts[draw]) for draw in draws])
    else:
        spread = np.array([fact.figure(parts[[i]]) for i in range(len(parts))])
    spread = spread[np.isfinite(spread)]
    low, high = np.quantile(spread, [0.1, 0.9]) if spread.size else (math.nan, math.nan)
    verdict, decided = fact.verdict(value), True
    if fact.signed and verdict != UNTESTED:
        got = interval(parts[known, 0])
        decided = bool(got.low > 0.0 or got.high < 0.0)
        verdict = verdict if decided else UNTESTED
    by_class = tuple(float(x) for x in hazards(parts)) if fact.classes else ()
    return Row(fact, value, float(low), float(high), len(parts), int(known.sum()), verdict, decided, by_class)


def try_suspects(fact: Fact, parts: np.ndarray, tell: Callable[[], None] | None = None) -> tuple[Trial, ...]:
    """Change one by one what a row is suspected to hang on, under the same chance."""
    n_runs = len(parts) if fact.setting == "unmanaged" else min(len(parts), TRIAL_RUNS)
    base = fact.figure(parts[:n_runs])
    found = []
    for suspect in fact.suspects:
        sets = suspect.split(" & ")
        tried = count([fact], n_runs, sets, tell)[fact.row]
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


def _fitting(sets: Sequence[str], scenario: Scenario) -> list[str]:
    """Changes that a scenario can take: those of a policy it does not have are left out."""
    kinds = {one.kind for one in scenario.policies}
    return [one for one in sets if not one.startswith("policy.") or one.split(".")[1] in kinds]


def needs_trial(row: Row) -> bool:
    """Say whether a row can be explained by trying: checked, not inside its target band, and with a figure to move."""
    return row.fact.role == CHECKED and row.verdict != INSIDE and math.isfinite(row.value) and bool(row.fact.suspects)


def validate(*, quick: bool = False, rows: Iterable[str] | None = None, progress: Tell | None = None) -> Validation:
    """Count the stylised facts and hold them against their bands.

    Parameters
    ----------
    quick : bool
        A few runs of each setting, and no trials.
    rows : iterable of str or None
        Only these rows; all when not given.
    progress : callable or None
        Called with done, total and stage ("facts", "trials").
    """
    from sim.day import engine_id, prepare
    from sim.rules import PARAMETERS

    prepare(progress=progress is not None)
    engine = engine_id()
    wanted = list(FACTS) if rows is None else [row for row in FACTS if row in set(rows)]
    runs = QUICK if quick else RUNS
    by_setting: dict[str, list[Fact]] = {}
    for row in wanted:
        by_setting.setdefault(FACTS[row].setting, []).append(FACTS[row])
    facts_tell = counter(progress, sum(runs[setting] for setting in by_setting), "facts")
    parts: dict[str, np.ndarray] = {}
    for setting, facts in by_setting.items():
        parts |= count(facts, runs[setting], (), facts_tell)
    judged = {row: judge(FACTS[row], parts[row]) for row in wanted}
    if not quick:
        out = [row for row in wanted if needs_trial(judged[row])]
        total = sum(len(FACTS[row].suspects) * (runs["unmanaged"] if FACTS[row].setting == "unmanaged" else TRIAL_RUNS) for row in out)
        trial_tell = counter(progress, total, "trials")
        for row in out:
            told = judged[row]
            judged[row] = Row(**{**vars(told), "trials": try_suspects(told.fact, parts[row], trial_tell)})
    behaviours = {setting: load_setting(setting).behaviour for setting in
                  sorted({*by_setting, *(fact.against for facts in by_setting.values() for fact in facts if fact.against)})}
    return Validation(tuple(judged[row] for row in wanted), tuple(moved_parameters(behaviours)), engine, quick, len(PARAMETERS),
                      sum(parameter.enters == "fitted" for parameter in PARAMETERS.values()))


def counter(progress: Tell | None, total: int, stage: str) -> Callable[[], None]:
    """Return what is called after each run of a stage, and tells how many were done."""
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, max(total, done), stage)

    return tell
