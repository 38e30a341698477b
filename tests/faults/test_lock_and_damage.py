"""Two drivers on one folder, locks left behind, damaged and foreign files, disks that are full or only to be read."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError, WorkError
from sim.laboratory.store import lock, room
from sim.laboratory.store.folder import StudyFolder
from sim.laboratory.store.lock import FolderLock, Holder, LockTaken, writer
from sim.laboratory.store.manifest import SCHEMA
from tests.faults.small_study import EVERY, IDS, LABELS, POINTS, few_measures, opened, outcome, study, survives, whole  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
TWO_DRIVERS = """
import sys, time
sys.path.insert(0, '.')
from pathlib import Path
from sim.errors import InputError
from tests.faults import small_study
time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
try:
    print('wrote', small_study.study(Path(sys.argv[1]), set(), chunk=1))
except InputError as refused:
    print('refused', refused)
"""


@pytest.mark.parametrize("n_times", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_two_drivers_at_once_never_both_write(tmp_path, n_times):
    n_refused = 0
    for trial in range(n_times):
        (tmp_path / f"{trial}").mkdir()
        start = str(time.time() + 1.5)
        both = [
            subprocess.Popen(
                [sys.executable, "-c", TWO_DRIVERS, str(tmp_path / f"{trial}"), start],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        said = [process.communicate(timeout=60)[0] for process in both]
        assert all(process.returncode == 0 for process in both)
        hashes = {text.split()[1] for text in said if text.startswith("wrote")}
        refused = [text for text in said if text.startswith("refused")]
        assert len(hashes) == 1 and len(refused) <= 1
        assert all("another study is writing here (process " in text for text in refused)
        n_refused += len(refused)
        assert whole(tmp_path / f"{trial}") == ""
    assert n_refused, "the two never met"


def test_the_lock_of_a_dead_process_holds_nobody_up(tmp_path):
    script = (
        "import os, sys; sys.path.insert(0, '.')\nfrom pathlib import Path\nfrom sim.laboratory.store.lock import FolderLock\n"
        "held = FolderLock(Path(sys.argv[1]))\nprint('held', flush=True)\nimport time; time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline().strip() == "held"
    assert writer(tmp_path) == Holder(platform.node(), process.pid)
    with pytest.raises(LockTaken, match=f"process {process.pid} on "):
        FolderLock(tmp_path)
    process.kill()
    process.wait()
    assert writer(tmp_path) is None
    held = FolderLock(tmp_path)
    assert writer(tmp_path) == Holder(platform.node(), os.getpid())
    held.release()
    assert writer(tmp_path) is None and (tmp_path / ".lock").read_bytes() == b""


def test_a_writer_on_another_computer_is_believed_until_it_is_silent(tmp_path, few_measures):  # noqa: F811
    study(tmp_path, set())
    path = tmp_path / "study/.lock"
    path.write_text(json.dumps({"host": "elsewhere", "pid": 4711}))
    with pytest.raises(
        InputError, match=r"another study is writing here \(process 4711 on elsewhere\); .* delete .*\.lock"
    ):
        opened(tmp_path)
    long_ago = time.time() - lock.SILENCE_SECONDS - 5
    os.utime(path, (long_ago, long_ago))
    opened(tmp_path).close()
    path.write_text("no JSON")
    opened(tmp_path).close()


def test_the_lock_gives_signs_of_life(tmp_path, few_measures):  # noqa: F811
    with opened(tmp_path) as folder:
        path = tmp_path / "study/.lock"
        os.utime(path, (1.0, 1.0))
        folder.add([outcome(0, 0)], POINTS)
        assert path.stat().st_mtime > time.time() - 60


def test_two_hundred_damaged_parts_are_all_noticed(tmp_path, few_measures):  # noqa: F811
    wanted = study(tmp_path, set())
    luck = np.random.Generator(np.random.Philox(key=7))
    for trial in range(200):
        kind = ("runs", "series")[trial % 2]
        every = sorted((tmp_path / "study" / kind).glob("part-*"))
        path = every[int(luck.integers(len(every)))]
        data = bytearray(path.read_bytes())
        if trial % 4 < 2:
            data[int(luck.integers(len(data)))] ^= 1 << int(luck.integers(8))
        else:
            del data[int(luck.integers(len(data))) :]
        path.write_bytes(data)
        with opened(tmp_path) as folder:
            assert folder.n_damaged == 1
            assert folder.damaged[0].file == path and folder.damaged[0].moved_to.read_bytes() == data
            assert folder.damaged[0].why.startswith("cut off or changed")
        assert study(tmp_path, set()) == wanted
    assert whole(tmp_path) == ""
    assert len(list((tmp_path / "study/bad").iterdir())) == 200, "damaged parts of one name overwrite each other"


def test_parts_of_another_form_or_study_are_set_aside(tmp_path, few_measures):  # noqa: F811
    import io

    import pyarrow as arrow
    import pyarrow.parquet as parquet

    from sim.laboratory.files import write_part
    from sim.laboratory.store.parts import as_part, runs_part

    wanted = study(tmp_path, set())
    runs = tmp_path / "study/runs"
    with opened(tmp_path) as folder:
        identity = folder.identity
    sink = io.BytesIO()
    parquet.write_table(arrow.table({"run_id": ["x"]}), sink)
    foreign = {
        write_part(runs, b"no table at all"): "not a Parquet table",
        write_part(runs, sink.getvalue()): "it belongs to another study, engine or form",
        write_part(runs, as_part(arrow.table({"run_id": ["x"]}), identity)): "no such table: it has no column",
        write_part(
            runs, runs_part([outcome(0, 9)], LABELS, [""], {**identity, "engine_id": "other"})
        ): "it belongs to another study, engine or form",
    }
    with opened(tmp_path) as folder:
        assert {one.file: one.why.split(" 'measure")[0][: len(foreign[one.file])] for one in folder.damaged} == foreign
    assert study(tmp_path, set()) == wanted and whole(tmp_path) == ""


def test_no_bit_of_the_manifest_costs_a_run(tmp_path, few_measures):  # noqa: F811
    wanted = study(tmp_path, set())
    path = tmp_path / "study/manifest.json"
    for place in range(0, len(path.read_bytes()), 5):
        data = bytearray(path.read_bytes())
        data[place % len(data)] ^= 1 << (place % 7)
        path.write_bytes(data)
        assert (
            survives(tmp_path, IDS - {one.run_id for one in (outcome(*each) for each in EVERY) if one.error}, wanted)
            == ""
        )
    path.unlink()
    assert survives(tmp_path, set(), wanted) == ""
    (tmp_path / "study/design.parquet").write_bytes(b"broken")
    assert survives(tmp_path, set(), wanted) == ""


def test_a_folder_without_manifest_still_refuses_another_study(tmp_path, few_measures):  # noqa: F811
    study(tmp_path, set())
    (tmp_path / "study/manifest.json").unlink()
    for design, engine, told in (("other", "engine", "holds another study"), ("design", "other", "another engine")):
        with pytest.raises(InputError, match=f"{told}.* resume .* --fork NEW"):
            StudyFolder(tmp_path / "study", design, engine)
    assert not (tmp_path / "study/bad").exists()


def test_a_folder_of_the_first_form_is_refused_and_left_as_it_is(tmp_path, few_measures):  # noqa: F811
    study(tmp_path, set())
    path = tmp_path / "study/manifest.json"
    data = json.loads(path.read_text()) | {"schema": 1}
    del data["checksum"]
    path.write_text(json.dumps(data))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=rf"was written in another form: schema 1 there, {SCHEMA} here; .* --fork NEW"):
        opened(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_room_is_looked_at_before_the_start_and_before_each_part(tmp_path, few_measures, monkeypatch):  # noqa: F811
    wanted = study(tmp_path / "whole", set())
    free = [10**9]
    monkeypatch.setattr("sim.laboratory.store.room.free_bytes", lambda folder: free[0])
    with opened(tmp_path) as folder:
        folder.make_room(1000, 365, 40)
        with pytest.raises(InputError, match=r"no room on the disk: 1,000.0 MB free, 41,716.8 MB needed"):
            folder.make_room(10**6, 365, 40)
        folder.add([outcome(0, 0)], POINTS)
        free[0] = room.RESERVE_BYTES + 100
        with pytest.raises(WorkError, match="no room on the disk: .* the runs written so far are kept"):
            folder.add([outcome(1, 0)], POINTS)
    free[0] = room.RESERVE_BYTES - 1
    with pytest.raises(InputError, match="no room on the disk"):
        opened(tmp_path)
    free[0] = 10**9
    with opened(tmp_path) as folder:
        assert folder.known(outcome(0, 0).run_id, True) and not folder.known(outcome(1, 0).run_id, False)
    assert study(tmp_path, set()) == wanted


def test_expected_room_is_near_what_is_used(tmp_path):
    """With all measures and 40 series of 365 days of full-width noise, which packs worst."""
    n_series, n_days = 40, 365
    luck = np.random.default_rng(1)
    done = []
    for replication in range(20):
        one = outcome(0, replication)
        one.series.clear()
        one.series.update({f"s{i}": luck.standard_normal(n_days).astype(np.float32) * 100 for i in range(n_series)})
        done.append(one)
    with opened(tmp_path) as folder:
        before = room.used_bytes(tmp_path)
        folder.add(done, POINTS)
        folder.finish()
    used = room.used_bytes(tmp_path) - before
    assert 0.5 < room.expected_bytes(20, n_days, n_series) / used < 2.0


def test_a_read_only_folder_is_told_before_computing_and_can_be_looked_into(tmp_path, few_measures):  # noqa: F811
    from sim.laboratory.store.exporting import export
    from sim.laboratory.store.status import status

    study(tmp_path, set())
    command = [
        "unshare",
        "--mount",
        "sh",
        "-c",
        f'mount --bind -o ro {tmp_path} {tmp_path} && mount -o remount,bind,ro {tmp_path} && exec "$@"',
        "sh",
    ]
    script = (
        "import sys; sys.path.insert(0, '.')\nfrom pathlib import Path\nfrom sim.errors import InputError\nfrom sim.laboratory.store.folder import StudyFolder\n"
        "try:\n    StudyFolder(Path(sys.argv[1]), 'design', 'engine')\nexcept InputError as told:\n    print(told)\n"
    )
    done = subprocess.run(
        [*command, sys.executable, "-c", script, str(tmp_path / "study")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode and ("unshare" in done.stderr or "mount" in done.stderr):
        pytest.skip(f"no folder can be mounted read-only here: {done.stderr.strip()[:100]}")
    assert "cannot be written: Read-only file system; allowed a folder you may write in" in done.stdout, done.stderr
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "study").rglob("*")}
    standing = status(tmp_path / "study", engine_id="engine")
    assert (standing.n_ok, standing.n_failed, standing.is_done, standing.writer) == (7, 1, True, "")
    export(tmp_path / "study", out=tmp_path / "out.csv")
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "study").rglob("*")}, (
        "looking changed something"
    )
