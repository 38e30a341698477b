"""A sensitivity study that was stopped goes on to the same points and the same bytes; `status`, `resume`, `retry` and `export` know it."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.errors import InputError
from sim.laboratory.store.exporting import export
from sim.laboratory.store.status import status
from sim.scenario import load
from sim.studies.resuming import resume, retry
from sim.studies.study import Study
from tests.toys import toy_sensitivity as toy

ROOT = Path(__file__).resolve().parents[2]
KERNEL = "tests.toys.toy_sensitivity"


@pytest.fixture
def study(monkeypatch):
    monkeypatch.setattr(
        toy, "FUNCTION", lambda b, setup: 9.0 * b.get("join_base", 0.0) + 4.0 * b.get("founder_drive", 0.0)
    )
    monkeypatch.setattr(toy, "DRIFT", 0.2)
    small = sim.load(ROOT / "scenarios" / "baseline.toml").build(
        {"title": "small", "community": {"audience": 50, "days": 3}}, "small"
    )
    ranges = {name: {"low": 0, "high": 1} for name in ("join_base", "founder_drive", "stale")}
    return Study(
        [small],
        uncertain=ranges,
        levers={"team.hours_per_week": {"low": 0, "high": 10}},
        reps=3,
        primary="posters_30d",
        sensitivity={"trajectories": 4, "n": 16},
    )


def stop_after(patch: pytest.MonkeyPatch, n: int) -> None:
    real, done = toy.simulate, []

    def interrupted(setup, *, replication=0, events=False):
        if len(done) == n:
            raise KeyboardInterrupt
        done.append(replication)
        return real(setup, replication=replication)

    patch.setattr(toy, "simulate", interrupted)


@pytest.mark.parametrize("after", [5, 60, 150])
def test_stopped_in_either_stage_it_goes_on_to_the_same_numbers(study, tmp_path, monkeypatch, after):
    whole = sim.sensitivity(study, out=tmp_path / "whole", kernel=KERNEL, workers=1)
    with monkeypatch.context() as patch:
        stop_after(patch, after)
        with pytest.raises(KeyboardInterrupt):
            sim.sensitivity(study, out=tmp_path / "s", kernel=KERNEL, workers=1)
    assert not (tmp_path / "s/DONE").exists()
    standing = status(tmp_path / "s", toy.engine_id())
    assert standing.n_ok == after and standing.n_todo > 0 and standing.kind == "sensitivity"
    toy.RUNS.clear()
    again = resume(tmp_path / "s", workers=1, kernel=KERNEL)
    assert len(toy.RUNS) == whole.n_runs - after
    assert (tmp_path / "s/DONE").read_text() == (tmp_path / "whole/DONE").read_text()
    assert (
        again.kept == whole.kept
        and again.answers[0].indices == whole.answers[0].indices
        and again.answers[0].effects == whole.answers[0].effects
    )
    assert status(tmp_path / "s", toy.engine_id()).n_todo == 0


def test_any_number_of_workers_gives_the_same_bytes(study, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    sim.sensitivity(study, out=tmp_path / "one", kernel=KERNEL, workers=1)
    with ThreadPoolExecutor(3) as threads:
        sim.sensitivity(study, out=tmp_path / "three", kernel=KERNEL, executor=threads)
    assert (tmp_path / "one/DONE").read_text() == (tmp_path / "three/DONE").read_text()


def test_failed_runs_are_repaired_told_and_done_again(study, tmp_path, monkeypatch):
    real = toy.simulate

    def failing(setup, *, replication=0, events=False):
        if replication == 1 and setup.behaviour.get("join_base", 0.0) > 0.95:
            raise RuntimeError("planted")
        return real(setup, replication=replication)

    with monkeypatch.context() as patch:
        patch.setattr(toy, "simulate", failing)
        from sim.laboratory.crew.bench import Allowance

        hurt = sim.sensitivity(study, out=tmp_path / "s", kernel=KERNEL, workers=1, max_failures=Allowance(share=0.5))
    assert hurt.failed > 0 and hurt.answers[0].chance.n_left_out > 0 and hurt.answers[0].effects[1].n_steps > 0
    rows = status(tmp_path / "s", toy.engine_id()).failures
    assert len(rows) == hurt.failed and all(load(row.repeat.split()[2]).behaviour["join_base"] > 0.95 for row in rows)
    n_failed, mended = retry(tmp_path / "s", workers=1, kernel=KERNEL)
    assert n_failed == hurt.failed and mended.failed == 0 and mended.answers[0].chance.n_left_out == 0


def test_another_number_of_replications_is_another_study_and_all_runs_are_exported(study, tmp_path):
    import pandas

    result = sim.sensitivity(study, out=tmp_path / "s", kernel=KERNEL, workers=1)
    with pytest.raises(InputError, match="holds another study"):
        sim.sensitivity(study, out=tmp_path / "s", reps=4, kernel=KERNEL, workers=1)
    told = export(tmp_path / "s")
    frame = pandas.read_csv(told.file)
    assert told.n_runs == len(frame) == result.n_runs and set(frame["part"]) == {"main", "morris", "sobol"}
    screen, second = frame[frame["part"] == "morris"], frame[frame["part"] == "sobol"]
    assert screen["behaviour.stale"].nunique() > 1 and second["behaviour.stale"].nunique() == 1
    assert second["behaviour.join_base"].nunique() > 16
