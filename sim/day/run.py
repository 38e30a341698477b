"""Running: one replication of one setup, in one go or in steps of days."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.day.kernel import Kernel, identity, standard, with_rules
from sim.day.together import Together
from sim.engine.built import DAY, is_of_today
from sim.engine.native import native
from sim.errors import Fault, InputError
from sim.rules import PARAMETERS
from sim.rules.people import DEFAULT_MIX, PRESETS, ROLES
from sim.world.engine import cache_folder
from sim.world.eventlog import ALL_EVENTS, NO_EVENTS, POSTS_ONLY
from sim.world.parameters import record
from sim.world.programme import Programme
from sim.world.setup import Setup
from sim.world.tables import World, lay_out

FIRST_EVENT_ROOM = 1 << 16


def first_room(setup: Setup) -> int:
    """Events for which room is made at first: enough for most communities of this size."""
    return max(FIRST_EVENT_ROOM, 32 * setup.audience)


@dataclass(frozen=True)
class Run:
    """What a run leaves: the diary by day, the cohorts by day of joining, the events when they were asked for."""

    setup: Setup
    replication: int
    engine: str
    diary: np.ndarray
    cohorts: np.ndarray
    events: np.ndarray | None
    seconds: float


class Stepper:
    """A run that can be advanced by days.

    Parameters
    ----------
    setup
        What to run.
    replication
        Number of the replication, 0 to 2^31 - 1; the same number means the same random numbers under every policy.
    events
        Whether to keep the event log: True all of it, "posts" all but visits and reactions.
    rules
        A researcher's own rules by the name of the rule they replace (slow to start: the kernel is compiled anew).
    threads
        Threads among which the visits of an hour and the evenings are shared out; any number gives the same run, and more than one is
        worth it from some ten thousand members on.
    """

    def __init__(
        self,
        setup: Setup,
        *,
        replication: int = 0,
        events: bool | str = False,
        rules: Mapping[str, Callable] | None = None,
        event_room: int | None = None,
        threads: int = 1,
    ) -> None:
        if (
            isinstance(replication, bool)
            or not isinstance(replication, (int, np.integer))
            or not 0 <= replication < 2**31
        ):
            raise InputError(
                Fault(
                    f"{replication!r} is not the number of a replication",
                    file="replication",
                    allowed=f"a whole number, 0 to {2**31 - 1:,}",
                )
            )
        self.setup = setup
        self.replication = replication = int(replication)
        self.kernel: Kernel = with_rules(rules) if rules else standard()
        self.day = 0
        self.seconds = 0.0
        self._events = bool(events)
        room = (event_room or first_room(setup)) if events else 0
        mix = np.array([setup.mix.get(role, 0.0) for role in ROLES], dtype=np.float64)
        order = identity(setup.audience) if setup.order is None else np.asarray(setup.order, np.int64)
        self.world: World = lay_out(setup, record(PARAMETERS, dict(setup.behaviour)), mix, PRESETS, room)
        self.world.s["recording"] = POSTS_ONLY if events == "posts" else ALL_EVENTS if events else NO_EVENTS
        self.kernel.birth(self.world, setup.seed, replication, order, setup.days)
        self._together = None
        if threads > 1:
            self._together = Together(self.world, self.kernel, threads, setup.founders, setup.everyone_in)
            self.world = self._together.world

    @property
    def finished(self) -> bool:
        """Whether the last day has passed."""
        return self.day >= self.setup.days

    @property
    def diary(self) -> np.ndarray:
        """The diary of the days passed so far."""
        return self.world.diary[: self.day]

    @property
    def people(self) -> np.ndarray:
        """The table of people; row i is person i."""
        return self.world.people

    def advance(self, days: int = 1) -> None:
        """Pass some days, at most to the end of the run."""
        end = min(self.day + days, self.setup.days)
        began = time.perf_counter()
        if self._together is None:
            self.kernel.pass_days(self.world, self.day, end, self.setup.founders, self.setup.everyone_in)
        else:
            self._together.pass_days(self.day, end)
        self.seconds += time.perf_counter() - began
        self.day = end

    def dismiss(self) -> None:
        """End the threads of the run, where it has any; no more days can be passed then."""
        if self._together is not None:
            self._together.dismiss()

    @property
    def events_lost(self) -> int:
        """Events that did not fit into the room for them."""
        return max(0, int(self.world.s["n_events"][0]) - len(self.world.events)) if self._events else 0

    def result(self) -> Run:
        """What the run has left so far."""
        events = None
        if self._events:
            events = self.world.events[: int(self.world.s["n_events"][0])]
        return Run(
            self.setup,
            self.replication,
            self.kernel.engine,
            self.diary,
            self.world.cohorts[: self.day],
            events,
            self.seconds,
        )


def simulate(
    setup: Setup,
    *,
    replication: int = 0,
    events: bool | str = False,
    rules: Mapping[str, Callable] | None = None,
    threads: int = 1,
) -> Run:
    """Run one replication of a setup to its end.

    With ``events`` the event log is kept ("posts": all but visits and reactions); if its room was too small the run is simply repeated with
    more (a run is a function of its keys, so it is the same run). ``threads`` as of `Stepper`. ``sim.checks.simulate`` does the same under check.
    """
    room = first_room(setup)
    while True:
        stepper = Stepper(setup, replication=replication, events=events, rules=rules, event_room=room, threads=threads)
        stepper.advance(setup.days)
        stepper.dismiss()
        if stepper.events_lost == 0:
            return stepper.result()
        room = int(stepper.world.s["n_events"][0]) + 1


def is_compiled() -> bool:
    """Whether this engine's standard kernel is at hand: built beforehand, or compiled and kept."""
    if is_of_today(DAY) and native() is not None:
        return True
    folder = cache_folder()
    return folder is not None and all(any(folder.glob(f"{name}-*.nbc")) for name in ("loop.pass_days", "birth.birth"))


def prepare(progress: bool = True) -> float:
    """Make sure that the standard kernel is at hand; say so on standard error when it must be compiled.

    Returns the seconds spent. Call it in the parent before workers start.
    """
    began = time.perf_counter()
    tell = progress and not is_compiled()
    if tell:
        print("Compiling the engine, once for this version (one to two minutes) ...", file=sys.stderr, flush=True)
    simulate(Setup(2, 1, 0, 1, False, DEFAULT_MIX, {}, Programme(1)))
    seconds = time.perf_counter() - began
    if tell:
        print(f"... compiled in {seconds:.0f} s.", file=sys.stderr, flush=True)
    return seconds
