"""How this room compiles: as the engine does, cached beside it under a name of its own, and only when it is worth it.

To load a compiler and its code takes longer than to count a small log. What is decorated here is therefore compiled
when it is first called on much, or where the compiler is loaded anyway; else the same lines run as plain Python, with
the same results.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

LARGE = 20_000
"""Rows from which on counting is compiled in any case: as plain Python they take about a second."""


class Counted:
    """A function that is compiled when that is worth it.

    Parameters
    ----------
    function : callable
        In the part of Python that the compiler knows, calling others like it by their names.
    entry : bool
        May be called from Python; otherwise it is a part, called from compiled code only.
    """

    def __init__(self, function: Callable, entry: bool) -> None:
        self.plain, self.is_entry = function, entry
        self.__doc__, self.__name__, self.__module__ = function.__doc__, function.__name__, function.__module__

    def __call__(self, *args: Any) -> Any:
        """Call it: compiled, or as plain Python where no compiler is loaded and there is little to count."""
        if "compiled" in self.__dict__ or "numba" in sys.modules or any(np.size(arg) > LARGE for arg in args):
            return self.compiled(*args) if self.is_entry else self.plain(*args)
        return self.as_python(*args)

    def as_python(self, *args: Any) -> Any:
        """Call it as plain Python; fields of rows are read and written as attributes there too."""
        with np.errstate(all="ignore"):
            return self.plain(*(arg.view(np.recarray) if isinstance(arg, np.ndarray) and arg.dtype.names else arg for arg in args))

    @cached_property
    def compiled(self) -> Callable:
        """The function as the compiler takes it, with all it calls.

        The folder it is kept in carries the sources of this room beside the engine's identity, as the engine's own folder
        carries the engine's.
        """
        from sim.world.compiled import compiled, phase

        names = dict(self.plain.__globals__)
        for name in self.plain.__code__.co_names:
            if isinstance(names.get(name), Counted):
                names[name] = names[name].compiled
        copy = FunctionType(self.plain.__code__, names, self.plain.__name__, self.plain.__defaults__, self.plain.__closure__)
        copy.__qualname__, copy.__module__ = self.plain.__qualname__, self.plain.__module__
        return compiled(copy, variant="-measures-" + measures_id()) if self.is_entry else phase(copy)


def within(function: Callable) -> Counted:
    """Make a part, called from compiled code only."""
    return Counted(function, entry=False)


def counted(function: Callable) -> Counted:
    """Make an entry into this room's compiled code."""
    return Counted(function, entry=True)


@cache
def measures_id() -> str:
    """Return a hash of the sources of the measures, sixteen hexadecimal digits: results that were measured otherwise are not mixed."""
    from sim.world.engine import sources_id

    return sources_id([Path(__file__).resolve().parents[1]])[:16]
