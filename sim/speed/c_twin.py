"""The C twin: the engine in which every visit may also be done by `visit.c`, whether both do the same, and how fast each is.

The day is the built engine's. Where it passes the hours, it calls a door in C instead of its own visit, and the door calls by address either
that visit or one in C. So all else is the same code, they are called in the same way, and one run can be had with any of them. There are two in C: one
says line by line what the engine's does, the other looks at the lists in batches, without a branch on any draw. All tables of the
run are compared byte by byte before anything is said about time.

A visit's time is the clock read before and after it, less what reading it takes by itself; visits in which the machine did something else
(0.1 ms) are left out, and counted. The same is measured of visits that were done and undone just before: the work without most of the waiting,
for memory and for draws that a processor guesses wrong. Processor time of whole runs is taken apart from that, without reading a clock in between.
"""

from __future__ import annotations

import ctypes
import lzma
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.built import BITCODE, DAY, built, is_of_today
from sim.engine.native import Native, machine_here

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.world.setup import Setup

SOURCE = Path(__file__).with_name("visit.c")
"""Not in an installed copy."""
COMPILERS = ("cc", "gcc", "clang")
OPTIONS = ("-std=gnu11", "-O3", "-march=native", "-ffp-contract=off", "-fPIC", "-shared")
"""Without fused steps and without fast-math: every sum as the engine's."""
ENGINE, LINE_BY_LINE, IN_BATCHES = BY = ("engine", "line_by_line", "in_batches")
"""Who does a visit: the engine, C that says the same line by line, C that looks at the lists in batches."""
VISIT = "visit"
"""The name of the engine's own in the bitcode."""
GOAL = 1.3
"""Times as long as in C that a visit is to take at most, as written line by line."""
RUNS, REPETITIONS = 3, 9


class Unavailable(Exception):
    """There is no twin here; ``reason`` is the key of a sentence (`cli.c_twin`), ``detail`` what the compiler said."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


class Door(ctypes.Structure):
    """What `visit.c` knows of the visits that pass through it."""

    _fields_ = [
        ("chosen", ctypes.c_void_p),
        *((name, ctypes.c_int64) for name in ("timed", "again", "n", "interrupted", "inside", "empty")),
    ]


@dataclass(frozen=True)
class Times:
    """Of one repetition: nanoseconds a visit by the clock, the same of one just done and undone, and processor time of whole runs divided by visits."""

    visit: float
    again: float
    run: float
    interrupted: float


@dataclass(frozen=True)
class CTwinStudy:
    """What was found.

    Attributes
    ----------
    reason : str or None
        Why nothing is said about speed: "no_source", "no_compiler", "no_engine", "not_compiled", "disagrees"; None where something is.
    detail : str
        What the compiler said, or the first table that differs.
    compiler : str
        The command that compiled it.
    visits : int
        Visits in a repetition.
    times : mapping of str to tuple of Times
        For each of `BY`, one for each repetition; they were done in turn.
    """

    reason: str | None
    detail: str = ""
    compiler: str = ""
    visits: int = 0
    times: Mapping[str, tuple[Times, ...]] = field(default_factory=dict)

    def ratio(self, by: str) -> float:
        """How many times as long the engine's visit takes as one done so: the median of the ratios of repetitions."""
        return float(np.median([ours.visit / one.visit for ours, one in zip(self.times[ENGINE], self.times[by])]))


def compiler_here() -> list[str] | None:
    """Return the command of a C compiler: what ``CC`` says, else the first of `COMPILERS` that is found; None where there is none."""
    named = shlex.split(os.environ.get("CC", ""))
    found = (path for name in ([named[0]] if named else COMPILERS) if (path := shutil.which(name)))
    path = next(found, None)
    return None if path is None else [path, *named[1:]]


