"""``python -m tests.mutation ROOM ... [--mutants 10] [--seed 1] [--folder DIR]``: plant faults in a room and count how many the laws notice.

The sources are copied once to a folder that stays (so that compiled code is found again); each fault is planted there, the laws of the room
run until the first that fails, and the source is put back. Golden numbers and generated pages are not among the laws. It takes minutes to hours, and
is never part of a suite: nothing here is collected. The seed is printed; the same seed plants the same faults in the same sources.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutation.faults import faults, planted

ROOT = Path(__file__).resolve().parents[2]
LAWS = "tests/laws/"
LEVERS = tuple(f"{LAWS}test_{name}.py" for name in ("lever_bounds_posts", "lever_bounds_people", "lever_ranges", "policies"))
COUNTS = tuple(f"{LAWS}test_{name}.py" for name in ("measures_twice", "figures_twice", "measures", "figures", "logs"))
ROOMS = {
    "paired": (("sim/studies/paired*.py", "sim/studies/rows.py"),
               ("tests/statistics/test_oracles.py", f"{LAWS}test_pairing.py", "tests/statistics/test_family.py", "tests/faults/test_folder.py")),
    "measures": (("sim/measures/*.py",), (*COUNTS, "tests/statistics/test_oracles_logs.py")),
    "sentences": (("sim/report/sentences*.py",), (f"{LAWS}test_sentences_chosen.py", f"{LAWS}test_sentences_found.py", f"{LAWS}test_report_claims.py", f"{LAWS}test_report.py")),
    "policies": (("sim/policies/*.py",), (*LEVERS, "tests/relations/test_policies_in_time.py", f"{LAWS}test_scenarios.py")),
    "rules": (("sim/rules/*.py",), (*LEVERS[:2], COUNTS[0], "tests/limits", "tests/relations", "tests/laws/test_parameters.py")),
    "day": (("sim/day/*.py",), (COUNTS[0], *LEVERS[:2], "tests/limits", f"{LAWS}test_invariants.py", "tests/relations")),
}
"""Room -> its sources, and the laws most likely to notice, first ones first."""
COMPILES = "from sim.measures.compiling import"


def copied(folder: Path) -> None:
    """Copy what the laws need, times of change included; what is there already and the same stays as it is."""
    for name in ("sim", "tests", "scenarios", "experiments", "docs", "pyproject.toml", "README.md"):
        source, target = ROOT / name, folder / name
        if source.is_file():
            shutil.copy2(source, target)
            continue
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


def notices(folder: Path, laws: tuple[str, ...], limit: float) -> tuple[bool, str]:
    """Whether a law fails, and what it says."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow and not browser", *laws]
    surroundings = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return True, "took too long"
    told = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return done.returncode != 0, told[0].split(" - ")[0] if told else done.stdout.strip().splitlines()[-1]


def try_room(room: str, folder: Path, n: int, seed: int, limit: float) -> tuple[int, int]:
    """Plant so many faults in a room. Returns how many were noticed, and how many there were."""
    patterns, laws = ROOMS[room]
    files = sorted(path.relative_to(folder) for pattern in patterns for path in folder.glob(pattern))
    every = [(file, fault) for file in files for fault in faults((folder / file).read_text(encoding="utf-8"))]
    chosen = random.Random(f"{seed} {room}").sample(every, min(n, len(every)))
    began = time.monotonic()
    fails, told = notices(folder, laws, 10 * limit)
    if fails:
        sys.exit(f"{room}: the laws fail without any fault: {told}")
    print(f"{room}: {len(chosen)} of {len(every)} faults, seed {seed}; without any fault {time.monotonic() - began:.0f} s", flush=True)
    identity = folder / "sim/measures/identity.py"
    plain_identity = identity.read_text(encoding="utf-8")
    killed = 0
    for file, fault in chosen:
        source, stat = (folder / file).read_text(encoding="utf-8"), (folder / file).stat()
        if room == "measures" and COMPILES not in source:  # compiled code stays what it was
            sys.path.insert(0, str(folder))
            name = subprocess.run([sys.executable, "-c", "from sim.measures.identity import measures_id as i; print(i())"], cwd=folder,
                                  capture_output=True, text=True, check=True).stdout.strip()
            identity.write_text(f'def measures_id():\n    return "{name}"\n', encoding="utf-8")
        before = source.encode()[fault.start:fault.end].decode()
        try:
            (folder / file).write_text(planted(source, fault), encoding="utf-8")
            fails, told = notices(folder, laws, limit)
        finally:
            (folder / file).write_text(source, encoding="utf-8")
            os.utime(folder / file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            identity.write_text(plain_identity, encoding="utf-8")
        killed += fails
        print(f"{'noticed ' if fails else 'SURVIVED'} {file}:{fault.line}: {' '.join(before.split())!r} -> {' '.join(fault.new.split())!r}"
              + (f"  [{told}]" if fails else ""), flush=True)
    return killed, len(chosen)


def main() -> None:
    """Read the command line and try the rooms named."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=(__doc__ or "").split("\n\n")[0])
    asked.add_argument("rooms", nargs="+", choices=sorted(ROOMS))
    asked.add_argument("--mutants", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "community-sim-mutation")
    asked.add_argument("--limit", type=float, default=900.0, help="seconds after which a mutant counts as noticed")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    copied(given.folder)
    for room in given.rooms:
        killed, n = try_room(room, given.folder, given.mutants, given.seed, given.limit)
        print(f"{room}: {killed} of {n} noticed ({100 * killed / max(n, 1):.0f} %)", flush=True)


if __name__ == "__main__":
    main()
