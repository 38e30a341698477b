"""How this room compiles: as the engine does, cached beside it under a name of its own.

Loaded only when something is counted: who merely names measures needs no compiler.
"""

from __future__ import annotations

from collections.abc import Callable

import numba

from sim.measures.identity import measures_id
from sim.world.compiled import compiled, phase
from sim.world.engine import use_cache

within = phase
"""Compile a part, called from compiled code only."""


def counted(function: Callable) -> Callable:
    """Compile an entry into this room's compiled code.

    numba notices no change in a file that the cached one calls, so the folder carries the sources of this room
    beside the engine's identity, as the engine's own folder carries the engine's.
    """
    engines = numba.config.CACHE_DIR
    use_cache("-measures-" + measures_id())
    try:
        return compiled(function)
    finally:
        numba.config.CACHE_DIR = engines
