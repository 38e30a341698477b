"""Stop at every operation on the disk: first three bad writers are caught, then the store passes at every point.

The harness is worth what it finds: it must fail on writers that are known to be wrong, and pass one that is right.
"""

from __future__ import annotations

import errno
import json
import os

import pytest

from sim.laboratory import files
from sim.laboratory.store import folder, manifest
from tests.faults.crashpoints import Found, try_every_point
from tests.faults.small_study import FAILED, few_measures, name_of, opened, outcome, study, survives, whole  # noqa: F401

WANTED = {f"run-{i}": i * i for i in range(4)}


def nothing(root):
    """Begin with an empty folder."""


def without_fsync(path, data):
    temporary = path.with_name(f".{path.name}.tmp")
    with open(temporary, "wb") as file:
        file.write(data)
    os.replace(temporary, path)


def in_place(path, data):
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    files.settle(path.parent)


def parts_of(root):
    content = {}
    for path in sorted(root.glob("part-*.json")):
        content |= json.loads(path.read_text())
    return content


def toy_store(write, manifest_first=False):
    """Return what works through WANTED one part at a time, and what looks whether all of it is there after going on."""

    def act(root, promised):
        listed = root / "manifest.json"
        done = set(json.loads(listed.read_text())) if manifest_first and listed.exists() else set(parts_of(root))
        for run in sorted(set(WANTED) - done):
            done.add(run)
            if manifest_first:
                write(listed, json.dumps(sorted(done)).encode())
            write(root / f"part-{run}.json", json.dumps({run: WANTED[run]}).encode())
            promised.add(run)

    def check(root, promised):
        try:
            lost = promised - set(parts_of(root))
            act(root, set())
            return f"lost {sorted(lost)}" if lost else "" if parts_of(root) == WANTED else "not the same as undisturbed"
        except ValueError:
            return "cannot be read"

    return act, check


def test_the_harness_passes_a_right_writer(tmp_path):
    tried = try_every_point(tmp_path, nothing, *toy_store(files.write_whole))
    assert tried == Found(5 * len(WANTED), 3 * (5 * len(WANTED) + 1), ())


@pytest.mark.parametrize(
    ("write", "manifest_first", "image"),
    [(without_fsync, False, "torn"), (in_place, False, "kill"), (files.write_whole, True, "kill")],
    ids=["no fsync before rename", "write in place", "manifest before part"],
)
def test_the_harness_catches_a_bad_writer(tmp_path, write, manifest_first, image):
    tried = try_every_point(tmp_path, nothing, *toy_store(write, manifest_first))
    assert any(f", {image}: " in one for one in tried.wrong), tried.wrong


@pytest.mark.parametrize("write", [without_fsync, in_place])
def test_the_harness_catches_the_store_with_a_bad_writer(tmp_path, monkeypatch, few_measures, write):  # noqa: F811
    wanted = study(tmp_path / "whole", set())
    for module in (files, folder, manifest):
        monkeypatch.setattr(module, "write_whole", write)
    (tmp_path / "try").mkdir()
    tried = try_every_point(
        tmp_path / "try", nothing, study, lambda root, promised: _said(root, promised, wanted), is_enough=1
    )
    assert tried.wrong


def _said(root, promised, wanted, **how):
    try:
        return survives(root, promised, wanted, **how)
    except Exception as error:  # noqa: BLE001 - going on must not raise anything
        return repr(error)


def test_the_store_survives_every_point(tmp_path, few_measures, capsys):  # noqa: F811
    wanted = study(tmp_path / "whole", set())
    assert whole(tmp_path / "whole") == ""
    (tmp_path / "try").mkdir()
    tried = try_every_point(tmp_path / "try", nothing, study, lambda root, promised: _said(root, promised, wanted))
    assert tried.wrong == ()
    assert tried.n_points > 70
    with capsys.disabled():
        print(f" [{tried.n_points} points, {tried.n_tried} pictures]", end="")


def _untidy(root):
    """A finished folder in which a part of series is damaged, one of runs lost, series are orphaned, and a run failed."""
    study(root, set(), chunk=3)
    for kind, run, how in (
        ("series", (0, 0), lambda path: path.write_bytes(path.read_bytes()[:-9])),
        ("runs", (1, 3), lambda path: path.unlink()),
    ):
        how(next(path for path in (root / "study" / kind).glob("part-*") if _has(path, name_of(*run))))
    with opened(root) as held:
        held._held.add([outcome(0, 77)], {0: "a"}, {})
    next(path for path in (root / "study/runs").glob("part-*") if _has(path, name_of(0, 77))).unlink()


def _has(path, run_id):
    import pyarrow.parquet as parquet

    return run_id in parquet.read_table(path)["run_id"].to_pylist()


def test_repairing_and_retrying_survive_every_point(tmp_path, few_measures, capsys):  # noqa: F811
    wanted = study(tmp_path / "whole", set(), fails=False)
    (tmp_path / "try").mkdir()

    def again(root, promised):
        study(root, promised, fails=False, chunk=2, again=True)

    tried = try_every_point(
        tmp_path / "try", _untidy, again, lambda root, promised: _said(root, promised, wanted, fails=False, again=True)
    )
    assert tried.wrong == ()
    assert tried.n_points > 60
    with capsys.disabled():
        print(f" [{tried.n_points} points, {tried.n_tried} pictures]", end="")


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["disk full", "disk error"])
def test_a_disk_that_refuses_at_any_point_loses_nothing(tmp_path, few_measures, error):  # noqa: F811
    from sim.errors import SimError

    wanted = study(tmp_path / "whole", set())
    refusals = []

    def act(root, promised):
        try:
            study(root, promised)
        except SimError as refused:
            refusals.append(str(refused))
            raise

    (tmp_path / "try").mkdir()
    tried = try_every_point(
        tmp_path / "try", nothing, act, lambda root, promised: _said(root, promised, wanted), error=error
    )
    assert tried.wrong == ()
    assert len(refusals) == tried.n_points, "every refusal is told as a fault of the input or of the work"
    assert all(os.strerror(error) in one for one in refusals)


def test_the_failed_run_is_in_the_small_study(few_measures):  # noqa: F811
    assert outcome(*FAILED).error and not outcome(0, 0).error
