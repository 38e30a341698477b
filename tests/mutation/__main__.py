"""``python -m tests.mutation ROOM ... [--mutants 10] [--seed 1] [--folder DIR]``: plant faults in a room and count how many the laws notice.

The sources are copied to a folder; each fault is planted there, the laws of the room run in a child of a process that has loaded the libraries and the
engine already, until the first that fails, and the source is put back. A fault in the engine is compiled with its callers only. Golden numbers and
generated pages are not among the laws. It takes minutes to hours, and is never part of a suite: nothing here is collected. The seed is printed; the same
seed plants the same faults in the same sources.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.mutation.faults import Fault, faults, planted

ROOT = Path(__file__).resolve().parents[2]
LAWS = "tests/laws/"
LEVERS = tuple(f"{LAWS}test_{name}.py" for name in ("lever_bounds_posts", "lever_bounds_people", "lever_ranges", "policies"))
COUNTS = tuple(f"{LAWS}test_{name}.py" for name in ("measures_twice", "figures_twice", "measures", "figures", "logs"))
ENGINE = ("world", "rules", "day", "errors")
RUNS = ("measures", "policies")
"""Rooms whose laws run the engine as it is."""


class Room(NamedTuple):
    """Sources; the laws most likely to notice, first ones first; names of tables of data in which no fault is planted."""

    sources: tuple[str, ...]
    laws: tuple[str, ...]
    data: tuple[str, ...] = ()


ROOMS = {
    "paired": Room(("sim/studies/paired*.py", "sim/studies/rows.py"),
                   ("tests/statistics/test_oracles.py", "tests/statistics/test_family.py", "tests/statistics/test_intervals.py", f"{LAWS}test_pairing.py",
                    "tests/faults/test_folder.py")),
    "measures": Room(("sim/measures/*.py",), (*COUNTS, "tests/statistics/test_oracles_logs.py")),
    "sentences": Room(("sim/report/sentences*.py",),
                      (f"{LAWS}test_sentences_chosen.py", f"{LAWS}test_report_claims.py", f"{LAWS}test_sentences_found.py", f"{LAWS}test_report.py")),
    "policies": Room(("sim/policies/*.py",), (f"{LAWS}test_policy_sentences.py", LEVERS[2], LEVERS[3], *LEVERS[:2], "tests/relations/test_policies_in_time.py", f"{LAWS}test_scenarios.py"), ("doors", "mediators")),
    "rules": Room(("sim/rules/*.py",), (f"{LAWS}test_parameters.py", *LEVERS[:2], COUNTS[0], "tests/limits", "tests/relations"), ("PARAMETERS", "PRESETS")),
    "day": Room(("sim/day/*.py",), (*LEVERS[:2], COUNTS[0], "tests/limits", f"{LAWS}test_invariants.py", "tests/relations")),
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


def load(room: str, folder: Path) -> None:
    """Load the libraries and the engine of the copy; in the engine's own rooms all its functions stay in memory one by one."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("sim", "tests")]:
        del sys.modules[name]
    sys.path[:0] = [str(folder), str(folder / "tests")]
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder)
    for name in ("hypothesis", "matplotlib.figure", "networkx", "pandas", "pydantic", "pytest", "scipy.stats", "sim.errors"):
        importlib.import_module(name)
    if room in ENGINE:
        importlib.import_module("tests.mutation.warm").compile_all()
    elif room in RUNS:
        importlib.import_module("sim.day").prepare(progress=False)
    for name in [name for name in sys.modules if name.split(".")[0] == "sim" and name != "sim" and name.split(".")[1] not in ENGINE]:
        del sys.modules[name]
    assert Path(sys.modules["sim"].__file__).is_relative_to(folder)


def count_as_python() -> None:
    """Count in plain Python in the room of measures, where the compiler would only cost time: the same lines, the same results."""
    from sim.measures.compiling import Counted

    Counted.__call__ = Counted.as_python


