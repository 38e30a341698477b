"""Random kills of driver and workers, signals, runs that raise, leave or give no number, and a disk that is really full.

Random kills alone say little (a bad writer survives most of them); the crash points say more. These say that nothing
else in the real thing, processes and all, breaks what the store promises.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
import pytest

from sim.errors import InputError, WorkError
from sim.studies import compare
from tests.toys import toy
from tests.toys.toy import PARAMETERS, ToyScenario

ROOT = Path(__file__).resolve().parents[2]
TOY = {"kernel": "tests.toys.toy", "parameters": PARAMETERS, "workers": 1, "assumptions": False, "noise": False}
A, B = ToyScenario("a"), ToyScenario("b", lift=2.0)
PLANTED = ToyScenario("c", lift=1.0, trouble="raise", trouble_rep=3)
DRIVER = """
import sys, time
sys.path.insert(0, '.')
from sim.studies import compare
from sim.laboratory.crew import pace
from tests.toys.toy import ToyScenario, PARAMETERS
pace.CHUNK_SECONDS = 0.03
try:
    compare([ToyScenario('a'), ToyScenario('b', lift=2.0), ToyScenario('c', lift=1.0, trouble='raise', trouble_rep=3)], reps=int(sys.argv[2]),
            out=sys.argv[1], kernel='tests.toys.slow_toy', parameters=PARAMETERS, workers=int(sys.argv[3]), assumptions=False, noise=True)
except KeyboardInterrupt:
    sys.exit(130)
