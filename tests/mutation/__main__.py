"""``python -m tests.mutation ROOM ... [--mutants 10]``: plant faults in a room and count how many the laws notice.

With ``--exchanged`` only values of a sentence change places, all of them. The sources are copied to a folder. The laws of
the room are collected once; each fault is planted in the memory of a child, which runs them until the first that fails.
Golden numbers and generated pages are not among the laws. It takes minutes to hours, and is never part of a suite:
nothing here is collected. The seed is printed; the same seed plants the same faults in the same sources.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import hashlib
import importlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.mutation.faults import Fault, exchanged, faults, planted
from tests.mutation.warm import UNPLANTABLE, Unplantable, plant_in_memory

ROOT = Path(__file__).resolve().parents[2]


def held_by(*names: str) -> tuple[str, ...]:
    """Files of laws, and of single units, by their names."""
    return tuple(
        f"tests/{'units' if (ROOT / 'tests' / 'units' / f'test_{name}.py').exists() else 'laws'}/test_{name}.py"
        for name in names
    )


BOUNDS = held_by("lever_bounds_posts", "lever_bounds_people")
ENGINE = ("world", "rules", "day", "errors")
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not slow and not browser")


HERE, UNTRIED, LATE = "~", "?", "late"
"""What is told of a fault: not noticed in memory; nothing, since it cannot be planted there, or since the machine was too slow; otherwise the law that failed."""


class Room(NamedTuple):
    """Sources; the laws most likely to notice, first ones first; names of tables of data in which no fault is planted; laws that do not hold here, or take long beside what they notice."""

    sources: tuple[str, ...]
    laws: tuple[str, ...]
    data: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


ROOMS = {
    "paired": Room(
        ("sim/laboratory/intervals.py", "sim/studies/comparison/study.py", "sim/studies/comparison/rows.py"),
        (
            "tests/statistics/test_oracles.py",
            *held_by("comparing", "pairing"),
            "tests/statistics/test_family.py",
            "tests/faults/test_folder.py",
        ),
    ),
    "measures": Room(
        ("sim/measures/*.py", "sim/measures/counting/*.py", "sim/logs/*.py"),
        (
            *held_by("measure_sides", "measures"),
            "tests/statistics/test_oracles_logs.py",
            "tests/units/test_special.py",
            *held_by("logs"),
            "tests/faults/test_log_faults.py",
            *held_by("figures", "figures_twice", "measures_twice"),
        ),
        left_out=(  # counting is plain Python here: nothing is built, and a million rows take minutes
            "tests/laws/test_logs.py::test_a_million_rows_take_seconds",
            "tests/units/test_figures.py::test_what_was_built_measures_the_same_bytes_without_vector_arithmetic",
        ),
    ),
    "sentences": Room(
        ("sim/report/comparison/answer.py",),
        held_by("sentences_chosen", "sentences_by_hand", "report_claims", "sentences_found", "report"),
    ),
    "report": Room(
        ("sim/report/comparison/*.py", "sim/report/comparison/figures/*.py"),
        held_by("sentences_by_hand", "sentences_found", "sentences_chosen", "report_claims", "report"),
    ),
    "pages": Room(
        tuple(
            f"sim/report/{name}.py"
            for name in ("sweep/*", "sensitivity/*", "doses/*", "pairs/*", "evidence/*", "folder", "logs", "press/page")
        ),
        (
            *held_by("sentences_pages", "sentences_by_hand"),
            "tests/statistics/test_alone.py",
            *held_by("replications", "validation", "worlds", "doses", "pairs", "facts_responses"),
        ),
    ),
    "policies": Room(
        ("sim/policies/*.py",),
        (
            *held_by("policy_sentences", "lever_ranges", "policies"),
            *BOUNDS,
            "tests/relations/test_policies_in_time.py",
            *held_by("scenarios"),
        ),
        ("mediators",),
    ),
    "rules": Room(
        ("sim/rules/*.py",),
        (
            *held_by("rules_by_hand", "parameters"),
            *BOUNDS,
            *held_by("measures_twice"),
            "tests/limits",
            "tests/relations",
        ),
        ("PARAMETERS", "PRESETS"),
    ),
    "day": Room(
        ("sim/day/*.py", "sim/checks/*.py"),
        (
            *BOUNDS,
            *held_by(
                "lever_bounds_owner", "lever_bounds_steering", "day_by_hand", "posts", "measures_twice", "together"
            ),
            "tests/limits",
            *held_by("invariants", "feed_lists"),
            "tests/relations",
            "tests/mechanisms",
        ),
        left_out=tuple(  # a third of the time, for what is told of runs
            f"tests/relations/test_{name}.py" for name in ("responses", "page_story", "equal_hours", "judged_by")
        ),
    ),
}


def copied(folder: Path) -> None:
    """Copy what the laws need, times of change included."""
    for name in ("sim", "tests", "scenarios", "experiments", "docs", "pyproject.toml", "README.md"):
        source, target = ROOT / name, folder / name
        if source.is_file():
            shutil.copy2(source, target)
            continue
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


def prepare(room: str, folder: Path) -> None:
    """Stand in the copy, import from it, and in the engine's own rooms keep all its functions in memory one by one."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("sim", "tests")]:
        del sys.modules[name]
    sys.path[:0] = [str(folder), str(folder / "tests"), str(folder / "tests" / "toys")]
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder)
    if room == "measures":
        from sim.measures.counting.compiled import Counted

        Counted.__call__ = Counted.as_python  # the same lines, the same results, and nothing to compile
    if room in ENGINE:
        importlib.import_module("tests.mutation.warm").compile_all()
    assert Path(importlib.import_module("sim").__file__).is_relative_to(folder)


