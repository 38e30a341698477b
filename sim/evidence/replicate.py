"""Running the experiments: every figure with its interval, its verdict, and what was tried where it was missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.evidence.crew import Tell
from sim.evidence.experiments import EXPERIMENTS, Design, Experiment
from sim.evidence.folder import sources
from sim.evidence.held import Row, judge
from sim.evidence.looks import Look, Watch, stacked, watching
from sim.evidence.observing import counting_files, load_setting
from sim.evidence.trying import explained, parted

ROOM = "replications"
"""Folder of `experiments/` that holds the settings."""


@dataclass(frozen=True)
class Replicated:
    """One experiment with its rows, in the order of its figures."""

    experiment: Experiment
    rows: tuple[Row, ...]

    def row(self, name: str) -> Row:
        """Return the row of a figure."""
        return next(row for row in self.rows if row.held.name == name)


@dataclass(frozen=True)
class Replications:
    """All experiments, and what made them."""

    experiments: tuple[Replicated, ...]
    engine: str
    seed: int
    quick: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(row for experiment in self.experiments for row in experiment.rows)


def looks_for(design: Design, runs: int, sets: Sequence[str] = ()) -> list[Look]:
    """Return what is to be run of a design: replications 0 to ``runs`` - 1."""
    name = f"{design.observe.__module__.rpartition('.')[2]}.{design.name}"
    return [Look(name, design.observe, replication, tuple(sets)) for replication in range(runs)]


def gather(designs: Mapping[Design, int], watch: Watch | None = None) -> dict[Design, dict[str, np.ndarray]]:
    """Observe designs, each in so many replications; float64 (runs, parts) by name of the figure."""
    asked = {design: looks_for(design, runs) for design, runs in designs.items()}
    return _shared_out(asked, lambda design: design, watch, "runs")


def explain(
    rows: Mapping[Design, Sequence[Row]], parts: Mapping[Design, Mapping[str, np.ndarray]], watch: Watch | None = None
) -> dict[Design, list[Row]]:
    """Try what missed rows are suspected to hang on, each change once for all rows of a design that name it, all of them together."""
    asked = {}
    for design, some in rows.items():
        for row in some:
            for suspect in row.held.suspects if row.needs_trial else ():
                asked[design, suspect] = looks_for(design, min(design.trial_runs, row.n_runs), parted(suspect))
    tried = _shared_out(asked, lambda key: key[0], watch, "trials")
    trials = {}
    for design, some in rows.items():
        settings = (
            [load_setting(name, room=ROOM) for name in design.settings] if any(row.needs_trial for row in some) else []
        )
        trials[design] = [
            explained(
                row,
                parts[design][row.held.name],
                [(suspect, tried[design, suspect][row.held.name]) for suspect in row.held.suspects],
                settings,
            )
            if row.needs_trial
            else row
            for row in some
        ]
    return trials


def _shared_out(
    asked: Mapping[Any, list[Look]], design_of: Any, watch: Watch | None, stage: str
) -> dict[Any, dict[str, np.ndarray]]:
    """See all looks together, and give each key the parts of its own."""
    seen = iter((watch or Watch()).see([look for looks in asked.values() for look in looks], stage))
    return {
        key: stacked([target.name for target in design_of(key).targets], [next(seen) for _ in looks])
        for key, looks in asked.items()
    }


def replicate(
    *,
    quick: bool = False,
    experiments: Iterable[str] | None = None,
    out: Path | None = None,
    progress: Tell | None = None,
    workers: int = 1,
) -> Replications:
    """Run the published experiments on simulated members.

    Parameters
    ----------
    quick : bool
        A few runs of each, and nothing tried.
    experiments : iterable of str or None
        Only these; all when not given.
    out : path or None
        Folder in which what is observed is kept run by run, so that the same call goes on where it was stopped.
    progress : callable or None
        Called with done, total and stage ("runs", "trials").
    workers : int
        Processes over which the runs are spread; the numbers are the same for any number of them.
    """
    from sim.day import engine_id

    wanted = [experiment for name, experiment in EXPERIMENTS.items() if experiments is None or name in set(experiments)]
    designs = [design for target in wanted for design in target.designs]
    with watching("replication", design_told, out, workers, progress) as watch:
        parts = gather({design: design.quick_runs if quick else design.runs for design in designs}, watch)
        rows = {design: [judge(target, parts[design][target.name]) for target in design.targets] for design in designs}
        if not quick:
            rows = explain(rows, parts, watch)
    replicated = tuple(
        Replicated(target, tuple(row for design in target.designs for row in rows[design])) for target in wanted
    )
    seed = load_setting(designs[0].settings[0], room=ROOM).community.seed
    return Replications(replicated, engine_id(), seed, quick)


def design_told() -> dict[str, Any]:
    """Return everything beside the engine that decides what is observed, as plain data: how it is counted, and the settings."""
    names = sorted(
        {name for experiment in EXPERIMENTS.values() for design in experiment.designs for name in design.settings}
    )
    files = [*counting_files(), *(Path(__file__).resolve().parent / "experiments").glob("*.py")]
    return {"counting": sources(files), "settings": {name: load_setting(name, room=ROOM).hash() for name in names}}
