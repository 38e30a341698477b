"""Plausible worlds: sets of assumptions that reproduce the facts within their uncertainty, fitted and kept as an ensemble.

`worlds` fits an ensemble by iterative ensemble smoothing and writes it; `load_ensemble` reads one, by default the one that
comes with the package. One noun a file: `prior` (ranges), `targets` (what is observed), `members` (running one), `smoother` (one
step), `fitting` (the folder of parts), `ensemble` (the file), `golden` (whether the engine still is the one it was fitted with).
"""

from __future__ import annotations

from typing import Any

_WHERE = {
    "Ensemble": "sim.studies.worlds.ensemble",
    "load_ensemble": "sim.studies.worlds.ensemble",
    "write_ensemble": "sim.studies.worlds.ensemble",
    "Fit": "sim.studies.worlds.study",
    "worlds": "sim.studies.worlds.study",
}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'sim.studies.worlds' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)
