"""What is measured: one registry, for simulated communities and, later, real ones.

`MEASURES` maps a name to its `Measure`, in the order in which tables show them; `measure_all`
computes them all. Label, definition and unit words stand in `sim/words/<lang>/measures.json`.
To add one: write a function (diary, cohorts) -> float in the file of its theme, list it there, and
give it its words in both languages.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from sim.measures import activity, answers, host, membership, pollution, retention, roles, stocks, survival
from sim.measures.goals import BESIDE, GOALS
from sim.measures.measure import Measure

__all__ = ["BESIDE", "GOALS", "MEASURES", "Measure", "measure_all", "measures_id"]

_THEMES = (activity, membership, answers, retention, survival, host, stocks, pollution, roles)


def _collect() -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for theme in _THEMES:
        for measure in theme.MEASURES:
            if measure.name in found:
                raise ValueError(f"two measures are called {measure.name!r}")
            found[measure.name] = measure
    return found


MEASURES: dict[str, Measure] = _collect()


def measure_all(diary: np.ndarray, cohorts: np.ndarray) -> dict[str, float]:
    """Compute every measure of one run.

    Parameters
    ----------
    diary : structured (days,)
        One row a day.
    cohorts : structured (days,)
        One row a day of joining.

    Returns
    -------
    dict of str to float
        NaN for what cannot be computed.
    """
    return {name: float(measure.compute(diary, cohorts)) for name, measure in MEASURES.items()}


@cache
def measures_id() -> str:
    """Return a hash of the sources of this room: results measured otherwise are not mixed."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
