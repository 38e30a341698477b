"""How compiled code holds all tables: by one pointer.

Passing thirty arrays by value from phase to phase costs more than what most phases do (a count of references up and
down for each array at each call), and doubles the time to compile. Inside the kernel the tables therefore hang on
one object, and borrow their memory from the arrays that Python keeps alive during the call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from sim.world.compiled import Compiled


class _Hold(Compiled):
    """Making the object is the compiler's own business."""

    @cached_property
    def dispatcher(self) -> Callable:
        """What makes it, compiled."""
        from sim.world.handle_type import hold as made

        return made


def _hold(w):
    """The object on which the tables hang that Python holds as one tuple; outside compiled code the tuple does."""
    return w


hold = _Hold(_hold, cache=False)
