"""How compiled code holds all tables: by one pointer.

Passing thirty arrays by value from phase to phase costs more than what most phases do (a count of references up and
down for each array at each call), and doubles the time to compile. Inside the kernel the tables therefore hang on
one object, and borrow their memory from the arrays that Python keeps alive during the call.
"""

from __future__ import annotations

from sim.world.compiled import OfTheCompiler


def _hold(w):
    """The object on which the tables hang that Python holds as one tuple; outside compiled code the tuple does."""
    return w


def _fetch(row):
    """Ask for what is read every day of a person who is next: whoever walks over everybody waits for memory, unless it comes in advance."""


def _fetch_all(row):
    """Ask for the whole of a person who is next."""


_hold.__name__, _fetch.__name__, _fetch_all.__name__ = "hold", "fetch", "fetch_all"
hold, fetch, fetch_all = (OfTheCompiler(function, "sim.world.handle_type") for function in (_hold, _fetch, _fetch_all))