def failing(laws: tuple[str, ...], limit: float, before: Callable[[], object] | None = None) -> str:
    """Return the first law that fails in a child of this process; empty if none does."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        code = 1
        try:
            if before:
                before()
            import pytest

            class Told:
                def pytest_runtest_logreport(self, report):
                    if report.failed:
                        os.write(writing, report.nodeid.encode())

            code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", "not slow and not browser", *laws], plugins=[Told()]))
            if code > 1:
                os.write(writing, f"the laws cannot be run ({code})".encode())
        except BaseException as error:  # noqa: BLE001 (a fault may raise anything)
            os.write(writing, f"cannot be loaded: {type(error).__name__}".encode())
        finally:
            os._exit(code)
    os.close(writing)
    began = time.monotonic()
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() - began > limit:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reading)
            return f"more than {limit:.0f} s"
        time.sleep(0.02)
    with os.fdopen(reading, "rb") as told:
        said = told.read().decode(errors="replace")
    return said or ("" if ended[1] == 0 else f"ended with {ended[1]}")


def places(source: str, data: tuple[str, ...]) -> list[Fault]:
    """All faults of a source but for those in its tables of data."""
    tables = [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Assign, ast.AnnAssign))
              and ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target) in data]
    return [fault for fault in faults(source) if not any(table.lineno <= fault.line <= table.end_lineno for table in tables)]


def try_room(name: str, folder: Path, n: int, seed: int, limit: float, only: list[str], laws: tuple[str, ...]) -> tuple[int, int]:
    """Plant so many faults in a room. Returns how many were noticed, and how many there were."""
    room = ROOMS[name]
    laws = laws or room.laws
    files = sorted(path.relative_to(folder) for pattern in room.sources for path in folder.glob(pattern))
    every = [(file, fault) for file in files for fault in places((folder / file).read_text(encoding="utf-8"), room.data)]
    chosen = random.Random(f"{seed} {name}").sample(every, min(n, len(every)))
    load(name, folder)
    began = time.monotonic()
    if told := failing(laws, 10 * limit, count_as_python if name == "measures" else None):
        sys.exit(f"{name}: the laws fail without any fault: {told}")
    print(f"{name}: {len(chosen)} of {len(every)} faults, seed {seed}; without any fault {time.monotonic() - began:.0f} s", flush=True)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    killed = tried = 0
    for file, fault in chosen:
        if only and f"{file.name}:{fault.line}" not in only:
            continue
        tried += 1
        source, stat = (folder / file).read_text(encoding="utf-8"), (folder / file).stat()
        faulty = planted(source, fault)
        began = time.monotonic()
        if name in ENGINE:
            from tests.mutation.warm import replant

            module = importlib.import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
            told = failing(laws, limit, lambda module=module, faulty=faulty: replant(module, faulty))
        else:
            try:
                (folder / file).write_text(faulty, encoding="utf-8")
                told = failing(laws, limit, count_as_python if name == "measures" else None)
            finally:
                (folder / file).write_text(source, encoding="utf-8")
                os.utime(folder / file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        killed += bool(told)
        before = source.encode()[fault.start:fault.end].decode()
        print(f"{'noticed ' if told else 'SURVIVED'} {file}:{fault.line}: {' '.join(before.split())!r} -> {' '.join(fault.new.split())!r}"
              f"  [{told.split('::', 1)[-1] if told else ''} {time.monotonic() - began:.0f} s]", flush=True)
    return killed, tried


def main() -> None:
    """Read the command line and try the rooms named."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=(__doc__ or "").split("\n\n")[0])
    asked.add_argument("rooms", nargs="+", choices=sorted(ROOMS))
    asked.add_argument("--mutants", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "community-sim-mutation")
    asked.add_argument("--limit", type=float, default=900.0, help="seconds after which a mutant counts as noticed")
    asked.add_argument("--only", nargs="*", default=[], help="of the faults that were drawn only those in these places, e.g. paired.py:120")
    asked.add_argument("--laws", nargs="*", default=[], help="laws to try in place of the room's")
    given = asked.parse_args()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    copied(folder)
    for room in given.rooms:
        killed, n = try_room(room, folder, given.mutants, given.seed, given.limit, given.only, tuple(given.laws))
        print(f"{room}: {killed} of {n} noticed ({100 * killed / max(n, 1):.0f} %)", flush=True)


if __name__ == "__main__":
    main()