"""


def driver(target: Path, reps: int, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(target), str(reps), str(workers)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # a job in the background ignores Ctrl-C


def children(process: subprocess.Popen[bytes]) -> list[int]:
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        return [int(number) for number in path.read_text().split()]
    except OSError:
        return []


def wait_for(what, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.005)
    return False


def n_parts(target: Path) -> int:
    return len(list((target / "runs").glob("part-*")))


def held(target: Path) -> tuple[set[str], bool]:
    """Return the ids of the runs that are there, and whether any stands there twice, in rows or series."""
    ids: list[str] = []
    days: list[tuple[str, int]] = []
    for kind, found in (("runs", ids), ("series", days)):
        for part in (target / kind).glob("part-*"):
            table = parquet.read_table(part, columns=["run_id"] if kind == "runs" else ["run_id", "day"])
            found.extend(
                table["run_id"].to_pylist()
                if kind == "runs"
                else zip(table["run_id"].to_pylist(), table["day"].to_pylist(), strict=True)
            )
    return set(ids), len(set(ids)) != len(ids) or len(set(days)) != len(days)


@pytest.mark.parametrize(("n_kills", "also_workers"), [(2, False), pytest.param(200, True, marks=pytest.mark.slow)])
def test_random_kills_lose_nothing_and_double_nothing(tmp_path, n_kills, also_workers, capsys):
    """Of drivers, and in the long form every second one of a worker; a study that got through starts a new one."""
    luck = np.random.Generator(np.random.Philox(key=n_kills))
    reps = 12
    wanted = None
    kills = {"driver": 0, "worker": 0}
    n_studies = 0
    while sum(kills.values()) < n_kills:
        n_studies += 1
        target = tmp_path / f"{n_studies}"
        before: set[str] = set()
        while not (target / "DONE").exists():
            process = driver(target, reps, 2)
            start = n_parts(target)
            if sum(kills.values()) < n_kills and wait_for(
                lambda: n_parts(target) > start or process.poll() is not None
            ):  # noqa: B023
                time.sleep(float(luck.random()) * 0.3)
                ours = children(process)
                if also_workers and kills["worker"] < kills["driver"] and ours and process.poll() is None:
                    try:
                        os.kill(ours[-1], signal.SIGKILL)
                        kills["worker"] += 1
                    except ProcessLookupError:
                        continue
                elif process.poll() is None:
                    process.kill()
                    kills["driver"] += 1
            try:
                error = process.communicate(timeout=120)[1]
            except subprocess.TimeoutExpired:
                process.kill()
                pytest.fail(f"hangs after {kills}")
            assert process.returncode in (0, -signal.SIGKILL), error.decode()[-2000:]
            now, _ = held(target)
            assert before <= now, "finished runs are lost"
            before = now
        ids, doubled = held(target)
        assert len(ids) == reps * 4 and not doubled
        if wanted is None:
            compare([A, B, PLANTED], reps=reps, out=tmp_path / "calm", **{**TOY, "noise": True})
            wanted = (tmp_path / "calm/runs.csv").read_bytes()
        assert (target / "runs.csv").read_bytes() == wanted
        assert json.loads((target / "manifest.json").read_text())["failed"] == 1
    with capsys.disabled():
        print(f" [{kills['driver']} driver and {kills['worker']} worker kills, {n_studies} studies]", end="")


@pytest.mark.parametrize(
    ("number", "workers"),
    [(signal.SIGINT, 2), (signal.SIGTERM, 1), pytest.param(signal.SIGTERM, 2, marks=pytest.mark.slow)],
)
def test_an_interrupted_study_ends_with_130_and_goes_on(tmp_path, number, workers):
    process = driver(tmp_path / "s", 3000, workers)
    assert wait_for(lambda: n_parts(tmp_path / "s") >= 3 or process.poll() is not None)
    ours = children(process)
    process.send_signal(number)
    error = process.communicate(timeout=60)[1]
    assert process.returncode == 130, error.decode()[-2000:]
    assert not (tmp_path / "s/DONE").exists() and n_parts(tmp_path / "s") >= 3
    assert wait_for(lambda: not [worker for worker in ours if Path(f"/proc/{worker}").exists()]), (
        "worker processes are left behind"
    )
    n_before = len(held(tmp_path / "s")[0])
    compare([A, B, PLANTED], reps=20, out=tmp_path / "s", **{**TOY, "noise": True})
    compare([A, B, PLANTED], reps=20, out=tmp_path / "calm", **{**TOY, "noise": True})
    ids, doubled = held(tmp_path / "s")
    assert len(ids) >= n_before and not doubled
    calm = (tmp_path / "calm/runs.csv").read_text().splitlines()
    assert set(calm) <= set((tmp_path / "s/runs.csv").read_text().splitlines())


def test_sigterm_is_left_as_it_was(tmp_path):
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    compare([A, B], reps=2, out=tmp_path / "s", **TOY)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    with pytest.raises(InputError):
        compare([B, A], reps=2, out=tmp_path / "s", **TOY)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_run_that_raises_is_a_row_with_its_command(tmp_path):
    compare([A, PLANTED], reps=5, out=tmp_path / "s", **TOY)
    rows = parquet.read_table(tmp_path / "s/runs").to_pylist()
    failed = [row for row in rows if row["status"] == "failed"]
    assert [(row["scenario"], row["rep"]) for row in failed] == [("c", 3)]
    assert failed[0]["repeat"] == "community-sim run scenarios/c.toml --replication 3"
    assert failed[0]["error"].startswith('RuntimeError: planted, with a comma and a "quote" (toy.py:')
    assert {row["repeat"] for row in rows if row["status"] == "ok"} == {""}


def test_a_run_that_gives_no_number_stays_a_gap(tmp_path, monkeypatch):
    real = toy.simulate

    def without_numbers(setup, *, replication=0, events=False):
        run = real(setup, replication=replication)
        if setup.lift and replication == 2:
            for name in run.diary.dtype.names:
                run.diary[name] = np.nan if run.diary.dtype[name].kind == "f" else 0
        return run

    monkeypatch.setattr(toy, "simulate", without_numbers)
    comparison = compare([A, B], reps=6, out=tmp_path / "s", **TOY)
    assert np.isnan(comparison.values[1, 2, 0]) and np.isfinite(np.delete(comparison.values[1, :, 0], 2)).all()
    again = compare([A, B], reps=6, out=tmp_path / "s", **TOY)
    np.testing.assert_array_equal(comparison.values, again.values)
    line = next(entry for entry in (tmp_path / "s/runs.csv").read_text().splitlines() if ",b,1,2," in entry)
    assert "nan" not in line.lower() and ",ok,,,," in line


def test_a_disk_that_is_really_full(tmp_path, monkeypatch):
    small = tmp_path / "small"
    small.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "none", str(small)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()[:100]}")
    try:
        from sim.laboratory.crew import pace
        from sim.laboratory.store import room

        monkeypatch.setattr(pace, "MOST_IN_CHUNK", 4)
        with pytest.raises(InputError, match="no room on the disk: 1.5 MB free, 16.8 MB needed"):
            compare([A, B], reps=60, out=small / "s", **TOY)
        monkeypatch.setattr(room, "RESERVE_BYTES", 100_000)
        with pytest.raises(WorkError, match="no room on the disk: .* the runs written so far are kept"):
            compare([A, B], reps=60, out=small / "s", **TOY)
        n_first = len(held(small / "s")[0])
        monkeypatch.setattr(room, "RESERVE_BYTES", -(10**9))
        with pytest.raises(WorkError, match="No space left on device; the runs written so far are kept"):
            compare([A, B], reps=60, out=small / "s", **TOY)
        assert len(held(small / "s")[0]) > n_first > 0
        subprocess.run(["mount", "-o", "remount,size=20m", str(small)], check=True)
        comparison = compare([A, B], reps=60, out=small / "s", **TOY)
        np.testing.assert_array_equal(comparison.values, compare([A, B], reps=60, **TOY).values)
        assert not held(small / "s")[1]
    finally:
        subprocess.run(["umount", str(small)], check=True)
