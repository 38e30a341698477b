"""A day passed by several threads: the visits of an hour, the plans of a morning and the evenings are shared out, all else is done by one.

Visitors see the world as it was at the start of the hour, and nobody's evening touches another's. So each thread takes stretches of the list, with
tables of its own for what is added up or collected, and these are put together in the order of the stretches. Everything comes out as it does
with one thread, to the last bit, since sums are of whole numbers or of such steps that none is rounded (`sim.day.read`).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from threading import Thread

import numpy as np

from sim.day.kernel import Kernel
from sim.day.loop import (
    AWAIT,
    CLOSE_DAY,
    CLOSE_EVENING,
    CLOSE_HOURS,
    COMMIT,
    COUNT,
    EVENING,
    FORGET,
    OBSERVE,
    OPEN_DAY,
    OPEN_HOUR,
    PART,
    PLAN,
    RECEIVE,
)
from sim.world.eventlog import ALL_EVENTS
from sim.world.tables import BLOCK, World, from_a_line

Stretch = tuple[int, int]
FROM = 50_000
"""Members from which on it is worth it to share a day out: measured with two processors, nothing else running."""
PIECES = 3
"""Pieces for each thread: whoever is held up by something else leaves the others to those who are not."""
MOST = 8
"""Threads that one run is given at most: a quarter of a day is one thread's, so that more bring little, and each has tables of its own."""
NAME = "a share of the day"
LEAST = 256
"""Fewer people than this are not shared out: it would take longer to say who does what."""