def in_a_child(work: Callable[[Callable[[str], None]], None], limit: float) -> str:
    """Let a child of this process work, for so many seconds of processor time. Returns what it tells; an end before its time is told too."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 1))
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        try:
            work(lambda text: os.write(writing, text.encode()) and None)
        finally:
            os._exit(0)
    os.close(writing)
    began = time.monotonic()
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() - began > 10 * limit:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reading)
            return LATE
        time.sleep(0.01)
    if os.waitstatus_to_exitcode(ended[1]) == UNPLANTABLE:
        os.close(reading)
        return UNTRIED
    with os.fdopen(reading, "rb") as told:
        return told.read().decode(errors="replace") or ("" if ended[1] == 0 else f"ended with {ended[1]}")


class Kept:
    """What each fault came to, kept in a file, one line a fault, so that a count that was stopped goes on where it was."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file and file.exists() else []
        self.known = dict(line.split(" ", 1) for line in lines)

    @staticmethod
    def key(room: str, file: str, faulty: str) -> str:
        """Room, file and the whole faulty source, as one word."""
        return hashlib.sha256(f"{room} {file} {faulty}".encode()).hexdigest()[:24]

    def told(self, room: str, file: str, faulty: str) -> str | None:
        """Return what a fault came to; None if it was not tried."""
        return self.known.get(self.key(room, file, faulty))

    def keep(self, room: str, file: str, faulty: str, told: str) -> None:
        """Write down what a fault came to."""
        if self.file:
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(f"{self.key(room, file, faulty)} {' '.join(told.split())}\n")


