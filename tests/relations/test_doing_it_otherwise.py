"""However a run is made - in steps, watched, by workers, against itself - its bytes are the same."""

from __future__ import annotations

import hashlib
import itertools
import random

import numpy as np
import pytest
from worlds import other, policy, world

import sim
from sim.checks import simulate
from sim.day import Stepper
from sim.laboratory.crew.runner import Crew
from sim.laboratory.crew.worker import Job
from sim.measures import MEASURES

SETUP = world(
    policy("team", hours_per_week=10.0),
    policy("onboarding", welcome="personal"),
    policy("access", access="request"),
    policy("calendar", weekdays=("mon", "thu")),
    days=50,
    audience=200,
    aware_rate=0.02,
    invite_base=-4.0,
)


@pytest.fixture(scope="module")
def whole():
    return simulate(SETUP, events=True)


@pytest.mark.parametrize("cuts", [(1,), (13,), (49,), (7, 8, 9, 30), tuple(range(1, 50))], ids=str)
def test_stepping_is_the_same_as_going(cuts, whole):
    """Relation 41: days 0 to k, then k to the end."""
    stepper = Stepper(SETUP, events=True)
    for low, high in itertools.pairwise((0, *cuts, SETUP.days)):
        assert stepper.day == low
        stepper.advance(high - low)
        assert stepper.diary.tobytes() == whole.diary[:high].tobytes()
    run = stepper.result()
    assert run.diary.tobytes() == whole.diary.tobytes()
    assert run.cohorts.tobytes() == whole.cohorts.tobytes()
    assert run.events.tobytes() == whole.events.tobytes()


def test_stepping_past_the_end_does_nothing(whole):
    stepper = Stepper(SETUP)
    stepper.advance(10_000)
    assert stepper.finished
    stepper.advance()
    assert stepper.result().diary.tobytes() == whole.diary.tobytes()


@pytest.mark.parametrize(("events", "check"), [(False, False), (True, False), (False, True), (True, True)])
def test_watching_changes_nothing(events, check, whole):
    """Relation 42: event log and check."""
    run = simulate(SETUP, events=events, check=check)
    assert run.diary.tobytes() == whole.diary.tobytes()
    assert run.cohorts.tobytes() == whole.cohorts.tobytes()
    assert (run.events is None) == (not events)
    assert run.events is None or run.events.tobytes() == whole.events.tobytes()


def test_a_log_that_outgrows_its_room_loses_nothing(monkeypatch, whole):
    from sim.checks import checked as check
    from sim.day import run

    monkeypatch.setattr(run, "FIRST_EVENT_ROOM", 16)
    monkeypatch.setattr(check, "EVENT_ROOM", 16)
    for checks in (False, True):
        assert simulate(SETUP, events=True, check=checks).events.tobytes() == whole.events.tobytes()


def test_replication_and_seed_are_other_worlds(whole):
    runs = [simulate(SETUP, replication=r) for r in range(4)] + [simulate(other(SETUP, seed=8))]
    assert runs[0].diary.tobytes() == whole.diary.tobytes()
    assert len({run.diary.tobytes() for run in runs}) == 5


def done(workers: int, jobs: list[Job]) -> dict[str, str]:
    """Hash of every run's numbers, by run, however the runs were dealt out."""
    digests: dict[str, str] = {}

    def take(outcomes) -> None:
        for outcome in outcomes:
            assert outcome.error == ""
            digest = hashlib.sha256(outcome.measures.tobytes())
            for name in sorted(outcome.series):
                digest.update(outcome.series[name].tobytes())
            digests[outcome.run_id] = digest.hexdigest()

    with Crew(workers=workers) as crew:
        crew.run(jobs, take)
    return digests


def test_workers_and_order_do_not_matter():
    """Relation 43: one process, two processes, and two with the jobs shuffled."""
    setups = [SETUP, other(SETUP, founders=30), other(SETUP, everyone_in=True)]
    jobs = [Job(f"{point}-{rep}", point, rep, setup, True) for rep in range(4) for point, setup in enumerate(setups)]
    here = done(1, jobs)
    assert len(set(here.values())) == len(jobs)
    assert done(2, jobs) == here
    mixed = jobs.copy()
    random.Random(5).shuffle(mixed)
    assert done(2, mixed) == here
    assert done(1, mixed) == here


def test_a_comparison_turned_round_is_mirrored_and_with_itself_is_nothing():
    """Relation 40, with the real engine."""
    from sim.scenario import Scenario

    def made(name, *policies):
        return Scenario.build(
            {
                "title": {"en": name, "nl": name},
                "policy": list(policies),
                "community": {"audience": 120, "days": 60, "founders": 12},
            },
            name,
        )

    one, two = made("one"), made("two", {"kind": "reach", "daily_reach": 0.05})
    how = {"reps": 6, "workers": 1, "assumptions": False, "noise": False}
    there, back, itself = sim.compare([one, two], **how), sim.compare([two, one], **how), sim.compare([one, one], **how)
    moved = 0
    for a, b, zero in zip(there.rows, back.rows, itself.rows, strict=True):
        np.testing.assert_array_equal([a.difference, a.low, a.high], [-b.difference, -b.high, -b.low])
        if zero.n_pairs > 1:
            assert zero.difference == 0.0 and zero.verdict in ("identical", "exploratory", "undecided")
            assert np.isnan(zero.low) or zero.low == -zero.high
        moved += a.difference != 0.0
    assert moved > len(MEASURES) / 4
    np.testing.assert_array_equal(there.values[0], itself.values[0])
    np.testing.assert_array_equal(there.values[0], itself.values[1])
