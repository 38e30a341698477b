"""What is tried for a figure that is out of its band: single values changed, under the same chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.evidence.held import Row, trial

if TYPE_CHECKING:
    from sim.scenario import Scenario

Change = tuple[str, float | str | None, float | str]


def parted(suspect: str) -> tuple[str, ...]:
    """Return the changes of a suspect, ``key=value`` each."""
    return tuple(suspect.split(" & "))


def explained(row: Row, base: np.ndarray, tried: Sequence[tuple[str, np.ndarray]], settings: Sequence[Scenario]) -> Row:
    """Return a row with its trials.

    Parameters
    ----------
    base : float64 (runs, parts)
        The row as it is.
    tried : (suspect, parts) pairs
        The same with something changed, in the first so many of the same replications.
    settings : what is changed.
    """
    trials = (
        trial(
            row.held,
            base[: len(parts)],
            parts,
            tuple(change_in(settings, *change.split("=", 1)) for change in parted(suspect)),
        )
        for suspect, parts in tried
    )
    return replace(row, trials=tuple(trials))


def change_in(settings: Sequence[Scenario], key: str, text: str) -> Change:
    """Return key, value before and value tried of one change; None before where the settings do not agree."""
    changes = {change_of(scenario, key, text) for scenario in settings}
    first = min(changes, key=str)
    return first if len(changes) == 1 else (first[0], None, first[2])


def change_of(scenario: Scenario, key: str, text: str) -> Change:
    """Return key, value before and value tried of one change; a table (the mix) has no single value before."""
    from sim.rules import PARAMETERS

    tried: float | str = text.strip('"') if text[0] in '"{' else float(text)
    table, *kind, name = key.split(".")
    if table == "behaviour":
        return key, scenario.behaviour.get(name, PARAMETERS[name].default), tried
    home = (
        scenario.community if table == "community" else next(held for held in scenario.policies if held.kind == kind[0])
    )
    before = getattr(home, name)
    return key, before if isinstance(before, str) else None if isinstance(before, dict) else float(before), tried