class Planting:
    """Plants each fault in a child of a process that has collected the laws, and runs them there until the first that fails.

    What lives only while modules are imported cannot be planted so: that, and what no law noticed so, is tried in a process of its own.
    """

    def __init__(
        self,
        room: str,
        folder: Path,
        laws: tuple[str, ...],
        chosen: list[tuple[Path, Fault]],
        limit: float,
        again: tuple[str, ...] = (HERE, UNTRIED),
        kept: Kept | None = None,
    ) -> None:
        self.again, self.kept = again, kept or Kept(None)
        self.room, self.folder, self.laws, self.chosen, self.limit = room, folder, laws, chosen, limit
        self.killed = self.tried = 0
        self.tell: Callable[[str], None] = lambda text: None

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            self.tell(report.nodeid + " ")

    def pytest_runtestloop(self, session) -> bool:
        from _pytest.main import pytest_runtestloop as run

        def laws_after(plant: Callable[[], object]) -> Callable[[Callable[[str], None]], None]:
            def work(tell: Callable[[str], None]) -> None:
                try:
                    plant()
                except (Unplantable, ValueError):
                    tell(UNTRIED)
                    return
                stay_here()
                self.tell = tell
                run(session)

            return work

        session.items.sort(key=is_repeated())
        began, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        if not self.kept.known and self.chosen:
            place = self.folder / self.chosen[0][0]
            with written(place, place.read_text(encoding="utf-8") + "\nHARMLESS = 0\n"):  # no law may mind that
                told = in_a_child(laws_after(lambda: None), 10 * self.limit)
            if told:
                raise SystemExit(f"{self.room}: the laws fail without any fault: {told}")
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        print(
            f"{self.room}: {len(self.chosen)} faults; without any fault {time.monotonic() - began:.0f} s,"
            f" of processor time {busy:.0f} s where {self.limit:.0f} are allowed",
            flush=True,
        )
        if 2 * busy > self.limit:
            raise SystemExit(f"{self.room}: the limit must be at least twice what the laws need without any fault")
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        for file, fault in self.chosen:
            source = (self.folder / file).read_text(encoding="utf-8")
            faulty, began, how = planted(source, fault), time.monotonic(), ""
            told = self.kept.told(self.room, str(file), faulty)
            if told is not None:
                how = "tried before, "
            else:
                plant = functools.partial(plant_in_memory, self.folder / file, source, faulty)
                with written(self.folder / file, faulty):
                    told = in_a_child(laws_after(plant), self.limit)
                told = told or HERE
                self.kept.keep(self.room, str(file), faulty, told)
            if told in self.again:
                with written(self.folder / file, faulty):
                    how, told = "alone, ", alone(self.room, self.folder, self.laws, self.limit)
                self.kept.keep(self.room, str(file), faulty, told)
            self.tried += told not in (UNTRIED, LATE)
            self.killed += told not in ("", HERE, UNTRIED, LATE)
            word = {"": "SURVIVED", HERE: "SURVIVED", UNTRIED: "UNTRIED ", LATE: "UNTRIED "}.get(told, "noticed ")
            before = source.encode()[fault.start : fault.end].decode()
            print(
                f"{word} {file}:{fault.line}: {' '.join(before.split())!r} -> {' '.join(fault.new.split())!r}"
                f"  [{told.split(' ')[0].split('::', 1)[-1]} {how}{time.monotonic() - began:.0f} s]",
                flush=True,
            )
        return True


def stay_here() -> None:
    """Leave out whatever begins a process of Python: it would work without the fault, which is in memory."""
    import multiprocessing.process

    import pytest

    begin = subprocess.Popen.__init__

    def left_out(*args, **kwargs) -> None:
        pytest.skip("another process knows of no fault")

    def begin_others(self, args, *more, **kwargs) -> None:
        first = str(args if isinstance(args, (str, bytes, os.PathLike)) else args[0])
        name = Path(first.split(" ")[0]).name
        (left_out if name.startswith("python") or name == "community-sim" else begin)(self, args, *more, **kwargs)

    multiprocessing.process.BaseProcess.start = left_out
    subprocess.Popen.__init__ = begin_others


def is_repeated() -> Callable[[object], bool]:
    """Return whether a law was met before with other values: of each law one case comes first."""
    met: set[str] = set()

    def again(item) -> bool:
        name = item.nodeid.split("[")[0]
        return name in met or met.add(name) is not None

    return again


