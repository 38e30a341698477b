"""Which assumptions a comparison draws: plausible worlds, every parameter from its range by itself, or none.

*worlds*: the first members of a stored ensemble (`sim.evidence.worlds`), in the order in which they are stored; two pairs in each. Where
there is no ensemble, the ranges take its place, and where the engine gives other numbers than the one it was fitted with, it is
used; both are told. *ranges*: a Latin hypercube over the declared ranges. Most of such draws are worlds that known facts rule out.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Fault, InputError, nearest
from sim.laboratory.plan.points import N_WORLD_PAIRS
from sim.studies.comparison.assumptions import N_DRAWS, Draws, draw

if TYPE_CHECKING:
    from sim.laboratory.worlds.ensemble import Ensemble

WORLDS, RANGES, NONE = KINDS = ("worlds", "ranges", "none")
N_WORLDS = 60


def kind_of(assumptions: bool | str) -> str:
    """Return the kind of draws that is asked for; True stands for worlds, False for none.

    Raises
    ------
    InputError
        It is none of them.
    """
    if isinstance(assumptions, bool):
        return WORLDS if assumptions else NONE
    if assumptions not in KINDS:
        word = str(assumptions)[:60]
        raise InputError(
            Fault(
                f"{word!r} is not allowed here",
                file="--assumptions",
                allowed="one of " + ", ".join(KINDS),
                meant=nearest(word, KINDS),
            )
        )
    return assumptions


def ensemble_for(asked: Ensemble | str | os.PathLike[str] | None) -> Ensemble | None:
    """Return the ensemble to draw from: the one given, the one of a file, or the one that comes with the package; None when that is not there.

    Raises
    ------
    InputError
        The file that was asked for cannot be read.
    """
    from sim.laboratory.worlds.ensemble import load_ensemble

    if asked is None:
        try:
            return load_ensemble()
        except InputError:
            return None
    return load_ensemble(Path(asked)) if isinstance(asked, (str, os.PathLike)) else asked


def drawn(
    kind: str,
    ensemble: Ensemble | None,
    parameters: Mapping[str, Any],
    engine_id: str,
    policies: Iterable[str],
    n_worlds: int = N_WORLDS,
) -> Draws | None:
    """Return what is drawn; None for none.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    ensemble : Ensemble or None
        For worlds; without one, or with one that shares no parameter with the registry, the ranges are drawn and "missing" is told.
    parameters : mapping
        The registry.
    engine_id : str
        The engine that will run them.
    policies : iterable of str
        Kinds of the policies that any scenario has: what is uncertain under another one only is not drawn from the ranges.
    n_worlds : int
        Members to take; all where there are fewer.
    """
    if kind == NONE:
        return None
    if kind == RANGES:
        return draw(parameters, N_DRAWS, policies)
    names = [] if ensemble is None else [name for name in ensemble.parameters if name in parameters]
    if ensemble is None or not names or not len(ensemble.values):
        ranges = draw(parameters, N_DRAWS, policies)
        return Draws(ranges.parameters, ranges.values, standing="missing")
    is_current = ensemble.engine == engine_id or ensemble.is_current()
    values = ensemble.values[:n_worlds, [ensemble.parameters.index(name) for name in names]]
    bounds = np.array([_hard(parameters[name]) for name in names])
    return Draws(
        tuple(names),
        np.clip(values, bounds[:, 0], bounds[:, 1]),
        WORLDS,
        N_WORLD_PAIRS,
        tuple(range(len(values))),
        ensemble.name,
        "current" if is_current else "stale",
    )


def _hard(parameter: Any) -> tuple[float, float]:
    """Return what a parameter may be at all; an ensemble of another engine may lie outside."""
    return getattr(parameter, "hard_low", -math.inf), getattr(parameter, "hard_high", math.inf)
