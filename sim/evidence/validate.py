"""Validation: the stylised facts counted in runs of their settings, each held against its band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.evidence.crew import Tell
from sim.evidence.facts import FACTS, Held
from sim.evidence.folder import sources
from sim.evidence.held import FITTED, INSIDE, Row, judge
from sim.evidence.looks import Look, Watch, stacked, watching
from sim.evidence.observing import counting_files, gather, load_setting, looks_for
from sim.evidence.parameters import Moved, moved_parameters
from sim.evidence.trying import explained, parted

RUNS = {
    "managed": 40,
    "managed-large": 16,
    "no-duty": 40,
    "unmanaged": 200,
    "open": 40,
    "push": 40,
    "living": 120,
    "empty-room": 40,
    "nobody-replies": 120,
    "first-look": 40,
    "spam": 40,
    "few-answers": 40,
    "few-answers-silent": 40,
    "host-active": 40,
    "host-silent": 40,
    "size-300": 60,
    "size-1000": 40,
    "size-10000": 20,
    "size-30000": 8,
    "size-100000": 5,
    "hours-1": 120,
    "hours-2": 120,
    "hours-4": 120,
    "host-month-off": 40,
    "slip": 40,
    "outage": 120,
}
"""Runs of each setting; 200 small groups, since row 16 is a share of groups; 120 where what is asked is small beside chance."""

QUICK = {
    "managed": 6,
    "managed-large": 2,
    "no-duty": 6,
    "unmanaged": 60,
    "open": 6,
    "push": 6,
    "living": 12,
    "empty-room": 12,
    "nobody-replies": 12,
    "first-look": 12,
    "spam": 12,
    "few-answers": 12,
    "few-answers-silent": 12,
    "host-active": 12,
    "host-silent": 12,
    "size-300": 20,
    "size-1000": 12,
    "size-10000": 3,
    "size-30000": 0,
    "size-100000": 0,
    "hours-1": 12,
    "hours-2": 12,
    "hours-4": 12,
    "host-month-off": 12,
    "slip": 12,
    "outage": 12,
}
"""The same for a quick look; a row whose setting has none is left out of it."""

TRIAL_RUNS = 16
"""Most runs of a trial, other than of small groups: it has to show a direction, under the same chance as the row."""


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
        rows = [row.held.name for row in self.rows if row.held.role == FITTED and row.verdict != INSIDE]
        return (*rows, *(row.name for row in self.moved if row.outside))


def validate(
    *,
    quick: bool = False,
    rows: Iterable[str] | None = None,
    out: Path | None = None,
    progress: Tell | None = None,
    workers: int = 1,
) -> Validation:
    """Count the stylised facts and responses, and hold them against their bands.

    Parameters
    ----------
    quick : bool
        A few runs of each setting, none of the largest, and no trials.
    rows : iterable of str or None
        Only these rows; all when not given.
    out : path or None
        Folder in which what is counted is kept run by run, so that the same call goes on where it was stopped.
    progress : callable or None
        Called with done, total and stage ("facts", "trials").
    workers : int
        Processes over which the runs are spread; the numbers are the same for any number of them.
    """
    from sim.day import engine_id
    from sim.rules import PARAMETERS

    runs = QUICK if quick else RUNS
    facts = [fact for row, fact in FACTS.items() if (rows is None or row in set(rows)) and runs[fact.setting] > 0]
    with watching("validation", design, out, workers, progress) as watch:
        parts = gather(facts, {fact.name: runs[fact.setting] for fact in facts}, (), watch)
        judged = [judge(fact, parts[fact.name]) for fact in facts]
        if not quick:
            judged = try_suspects(judged, parts, watch)
    settings = sorted({arm for fact in facts if not fact.is_response for arm in fact.arms})
    moved = moved_parameters({setting: load_setting(setting).behaviour for setting in settings})
    return Validation(
        tuple(judged),
        tuple(moved),
        engine_id(),
        quick,
        len(PARAMETERS),
        sum(parameter.enters == "fitted" for parameter in PARAMETERS.values()),
    )


def design() -> dict[str, Any]:
    """Return everything beside the engine that decides what is counted, as plain data: how it is counted, and the settings."""
    names = sorted({arm for fact in FACTS.values() for arm in fact.arms})
    return {"counting": sources(counting_files()), "settings": {name: load_setting(name).hash() for name in names}}


def try_suspects(rows: Sequence[Row], parts: Mapping[str, np.ndarray], watch: Watch | None = None) -> list[Row]:
    """Change one by one what rows that are out are suspected to hang on, under the same chance; all of them are run together."""
    asked: dict[tuple[str, str], list[Look]] = {}
    for row in rows:
        for suspect in row.held.suspects if row.needs_trial else ():
            asked[row.held.name, suspect] = looks_for(
                [row.held], {row.held.name: _trial_runs(row.held, row.n_runs)}, parted(suspect)
            )
    seen = iter((watch or Watch()).see([look for looks in asked.values() for look in looks], "trials"))
    tried = {key: stacked([key[0]], [next(seen) for _ in looks])[key[0]] for key, looks in asked.items()}
    return [
        explained(
            row,
            parts[row.held.name],
            [(suspect, tried[row.held.name, suspect]) for suspect in row.held.suspects],
            [load_setting(row.held.setting)],
        )
        if row.needs_trial
        else row
        for row in rows
    ]


def _trial_runs(fact: Held, n_runs: int) -> int:
    return n_runs if fact.setting == "unmanaged" else min(n_runs, TRIAL_RUNS)