def processors() -> int:
    """Return the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def threads_for(people: int) -> int:
    """Return the number of threads that is best for one run of an audience, where nothing else runs."""
    return min(processors(), MOST) if people >= FROM else 1


class Companion:
    """A thread that does one thing at a time when it is asked."""

    def __init__(self) -> None:
        self._asked: SimpleQueue = SimpleQueue()
        self._done: SimpleQueue = SimpleQueue()
        Thread(target=self._work, name=NAME, daemon=True).start()

    def _work(self) -> None:
        while (task := self._asked.get()) is not None:
            try:
                task()
                self._done.put(None)
            except BaseException as error:  # noqa: BLE001, told to whoever waits for it
                self._done.put(error)

    def ask(self, task: Callable[[], None]) -> None:
        """Begin a task."""
        self._asked.put(task)

    def wait(self) -> BaseException | None:
        """Wait for the task to end; returns what it raised."""
        return self._done.get()

    def dismiss(self) -> None:
        """End the thread."""
        self._asked.put(None)


class Share:
    """What one thread works with: the tables of the run, and of those that are added to or collected in own ones.

    Attributes
    ----------
    world : World
        The tables.
    """

    def __init__(self, world: World, kernel: Kernel, founders: int, everyone: bool) -> None:
        self.world = world
        self._pass_one_step = kernel.pass_one_step.bound(world)
        self._numbers = (founders, everyone)

    def step(self, step: int, day: int, clock: int = 0, stretch: Stretch = (0, 0)) -> None:
        """Do one step of a day with a stretch of a list."""
        self._pass_one_step(step, day, clock, *stretch, *self._numbers)

    def steps(self, step: int, day: int, clock: int, piece: Sequence[Stretch]) -> None:
        """Do one step of a day with several stretches, one after the other."""
        for stretch in piece:
            self.step(step, day, clock, stretch)


def apart(table: np.ndarray) -> np.ndarray:
    """Return a copy of a small table that shares no line of memory with anything else: a line that one thread writes to is slow to read for all."""
    lines = -(-table.nbytes // 64) + 1
    room = from_a_line(lines, np.dtype((np.void, 64)))
    copy = room.view(np.uint8)[: table.nbytes].view(table.dtype).reshape(table.shape)
    copy[...] = table
    return copy


class Together:
    """Passes the days of a run with several threads.

    Parameters
    ----------
    world : World
        The tables of a run; everybody is born. `world` is the same with more room on today's list, to be used from then on.
    kernel : Kernel
        Whose steps are done.
    threads : int
        2 or more.
    founders : int
        Who found the community.
    everyone : bool
        Whether everybody is in from the first day on.
    """

    def __init__(self, world: World, kernel: Kernel, threads: int, founders: int, everyone: bool) -> None:
        people = len(world.people)
        # each thread has its stretch of today's list, as long as its stretch of the members
        world = world._replace(today=np.zeros(2 * people, np.int32), today_hours=np.zeros(2 * people, np.int32))
        collected = ("diary", "cohorts", "heard", "actions", "action_keys")
        self.shares = []
        for number in range(threads):
            own = {name: apart(getattr(world, name)) for name in ("s", "cursor", "opened", "open_list")}
            if number > 0:
                own |= {name: np.zeros_like(getattr(world, name)) for name in collected}
            self.shares.append(Share(world._replace(**own), kernel, founders, everyone))
        self.world = self.shares[0].world
        self._companions = [Companion() for _ in range(threads - 1)]

    def dismiss(self) -> None:
        """End the threads; no more days can be passed."""
        for companion in self._companions:
            companion.dismiss()

    def pass_days(self, first: int, end: int) -> None:
        """Pass days ``first`` to ``end`` - 1."""
        for day in range(first, end):
            self._pass_day(day)

    def _pass_day(self, day: int) -> None:
        whole, s = self.shares[0], self.world.s[0]
        whole.step(OPEN_DAY, day)
        listed = self._plan(day)
        for clock in range(24):
            whole.step(AWAIT, day, clock)
            listed[-1] = (listed[-1][0], int(s["n_today"]))
            pieces = shared_out(listed, len(self.shares) * PIECES)
            here = []
            for piece in pieces:
                before = int(s["n_here"])
                for stretch in piece:
                    whole.step(COUNT, day, clock, stretch)
                here.append(int(s["n_here"]) - before)
            if sum(here) > 0:
                whole.step(OPEN_HOUR, day, clock)
                self._receive(day, clock, pieces, here)
                whole.step(COMMIT, day, clock)
                listed[-1] = (listed[-1][0], int(s["n_today"]))
        for stretch in listed:
            whole.step(FORGET, day, 0, stretch)
        whole.step(CLOSE_HOURS, day)
        self._spend_evening(day)
        whole.step(CLOSE_EVENING, day)
        n = int(s["n_members"])
        if n > BLOCK:
            self._all_at_once(OBSERVE, day, 0, [[stretch] for stretch in self._stretches(n, BLOCK)])
        else:
            whole.step(OBSERVE, day, 0, (0, n))
        whole.step(CLOSE_DAY, day)
        for share in self.shares[1:]:
            _add_up(self.world.cohorts, share.world.cohorts)

    def _stretches(self, n: int, of: int = 1) -> list[Stretch]:
        """Places 0 to ``n`` - 1 in stretches to be shared out, each begun at a multiple of ``of``."""
        cuts = len(self.shares) * PIECES
        ends = [n * i // cuts // of * of for i in range(cuts)] + [n]
        return list(zip(ends, ends[1:], strict=False))

    def _all_at_once(
        self,
        step: int,
        day: int,
        clock: int,
        pieces: Sequence[Sequence[Stretch]],
        counted: str = "",
        begin: Sequence[int] = (),
    ) -> list[int]:
        """All shares do the same step, piece by piece; each takes the next that nobody has taken.

        ``counted`` is a number of the state that goes on from ``begin`` in each piece, whoever takes it; returns where it ends.
        """
        ahead = deque(enumerate(pieces))
        ends = [0] * len(pieces)

        def work(share: Share) -> None:
            while ahead:
                try:
                    number, piece = ahead.popleft()
                except IndexError:  # taken since
                    return
                if counted:
                    share.world.s[counted] = begin[number]
                share.steps(step, day, clock, piece)
                if counted:
                    ends[number] = int(share.world.s[counted][0])

        for companion, share in zip(self._companions, self.shares[1:], strict=True):
            share.world.s[:] = self.world.s
            share.world.s["n_actions"] = share.world.s["n_lost"] = 0
            companion.ask(partial(work, share))
        try:
            work(self.shares[0])
        finally:
            errors = [companion.wait() for companion in self._companions]
        for error in errors:
            if error is not None:
                raise error
        return ends

    def _plan(self, day: int) -> list[Stretch]:
        """Who visits today; returns the stretches of today's list, the last of which grows during the day."""
        s = self.world.s[0]
        n, listed = int(s["n_members"]), int(s["n_today"])
        if n < LEAST:
            self.shares[0].step(PLAN, day, 0, (0, n))
            return [(0, int(s["n_today"]))]
        stretches = self._stretches(n)
        begin = [listed + first for first, _ in stretches]  # behind all that those before can put on the list
        ends = self._all_at_once(PLAN, day, 0, [[stretch] for stretch in stretches], "n_today", begin)
        s["n_today"] = ends[-1]
        return [(0, listed), *zip(begin, ends, strict=True)]

    def _receive(self, day: int, clock: int, pieces: Sequence[Sequence[Stretch]], here: Sequence[int]) -> None:
        """The visits of an hour; ``here`` are the visitors of each piece of today's list."""
        if sum(here) < LEAST:
            for piece in pieces:
                self.shares[0].steps(RECEIVE, day, clock, piece)
            return
        s, logged = self.world.s[0], self.world.s["recording"][0] == ALL_EVENTS
        begun = int(s["n_events"])
        begin = [begun + sum(here[:number]) * logged for number in range(len(here))]  # one event for each visit
        self._all_at_once(RECEIVE, day, clock, pieces, "n_events", begin)
        s["n_events"] = begun + sum(here) * logged
        for share in self.shares[1:]:
            self._collect(share.world, day)

    def _collect(self, own: World, day: int) -> None:
        """Add what a share has collected in an hour."""
        s = self.world.s[0]
        n, more = int(s["n_actions"]), int(own.s["n_actions"][0])
        kept = min(more, len(self.world.actions) - n)
        self.world.actions[n : n + kept] = own.actions[:kept]
        self.world.action_keys[n : n + kept] = own.action_keys[:kept]
        s["n_actions"] = n + kept
        s["n_lost"] += int(own.s["n_lost"][0]) + more - kept
        _add_up(self.world.diary[day : day + 1], own.diary[day : day + 1])
        _add_up(self.world.heard, own.heard)

    def _spend_evening(self, day: int) -> None:
        """The evening of all members; then of those who hold an office, and those who go are parted with, from the end of the list to its start."""
        whole, s = self.shares[0], self.world.s[0]
        n = int(s["n_members"])
        if n < LEAST:
            whole.step(EVENING, day, 0, (0, n))
            whole.step(PART, day, 0, (0, int(s["n_going"])))
            return
        stretches = self._stretches(n)
        begin = [first for first, _ in stretches]
        ends = self._all_at_once(EVENING, day, 0, [[stretch] for stretch in stretches], "n_going", begin)
        for going in reversed(list(zip(begin, ends, strict=True))):
            whole.step(PART, day, 0, going)
        for share in self.shares[1:]:
            _add_up(self.world.diary[day : day + 1], share.world.diary[day : day + 1])


def shared_out(listed: Sequence[Stretch], n: int) -> list[list[Stretch]]:
    """Cut stretches of a list into ``n`` pieces, in their order and each about as long."""
    total = sum(end - first for first, end in listed)
    pieces: list[list[Stretch]] = []
    passed = 0
    ahead = list(listed)
    for number in range(1, n + 1):
        piece = []
        until = total * number // n
        while passed < until:
            first, end = ahead.pop(0)
            cut = min(end, first + until - passed)
            passed += cut - first
            piece.append((first, cut))
            if cut < end:
                ahead.insert(0, (cut, end))
        pieces.append(piece)
    return pieces


def _add_up(whole: np.ndarray, part: np.ndarray) -> None:
    """Add what is in a part of a table, from where it is taken away."""
    whole.view(np.float64)[:] += part.view(np.float64)
    part.view(np.float64)[:] = 0.0
