"""How this room compiles: as the engine does, cached beside it under a name of its own, and only when it is worth it.

To load a compiler and its code takes longer than to count a small log. What is decorated here is therefore compiled
when it is first called on much, or where the compiler is loaded anyway; else the same lines run as plain Python, with
the same results.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from sim.engine.built import COUNTING, ENTRIES
from sim.engine.native import entry
from sim.world.compiled import INSIDE, Compiled
from sim.world.engine import part_id

LARGE = 20_000
"""Rows from which on counting is compiled in any case: as plain Python they take about a second."""


class Counted(Compiled):
    """A function that is compiled when that is worth it.

    Parameters
    ----------
    function : callable
        In the part of Python that the compiler knows, calling others like it by their names.
    entry : bool
        May be called from Python; otherwise it is a part, called from compiled code only. The folder an entry is kept in carries the
        sources of this room beside the engine's identity, as the engine's own folder carries the engine's.
    """

    def __init__(self, function: Callable, entry: bool) -> None:
        super().__init__(
            function, cache=entry, variant=lambda: "-measures-" + measures_id(), **({} if entry else INSIDE)
        )
        self.is_entry = entry

    def __call__(self, *args: Any) -> Any:
        """Call it: as it was built, compiled here, or as plain Python where no compiler is loaded and there is little to count."""
        if self.built is not None:
            return self.built(*args)
        if "dispatcher" in self.__dict__ or "numba" in sys.modules or any(np.size(arg) > LARGE for arg in args):
            return self.dispatcher(*args) if self.is_entry else self.py_func(*args)
        return self.as_python(*args)

    @cached_property
    def built(self) -> Callable[..., None] | None:
        """This function of the built engine, where it has it."""
        return entry(COUNTING, self.__name__) if self.is_entry and self.__name__ in ENTRIES[COUNTING] else None

    def as_python(self, *args: Any) -> Any:
        """Call it as plain Python; fields of rows are read and written as attributes there too."""
        with np.errstate(all="ignore"):
            return self.py_func(
                *(arg.view(np.recarray) if isinstance(arg, np.ndarray) and arg.dtype.names else arg for arg in args)
            )


def within(function: Callable) -> Counted:
    """Make a part, called from compiled code only."""
    return Counted(function, entry=False)


def counted(function: Callable) -> Counted:
    """Make an entry into this room's compiled code."""
    return Counted(function, entry=True)


def measures_id() -> str:
    """Return a hash of the sources of the measures, sixteen hexadecimal digits: results that were measured otherwise are not mixed."""
    return part_id(COUNTING)