class CTwin:
    """The engine with a door in its day.

    Attributes
    ----------
    compiler : str
        The command that compiled the visits.
    visits : dict
        For each of `BY`, the address of the function; None for the engine's own.
    door : Door
        What passed through it in the last run.

    Raises
    ------
    Unavailable
        No compiler, no source, or no built engine of today's sources.
    """

    def __init__(self) -> None:
        command = compiler_here()
        if not SOURCE.exists():
            raise Unavailable("no_source")
        if command is None:
            raise Unavailable("no_compiler")
        if not is_of_today(DAY):
            raise Unavailable("no_engine")
        self.compiler = " ".join(command)
        self._libraries = visits_in_c(command)  # their code must live as long as the engine that calls it
        self.visits = addresses(self._libraries)
        self.door = Door.in_dll(self._libraries[LINE_BY_LINE], "twin_door")
        self.engine = _engine_with_a_door(_address(self._libraries[LINE_BY_LINE].twin_visit))

    def run(
        self,
        setup: Setup,
        replication: int = 0,
        *,
        by: str,
        timed: bool = False,
        again: bool = False,
        events: bool = False,
    ) -> Any:
        """Run once.

        Parameters
        ----------
        setup
            What to run.
        replication : int
            Number of the replication.
        by : str
            Who does the visits: one of `BY`.
        timed : bool
            Whether the clock is read round every visit: `door` then says what they took.
        again : bool
            Whether every visit is done once before, and all that it changed put back: the processor then knows how each of its draws comes out.
        events : bool
            Whether all events are kept.

        Returns
        -------
        World
            All tables after the last day.
        """
        from sim.day import Stepper

        room = None
        while True:
            stepper = Stepper(setup, replication=replication, events=events, event_room=room)
            self.door.chosen, self.door.timed, self.door.again = self.visits[by], timed, again
            self.door.n = self.door.interrupted = self.door.inside = self.door.empty = 0
            self.engine.entry("pass_days")(stepper.world, 0, setup.days, setup.founders, setup.everyone_in)
            if not stepper.events_lost:
                return stepper.world
            room = int(stepper.world.s["n_events"][0]) + 1

    def difference(self, setup: Setup, replication: int = 0, *, by: str, events: bool = True) -> str | None:
        """Return the name of the first table in which a visit in C leaves one other byte than the engine's own; None where all are the same."""
        ours, theirs = (self.run(setup, replication, by=one, events=events) for one in (ENGINE, by))
        return next((name for name, a, b in zip(ours._fields, ours, theirs) if a.tobytes() != b.tobytes()), None)


def _address(function: Any) -> int | None:
    return ctypes.cast(function, ctypes.c_void_p).value


def addresses(libraries: Mapping[str, ctypes.CDLL]) -> dict[str, int | None]:
    """Return where each of `BY` finds its visit."""
    return {ENGINE: None} | {by: _address(library.twin_in_c) for by, library in libraries.items()}


