"""Faults a study must survive: kills, damage, a second writer, a folder of something else, dying workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError, WorkError
from sim.laboratory import files
from sim.laboratory.store import folder, holdings
from sim.studies import compare
from tests.toys import toy
from tests.toys.toy import PARAMETERS, ToyScenario

TOY = {"kernel": "tests.toys.toy", "parameters": PARAMETERS, "workers": 1, "assumptions": False, "noise": False}
A = ToyScenario("a")
B = ToyScenario("b", lift=2.0)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def n_simulated(monkeypatch):
    """Count the runs that are really done in this process."""
    done = []
    real = toy.simulate
    monkeypatch.setattr(
        toy,
        "simulate",
        lambda setup, *, replication=0, events=False: (done.append(replication), real(setup, replication=replication))[
            1
        ],
    )
    return done


def test_who_goes_on_with_a_folder_knows_how_it_was_begun(tmp_path, monkeypatch):
    for argv in (["community-sim", "compare", "a.toml"], ["community-sim", "report", "s"]):
        monkeypatch.setattr("sys.argv", argv)
        told = compare([A, B], reps=2, out=tmp_path / "s", **TOY).provenance
        assert told["command"] == " ".join(argv) and told["first_command"] == "community-sim compare a.toml"
        assert json.loads((tmp_path / "s/manifest.json").read_text())["first_command"] == told["first_command"]
    assert "first_command" not in compare([A, B], reps=2, **TOY).provenance


def test_folder_holds_what_it_says(tmp_path):
    import pyarrow.parquet as parquet

    compare([A, B], reps=4, out=tmp_path / "s", **{**TOY, "assumptions": "ranges", "noise": True})
    names = {p.name for p in (tmp_path / "s").iterdir()}
    assert names == {
        "manifest.json",
        "study.input.toml",
        "study.resolved.toml",
        "scenarios",
        "design.parquet",
        "runs",
        "series",
        "runs.csv",
        "DONE",
        ".lock",
    }
    manifest = json.loads((tmp_path / "s/manifest.json").read_text())
    assert manifest["engine_id"] == "toy-engine" and manifest["replications"] == 4 and manifest["failed"] == 0
    assert manifest["runs_hash"] == (tmp_path / "s/DONE").read_text().strip()
    assert manifest["versions"]["numpy"] == np.__version__
    runs = parquet.read_table(tmp_path / "s/runs")
    assert runs.num_rows == 2 * 4 + 4 + 40 * 3 * 2 and set(runs["status"].to_pylist()) == {"ok"}
    assert len(set(runs["run_id"].to_pylist())) == runs.num_rows
    series = parquet.read_table(tmp_path / "s/series")
    assert series.num_rows == 2 * 4 * 120 and "posters_30d" in series.column_names
    design = parquet.read_table(tmp_path / "s/design.parquet").to_pylist()
    assert (
        len(design) == 2 + 1 + 80 and design[5]["behaviour.liveliness"] != 1.0 and design[0]["behaviour.fixed"] == 1.0
    )
    assert len((tmp_path / "s/runs.csv").read_text().splitlines()) == runs.num_rows + 1
    assert not list((tmp_path / "s").rglob("*.tmp"))


def test_more_replications_use_what_is_there(tmp_path, n_simulated):
    compare([A, B], reps=4, out=tmp_path / "s", **TOY)
    assert len(n_simulated) == 8
    comparison = compare([A, B], reps=10, out=tmp_path / "s", **TOY)
    assert len(n_simulated) == 20
    np.testing.assert_array_equal(comparison.values, compare([A, B], reps=10, **TOY).values)
    compare([A, B], reps=3, out=tmp_path / "s", **TOY)
    assert len(n_simulated) == 40


@pytest.mark.parametrize(
    "what", ["replace", pytest.param("write", marks=pytest.mark.slow), pytest.param("fsync", marks=pytest.mark.slow)]
)
def test_every_crash_point_is_survived(tmp_path, monkeypatch, what):
    """Stop at the k-th file operation for every k: what is there is whole, and the same command ends alike."""

    class Crash(BaseException):
        pass

    compare([A, B], reps=3, out=tmp_path / "whole", **TOY)
    wanted = (tmp_path / "whole/runs.csv").read_bytes()
    real = {"fsync": os.fsync, "replace": os.replace, "write": files.write_whole}
    place = {"fsync": (os, "fsync"), "replace": (os, "replace"), "write": (folder, "write_whole")}[what]
    for k in range(1, 100):
        calls = 0

        def crash(*arguments, k=k):
            nonlocal calls
            calls += 1
            if calls == k:
                raise Crash
            return real[what](*arguments)

        monkeypatch.setattr(*place, crash)
        target = tmp_path / f"{what}-{k}"
        try:
            compare([A, B], reps=3, out=target, **TOY)
            ended = True
        except Crash:
            ended = False
        monkeypatch.setattr(*place, real[what])
        if ended:
            assert k > 5
            return
        compare([A, B], reps=3, out=target, **TOY)
        assert (target / "runs.csv").read_bytes() == wanted
        assert not list(target.rglob("*.tmp"))
    pytest.fail("never ended")


def _study_process(target: Path, seconds: float, reps: int = 40) -> subprocess.Popen[bytes]:
    script = (
        "import sys, time; sys.path.insert(0, '.')\n"
        "from tests.toys import toy\nreal = toy.simulate\n"
        f"def slow(setup, *, replication=0, events=False):\n    time.sleep({seconds}); return real(setup, replication=replication)\n"
        "toy.simulate = slow\n"
        "from sim.studies import compare\nfrom sim.laboratory.crew import pace\npace.CHUNK_SECONDS = 0.02\n"
        "from tests.toys.toy import ToyScenario, PARAMETERS\n"
        f"compare([ToyScenario('a'), ToyScenario('b', lift=2.0)], reps={reps}, out={str(target)!r}, kernel='tests.toys.toy', "
        "parameters=PARAMETERS, workers=1, assumptions=False, noise=False)\n"
    )
    return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.PIPE)


def _wait_for_parts(target: Path, n: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1000):
        if len(list((target / "runs").glob("part-*"))) >= n or process.poll() is not None:
            return
        time.sleep(0.01)


def test_a_killed_study_goes_on_where_it_was(tmp_path, n_simulated):
    process = _study_process(tmp_path / "s", 0.01)
    _wait_for_parts(tmp_path / "s", 5, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "s/DONE").exists()
    comparison = compare([A, B], reps=40, out=tmp_path / "s", **TOY)
    assert 0 < len(n_simulated) < 80
    np.testing.assert_array_equal(comparison.values, compare([A, B], reps=40, **TOY).values)


def test_two_studies_never_write_one_folder(tmp_path):
    process = _study_process(tmp_path / "s", 0.05)
    _wait_for_parts(tmp_path / "s", 1, process)
    with pytest.raises(InputError, match=f"another study is writing here .process {process.pid}"):
        compare([A, B], reps=40, out=tmp_path / "s", **TOY)
    process.kill()
    process.wait()
    compare([A, B], reps=2, out=tmp_path / "s", **TOY)


def test_another_design_engine_or_measure_is_refused(tmp_path, monkeypatch):
    compare([A, B], reps=2, out=tmp_path / "s", **TOY)
    before = {p: p.read_bytes() for p in (tmp_path / "s").rglob("*") if p.is_file()}
    for wrong in ([B, A], [A, B, B], [A, ToyScenario("c", lift=3.0)]):
        with pytest.raises(InputError, match="holds another study"):
            compare(wrong, reps=2, out=tmp_path / "s", **TOY)
    with monkeypatch.context() as patch:
        patch.setattr(toy, "engine_id", lambda: "other")
        with pytest.raises(InputError, match="another engine"):
            compare([A, B], reps=2, out=tmp_path / "s", **TOY)
    with monkeypatch.context() as patch:
        patch.setattr(folder, "measures_id", lambda: "other")
        with pytest.raises(InputError, match="measured otherwise"):
            compare([A, B], reps=2, out=tmp_path / "s", **TOY)
    (tmp_path / "s/.lock").write_bytes(before[tmp_path / "s/.lock"])
    assert before == {p: p.read_bytes() for p in (tmp_path / "s").rglob("*") if p.is_file()}


def test_a_folder_of_something_else_is_left_alone(tmp_path, n_simulated):
    (tmp_path / "holiday.jpg").write_text("x")
    with pytest.raises(InputError, match="not a study folder"):
        compare([A, B], reps=2, out=tmp_path, **TOY)
    assert [p.name for p in tmp_path.iterdir()] == ["holiday.jpg"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        compare([A, B], reps=2, out=tmp_path / "file", **TOY)
    assert n_simulated == []


def test_a_folder_that_cannot_be_written_is_told_before_computing(n_simulated):
    with pytest.raises(InputError, match="cannot be written"):
        compare([A, B], reps=2, out="/proc/community-sim", **TOY)
    assert n_simulated == []


def test_a_full_disk_keeps_what_is_there(tmp_path, monkeypatch, n_simulated):
    import errno

    from sim.laboratory.crew import pace

    monkeypatch.setattr(pace, "MOST_IN_CHUNK", 2)
    real, calls = files.write_part, []

    def full(where, data):
        calls.append(where)
        if len(calls) > 6:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(where, data)

    with monkeypatch.context() as patch:
        patch.setattr(holdings, "write_part", full)
        with pytest.raises(WorkError, match="No space left on device"):
            compare([A, B], reps=10, out=tmp_path / "s", **TOY)
    n_before = len(n_simulated)
    comparison = compare([A, B], reps=10, out=tmp_path / "s", **TOY)
    assert len(n_simulated) - n_before == 20 - 6
    np.testing.assert_array_equal(comparison.values, compare([A, B], reps=10, **TOY).values)


def test_damage_is_noticed_set_apart_and_repaired(tmp_path):
    wanted = compare([A, B], reps=6, out=tmp_path / "s", **TOY)
    rng = np.random.default_rng(1)
    n_times = 0
    for kind in ("runs", "series"):
        for trial in range(3):
            path = next((tmp_path / "s" / kind).glob("part-*.parquet"))
            data = bytearray(path.read_bytes())
            if trial % 3 == 0:
                data = data[: int(rng.integers(0, len(data)))]
            else:
                data[int(rng.integers(0, len(data)))] ^= 1 << int(rng.integers(0, 8))
            path.write_bytes(bytes(data))
            comparison = compare([A, B], reps=6, out=tmp_path / "s", **TOY)
            n_times += comparison.provenance["damaged_parts"]
            np.testing.assert_array_equal(comparison.values, wanted.values)
            np.testing.assert_array_equal(comparison.diary["posts_own"], wanted.diary["posts_own"])
    assert n_times == 6
    assert (tmp_path / "s/bad").is_dir()


def test_a_dead_worker_costs_only_time(tmp_path):
    once = ToyScenario("once", lift=1.0, trouble="die_once", trouble_rep=4, trouble_file=str(tmp_path / "died"))
    comparison = compare([A, once], reps=12, out=tmp_path / "s", **{**TOY, "workers": 2})
    assert (tmp_path / "died").exists()
    assert comparison.failed == 0 and np.isfinite(comparison.values[:, :, 0]).all()


def test_a_run_that_always_kills_its_worker_becomes_a_row(tmp_path):
    deadly = ToyScenario("deadly", lift=1.0, trouble="die", trouble_rep=4)
    comparison = compare([A, deadly], reps=12, out=tmp_path / "s", **{**TOY, "workers": 2})
    assert comparison.failed == 1
    assert np.isnan(comparison.values[1, 4]).all() and np.isfinite(np.delete(comparison.values[1, :, 0], 4)).all()
    assert "the worker process died 3 times" in comparison.provenance["errors"][0]
    assert "failed" in (tmp_path / "s/runs.csv").read_text()


def test_failed_runs_are_written_down_and_not_tried_for_ever(tmp_path, n_simulated):
    broken = ToyScenario("broken", trouble="raise", trouble_rep=1)
    for _ in range(2):
        assert compare([A, broken], reps=3, out=tmp_path / "s", **TOY).failed == 1
    assert len(n_simulated) == 6
    text = (tmp_path / "s/runs.csv").read_text()
    assert text.count("failed") == 1 and '""quote""' in text


def test_workers_end_when_the_study_is_killed(tmp_path):
    script = (
        "import sys; sys.path.insert(0, '.')\n"
        "from sim.studies import compare\nfrom tests.toys.toy import ToyScenario, PARAMETERS\n"
        "compare([ToyScenario(f's{i}', trouble='sleep', trouble_rep=0, lift=float(i)) for i in range(40)], reps=1, "
        "kernel='tests.toys.toy', parameters=PARAMETERS, workers=2, assumptions=False, noise=False)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    children: list[str] = []
    for _ in range(3000):
        path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        children = path.read_text().split() if path.exists() else []
        if len(children) >= 3 or process.poll() is not None:
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert children
    for _ in range(300):
        left = [
            c
            for c in children
            if Path(f"/proc/{c}").exists() and "Z" not in Path(f"/proc/{c}/stat").read_text().split()[2]
        ]
        if not left:
            return
        time.sleep(0.02)
    pytest.fail(f"workers left behind: {left}")


def test_a_script_without_a_guard_does_not_start_itself_again(tmp_path):
    script = tmp_path / "six_lines.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "print('started')\n"
        "from sim.studies import compare\nfrom tests.toys.toy import ToyScenario, PARAMETERS\n"
        "found = compare([ToyScenario('a'), ToyScenario('b', lift=1.0)], reps=6, kernel='tests.toys.toy', parameters=PARAMETERS, workers=2)\n"
        "print(found.failed)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["started", "0"], done.stderr


def test_workers_import_little():
    done = subprocess.run(
        [sys.executable, "-c", "import sys; import sim.laboratory.crew.worker; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    heavy = {"mesa", "pandas", "matplotlib", "scipy.stats", "pyarrow", "pydantic", "typer", "rich"}
    assert not heavy & set(done.stdout.split()), done.stderr


def test_ctrl_c_leaves_a_study_that_goes_on(tmp_path, n_simulated):
    script = (
        "import sys; sys.path.insert(0, '.')\n"
        "from sim.studies import compare\nfrom sim.laboratory.crew import pace\npace.CHUNK_SECONDS = 0.02\n"
        "from tests.toys.toy import ToyScenario, PARAMETERS\n"
        f"compare([ToyScenario('a'), ToyScenario('b', lift=2.0)], reps=3000, out={str(tmp_path / 's')!r}, kernel='tests.toys.toy', "
        "parameters=PARAMETERS, workers=2, assumptions=False, noise=False)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # a job in the background ignores Ctrl-C
    _wait_for_parts(tmp_path / "s", 3, process)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode != 0 and b"KeyboardInterrupt" in error
    assert not (tmp_path / "s/DONE").exists()
    comparison = compare([A, B], reps=10, out=tmp_path / "s", **TOY)
    assert len(n_simulated) < 20
    np.testing.assert_array_equal(comparison.values, compare([A, B], reps=10, **TOY).values)
