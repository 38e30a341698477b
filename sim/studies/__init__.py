"""What is compared: scenarios in pairs, sweeps of a design, what decides the answer, levers over doses, pairs that put advice to the test.

The public names are loaded when first asked for, so that a worker that only runs chunks starts fast.
"""

from __future__ import annotations

from typing import Any

_WHERE = {
    "compare": "sim.studies.comparison.study",
    "Comparison": "sim.studies.comparison.found",
    "PairedRow": "sim.studies.comparison.found",
    "Assumptions": "sim.studies.comparison.found",
    "NoiseFloor": "sim.studies.comparison.found",
    "Result": "sim.studies.result",
    "StudyFolder": "sim.laboratory.store.folder",
    "Study": "sim.studies.study",
    "Sweep": "sim.studies.sweep.study",
    "Sensitivity": "sim.studies.sensitivity.study",
}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'sim.studies' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)
