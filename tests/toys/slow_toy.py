"""The toy engine with runs of some milliseconds, so that there is time to kill something; its runs are the toy's own."""

from __future__ import annotations

import time
from types import SimpleNamespace

from tests.toys import toy
from tests.toys.toy import ToyScenario, engine_id, prepare

__all__ = ["engine_id", "prepare", "simulate"]


def simulate(setup: ToyScenario, *, replication: int = 0, events: bool | str = False) -> SimpleNamespace:
    """Return the toy's run, a little later."""
    time.sleep(0.004)
    return toy.simulate(setup, replication=replication, events=events)
