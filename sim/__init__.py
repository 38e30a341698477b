"""community-sim: try the decisions of an online community on a simulated one first.

>>> import sim
>>> comparison = sim.compare(["scenarios/everyone-at-once.toml", "scenarios/in-batches.toml"], reps=30)

The names below are promised; whatever else is reachable may change. Each is imported when first used, so that
``import sim`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module

from sim.studies.result import shown_by

__version__ = "0.1.0"

_HOME = {
    "Community": "sim.community",
    "InputError": "sim.errors",
    "PARAMETERS": "sim.rules",
    "Result": "sim.studies.result",
    "SimError": "sim.errors",
    "Study": "sim.studies",
    "WorkError": "sim.errors",
    "compare": "sim.studies",
    "diff": "sim.scenario",
    "doses": "sim.studies.doses.study",
    "explain": "sim.scenario",
    "load": "sim.scenario",
    "measure_all": "sim.measures",
    "network": "sim.laboratory.networks",
    "sensitivity": "sim.studies.sensitivity.study",
    "series_by_role": "sim.laboratory.groups",
    "simulate": "sim.laboratory.simulating",
    "table_by_cohort": "sim.laboratory.groups",
    "table_by_role": "sim.laboratory.groups",
    "worlds": "sim.evidence.worlds.study",
    "write_graphml": "sim.laboratory.networks",
    "write_report": "sim.report",
}

_REPORT = "sim.report"
"""What tells and draws results: the studies do not know it, so the package hands it to them."""

shown_by(lambda: import_module(_REPORT))

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