@contextlib.contextmanager
def written(place: Path, faulty: str) -> Iterator[None]:
    """The faulty source stands in the file, for laws that read sources and for what is imported late."""
    source, stat = place.read_bytes(), place.stat()
    try:
        place.write_text(faulty, encoding="utf-8")
        yield
    finally:
        place.write_bytes(source)
        os.utime(place, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def without(room: str) -> list[str]:
    """Words of the command for the laws of a room that do not hold here."""
    return [word for law in ROOMS[room].left_out for word in ("--deselect", law)]


def alone(room: str, folder: Path, laws: tuple[str, ...], limit: float) -> str:
    """Run the laws in a process of their own. Returns the first that fails."""
    try:
        command = [sys.executable, "-m", "pytest", *OPTIONS, *without(room), *laws]
        busy = lambda: resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 1))  # noqa: E731
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=10 * limit, check=False, preexec_fn=busy
        )
        if done.returncode < 0:
            return f"ended with {done.returncode}"
        failed = [
            line.split(" - ")[0].split(" ", 1)[1]
            for line in done.stdout.splitlines()
            if line.startswith(("FAILED", "ERROR"))
        ]
        return (failed or ["the laws cannot be run"])[0] if done.returncode else ""
    except subprocess.TimeoutExpired:
        return LATE


def places(source: str, data: tuple[str, ...]) -> list[Fault]:
    """All faults of a source but for those in its tables of data."""
    tables = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        and ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target) in data
    ]
    return [
        fault for fault in faults(source) if not any(table.lineno <= fault.line <= table.end_lineno for table in tables)
    ]


def try_room(
    name: str,
    folder: Path,
    n: int,
    seed: int,
    limit: float,
    only: list[str],
    laws: tuple[str, ...],
    again: tuple[str, ...],
    kept: Path | None = None,
    kind: Callable[[str, tuple[str, ...]], list[Fault]] = places,
) -> tuple[int, int]:
    """Plant so many faults in a room. Returns how many were noticed, and how many there were."""
    import pytest

    room = ROOMS[name]
    files = sorted(path.relative_to(folder) for pattern in room.sources for path in folder.glob(pattern))
    every = [(file, fault) for file in files for fault in kind((folder / file).read_text(encoding="utf-8"), room.data)]
    chosen = random.Random(f"{seed} {name}").sample(every, min(n, len(every)))
    print(f"{name}: {len(chosen)} of {len(every)} faults, seed {seed}", flush=True)
    prepare(name, folder)
    chosen = [(file, fault) for file, fault in chosen if not only or f"{file.name}:{fault.line}" in only]
    planting = Planting(name, folder, laws or room.laws, chosen, limit, again, Kept(kept))
    pytest.main(["-s", *OPTIONS, *without(name), *planting.laws], plugins=[planting])
    return planting.killed, planting.tried


def main() -> None:
    """Read the command line and try the rooms named."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=(__doc__ or "").split("\n\n")[0])
    asked.add_argument("rooms", nargs="+", choices=sorted(ROOMS))
    asked.add_argument("--mutants", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "community-sim-mutation")
    asked.add_argument(
        "--limit", type=float, default=900.0, help="seconds of processor time after which a fault counts as noticed"
    )
    asked.add_argument(
        "--only",
        nargs="*",
        default=[],
        help="of the faults that were drawn only those in these places, e.g. paired.py:120",
    )
    asked.add_argument("--laws", nargs="*", default=[], help="laws to try in place of the room's")
    asked.add_argument(
        "--exchanged", action="store_true", help="only values of a sentence that change places, all of them"
    )
    asked.add_argument("--in-memory", action="store_true", help="nothing in a process of its own: quicker, says less")
    asked.add_argument(
        "--kept", type=Path, help="file in which each result is kept; what stands there is not tried again"
    )
    given = asked.parse_args()
    kept = given.kept and given.kept.resolve()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    copied(folder)
    for room in given.rooms:
        again = () if given.in_memory else (UNTRIED,) if room in ENGINE else (HERE, UNTRIED)
        kind = (lambda source, data: exchanged(source)) if given.exchanged else places
        n = sys.maxsize if given.exchanged else given.mutants
        killed, n = try_room(room, folder, n, given.seed, given.limit, given.only, tuple(given.laws), again, kept, kind)
        print(f"{room}: {killed} of {n} noticed ({100 * killed / max(n, 1):.0f} %)", flush=True)


if __name__ == "__main__":
    main()
