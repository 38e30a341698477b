"""Published experiments run on simulated members, and held against their figures.

`EXPERIMENTS` maps a name to its `Experiment`. To add one: a file here that defines ``EXPERIMENT``, its setting files in
``experiments/replications/``, and its words in both languages; it is found by itself.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sim.evidence.experiments.design import Design, Experiment

__all__ = ["EXPERIMENTS", "Design", "Experiment"]


def _found() -> dict[str, Experiment]:
    files = (import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__))
    experiments = [file.EXPERIMENT for file in files if hasattr(file, "EXPERIMENT")]
    return {experiment.name: experiment for experiment in sorted(experiments, key=lambda experiment: experiment.year)}


EXPERIMENTS: dict[str, Experiment] = _found()
"""All experiments by name, the oldest first."""
