"""A study of a few made-up runs, put straight into a folder: the store without any engine, in milliseconds."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as parquet
import pytest

from sim.laboratory.crew.worker import Outcome
from sim.laboratory.plan.points import Point
from sim.laboratory.store import parts
from sim.laboratory.store import tables as runs_table
from sim.laboratory.store.folder import StudyFolder

LABELS = {0: "a", 1: "b"}
POINTS = {
    number: Point(number, "main", label, -1, label * 8, lambda: SimpleNamespace(to_toml=lambda: "[community]\n"))
    for number, label in LABELS.items()
}
N_REPS = 4
DAYS = 3
CHUNK = 3
FAILED = (1, 2)
"""The run that fails: point and replication."""


def design() -> list[dict[str, object]]:
    return [
        {
            "point": number,
            "part": "main",
            "scenario": label,
            "draw": -1,
            "scenario_hash": label * 8,
            "audience": 10,
            "days": DAYS,
            "seed": 1,
            "behaviour.x": 0.5,
        }
        for number, label in LABELS.items()
    ]


def name_of(point: int, replication: int) -> str:
    return hashlib.sha256(f"{point}/{replication}".encode()).hexdigest()[:32]


EVERY = [(point, replication) for replication in range(N_REPS) for point in LABELS]
IDS = {name_of(*key) for key in EVERY}


def outcome(point: int, replication: int, fails: bool = True) -> Outcome:
    luck = np.random.Generator(np.random.Philox(key=point * 1000 + replication))
    error = "RuntimeError: planted (toy.py:1)" if fails and (point, replication) == FAILED else ""
    values = np.full(len(parts.MEASURES), np.nan) if error else luck.standard_normal(len(parts.MEASURES))
    series = (
        None
        if error
        else {
            "members": np.full(DAYS, float(point), np.float32),
            "posts": luck.standard_normal(DAYS).astype(np.float32),
        }
    )
    return Outcome(name_of(point, replication), point, replication, error, 0.1, values, series)


@pytest.fixture
def few_measures(monkeypatch):
    """Four measures instead of all, no look at git, no waiting for the disk: a folder is opened a thousand times."""
    some = dict(list(parts.MEASURES.items())[:4])
    monkeypatch.setattr(parts, "MEASURES", some)
    monkeypatch.setattr(runs_table, "MEASURES", some)
    monkeypatch.setattr("sim.laboratory.provenance.provenance", lambda engine_id: {"command": "test"})
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    return some


def opened(path: Path) -> StudyFolder:
    return StudyFolder(path / "study", "design", "engine")


def study(
    path: Path, promised: set[str], *, fails: bool = True, chunk: int = CHUNK, shift: int = 0, again: bool = False
) -> str:
    """Do what is not done yet, as a comparison does it; return the hash of runs.csv."""
    with opened(path) as folder:
        if again:
            folder.forget_failures()
        folder.write_text("study.input.toml", "[study]\n")
        folder.reopen()
        folder.write_design(design())
        todo = [key for key in EVERY if not folder.known(name_of(*key), True)]
        todo = todo[shift:] + todo[:shift]
        for start in range(0, len(todo), chunk):
            done = [outcome(*one, fails) for one in todo[start : start + chunk]]
            folder.add(done, POINTS)
            promised |= {one.run_id for one in done if not one.error}
        digest = folder.finish()
        folder.write_manifest({"kind": "test", "runs_hash": digest})
    return digest


def whole(path: Path, fails: bool = True) -> str:
    """Say what is wrong with a finished folder; empty when it is whole and nothing is in it twice."""
    here = path / "study"
    rows = parquet.read_table(here / "runs").to_pylist()
    ids = [row["run_id"] for row in rows]
    if len(set(ids)) != len(ids):
        return "a run stands there twice"
    if set(ids) != IDS:
        return "runs are missing"
    for row in rows:
        expected = outcome(row["point"], row["rep"], fails)
        if (row["status"] == "failed") != bool(expected.error) or bool(row["repeat"]) != bool(expected.error):
            return f"run {row['point']}/{row['rep']} has another status"
        if not np.array_equal([row[name] for name in parts.MEASURES], expected.measures, equal_nan=True):
            return f"run {row['point']}/{row['rep']} has other numbers"
    series = parquet.read_table(here / "series").to_pylist()
    days = [(row["run_id"], row["day"]) for row in series]
    if len(set(days)) != len(days):
        return "series stand there twice"
    by_id = {name_of(*key): outcome(*key, fails) for key in EVERY}
    if set(days) != {(key, day) for key, one in by_id.items() if one.series is not None for day in range(DAYS)}:
        return "series are missing or too many"
    if any(by_id[row["run_id"]].series["posts"][row["day"]] != np.float32(row["posts"]) for row in series):
        return "a series has other numbers"
    if (here / "DONE").read_text().strip() != hashlib.sha256((here / "runs.csv").read_bytes()).hexdigest():
        return "DONE is not of this runs.csv"
    return "files are left behind" if list(here.rglob("*.tmp")) else ""


def survives(path: Path, promised: set[str], wanted: str, fails: bool = True, again: bool = False) -> str:
    """Say what is wrong when the study goes on from what is left; empty when it ends as an undisturbed one."""
    here = path / "study"
    if (here / "DONE").exists() and (here / "DONE").read_text().strip() != hashlib.sha256(
        (here / "runs.csv").read_bytes()
    ).hexdigest():
        return "DONE was there before what it stands for"
    with opened(path) as folder:
        lost = [run_id for run_id in promised if not folder.known(run_id, True)]
    if lost:
        return f"{len(lost)} finished runs are lost"
    if study(path, set(), fails=fails, chunk=2, shift=1, again=again) != wanted:
        return "another hash than undisturbed"
    return whole(path, fails)
