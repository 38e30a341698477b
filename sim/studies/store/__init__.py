"""What a study folder is made of, one file each: parts, lock, manifest, room on the disk, commands that repeat a run.

`sim.studies.store.folder.StudyFolder` puts them together for the one who writes. `status`, `export`, `resume` and `retry` are
for whoever comes back to a folder; they are loaded when first asked for.
"""

from __future__ import annotations

from typing import Any

_WHERE = {
    "Status": "sim.studies.store.status",
    "status": "sim.studies.store.status",
    "export": "sim.studies.store.exporting",
    "resume": "sim.studies.store.resuming",
    "retry": "sim.studies.store.resuming",
}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'sim.studies.store' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value