def visits_in_c(command: list[str]) -> dict[str, ctypes.CDLL]:
    """Compile both visits in C and load them; Unavailable where the compiler refuses."""
    from sim.speed.c_header import header

    libraries = {}
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "world.h").write_text(header(_smallest_world()), encoding="utf-8")
        for by, how in ((LINE_BY_LINE, ()), (IN_BATCHES, ("-DIN_BATCHES",))):
            code = Path(place) / f"{by}.so"
            done = subprocess.run(
                [*command, *OPTIONS, *how, f"-I{place}", "-o", str(code), str(SOURCE)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise Unavailable("not_compiled", done.stderr.strip()[:500])
            libraries[by] = ctypes.CDLL(str(code))
    return libraries


def _smallest_world() -> Any:
    """Tables as every run has them, for two people and a day."""
    from sim.rules import PARAMETERS
    from sim.rules.people import DEFAULT_MIX, PRESETS
    from sim.world.parameters import record
    from sim.world.programme import Programme
    from sim.world.setup import Setup
    from sim.world.tables import lay_out

    setup = Setup(2, 1, 0, 1, False, DEFAULT_MIX, {}, Programme(1))
    return lay_out(setup, record(PARAMETERS, {}), np.zeros(len(DEFAULT_MIX)), PRESETS, 1)


def _engine_with_a_door(address: int | None) -> Native:
    """The built engine whose day calls the function at ``address`` for a visit, with its own as one argument more."""
    import llvmlite.binding as llvm

    machine, engine = machine_here(), built()
    bitcode = None if engine is None else engine.read(BITCODE)
    if bitcode is None:
        raise Unavailable("no_engine")
    try:
        text = str(llvm.parse_bitcode(lzma.decompress(bitcode)))
    except RuntimeError:  # an LLVM older than the one that wrote it
        raise Unavailable("no_engine") from None
    text, calls = re.subn(rf"call i32 @{VISIT}\((.*)\)", rf"call i32 @twin_visit(\1, ptr nonnull @{VISIT})", text)
    if calls == 0:
        raise Unavailable("no_engine")
    module = llvm.parse_assembly(text + "\ndeclare i32 @twin_visit(ptr, ptr, ptr, i64, i64, i64, ptr)\n")
    module.triple = llvm.get_process_triple()
    module.data_layout = str(machine.target_data)
    llvm.add_symbol("twin_visit", address)
    return Native(machine.emit_object(module), machine)


def study_c_twin(
    scenario: Scenario, *, runs: int = RUNS, repetitions: int = REPETITIONS, tell: Callable[[str], None] | None = None
) -> CTwinStudy:
    """Hold the engine's visit against the same visit in C.

    Parameters
    ----------
    scenario : Scenario
        The community; `scenarios/bench.toml` is the one that is compared over time.
    runs : int
        Replications in a repetition; in each of them all tables must come out the same, byte by byte, else nothing is said about speed.
    repetitions : int
        Times that all of them are done with either, in turn.
    tell : callable or None
        Called with the name of each stage: "c_twin", "c_twin_speed".

    Returns
    -------
    CTwinStudy
        With a reason where there is no twin here, or the two do not do the same.
    """
    say = tell or (lambda stage: None)
    say("c_twin")
    try:
        twin = CTwin()
    except Unavailable as problem:
        return CTwinStudy(problem.reason, problem.detail)
    setup = scenario.setup()
    for by in (LINE_BY_LINE, IN_BATCHES):
        for replication in range(runs):
            table = twin.difference(setup, replication, by=by, events=False)
            if table is not None:
                return CTwinStudy("disagrees", table, twin.compiler)
    say("c_twin_speed")
    times: dict[str, list[Times]] = {by: [] for by in BY}
    for repetition in range(repetitions):
        for by in BY if repetition % 2 == 0 else BY[::-1]:
            one, visits = _times(twin, setup, runs, by)
            times[by].append(one)
    return CTwinStudy(None, "", twin.compiler, visits, {by: tuple(done) for by, done in times.items()})


def _times(twin: CTwin, setup: Setup, runs: int, by: str) -> tuple[Times, int]:
    """Time all replications once: with a clock round every visit, the same of visits done again, and whole runs without a clock. Also how many visits."""
    (visit, interrupted), (again, _) = (_clocked(twin, setup, runs, by, again) for again in (False, True))
    visits, began = 0, time.process_time()
    for replication in range(runs):
        twin.run(setup, replication, by=by)
        visits += twin.door.n
    return Times(visit, again, 1e9 * (time.process_time() - began) / visits, interrupted), visits


def _clocked(twin: CTwin, setup: Setup, runs: int, by: str, again: bool) -> tuple[float, float]:
    """Nanoseconds a visit, and the share of visits left out."""
    inside = visits = interrupted = 0
    for replication in range(runs):
        twin.run(setup, replication, by=by, timed=True, again=again)
        inside += twin.door.inside - twin.door.empty
        visits += twin.door.n
        interrupted += twin.door.interrupted
    return inside / (visits - interrupted), interrupted / visits
