"""What is measured: one registry, for simulated communities and real ones.

`MEASURES` maps a name to its `Measure`, in the order in which tables show them; `measure_all` computes them all for a
run, `measure_posts` those that a log of posts can tell. Label, definition and unit words stand in
`sim/words/measures.toml`. To add one: write a function of a `Tally` in the file of its theme (or name a figure
counted from events), list it there, and give it its words in both languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures import activity, answers, host, membership, newcomers, pollution, retention, roles, stocks, survival
from sim.measures.counting.by_role import FIGURES_BY_ROLE
from sim.measures.counting.compiled import measures_id
from sim.measures.counting.figures import FIGURES, figures_of_log
from sim.measures.goals import BESIDE, GOAL_WEIGHTS, GOALS, scores
from sim.measures.measure import Measure
from sim.measures.tally import Tally

if TYPE_CHECKING:
    from sim.measures.counting.log import Log

__all__ = [
    "BESIDE",
    "GOALS",
    "GOAL_WEIGHTS",
    "MEASURES",
    "Measure",
    "measure_all",
    "measure_posts",
    "measures_id",
    "prepare",
]

_THEMES = (activity, membership, newcomers, answers, retention, survival, host, stocks, pollution, roles)


def _collect() -> dict[str, Measure]:
    found: dict[str, Measure] = {}

    def add(measure: Measure) -> None:
        if measure.name in found:
            raise ValueError(f"two measures are called {measure.name!r}")
        if measure.figure not in ("", *FIGURES, *FIGURES_BY_ROLE) or measure.of is None and not measure.figure:
            raise ValueError(f"the measure {measure.name!r} reads the figure {measure.figure!r}, which nothing counts")
        found[measure.name] = measure

    for theme in _THEMES:
        for measure in theme.MEASURES:
            add(measure)
    for measure in scores(found):
        add(measure)
    return found


MEASURES: dict[str, Measure] = _collect()


def measure_all(diary: np.ndarray, cohorts: np.ndarray, events: np.ndarray | None = None) -> dict[str, float]:
    """Compute every measure of one run.

    Parameters
    ----------
    diary : structured (days,)
        One row a day.
    cohorts : structured (days,)
        One row a day of joining.
    events : structured (events,) or None
        The event log, at least posts, removals and joins; without it, measures whose source is "events" are NaN.

    Returns
    -------
    dict of str to float
        NaN for what cannot be computed.
    """
    tally = Tally(diary, cohorts, events)
    return {name: measure.read(tally) for name, measure in MEASURES.items()}


def measure_posts(log: Log, burn_in: float = 0.0) -> dict[str, float]:
    """Compute the measures that a log of posts can tell, counted as those of a run are.

    Parameters
    ----------
    log : Log
        Of a real community, or of a run.
    burn_in : float
        Days at the start whose first-seen members are no newcomers [days].

    Returns
    -------
    dict of str to float
        By name of the measure, without those this log cannot tell; NaN for what cannot be computed.
    """
    figures = figures_of_log(log, burn_in)
    return {name: figures[measure.figure] for name, measure in MEASURES.items() if measure.figure in figures}


def prepare() -> None:
    """Make sure that the compiled code of this room lies in the cache. Call it in the parent before workers start."""
    from sim.world.diary import COHORT, DIARY
    from sim.world.eventlog import EVENT

    measure_all(np.zeros(1, DIARY), np.zeros(1, COHORT), np.zeros(0, EVENT))
