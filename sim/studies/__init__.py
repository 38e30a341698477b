"""What is compared: paired comparisons, the runner, the study folder, the statistics.

The public names are loaded when first asked for, so that a worker that only runs chunks starts fast.
"""

from __future__ import annotations

from typing import Any

_WHERE = {
    "compare": "sim.studies.paired_study",
    "Comparison": "sim.studies.comparison",
    "PairedRow": "sim.studies.comparison",
    "Assumptions": "sim.studies.comparison",
    "NoiseFloor": "sim.studies.comparison",
    "StudyFolder": "sim.studies.store.folder",
    "Study": "sim.studies.study",
    "Sweep": "sim.studies.sweep",
    "Sensitivity": "sim.studies.influence.study",
    "sensitivity": "sim.studies.influence.study",
    "doses": "sim.studies.dosing.study",
}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'sim.studies' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)
